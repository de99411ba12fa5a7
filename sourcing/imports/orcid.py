"""ORCID's public data file: the records that people name as their own, with the addresses and papers that they list.

The file is a packed archive of one XML document a record, streamed through; only records that somebody held names are parsed. Addresses
of mail that are public there, employers and schools are not read. A record may be an error that the registry met while it was written
out. The public interface is for non-commercial use and is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, DeclaredLink, LinkKind, Relation, SiteProfile
from sourcing.errors import Unreadable, UsageError
from sourcing.files import members
from sourcing.importing import Candidate, Given, Import, Policy, Told
from sourcing.papers import key_of
from sourcing.parsing.xmltree import below, inner, tree
from sourcing.records import Account
from sourcing.wishes import declines

_PAPERS = frozenset(
    {
        "book",
        "book-chapter",
        "conference-paper",
        "conference-proceedings",
        "dissertation",
        "dissertation-thesis",
        "edited-book",
        "journal-article",
        "preprint",
        "report",
        "working-paper",
    }
)
_IDENTIFIERS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_MOST_WORKS = 3_000  # of one person: beyond it several are taken for one


def read(files: Sequence[Path], given: Given) -> Iterator[Told | Candidate]:
    """The records of people held, as the archive has them."""
    if len(files) != 1:
        raise UsageError("orcid reads one file", remedy="name the archive of summaries of one year")
    left = dict(given.named)
    for name, body in members(files[0], wanted=lambda one: one.lower() in left, lost=given.lost):
        account = left.pop(name.lower(), None)
        if account is None:
            continue
        try:
            told = parse(account, body.decode("utf-8", "replace"))
        except Unreadable as cause:
            given.lost.note(files[0], account.handle, str(cause))
            continue
        if told:
            yield told
        if not left:
            return


def parse(account: Account, text: str) -> Told | None:
    """What a record tells; None where an error stands in its place, or another record. Errors: Unreadable."""
    root = tree(text)
    if root.tag != "record" or inner(root, "orcid-identifier", "path").upper() != account.handle.upper():
        return None
    url, person = f"https://orcid.org/{account.handle}", root.find("person")
    if declines(inner(person, "biography", "content")):
        refused = SiteProfile(account=account, url=url, declines=True)
        named = _links(person, account, url=url)
        return Told(account=account, url=url, place=account.handle, profile=refused, speaks_for=named)
    profile = SiteProfile(
        account=account,
        url=url,
        display_name=_name(person),
        location=wire.string(inner(person, "addresses", "address", "country"), most=100),
        claims=wire.skills_of_bio("\n".join(_keywords(person))),
    )
    return Told(
        account=account,
        url=url,
        place=account.handle,
        profile=profile,
        artifacts=tuple(_papers(root, account)),
        links=_links(person, account, url=url),
    )


def _name(person: Element | None) -> str:
    parts = (inner(person, "name", "given-names"), inner(person, "name", "family-name"))
    return wire.string(inner(person, "name", "credit-name") or " ".join(filter(None, parts)), most=100)


def _keywords(person: Element | None) -> list[str]:
    listed = person.find("keywords") if person is not None else None
    return [inner(one, "content") for one in below(listed, "keyword")]


def _links(person: Element | None, account: Account, *, url: str) -> tuple[DeclaredLink, ...]:
    """The places that the person lists, and their accounts in other registers.

    A page known only by a query names nobody: the query is no part of what it is known by here.
    """
    own = person.find("researcher-urls") if person is not None else None
    others = person.find("external-identifiers") if person is not None else None
    places = [wire.web_address(inner(one, "url")) for one in below(own, "researcher-url")]
    registers = [wire.web_address(inner(one, "external-id-url")) for one in below(others, "external-identifier")]
    listed = wire.links(account, places, kind=LinkKind.FIELD, seen_at=url)
    found = [one for one in listed if one.to.site != "web" or not urlsplit(one.url).query]
    met = {one.to for one in found}
    known = wire.links(account, registers, kind=LinkKind.FIELD, seen_at=url)
    return (*found, *(one for one in known if one.to.site != "web" and one.to not in met))


def _papers(root: Element, account: Account) -> Iterator[Artifact]:
    """The papers that have an identifier, each once. A group holds one work as several sources tell it: the first counts."""
    works = root.find("activities-summary/works")
    groups, seen = list(below(works, "group")), set()
    for group in groups if len(groups) <= _MOST_WORKS else ():
        work = group.find("work-summary")
        title = wire.string(inner(work, "title", "title"))
        addresses = _identifiers(work)
        key = key_of(addresses, otherwise="")
        if work is None or not title or not key or key in seen or inner(work, "type") not in _PAPERS:
            continue
        seen.add(key)
        yield Artifact(
            account=account,
            kind=ArtifactKind.PAPER,
            key=key,
            title=title,
            link=f"https://{quote(key, safe='/:;()._-')}",
            relation=Relation.AUTHOR,
            made_at=_moment(work.find("publication-date")),
            code=wire.repository(inner(work, "url")),
        )


def _identifiers(work: Element | None) -> list[str]:
    """The addresses of a work's own identifiers; those of what it is part of are left out."""
    found = []
    for one in below(work.find("external-ids") if work is not None else None, "external-id"):
        home, value = _IDENTIFIERS.get(inner(one, "external-id-type").lower()), inner(one, "external-id-value")
        if home and value and inner(one, "external-id-relationship") in ("self", "version-of", ""):
            bare = re.sub(
                r"^(https?://(dx\.)?doi\.org/|doi:\s*|https?://arxiv\.org/abs/|arxiv:\s*)", "", value, flags=re.I
            )
            found.append(f"{home}{bare}")
    return found


def _moment(told: Element | None) -> datetime | None:
    """The first moment of a day, month or year."""
    parts = [inner(told, name) for name in ("year", "month", "day")]
    return wire.moment("-".join(part.zfill(2) for part in parts if part))


IMPORT = Import(
    policy=Policy(
        terms_url="https://info.orcid.org/public-data-file-use-policy/",
        reviewed_on=date(2026, 11, 21),
        files="the archive of summaries of a year, ORCID_YYYY_10_summaries.tar.gz",
        fields=(
            "name",
            "researcher-urls",
            "external-identifiers",
            "addresses/address/country",
            "keywords",
            "works/group/work-summary/{title,type,external-ids,publication-date}",
        ),
        columns=("orcid-identifier/path", "biography"),
        filters=(
            "records that nobody held names",
            "addresses of mail",
            "employments and educations",
            "works without DOI or arXiv number",
        ),
        needs="people held who name an ORCID record",
        says="from ORCID's public data file, CC0",
    ),
    read=read,
    site="orcid",
)
