"""What sites say to robots, and that it is kept: robots.txt as RFC 9309 has it, `meta robots`, X-Robots-Tag."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.spiders.house import House
from tests.spiders.loopback import Loopback, Saying, loopback, reply


def page(title: str = "kept", *, head: str = "", headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    body = f"<html><head>{head}<title>{title}</title></head></html>".encode()
    return reply(body, headers=[("content-type", "text/html"), *headers])


def rules(text: str, *, status: int = 200) -> bytes:
    return reply(text.encode(), status=status, headers={"content-type": "text/plain"})


def tagged(*values: str) -> bytes:
    return page(headers=tuple(("x-robots-tag", value) for value in values))


def meta(content: str, *, name: str = "robots") -> bytes:
    return page(head=f'<meta name="{name}" content="{content}">')


CLOSED = "done refused: X-Robots-Tag does not allow it"
META = "done refused: meta robots does not allow it"
OPEN: dict[str, tuple[Saying, str]] = {
    "plain": (page(), "done held"),
    "tag": (tagged("noindex"), CLOSED),
    "tag-case": (tagged("NoIndex, NOFOLLOW"), CLOSED),
    "tag-none": (tagged("none"), CLOSED),
    "tag-several": (tagged("noarchive", "nofollow", "noindex"), CLOSED),
    "tag-ours": (tagged("otherbot: all", "Sourcing: noindex"), CLOSED),
    "tag-another": (tagged("otherbot: noindex, nofollow", "noarchive"), "done held"),
    "tag-both": (tagged("otherbot: nofollow, sourcing: noindex"), CLOSED),
    "tag-valued": (tagged("max-snippet: 5, noindex"), CLOSED),
    "tag-date": (tagged("unavailable_after: 25 Jun 2110 15:00:00 PST"), "done held"),
    "meta": (meta("NOINDEX, follow"), META),
    "meta-name": (meta("noindex", name="ROBOTS"), META),
    "meta-none": (meta("none"), META),
    "meta-another": (meta("noindex", name="otherbot"), "done held"),
    "meta-index": (meta("index, follow"), "done held"),
}
HOSTS: dict[str, tuple[Saying, str, bool]] = {  # what robots.txt says, what comes of a page, whether it was asked
    "none.example": (rules("", status=404), "done held", True),
    "forbidden.example": (rules("Disallow: /", status=403), "done held", True),
    "broken.example": (rules("", status=500), "todo robots.txt cannot be had now (500)", False),
    "busy.example": (rules("", status=503), "todo robots.txt cannot be had now (503)", False),
    "all.example": (rules("User-agent: *\nDisallow: /"), "done refused: robots.txt does not allow it", False),
    "ours.example": (
        rules("User-agent: *\nAllow: /\n\nUser-agent: SOURCING\nDisallow: /page"),
        "done refused: robots.txt does not allow it",
        False,
    ),
    "others.example": (rules("User-agent: otherbot\nDisallow: /"), "done held", True),
    "private.example": (
        reply(status=302, headers={"location": "http://10.0.0.1/robots.txt"}),
        "done refused: robots.txt: 10.0.0.1 is no public host",
        False,
    ),
    "cut.example": (
        reply(b"User-agent: *", headers={"content-length": "99"}),
        "failed robots.txt: the answer broke off",
        False,
    ),
    "bytes.example": (reply(b"\xff\xfe\0" * 999), "done held", True),
    "large.example": (
        rules("User-agent: *\nDisallow: /\n" + "# no rule\n" * 100_000),
        "done refused: robots.txt does not allow it",
        False,
    ),
    "wild.example": (rules("User-agent: *\nDisallow: /" + "*a" * 300 + "$\n"), "done held", True),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Loopback]]:
    """A site of pages, read once."""
    says: dict[str, Saying] = {f"open.example/{name}": said for name, (said, _) in OPEN.items()}
    for host, (said, _, _) in HOSTS.items():
        says |= {f"{host}/robots.txt": said, f"{host}/page": page(), f"{host}/page/again": page()}
    with loopback(says) as server:
        house = House(folder=tmp_path_factory.mktemp("pages"), route=server.url, policy={"door": "pages"})
        house.want([f"https://open.example/{name}" for name in OPEN])
        house.want([f"https://{host}/{path}" for host in HOSTS for path in ("page", "page/again")])
        done = house.run()
        assert done.err == "" and done.code == 1 and house.left() == 0
        yield house, server


@pytest.mark.parametrize("name", OPEN)
def test_what_a_page_says_to_robots(pages: tuple[House, Loopback], name: str) -> None:
    assert pages[0].results()[f"open.example/{name}"] == OPEN[name][1]


@pytest.mark.parametrize("host", HOSTS)
def test_what_robots_txt_says(pages: tuple[House, Loopback], host: str) -> None:
    house, server = pages
    for path in ("page", "page/again"):
        assert house.results()[f"{host}/{path}"] == HOSTS[host][1]
        assert (f"{host}/{path}" in server.asked()) is HOSTS[host][2]


def test_robots_txt_is_asked_once_for_each_host(pages: tuple[House, Loopback]) -> None:
    asked = [url for url in pages[1].asked(robots=True) if url.endswith("/robots.txt")]
    assert sorted(asked) == sorted(f"{host}/robots.txt" for host in (*HOSTS, "open.example"))
