"""What servers should not send: every page is accounted for with a reason that says what was wrong with it, and the run goes on."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import brotli
import pytest

from tests.spiders.house import Done, House
from tests.spiders.loopback import JSON, Heard, Loopback, Saying, deflate_bomb, endless, gzip_bomb, loopback, reply

BOMB = 5 * 1024 * 1024
GOOD = json.dumps({"title": "a good page"}).encode()
CANARY = "canary-0-to-be-seen-nowhere"


def packed(body: bytes, *encodings: str) -> bytes:
    return reply(
        body, headers=[("content-type", "application/json"), *(("content-encoding", one) for one in encodings)]
    )


def page(body: bytes, kind: str = "text/html") -> bytes:
    return reply(body, headers={"content-type": kind})


def titled(title: bytes, kind: str) -> bytes:
    return page(b"<html><head><title>" + title + b"</title></head></html>", kind)


def zstd_bomb() -> bytes:
    from backports import zstd

    return zstd.compress(bytes(BOMB))


def layers(body: bytes, depth: int) -> bytes:
    for _ in range(depth):
        body = gzip.compress(body, 1, mtime=0)
    return body


def broken_off(body: bytes, *, told: int) -> bytes:
    return reply(body, headers={**JSON, "content-length": str(told)})


def only_third(heard: Heard) -> Iterator[bytes]:
    yield packed(GOOD) if heard.number == 2 else reply(status=502)


TOO_LARGE = "done refused: larger than 4 MiB"
SPOILED = "done refused: its encoding is not what it says"
CASES: Mapping[str, tuple[Saying, str]] = {
    "gzip-bomb": (packed(gzip_bomb(BOMB), "gzip"), TOO_LARGE),
    "deflate-bomb": (packed(deflate_bomb(BOMB), "deflate"), TOO_LARGE),
    "br-bomb": (packed(brotli.compress(bytes(BOMB)), "br"), TOO_LARGE),
    "zstd-bomb": (packed(zstd_bomb(), "zstd"), TOO_LARGE),
    "bomb-in-gzip": (packed(gzip.compress(gzip_bomb(BOMB)), "gzip, gzip"), TOO_LARGE),
    "mixed-bomb": (packed(zlib.compress(brotli.compress(bytes(BOMB))), "br", "deflate"), TOO_LARGE),
    "told-too-large": (broken_off(b"x", told=BOMB), TOO_LARGE),
    "endless": (endless, TOO_LARGE),
    "three-layers": (packed(layers(GOOD, 3), "gzip, gzip, gzip"), "done refused: packed over and over"),
    "thousand-layers": (packed(GOOD, *["gzip,br"] * 500), "done refused: packed over and over"),
    "gzip": (packed(gzip.compress(GOOD), "gzip"), "done held"),
    "two-layers": (packed(layers(GOOD, 2), "gzip, x-gzip"), "done held"),
    "raw-deflate": (packed(zlib.compress(GOOD)[2:-4], "deflate"), "done held"),
    "br": (packed(brotli.compress(GOOD), "br"), "done held"),
    "identity": (packed(GOOD, "identity"), "done held"),
    "lying-gzip": (packed(GOOD, "gzip"), SPOILED),
    "lying-br": (packed(GOOD, "br"), SPOILED),
    "lying-zstd": (packed(GOOD, "zstd"), SPOILED),
    "lying-deflate": (packed(GOOD, "deflate"), SPOILED),
    "unknown-encoding": (packed(GOOD, "compress"), "done refused: in an encoding that was not asked for"),
    "cut-gzip": (packed(gzip.compress(GOOD)[:20], "gzip"), "done refused: "),
    "deep-page": (page(b"<div>" * 100_000), "done held"),
    "deep-list": (page(b"[" * 100_000, "application/json"), "done refused: unreadable: no JSON"),
    "deep-object": (page(b'{"a":' * 100_000, "application/json"), "done refused: unreadable: no JSON"),
    "cut-json": (page(GOOD[:-4], "application/json"), "done refused: unreadable: no JSON"),
    "number": (page(b"9" * 5_000, "application/json"), "done refused: unreadable"),
    "empty": (page(b"", "application/json"), "done refused: unreadable"),
    "nul": (titled(b"a\0b", "text/html"), "done held"),
    "surrogate": (page(b'{"title": "a\\ud800b"}', "application/json"), "done held"),
    "utf-16": (titled("né".encode("latin-1"), "text/html; charset=utf-16"), "done "),
    "no-charset": (titled("né".encode("latin-1"), "text/html; charset=no-such-thing"), "done held"),
    "punycode": (titled(b"a" * 200_000 + b"-" + b"9a" * 1_900_000, "text/html; charset=punycode"), "done held"),
    "escapes": (titled(b"\\ud800\\N{BELL}", "text/html; charset=unicode_escape"), "done held"),
    "no-text-codec": (titled(b"a", "text/html; charset=zlib"), "done held"),
    "no-page": (page(GOOD, "image/png"), "done held"),
    "short": (broken_off(GOOD, told=len(GOOD) + 5), "failed the answer broke off"),
    "no-length": (reply(GOOD, headers={**JSON, "content-length": "many"}), "failed the "),
    "no-http": (b"220 mail.example ESMTP\r\n", "failed the "),
    "nothing": (b"", "failed the "),
    "third-time": (only_third, "done held"),
    "500": (reply(status=500), "failed the site answers 500"),
    "403": (reply(status=403), "done refused: the site answers 403"),
    "304-unasked": (reply(status=304), "done refused: the site answers 304"),
    "redirect-file": (
        reply(status=302, headers={"location": "file:///etc/passwd"}),
        "done refused: the site answers 302",
    ),
    "redirect-data": (
        reply(status=302, headers={"location": "data:text/html,x"}),
        "done refused: the site answers 302",
    ),
    "redirect-loop": (
        reply(status=302, headers={"location": "/redirect-loop?again"}),
        "done refused: more than 3 redirects",
    ),
    "meta-refresh": (page(b'<meta http-equiv="refresh" content="0; url=/never"><title>t</title>'), "done held"),
    "cookie": (reply(GOOD, headers={**JSON, "set-cookie": "a=b"}), "done held"),
    "memory": (page(b'{"break": "memory"}', "application/json"), "done refused: unreadable: MemoryError"),
    "own-error": (page(b'{"break": "assertion"}', "application/json"), "failed our own error: AssertionError"),
}
ELSEWHERE = {
    "http://127.0.0.1/": "127.0.0.1 is no host of this site",
    "http://a.example/": "it would take a credential elsewhere",
    "https://b.a.example/": "it would take a credential elsewhere",
    "https://a.example:8443/": "port 8443 is not the web's",
    "https://github.com/ada": "github.com is on the deny list",
    "https://u:p@a.example/": "the address holds a password",
}
END = "?key=" + CANARY


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Loopback, Done]]:
    """All of it in one run, with a credential."""
    with loopback() as server:
        for name, (said, _) in CASES.items():
            server.says[f"a.example/{name}{END}"] = said
        server.says["a.example/redirect-loop?again"] = CASES["redirect-loop"][0]
        for place, target in enumerate(ELSEWHERE):
            server.says[f"a.example/to/{place}{END}"] = reply(status=302, headers={"location": target})
        house = House(
            folder=tmp_path_factory.mktemp("bodies"),
            route=server.url,
            policy={"hosts": ["a.example"], "takes": ["PROBE"]},
            order={
                "secrets": {"PROBE": CANARY},
            },
        )
        house.want([f"https://a.example/{name}" for name in CASES])
        house.want([f"https://a.example/to/{place}" for place in range(len(ELSEWHERE))])
        yield house, server, house.run()


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_a_body(run: tuple[House, Loopback, Done], name: str) -> None:
    found, expected = run[0].results()[f"a.example/{name}"], CASES[name][1]
    assert found.startswith(expected), found


@pytest.mark.parametrize(("place", "reason"), list(enumerate(ELSEWHERE.values())), ids=list(ELSEWHERE))
def test_a_redirect_is_judged_anew(run: tuple[House, Loopback, Done], place: int, reason: str) -> None:
    house, _, _ = run
    assert house.results()[f"a.example/to/{place}"] == f"done refused: {reason}"


def test_the_run_ends_and_says_what_came(run: tuple[House, Loopback, Done]) -> None:
    house, _, done = run
    results = list(house.results().values())
    assert done.code == 1 and done.err == ""
    assert done.told["stopped"] is None and house.left() == 0
    assert done.told["counts"] == {
        "held": results.count("done held"),
        "refused": sum(one.startswith("done refused") for one in results),
        "failed": sum(one.startswith("failed") for one in results),
    }


def test_texts_are_clean(run: tuple[House, Loopback, Done]) -> None:
    titles = run[0].titles()
    assert titles["a.example/nul"] == "ab" and titles["a.example/surrogate"] == "a�b"
    assert titles["a.example/gzip"] == titles["a.example/br"] == titles["a.example/third-time"] == "a good page"
    assert titles["a.example/escapes"] == r"\ud800\N{BELL}"
    assert titles["a.example/no-charset"].startswith("n")


def test_nothing_is_asked_that_was_not_ordered(run: tuple[House, Loopback, Done]) -> None:
    asked = set(run[1].asked(robots=True))
    wanted = {f"a.example/{name}" for name in (*CASES, *(f"to/{place}" for place in range(len(ELSEWHERE))))}
    assert {url.partition("?")[0] for url in asked} == wanted
    assert all("cookie" not in one.headers and "referer" not in one.headers for one in run[1].heard)


def test_a_page_is_tried_three_times_and_redirects_followed_three_times(run: tuple[House, Loopback, Done]) -> None:
    asked = [url.partition("?")[0] for url in run[1].asked()]
    assert asked.count("a.example/500") == asked.count("a.example/short") == asked.count("a.example/lying-gzip") == 3
    assert asked.count("a.example/403") == asked.count("a.example/gzip-bomb") == 1
    assert asked.count("a.example/redirect-loop") == 4


def test_a_credential_goes_to_the_site_and_nowhere_else(run: tuple[House, Loopback, Done]) -> None:
    house, server, done = run
    with_it = [one for one in server.heard if one.headers.get("private-token") == CANARY]
    assert len(with_it) == len(server.heard)  # all of them went to the site itself
    kept = [path for path in house.folder.rglob("*") if path.is_file()]
    assert len(kept) > 3
    for path in kept:
        raw = path.read_bytes()
        text = gzip.decompress(raw) if path.suffix == ".gz" else raw
        assert CANARY.encode() not in text, path
    assert CANARY not in done.out + done.err


def test_what_is_written_is_for_its_owner_alone(run: tuple[House, Loopback, Done]) -> None:
    for path in (run[0].folder / "landing").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_who_asks_says_who_it_is(run: tuple[House, Loopback, Done]) -> None:
    told: set[str] = {one.headers["user-agent"] for one in run[1].heard}
    assert len(told) == 1 and "sourcing" in (agent := told.pop()) and "privacy@example.org" in agent


def test_a_slow_drip_ends_with_its_time(tmp_path: Path) -> None:
    with loopback() as server:
        server.says["a.example/drip"] = server.drip
        house = House(folder=tmp_path, route=server.url, order={"seconds": 0.2})
        house.want(["https://a.example/drip"])
        done = house.run()
    assert house.results() == {"a.example/drip": "failed no answer in time"} and done.code == 1
    assert done.told["failure"] == "no answer in time"
    assert len(server.heard) == 3


def test_a_folder_that_is_no_folder_is_told(tmp_path: Path) -> None:
    with loopback({"a.example/1": reply(GOOD, headers=JSON)}) as server:
        house = House(folder=tmp_path, route=server.url)
        house.want(["https://a.example/1"])
        (tmp_path / "landing").write_text("no folder")
        done = house.run()
    assert done.code == 3 and "landing" in done.err and done.out == ""
    assert "held" not in house.results()["a.example/1"]
