"""Reads JSON-LD: the people that a page says it is about, and the addresses it calls the same as them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bs4 import Tag

from sourcing import wire
from spiders import page as html

Node = Mapping[str, Any]

_MOST_NODES, _DEPTH = 2_000, 6
_ABOUT = ("mainEntity", "about")
_PLACES = frozenset({"Organization", "WebSite", "Blog", "ProfilePage", "WebPage", "AboutPage"})
_WRAPPER = re.compile(r"\A\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*\Z")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.?)*(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[}\]])', re.S)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the JSON-LD of a page says: `people` it is about, and all it calls the same as them or as itself."""

    people: tuple[Node, ...]
    same_as: tuple[str, ...]


def said(page: Tag) -> Said:
    """What a page's scripts say; scripts that cannot be read are passed over.

    People who are named within something else (an author, a member of a group) count where the page is about nobody, and what the
    page or its site is the same as counts where no person is named: themes write one author's blog down as an organisation.
    """
    top = list(islice((node for found in _documents(page) for node in _top(found)), _MOST_NODES))
    by_id = {one["@id"]: one for one in top if isinstance(one.get("@id"), str) and len(one) > 1}
    people = _about(top, by_id) or [one for one in top if "Person" in types(one)]
    named = people or [one for node in top for one in _within(node, _DEPTH) if "Person" in types(one)]
    named = named or [one for one in top if types(one) & _PLACES]
    return Said(people=tuple(_once(people)), same_as=tuple(a for one in named[:_MOST_NODES] for a in _same_as(one)))


def types(node: Node) -> set[str]:
    """The types of a node, without the vocabulary they are of."""
    return {re.split(r"[/#:]", one)[-1] for one in wire.strings(node.get("@type"))}


def names(value: Any) -> list[str]:
    """The texts of a value: strings, or the names of things."""
    listed = value if isinstance(value, list) else [value]
    found = [one.get("name") or one.get("@value") if isinstance(one, dict) else one for one in listed[:100]]
    return wire.strings(found)


def _documents(page: Tag) -> Iterator[Any]:
    for script in html.tags(page, "script"):
        if html.value(script, "type").lower().startswith("application/ld+json"):
            text = _WRAPPER.sub("", "".join(map(str, script.find_all(string=True))))
            for written in (text, _without_comments(text)):
                try:
                    yield json.loads(written.strip().rstrip(";"), strict=False)
                    break
                except (ValueError, RecursionError):
                    continue


def _without_comments(text: str) -> str:
    return _TOKEN.sub(lambda found: found.group() if found.group().startswith('"') else " ", text[:200_000])


def _top(found: Any) -> Iterator[Node]:
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield one
            yield from wire.rows(one.get("@graph"))


def _about(top: list[Node], by_id: Mapping[str, Node]) -> list[Node]:
    """The people whom profile pages among the nodes are about."""
    pages = [one for one in top if types(one) & {"ProfilePage", "AboutPage"}]
    told = [value for one in pages for name in _ABOUT for value in _listed(one.get(name))]
    meant = [by_id.get(str(one.get("@id")), one) if len(one) == 1 else one for one in told]
    return [one for one in meant if "Person" in types(one)]


def _listed(value: Any) -> list[Node]:
    return list(wire.rows(value if isinstance(value, list) else [value]))


def _within(node: Node, depth: int) -> Iterator[Node]:
    """The nodes inside a node, so far down, as many as are read."""
    waiting, seen = [(node, depth)], 0
    while waiting and seen < _MOST_NODES:
        one, left = waiting.pop()
        for inner in (found for value in one.values() for found in _listed(value)):
            seen += 1
            yield inner
            if left:
                waiting.append((inner, left - 1))


def _once(people: list[Node]) -> list[Node]:
    """The people, each once by id or name."""
    held: dict[str, Node] = {}
    for one in people:
        held.setdefault(str(one.get("@id") or one.get("name"))[:300], one)
    return list(held.values())


def _same_as(node: Node) -> list[str]:
    value = node.get("sameAs")
    listed = value if isinstance(value, list) else [value]
    return [
        text
        for text in (one.get("@id") or one.get("url") if isinstance(one, dict) else one for one in listed[:200])
        if isinstance(text, str)
    ]
