"""OpenAlex over its API: an author and the papers it counts as theirs.

Authors are put together by a machine: names other than the shown one, institutions and co-authors may be somebody else's and are not
read. An author merged into another, deleted, or with more works than a person writes is no person to us. Counts can be absurd: capped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile, capped
from sourcing.handles import account_of
from sourcing.papers import key_of
from sourcing.records import Account
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_API, _WEB = "https://api.openalex.org", "https://openalex.org"
_SELECT = (
    "id,doi,title,publication_date,type,is_retracted,cited_by_count,primary_location,locations,primary_topic,keywords"
)
_LIMIT = 50
_MOST_WORKS = 3_000  # of one person: beyond it several are taken for one
_SURE = 0.5  # of a keyword, by the site's own score
_NO_PAPERS = frozenset(
    {"dataset", "editorial", "erratum", "grant", "libguides", "paratext", "peer-review", "retraction"}
)


def pages(account: Account) -> Iterable[Page]:
    """The author; works follow."""
    if re.fullmatch(r"A\d{4,12}", account.handle):
        yield Page(kind="author", url=f"{_API}/authors/{account.handle}", account=account)


def parse_author(answer: Answer) -> Parsed:
    """The profile, the ORCID that OpenAlex holds to be the same, and the first page of works."""
    told, account = wire.document(answer.text), answer.account
    found = account_of(wire.string(told.get("id")))
    if found is None:
        raise Unreadable("no author")
    count, name = wire.number(told.get("works_count")) or 0, wire.string(told.get("display_name"), most=100)
    if found != account:
        return Parsed(refused=f"merged into {found.handle}")
    if name == "Deleted Author":
        return Parsed(refused="deleted")
    if count > _MOST_WORKS:
        return Parsed(refused=f"no single person: {count} works")
    url = f"{_WEB}/{account.handle}"
    orcids = {wire.string(one) for one in (told.get("orcid"), wire.mapping(told.get("ids")).get("orcid")) if one}
    return Parsed(
        profile=SiteProfile(account=account, url=url, display_name=name),
        links=tuple(
            one
            for one in wire.links(account, orcids, kind=LinkKind.SAME_AS, seen_at=url)
            if one.to.site == "orcid" and len(orcids) == 1
        ),
        follow=(_works(account, "*"),) if count else (),
    )


def _works(account: Account, cursor: str) -> Page:
    query = f"filter=authorships.author.id:{account.handle}&select={_SELECT}&per-page={_LIMIT}"
    return Page(kind="works", url=f"{_API}/works?{query}&cursor={quote(cursor, safe='*')}", account=account)


def parse_works(answer: Answer) -> Parsed:
    """The papers of one page, and the page behind it."""
    told = wire.document(answer.text)
    if not isinstance(told.get("results"), list):
        raise Unreadable("no results")
    works, following = list(wire.rows(told["results"])), wire.mapping(told.get("meta")).get("next_cursor")
    made = (_paper(work, answer.account) for work in works)
    return Parsed(
        artifacts=tuple(one for one in made if one),
        follow=(_works(answer.account, following),) if works and isinstance(following, str) and following else (),
    )


def _paper(work: Mapping[str, Any], account: Account) -> Artifact | None:
    found = re.fullmatch(r"(?:https://openalex\.org/)?(W\d{1,15})", wire.string(work.get("id")))
    title = wire.string(wire.prose(work.get("title")))
    if not found or not title or work.get("is_retracted") is True or wire.string(work.get("type")) in _NO_PAPERS:
        return None
    places = [wire.mapping(work.get("primary_location")), *wire.rows(work.get("locations"))]
    landings = [wire.web_address(place.get("landing_page_url")) for place in places]
    doi = wire.web_address(work.get("doi"))
    return Artifact(
        account=account,
        kind=ArtifactKind.PAPER,
        key=key_of([doi, *landings], otherwise=f"openalex.org/{found.group(1)}"),
        title=title,
        link=doi or next(filter(None, landings), f"{_WEB}/{found.group(1)}"),
        relation=Relation.AUTHOR,
        made_at=wire.moment(work.get("publication_date")),
        measures=capped({"citations": wire.number(work.get("cited_by_count"))}),
        skills=wire.skills_of_tags(_subjects(work)),
        code=wire.repository(" ".join(landings)),
    )


def _subjects(work: Mapping[str, Any]) -> list[str]:
    """What a paper is about, where the site is sure of it."""
    told = [wire.mapping(work.get("primary_topic")), *wire.rows(work.get("keywords"))]
    scores = ((one, one.get("score")) for one in told)
    sure = (one for one, score in scores if isinstance(score, int | float) and score >= _SURE)
    return [wire.string(one.get("display_name")) for one in sure]


SITE = Site(
    name="openalex",
    policy=Policy(
        terms_url="https://openalex.org/OpenAlex_termsofservice.pdf",
        reviewed_on=date(2026, 11, 21),
        fields=("id", "display_name", "orcid", "works_count", *_SELECT.split(",")),
        seconds=0.5,
        hosts=("api.openalex.org",),
        quota=(10_000, 86_400),  # 100,000 credits a day, ten for a list
        needs=("OPENALEX_KEY",),
        says="from OpenAlex, CC0",
    ),
    pages=pages,
    parsers={"author": parse_author, "works": parse_works},
    sign=lambda url, given: (
        wire.with_parameter(url, "api_key", given["OPENALEX_KEY"]) if given.get("OPENALEX_KEY") else url,
        {},
    ),
)
