"""Personal pages: the one page that somebody named as their own, read as they marked it up; what scripts draw is not there.

Whose page it is, is told by JSON-LD (`Person`, `ProfilePage`), then by the representative h-card, then by `meta`. Where it names several
people there is no name, but all that it links to is kept: it is another's work to see that such a page is nobody's own. The text of the
page is read for one thing, that its owner declines; of addresses in it only those of profiles count, and none that visitors left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from bs4 import Tag

from sourcing import wire
from sourcing.community import DeclaredLink, LinkKind, SiteProfile
from sourcing.handles import account_of, web_url
from sourcing.records import Account
from sourcing.wishes import declines
from spiders import hcard, jsonld
from spiders import page as html
from spiders.hcard import Card
from spiders.jsonld import Node, Said
from spiders.site import Answer, Door, Page, Parsed, Policy, Site

_HOST = re.compile(r"[\w\-]+(\.[\w\-]+)+")
_MOST_LINKS = 2_000
_BY_VISITORS = frozenset(
    {
        "comment",
        "comments",
        "comment-list",
        "commentlist",
        "comments-area",
        "guestbook",
        "mentions",
        "webmentions",
        "h-cite",
    }
)
_NO_NAMES = frozenset(
    {"admin", "administrator", "author", "blog", "home", "portfolio", "user", "webmaster", "website", "your name"}
)


def pages(account: Account) -> Iterable[Page]:
    """The page itself, and nothing behind it."""
    host = account.handle.partition("/")[0]
    if _HOST.fullmatch(host):
        url = "https://" + quote(web_url(account).removeprefix("https://"), safe="/:~@!$&'()*+,;=")
        yield Page(kind="page", url=url, account=account)


def parse_page(answer: Answer) -> Parsed:
    """The profile that a page makes of its owner, and the places it names."""
    kind = answer.headers.get("content-type", "text/html").lower()
    if "html" not in kind:
        return Parsed(refused=f"no page ({kind[:60]})")
    page, url = html.soup(answer.text), answer.page.url
    if html.closes(page):
        return Parsed(refused="meta robots does not allow it")
    said, card = jsonld.said(page), hcard.owner_card(page, url)
    person = said.people[0] if len(said.people) == 1 else {}
    about = _about(page, person, card)
    if declines(" ".join([*about, html.shown(page)])):
        refused = SiteProfile(account=answer.account, url=url, declines=True)
        return Parsed(profile=refused, speaks_for=tuple(_links(answer, page, said, card)))
    is_one = len(said.people) <= 1
    name = _name(page, person, card) if is_one else ""
    profile = SiteProfile(
        account=answer.account,
        url=url,
        display_name=name,
        location=_place(person, card) if is_one else "",
        languages=tuple(jsonld.names(person.get("knowsLanguage"))[:20]),
        claims=_claims(about, person, card, name) if is_one else (),
    )
    return Parsed(profile=profile, links=tuple(_links(answer, page, said, card)))


def _about(page: Tag, person: Node, card: Card | None) -> list[str]:
    """What a page says of its owner in the places meant for it."""
    texts = [wire.string(person.get(name), most=5_000) for name in ("description", "jobTitle")]
    texts += [text for name in ("p-note", "p-job-title") for text in (card.texts(name) if card else [])]
    return [text for text in (*texts, html.meta(page, "description", "og:description")) if text]


def _claims(about: list[str], person: Node, card: Card | None, name: str) -> tuple[str, ...]:
    tags = [*jsonld.names(person.get("knowsAbout")), *(card.texts("p-category") if card else [])]
    return tuple(dict.fromkeys([*wire.skills_of_bio("\n".join(about), name=name), *wire.skills_of_tags(tags[:100])]))[
        :40
    ]


def _name(page: Tag, person: Node, card: Card | None) -> str:
    is_profile = html.meta(page, "og:type").lower() == "profile"
    told = [
        *jsonld.names(person.get("name"))[:1],
        hcard.name_of(card) if card else "",
        html.meta(page, "author"),
        " ".join(html.meta(page, f"profile:{one}_name") for one in ("first", "last")) if is_profile else "",
    ]
    return next((one for one in (wire.string(each, most=100) for each in told) if _is_name(one)), "")


def _is_name(text: str) -> bool:
    return bool(text) and text.lower() not in _NO_NAMES and not re.search(r"https?:|<address>|[{}<>\\]", text)


def _place(person: Node, card: Card | None) -> str:
    """Town, region and country; a line with digits in it is an address, and is not kept."""
    held: list[Any] = [person.get("address"), person.get("homeLocation"), person.get("workLocation")]
    for value in held:
        node = wire.mapping(value[0] if isinstance(value, list) and value else value)
        node = wire.mapping(node.get("address")) or node
        parts = [
            name
            for key in ("addressLocality", "addressRegion", "addressCountry")
            for name in jsonld.names(node.get(key))[:1]
        ]
        text = ", ".join(parts) or next(iter(jsonld.names(value)), "")
        if text and not re.search(r"\d", text):
            return text[:200]
    return hcard.place_of(card)[:200] if card else ""


def _links(answer: Answer, page: Tag, said: Said, card: Card | None) -> Iterable[DeclaredLink]:
    """The places that a page names, each once, of the kind that says most."""
    base = html.base_of(page, answer.page.url)
    anchors = list(_anchors(page))
    shown = [one for one in anchors if one.name != "link"][:_MOST_LINKS]
    named = {
        LinkKind.REL_ME: [_href(one, base) for one in anchors if "me" in html.words(one, "rel")],
        LinkKind.SAME_AS: [_stated(one, base) for one in said.same_as],
        LinkKind.FIELD: card.urls if card else [],
        LinkKind.TEXT: [one for one in (_href(each, base) for each in shown) if _is_profile(one)],
    }
    held: set[Account] = set()
    for kind, addresses in named.items():
        for link in wire.links(answer.account, addresses[:_MOST_LINKS], kind=kind, seen_at=answer.page.url):
            if link.to not in held and not _is_here(link.to, answer.account):
                held.add(link.to)
                yield link


def _anchors(page: Tag) -> Iterator[Tag]:
    """The links of a page that are not its visitors': comments and reactions are written by anybody."""
    foreign: set[int] = set()
    for tag in html.tags(page):
        if id(tag.parent) in foreign or _BY_VISITORS & (html.words(tag, "class") | html.words(tag, "id")):
            foreign.add(id(tag))
        elif tag.name in ("a", "area", "link") and tag.get("href") and "ugc" not in html.words(tag, "rel"):
            yield tag


def _href(tag: Tag, base: str) -> str:
    return html.address(html.value(tag, "href"), base)


def _stated(written: str, base: str) -> str:
    """An address in JSON-LD: one of a profile may stand without its scheme."""
    bare = f"https://{written.strip().removeprefix('//')}"
    return bare if not written.strip().startswith("http") and _is_profile(bare) else html.address(written, base)


def _is_profile(url: str) -> bool:
    account = account_of(url)
    return account is not None and account.site != "web"


def _is_here(to: Account, account: Account) -> bool:
    """Whether a page is of the site that names it."""
    return to.site == account.site and to.handle.partition("/")[0] == account.handle.partition("/")[0]


SITE = Site(
    name="web",
    policy=Policy(
        terms_url="https://www.rfc-editor.org/rfc/rfc9309",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "Person.name",
            "Person.description",
            "Person.jobTitle",
            "Person.knowsAbout",
            "Person.knowsLanguage",
            "Person.sameAs",
            "Person.address (town, region, country)",
            "h-card p-name",
            "h-card p-note",
            "h-card p-job-title",
            "h-card p-category",
            "h-card p-locality",
            "h-card p-region",
            "h-card p-country-name",
            "h-card u-url",
            "rel=me",
            "meta author",
            "meta description",
            "og:description",
            "profile:first_name",
            "profile:last_name",
            "a href of known profiles",
        ),
        seconds=2.0,
        door=Door.PAGES,
    ),
    pages=pages,
    parsers={"page": parse_page},
)
