"""DBLP: the one XML document that holds a person and all their publications.

People of one name are told apart by their number. The number that they share belongs to nobody: its page lists the name's papers that
nobody has sorted yet, and is refused. Addresses are the editors' links; catalogues of persons are no place of one's own. A preprint is
left out where the paper itself is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile
from sourcing.papers import key_of
from sourcing.parsing.xmltree import below, inner, tree
from sourcing.records import Account
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://dblp.org"
_PAPERS = frozenset({"article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis"})
_LEFT_OUT = frozenset({"withdrawn", "retracted", "data"})
_CATALOGUES = (
    "acm.org",
    "ams.org",
    "d-nb.info",
    "ieee.org",
    "isni.org",
    "loc.gov",
    "mathgenealogy.org",
    "openreview.net",
    "researchgate.net",
    "scopus.com",
    "semanticscholar.org",
    "viaf.org",
    "webofscience.com",
    "wikidata.org",
    "wikipedia.org",
    "zbmath.org",
)


def pages(account: Account) -> Iterable[Page]:
    """The person, with everything."""
    if re.fullmatch(r"[A-Za-z0-9]+/[A-Za-z0-9\-]+", account.handle):
        yield Page(kind="person", url=f"{_HOST}/pid/{account.handle}.xml", account=account)


def parse_person(answer: Answer) -> Parsed:
    """The profile, the links that its editors found, the papers."""
    root, account = tree(answer.text), answer.account
    person = root.find("person")
    if root.tag != "dblpperson" or person is None:
        raise Unreadable("no person")
    if root.get("pid") != account.handle:
        return Parsed(refused="the page of another number")
    reason = _refusal(root, person, account)
    if reason:
        return Parsed(refused=reason)
    url = f"{_HOST}/pid/{account.handle}.html"
    given = [wire.web_address(inner(one)) for one in below(person, "url") if one.get("type") is None]
    return Parsed(
        profile=SiteProfile(
            account=account,
            url=url,
            display_name=re.sub(r" \d{4}$", "", wire.string(root.get("name"), most=100)),
        ),
        artifacts=tuple(_papers(root, account)),
        links=wire.links(account, filter(_is_own, given), kind=LinkKind.FIELD, seen_at=url),
    )


def _refusal(root: Element, person: Element, account: Account) -> str | None:
    kind = wire.string(person.get("publtype"), most=30)
    if kind:
        return f"no person ({kind})"
    is_numbered = re.search(r"-\d+$", account.handle)
    return None if is_numbered or root.find("homonyms") is None else "no person (a name that several share)"


def _is_own(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return bool(host) and not any(host == one or host.endswith(f".{one}") for one in _CATALOGUES)


def _papers(root: Element, account: Account) -> Iterator[Artifact]:
    """The papers, newest first as the site has them; of one title the first that is no preprint."""
    records = [
        record for row in list(below(root, "r"))[: wire.MOST_ROWS] for record in row if _is_paper(record, account)
    ]
    published = {_plain(inner(record, "title")) for record in records if record.get("publtype") != "informal"}
    for record in records:
        title = wire.string(inner(record, "title")).removesuffix(".")
        is_double = record.get("publtype") == "informal" and _plain(inner(record, "title")) in published
        name = re.fullmatch(r"[\w./\-]{3,150}", record.get("key", ""), re.A)
        if not title or not name or is_double:
            continue
        places = [place for place in (wire.web_address(inner(one)) for one in below(record, "ee")) if place]
        yield Artifact(
            account=account,
            kind=ArtifactKind.PAPER,
            key=key_of(places, otherwise=f"dblp.org/rec/{name.group()}"),
            title=title,
            link=next(iter(places), f"{_HOST}/rec/{quote(name.group())}"),
            relation=Relation.AUTHOR,
            made_at=wire.moment(inner(record, "year")),
            code=wire.repository(" ".join(places)),
        )


def _is_paper(record: Element, account: Account) -> bool:
    authors = {author.get("pid") for author in below(record, "author")}
    return record.tag in _PAPERS and record.get("publtype") not in _LEFT_OUT and account.handle in authors


def _plain(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())


SITE = Site(
    name="dblp",
    policy=Policy(
        terms_url="https://dblp.org/db/about/copyright.html",
        reviewed_on=date(2026, 11, 21),
        fields=("name", "person/url", "title", "year", "ee", "key"),
        seconds=1.5,
        hosts=("dblp.org",),
        says="from DBLP, CC0",
    ),
    pages=pages,
    parsers={"person": parse_person},
)
