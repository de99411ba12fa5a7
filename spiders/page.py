"""Reads HTML pages: what they show, in bounded time whatever stands in them, and whether they ask to be left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from sourcing import wire

MOST_TAGS = 20_000  # of one page, closing ones too, and whatever else a `<` begins: what lies behind them is not read
MOST_DEPTH = (
    512  # of tags within tags, which is as deep as browsers nest them; deeper ones are passed over, their text is read
)
_MOST_SHOWN = 50_000
_OURS = frozenset({"sourcing", "*"})  # the name under which robots.txt knows us
_VALUED = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
)  # no names of robots
_START = re.compile("<")
_PROLOGUE = re.compile(r"\A\s{0,200}<\?xml[^>]{0,300}>")


class _Page(BeautifulSoup):
    """A page whose tags are taken for their content alone where they lie too deep: linking one costs as much as it is deep."""

    def handle_starttag(self, *found: Any, **more: Any) -> Tag | None:
        """The tag that begins, None where it is passed over."""
        return super().handle_starttag(*found, **more) if len(self.tagStack) <= MOST_DEPTH else None


def soup(text: str) -> BeautifulSoup:
    """The page of a body, as browsers read it: crossed, unclosed and missing tags do no harm."""
    text = _PROLOGUE.sub("", text)
    end = next(islice(_START.finditer(text), MOST_TAGS, None), None)
    return _Page(text[: end.start() if end else None] if "<" in text else "", "lxml")


def tags(page: Tag, *names: str) -> Iterator[Tag]:
    """The tags of these names, or all, in order."""
    return (one for one in page.find_all(names or True) if isinstance(one, Tag))


def value(tag: Tag | None, name: str) -> str:
    """An attribute; empty where there is none."""
    found = tag.get(name) if tag else None
    return " ".join(found) if isinstance(found, list) else (found or "").strip()


def words(tag: Tag, name: str) -> set[str]:
    """The words of an attribute that holds a set, such as `class` and `rel`."""
    return set(value(tag, name).split())


def shown(tag: Tag | None, *, most: int = _MOST_SHOWN) -> str:
    """The text a tag shows, on one line."""
    return " ".join(tag.get_text(" ")[: 2 * _MOST_SHOWN].split())[:most] if tag else ""


def address(written: str, base: str) -> str:
    """An address as it is meant on a page; empty where it leads to no page."""
    text = written.strip()
    if len(text) > 1_000 or re.search(r"[\s<>\"]", text):
        return ""
    try:
        found = urljoin(base, text)
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def base_of(page: Tag, url: str) -> str:
    """The address from which a page's own addresses are meant."""
    return address(value(next(tags(page, "base"), None), "href"), url) or url


def meta(page: Tag, *names: str) -> str:
    """The first content that a page's `meta` tags have under one of these names, the names in order of preference."""
    held: dict[str, str] = {}
    for one in tags(page, "meta"):
        name = (value(one, "name") or value(one, "property")).lower()
        held.setdefault(name, wire.string(value(one, "content"), most=5_000))
    return next((held[name] for name in names if held.get(name)), "")


def is_closed(directives: str) -> bool:
    """Whether robots directives (of `meta robots` or X-Robots-Tag) ask that a page be left out of an index."""
    return not {"noindex", "none", "noai"}.isdisjoint(re.split(r"[,:;\s]+", directives.lower()))


def closes_by_header(values: Iterable[str]) -> bool:
    """Whether `X-Robots-Tag` headers, each by itself, ask that of every robot or of ours: `otherbot: noindex` is not ours."""
    for value in values:
        is_ours = True
        for part in value.lower().split(","):
            name, colon, behind = part.partition(":")
            if colon and name.strip() not in _VALUED:
                is_ours, part = name.strip() in _OURS, behind
            if is_ours and is_closed(part):
                return True
    return False


def closes(page: Tag) -> bool:
    """Whether a page's `meta robots` ask that it be left out of an index."""
    return any(is_closed(value(one, "content")) for one in tags(page, "meta") if value(one, "name").lower() == "robots")
