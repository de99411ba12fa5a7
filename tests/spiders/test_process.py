"""The spider process and its line: what is unchanged, who is left alone, limits, signals, and that no page is lost."""

from __future__ import annotations

import gzip
import json
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sourcing.community import SPEAKS_FOR, SpeaksFor
from sourcing.frontier import State
from sourcing.keyed import account_hash
from spiders.line import payload
from spiders.order import kind_of
from tests.spiders.house import VISIT, House
from tests.spiders.loopback import JSON, Heard, Saying, loopback, reply
from tests.spiders.probe import NAME, page_of

LATER = VISIT + timedelta(days=30)


def told(**document: object) -> bytes:
    return reply(json.dumps({"title": "kept"} | document).encode(), headers=JSON)


def only_if_changed(heard: Heard) -> Iterator[bytes]:
    names = {"etag": '"one"'} if heard.url.endswith("etag") else {"last-modified": "Sun, 01 Nov 2026 08:00:00 GMT"}
    asked = heard.headers.get("if-none-match") or heard.headers.get("if-modified-since")
    if asked in names.values():
        yield reply(status=304, headers=names)
    else:
        follow = [f"https://a.example/behind/{heard.url.rpartition('/')[2]}"]
        body = json.dumps({"title": "kept", "follow": follow}).encode()
        yield reply(body, headers={**JSON, **names})


def test_what_is_unchanged_stands_and_is_followed_still(tmp_path: Path) -> None:
    ways = ("etag", "date")
    says: dict[str, Saying] = {f"a.example/{way}": only_if_changed for way in ways}
    says |= {f"a.example/behind/{way}": only_if_changed for way in ways}
    with loopback(says) as server:
        house = House(folder=tmp_path, route=server.url)
        house.want([f"https://a.example/{way}" for way in ways])
        assert house.run().code == 0
        first, landed = len(server.heard), house.told()
        house.want([f"https://a.example/{way}" for way in ways], visit=LATER)
        assert house.run().told["counts"] == {"unchanged": 4}
    assert first == 4 and len(server.heard) == 8 and house.told() == landed
    assert all(one.headers["x-form"] in ("page", "more") for one in server.heard)
    again = [one for one in house.read() if one.visit == LATER]
    assert len(again) == 4 and all(one.is_unchanged and one.is_last for one in again)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (reply(status=404), "done not there (404)"),
        (reply(b'<meta name="robots" content="noindex"><title>x</title>', headers={"content-type": "text/html"}), ""),
        (reply(status=403), "done refused: the site answers 403"),
    ],
    ids=["gone", "withdrawn", "closed"],
)
def test_what_may_be_kept_no_longer_is_told_to_be_empty_and_asked_for_in_full_again(
    tmp_path: Path, answer: bytes, result: str
) -> None:
    with loopback({"a.example/etag": only_if_changed, "a.example/behind/etag": told()}) as server:
        house = House(folder=tmp_path, route=server.url)
        house.want(["https://a.example/etag"])
        assert house.run().code == 0
        server.says["a.example/etag"] = answer
        house.want(["https://a.example/etag"], visit=LATER)
        assert house.run().code == 0
        found = house.results()["a.example/etag"]
        server.says["a.example/etag"] = only_if_changed
        house.want(["https://a.example/etag"], visit=LATER + timedelta(days=30))
        assert house.run().told["counts"]["held"] == 2
    assert found == (result or "done refused: meta robots does not allow it")
    of_visit = [one for one in house.read() if one.visit == LATER and one.url == "https://a.example/etag"]
    assert [one.is_unchanged for one in of_visit] == ([] if "403" in result else [False])


def test_what_was_read_longer_ago_than_it_may_be_kept_is_asked_for_in_full(tmp_path: Path) -> None:
    with loopback({"a.example/etag": only_if_changed, "a.example/behind/etag": only_if_changed}) as server:
        house = House(folder=tmp_path, route=server.url)
        house.want(["https://a.example/etag"])
        house.run()
        for visit in (VISIT + timedelta(days=365), VISIT + timedelta(days=366)):
            house.want(["https://a.example/etag"], visit=visit)
        assert house.run().told["counts"] == {"held": 2}


def test_who_is_left_alone_is_neither_asked_nor_landed(tmp_path: Path) -> None:
    salt = b"salt"
    with loopback(
        {f"a.example/{name}": told(follow=["https://a.example/behind"]) for name in ("ada", "bob")}
    ) as server:
        server.says["a.example/behind"] = told()
        order = {"suppressed": [account_hash(salt, "probe:bob")], "salt": salt.hex()}
        house = House(folder=tmp_path, route=server.url, order=order)
        house.want(["https://a.example/ada"], account="ada")
        house.want(["https://a.example/bob"], account="BOB")
        assert house.run().code == 0
    assert server.asked() == ["a.example/ada", "a.example/behind"]
    assert house.results()["a.example/bob"] == "done refused: to be left alone"
    assert {one.account.handle for one in house.read()} == {"ada"}


def test_whom_a_profile_that_declines_names_is_landed_by_keyed_hash_alone(tmp_path: Path) -> None:
    says = {"a.example/ada": told(declines=["https://github.com/ada-probe"]), "a.example/bob": told()}
    with loopback(says) as server:
        house = House(folder=tmp_path, route=server.url, order={"salt": b"salt".hex()})
        house.want(["https://a.example/ada"], account="ada")
        house.want(["https://a.example/bob"], account="bob")
        assert house.run().code == 0
    (manifest,) = house.landing.manifests()
    (row,) = house.landing.read(manifest.batch_id, SPEAKS_FOR, SpeaksFor)
    assert row.account_hash == account_hash(b"salt", "github:ada-probe")
    assert row.of_hash == account_hash(b"salt", "probe:ada")
    landed = b"".join(gzip.decompress(path.read_bytes()) for path in house.landing.batches.glob("*/*.gz"))
    assert b"ada-probe" not in landed


def test_an_announced_wait_ends_the_run_and_holds_for_the_next(tmp_path: Path) -> None:
    with loopback() as server:
        soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
        server.says["a.example/1"] = reply(status=429, headers={"retry-after": soon})
        house = House(folder=tmp_path, route=server.url, order={"patience": 5})
        house.want([f"https://a.example/{number}" for number in range(1, 60)])
        first, on_the_wire = house.run(), len(server.heard)
        second = house.run()
    assert "a.example/1" in server.asked() and on_the_wire < 59  # it and those that were under way
    assert len(server.heard) == on_the_wire
    assert first.code == second.code == 1
    assert all(one.told["stopped"].startswith("the site asks to wait 3") for one in (first, second))
    counts = house.frontier.counts(kind_of(NAME))
    assert counts[State.TODO] == 59 - on_the_wire + 1 and house.left() == 0
    assert second.told["counts"] == {"to do": counts[State.TODO]}


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    with loopback({f"a.example/{number}": told(wait=0.2) if number == 2 else told() for number in range(6)}) as server:
        house = House(folder=tmp_path, route=server.url, policy={"seconds": 0.1}, order={"pace": 1.0})
        house.want([f"https://a.example/{number}" for number in range(6)])
        assert house.run().code == 0
    times = [one.at for one in server.heard]
    assert len(times) == 6 and times[-1] - times[0] > 0.35  # 0.6 s were due; the first may have been seen late


@pytest.mark.chaos
def test_a_run_that_is_told_to_end_writes_down_what_came_and_gives_the_rest_back(tmp_path: Path) -> None:
    names = [f"https://a.example/{one:03}" for one in range(300)]
    for number in (signal.SIGTERM, signal.SIGINT):
        (tmp_path / number.name).mkdir()
        with loopback({f"a.example/{one:03}": told() for one in range(3)}) as server:
            server.says["a.example/003"] = reply(status=429, headers={"retry-after": "500"})
            house = House(folder=tmp_path / number.name, route=server.url, order={"patience": 1_000, "pace": 0.001})
            house.want(names)
            process = house.start()
            _until(lambda heard=server.heard: len(heard) == 4)
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
        assert json.loads(out)["stopped"] == "the run was told to end"
        assert process.returncode == 1 and err == b"" and len(house.read()) == 3
        assert house.frontier.counts(kind_of(NAME)) == {State.DONE: 3, State.TODO: 297}


@pytest.mark.chaos
def test_a_killed_run_loses_nothing(tmp_path: Path) -> None:
    with loopback({f"a.example/{one}": told() for one in range(3)}) as server:
        server.says["a.example/3"] = server.drip
        house = House(folder=tmp_path, route=server.url)
        house.want([f"https://a.example/{one}" for one in range(4)])
        process = house.start()
        _until(lambda: len(server.heard) >= 4)
        process.kill()
        process.communicate()
        assert house.frontier.release(by="test") == 4
        server.says["a.example/3"] = told()
        assert house.run().code == 0
    assert set(house.results().values()) == {"done held"} and len(house.titles()) == 4


def _until(is_so: object, *, most: float = 30.0) -> None:
    assert callable(is_so)
    end = time.monotonic() + most
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_entry_that_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    with loopback({"a.example/1": told()}) as server:
        house = House(folder=tmp_path, route=server.url)
        good = payload(page_of("https://a.example/1"), visit=VISIT)
        bad = {"none": {}, "no-time": good | {"visit": "x"}, "no-account": good | {"account": 1}}
        house.frontier.want(kind_of(NAME), bad | {"good": good})
        done = house.run()
    assert done.told["counts"] == {"held": 1, "failed": 3} and "cannot be read" in done.told["failure"]
    assert {item.key: str(item.state) for item in house.frontier.items()} == {
        **dict.fromkeys(bad, "failed"),
        "good": "done",
    }


def test_as_many_pages_as_ordered_are_asked_for(tmp_path: Path) -> None:
    with loopback({f"a.example/{one}": told() for one in range(9)}) as server:
        house = House(folder=tmp_path, route=server.url, order={"pages": 3})
        house.want([f"https://a.example/{one}" for one in range(9)])
        done = house.run()
    assert done.code == 1 and done.told["counts"] == {"held": 3, "to do": 6} and "as ordered" in done.told["stopped"]
    assert len(server.heard) == 3 and house.left() == 0


def test_a_certificate_that_does_not_hold_is_not_taken(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = ["openssl", *making.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with loopback({"a.example/1": told()}, context=context) as server:
        house = House(folder=tmp_path, route=server.url)
        house.want(["https://a.example/1"])
        assert house.run().code == 1
        assert house.results() == {"a.example/1": "failed its certificate does not hold, or TLS failed"}
        house.want(["https://a.example/1"])
        assert house.run(SSL_CERT_FILE=str(certificate)).code == 0  # it holds where its maker is known
    assert house.results() == {"a.example/1": "done held"}
