"""Every kind of page of every community site, and what is read of an answer before its parser is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from protego import Protego
from scrapy.http import HtmlResponse

from spiders import page
from spiders.gate import asked_to_wait
from spiders.site import Parser
from spiders.text import body_text
from tests.fuzz.target import Target
from tests.spiders.support import answer_of, cases, check, modules

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_ROBOTS = b"User-agent: *\nDisallow: /private\nAllow: /a*b$\nCrawl-delay: 5\n\nUser-agent: sourcing\nDisallow:\nSitemap: https://a.example/map.xml\n"
_HEADERS = [
    b"120",
    b"Wed, 04 Nov 2026 10:00:00 GMT",
    b'"a";r=0;t=5, "b";r=9;t=60',
    b"limit=9, remaining=0, reset=5",
    b"noindex, nofollow",
]
_PAGE = b"text/html; charset=iso-8859-1\n<html><head><meta charset=utf-8><meta name=robots content=noindex></head><body>a</body></html>"
_MOST = 4_000_000  # bytes of a body, as the spiders' settings have it


def targets() -> Iterator[Target]:
    """One for each parser of a page, and those for bodies, headers and robots.txt."""
    for module, site in modules().items():
        for kind, parser in site.parsers.items():
            held = [case for case in cases(module) if _kind(case) == kind]
            if held:
                yield Target(
                    name=f"sites/{module}_{kind}", run=partial(_parse, parser, held[0]), seeds=_bodies(held), most=_MOST
                )
    yield Target(name="sites/body", run=_body, seeds=lambda: [_PAGE], most=_MOST)
    yield Target(name="sites/headers", run=_headers, seeds=lambda: _HEADERS, most=8_000)
    yield Target(name="sites/robots", run=_robots, seeds=lambda: [_ROBOTS], most=512 * 1024)


def _kind(case: Path) -> str:
    return str(json.loads((case / "page.json").read_text("utf-8"))["kind"])


def _bodies(held: list[Path]) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for case in held for path in sorted(case.iterdir()) if path.stem == "body"]


def _parse(parser: Parser, case: Path, data: bytes) -> None:
    check(parser(answer_of(case, body=data.decode("utf-8", "replace"))))


def _body(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")
    headers = {"Content-Type": kind.decode("latin-1").replace("\r", "")}
    text = body_text(HtmlResponse("https://a.example/", body=body, headers=headers))
    page.closes(page.soup(text))


def _headers(data: bytes) -> None:
    text = data.decode("latin-1")
    names = (
        "retry-after",
        "ratelimit",
        "ratelimit-remaining",
        "ratelimit-reset",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    )
    asked_to_wait(dict.fromkeys(names, text), now=_NOW)
    page.closes_by_header([text])


def _robots(data: bytes) -> None:
    rules = Protego.parse(data.decode("utf-8", "ignore"))
    for path in ("/", "/private/a", "/" + "a" * 500):
        rules.can_fetch(f"https://a.example{path}", "sourcing")
    rules.crawl_delay("sourcing")
