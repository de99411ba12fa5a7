"""Reads microformats: the h-card of the one whose page it is, out of all the cards that a page may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bs4 import Tag

from sourcing import wire
from spiders import page as html

_MOST_CARDS, _MOST_VALUES = 50, 50
_PARTS = frozenset(
    {"h-entry", "h-event", "h-cite", "h-product", "h-review", "h-recipe", "h-item", "h-listing", "h-card"}
)
_ROOTS = _PARTS | {"h-feed", "h-resume"}
_KEPT = frozenset({"p-name", "p-note", "p-job-title", "p-category", "p-locality", "p-region", "p-country-name"})


@dataclass(kw_only=True, slots=True)
class Card:
    """One h-card: its tags by property, without those of cards inside it; `is_part` says that it lies in another thing, as an author does."""

    root: Tag
    is_part: bool
    held: dict[str, list[Tag]] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    uids: list[str] = field(default_factory=list)
    is_mine: bool = False  # one of its addresses is marked rel=me

    def texts(self, name: str) -> list[str]:
        """What the card shows under a property."""
        return [text for text in (_text(tag) for tag in self.held.get(name, [])[:10]) if text]


def owner_card(page: Tag, url: str) -> Card | None:
    """The representative h-card of a page: the one whose address is the page or rel=me, else the only one there is; None where it is open."""
    cards = _cards(page, html.base_of(page, url))
    here = _plain(url)
    tests: tuple[Callable[[Card], bool], ...] = (
        lambda one: here in map(_plain, one.urls) and here in map(_plain, one.uids),
        lambda one: one.is_mine and not one.is_part,
        lambda one: here in map(_plain, one.urls),
        lambda one: not one.is_part and all(_host(each) == _host(url) for each in one.urls),
    )
    for is_it in tests:
        found = [one for one in cards if is_it(one)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def name_of(card: Card) -> str:
    """The name on a card: stated, else the card's own short text or the text of its picture."""
    stated = card.texts("p-name")
    if stated or card.held:
        return stated[0] if stated else ""
    picture = next(html.tags(card.root, "img"), None)
    implied = html.value(card.root, "alt") or html.shown(card.root, most=100) or html.value(picture, "alt")
    return wire.string(implied, most=100)


def place_of(card: Card) -> str:
    """The town, region and country on a card."""
    parts = [text for name in ("p-locality", "p-region", "p-country-name") for text in card.texts(name)[:1]]
    return ", ".join(dict.fromkeys(parts))


def _cards(page: Tag, base: str) -> list[Card]:
    """The cards of a page, in one walk: the thing a tag belongs to is its parent's, or its parent itself."""
    within: dict[int, Card | None] = {}
    roots: dict[int, bool] = {}
    cards: list[Card] = []
    for tag in html.tags(page):
        classes = html.words(tag, "class")
        parent = id(tag.parent)
        around, is_inside = within.get(parent), roots.get(parent, False)
        if around:
            _add(around, tag, classes, base)
        within[id(tag)] = around
        roots[id(tag)] = is_inside or bool(classes & _PARTS)
        if classes & _ROOTS:
            card = Card(root=tag, is_part=is_inside) if "h-card" in classes and len(cards) < _MOST_CARDS else None
            cards += [card] if card else []
            within[id(tag)] = card
            if card and tag.name == "a":
                _add(card, tag, {"u-url"}, base)
    return cards


def _add(card: Card, tag: Tag, classes: set[str], base: str) -> None:
    for name in classes & _KEPT:
        listed = card.held.setdefault(name, [])
        if len(listed) < _MOST_VALUES:
            listed.append(tag)
    if classes & {"u-url", "u-uid"} and len(card.urls) < _MOST_VALUES:
        found = html.address(html.value(tag, "href") or html.value(tag, "src"), base)
        if found:
            card.urls += [found] if "u-url" in classes else []
            card.uids += [found] if "u-uid" in classes else []
            card.is_mine |= "me" in html.words(tag, "rel")


def _text(tag: Tag) -> str:
    written = (
        html.value(tag, "alt")
        if tag.name in ("img", "area")
        else html.value(tag, "title")
        if tag.name == "abbr"
        else ""
    )
    written = written or (html.value(tag, "value") if tag.name == "data" else "")
    return wire.string(written or html.shown(tag, most=2_000), most=2_000)


def _plain(url: str) -> str:
    """An address for comparison: without scheme, `www.`, fragment and the last slash."""
    parts = urlsplit(url)
    return f"{_host(url)}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
