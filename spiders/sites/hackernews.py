"""Hacker News: the profile of a user over Firebase, and who answered "Who wants to be hired?" over Algolia.

The account `hackernews:thread/number` stands for one such thread. Its page tells of many people: what each says under Location and
Technologies, and the addresses given. They posted to discuss work, and for nothing else; an agency is no person, and a CV is no place of
one's own that could be read further. E-mail addresses are not kept, nor karma. A page of comments leads to those before its oldest one,
for a query tells of no more than a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sourcing import wire
from sourcing.community import DeclaredLink, LinkKind, SiteProfile
from sourcing.handles import account_of
from sourcing.records import Account
from sourcing.wishes import declines
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_WEB, _FIREBASE = "https://news.ycombinator.com", "https://hacker-news.firebaseio.com/v0"
_ALGOLIA, _LIMIT = "https://hn.algolia.com/api/v1/search_by_date", 200
_USER = re.compile(r"[A-Za-z0-9_\-]{1,30}")
_THREAD = re.compile(r"who wants to be hired", re.I)
_BREAK = re.compile(r"</?(?:p|br|pre|code|li)\b[^<>]{0,200}>|\n", re.I)
_SLANTED = re.compile(r"</?[bi]>", re.I)
_LABEL = re.compile(r"[\s\-*•]{0,10}([^\W\d_][^:]{1,40}):(.{0,5000})", re.S)
_BULLET = re.compile(r"\s{0,10}[\-*•–]")
_BETWEEN = re.compile(r"[,;:/|&()\[\]•]|\s[\-–—]\s|\.(?:\s|$)|\sand\s")
_LABELS = {
    "location": re.compile(r"(current )?location|based( in)?$", re.I),
    "technologies": re.compile(r"technolog|tech\b|(key |main )?skills?\b|stack\b", re.I),
    "resume": re.compile(r"r[ée]sum[ée]|cv\b|curriculum", re.I),
    "agency": re.compile(r"agency", re.I),
    "other": re.compile(r"remote|willing to relocate|relocat|e-?mail", re.I),
}


def pages(account: Account) -> Iterable[Page]:
    """The user, or the newest comments of the thread."""
    thread = re.fullmatch(r"thread/(\d{1,12})", account.handle)
    if thread:
        query = f"tags=comment,story_{thread.group(1)}&hitsPerPage={_LIMIT}"
        yield Page(kind="thread", url=f"{_ALGOLIA}?{query}", account=account)
    elif _USER.fullmatch(account.handle):
        url = f"{_FIREBASE}/user/{account.handle}.json"
        yield Page(kind="user", url=url, account=account, headers={"X-Firebase-ETag": "true"})


def parse_user(answer: Answer) -> Parsed:
    """The profile and what it links to; a user who is not there is `null`."""
    if wire.load(answer.text) is None:
        return Parsed(refused="no such user")
    account, about = answer.account, wire.document(answer.text).get("about")
    url = f"{_WEB}/user?id={account.handle}"
    links = wire.links(account, wire.targets(about), kind=LinkKind.TEXT, seen_at=url)
    if declines(wire.prose(about)):
        return Parsed(profile=SiteProfile(account=account, url=url, declines=True), speaks_for=links)
    return Parsed(
        profile=SiteProfile(account=account, url=url, claims=wire.skills_of_bio(_lines_of(about))),
        links=links,
    )


def _lines_of(markup: Any) -> str:
    return _BREAK.sub("\n", _SLANTED.sub("", markup[:20_000])) if isinstance(markup, str) else ""


def parse_thread(answer: Answer) -> Parsed:
    """The people who answered the thread itself, each by their newest comment, and the page of the comments before."""
    told = wire.document(answer.text)
    if not isinstance(told.get("hits"), list):
        raise Unreadable("no hits")
    hits = list(wire.rows(told.get("hits")))
    posts = [hit for hit in hits if _THREAD.search(wire.string(hit.get("story_title")))]
    if hits and not posts:
        return Parsed(refused="no thread of people who want to be hired")
    people: dict[Account, tuple[SiteProfile, tuple[DeclaredLink, ...]]] = {}
    for post in posts:
        found = _person(post, answer.account)
        if found:
            people.setdefault(found[0].account, found)
    return Parsed(
        others=tuple(profile for profile, _ in people.values()),
        links=tuple(link for _, links in people.values() for link in links),
        follow=tuple(_before(hits, answer.page, total=wire.number(told.get("nbHits")) or 0)),
    )


def _before(hits: list[Mapping[str, Any]], page: Page, *, total: int) -> Iterator[Page]:
    """The page of the comments up to the oldest of these; that moment is asked again, for it may have several."""
    times = [at for at in (wire.number(hit.get("created_at_i")) for hit in hits) if at is not None]
    url = f"{page.url.partition('&numericFilters=')[0]}&numericFilters=created_at_i%3C%3D{min(times, default=0)}"
    if times and total > len(hits) and url != page.url:
        yield Page(kind=page.kind, url=url, account=page.account)


def _person(hit: Mapping[str, Any], thread: Account) -> tuple[SiteProfile, tuple[DeclaredLink, ...]] | None:
    """Who answered the thread, with the addresses they gave; None for replies, agencies, and comments that are no such answer."""
    author, number = wire.string(hit.get("author")), wire.number(hit.get("objectID"))
    is_answer = thread.handle == f"thread/{wire.number(hit.get('parent_id'))}"
    if not is_answer or hit.get("deleted") or hit.get("dead") or number is None or not _USER.fullmatch(author):
        return None
    text, account, url = hit.get("comment_text"), Account(site="hackernews", handle=author), f"{_WEB}/item?id={number}"
    told = _fields(text)
    if not told or "yes" in told.get("agency", "").lower():
        return None
    if declines(wire.prose(text)):
        return SiteProfile(account=account, url=url, declines=True), ()
    profile = SiteProfile(
        account=account,
        url=url,
        location=wire.string(wire.prose(told.get("location")), most=100),
        claims=_skills(wire.prose(told.get("technologies"))),
    )
    papers = {to for to in wire.targets(told.get("resume")) if (account_of(to) or account).site == "web"}
    given = (to for to in wire.targets(text) if to not in papers)
    return profile, wire.links(account, given, kind=LinkKind.TEXT, seen_at=url)


def _fields(markup: Any) -> dict[str, str]:
    """What stands behind each known label, with its markup; of a list below its label, its items. The first of each counts."""
    told: dict[str, str] = {}
    listed = None
    for line in _lines_of(markup).splitlines():
        found = _LABEL.match(line)
        name = next((name for name, label in _LABELS.items() if found and label.match(found.group(1).strip())), None)
        if found and name:
            listed = None if found.group(2).strip() or name in told else name
            told.setdefault(name, found.group(2))
        elif listed and _BULLET.match(line):
            told[listed] += f"; {line}"
        elif line.strip():
            listed = None
    return told


def _skills(text: str) -> tuple[str, ...]:
    words = [word.strip(" \t-–*") for word in _BETWEEN.split(text)]
    return tuple(dict.fromkeys([*wire.skills_of_tags(words[:200]), *wire.skills_of_bio(text)]))


SITE = Site(
    name="hackernews",
    policy=Policy(
        terms_url="https://www.ycombinator.com/legal/",
        reviewed_on=date(2026, 11, 21),
        fields=("about", "author", "comment_text: Location, Technologies, addresses", "objectID"),
        seconds=1.0,
        hosts=("hacker-news.firebaseio.com", "hn.algolia.com"),
        says='answers to "Who wants to be hired?" were posted to discuss work, and for nothing else',
    ),
    pages=pages,
    parsers={"user": parse_user, "thread": parse_thread},
)
