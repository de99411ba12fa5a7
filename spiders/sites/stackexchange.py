"""Stack Exchange over its API 2.3: the profile of a user on one of its sites, and what they answered, tag by tag.

An account is `stackexchange:site/number`. What is kept of answers is their count and score under each tag that names a skill; questions
and reputation are not. Tags come by score: the first hundred are read, for what is behind them is little and a day has 300 requests.
The site asks for pauses inside its bodies (`backoff`, `quota_remaining`), and an error there counts more than the status before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile, capped
from sourcing.records import Account
from sourcing.wishes import declines
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_API = "https://api.stackexchange.com/2.3"
_WITH_BIO = "!9YdnSA071"  # the filter of default fields and `about_me`
_DAY, _PENALTY = 86_400.0, 600.0
_OUTAGES = frozenset({500, 503})
_THROTTLED = 502
_DOMAINS = frozenset({"stackoverflow", "serverfault", "superuser", "askubuntu", "stackapps"})


def pages(account: Account) -> Iterable[Page]:
    """The user; tags follow where the user is there and asks for nothing else."""
    found = re.fullmatch(r"([a-z0-9][a-z0-9.\-]{0,60})/(\d{1,10})", account.handle)
    if found and found.group(1) != "stackexchange":  # the network's own numbers belong to no site
        url = f"{_API}/users/{found.group(2)}?site={quote(found.group(1))}&filter={_WITH_BIO}"
        yield Page(kind="user", url=url, account=account)


def parse_user(answer: Answer) -> Parsed:
    """The profile, what it links to, and the page of its tags."""
    told = wire.document(answer.text)
    stopped = _error(told)
    if stopped:
        return stopped
    account, wait = answer.account, _wait(told)
    site, _, number = account.handle.partition("/")
    row = next((row for row in wire.rows(told["items"]) if wire.number(row.get("user_id")) == wire.number(number)), {})
    if row.get("user_type", "does_not_exist") == "does_not_exist":
        return Parsed(refused="no such user", wait=wait)
    if row.get("timed_penalty_date") is not None:
        return Parsed(refused="suspended", wait=wait)
    bio, url = row.get("about_me"), f"https://{_host(site)}/users/{number}"
    links = (
        *wire.links(account, [wire.web_address(row.get("website_url"))], kind=LinkKind.FIELD, seen_at=url),
        *wire.links(account, wire.targets(bio), kind=LinkKind.TEXT, seen_at=url),
    )
    if declines(wire.prose(bio)):
        return Parsed(profile=SiteProfile(account=account, url=url, declines=True), speaks_for=links, wait=wait)
    page = f"{_API}/users/{number}/top-tags?site={quote(site)}&pagesize=100"
    return Parsed(
        profile=SiteProfile(
            account=account,
            url=url,
            display_name=wire.string(row.get("display_name"), most=100),
            location=wire.string(row.get("location"), most=100),
            claims=wire.skills_of_bio(bio),
        ),
        links=links,
        follow=(Page(kind="tags", url=page, account=account),),
        wait=wait,
    )


def parse_tags(answer: Answer) -> Parsed:
    """What was answered under each tag that names a skill."""
    told = wire.document(answer.text)
    stopped = _error(told)
    if stopped:
        return stopped
    made = (_answers(row, answer.account) for row in wire.rows(told["items"]))
    return Parsed(artifacts=tuple(one for one in made if one), wait=_wait(told))


def _answers(row: Mapping[str, Any], account: Account) -> Artifact | None:
    tag, count = wire.string(row.get("tag_name"), most=50), wire.number(row.get("answer_count")) or 0
    skills = wire.skills_of_tags([tag])
    if not skills or count < 1:
        return None
    site, _, number = account.handle.partition("/")
    named, host = quote(tag, safe=""), _host(site)
    return Artifact(
        account=account,
        kind=ArtifactKind.ANSWERS,
        key=f"{host}/users/{number}/tags/{named}",
        title=f"Answers tagged {tag}",
        link=f"https://{host}/search?q=user%3A{number}+%5B{named}%5D+is%3Aanswer",
        relation=Relation.AUTHOR,
        measures=capped({"score": wire.number(row.get("answer_score")), "answers": count}),
        skills=skills,
    )


def _error(told: Mapping[str, Any]) -> Parsed | None:
    """What an error leads to; None where the body holds items. Errors: Unreadable where asking again may help."""
    code = wire.number(told.get("error_id"))
    if code is None:
        if not isinstance(told.get("items"), list):
            raise Unreadable("neither items nor an error")
        return None
    said = f"{wire.string(told.get('error_name'), most=50)}: {wire.string(told.get('error_message'), most=100)}"
    if code in _OUTAGES:
        raise Unreadable(said)
    if code != _THROTTLED:
        return Parsed(refused=f"error {code}, {said}")
    seconds = re.search(r"in (\d{1,7}) seconds?\b", said)
    return Parsed(later=said, wait=float(seconds.group(1)) if seconds else _PENALTY)


def _wait(told: Mapping[str, Any]) -> float:
    """How long the site asks to be left alone: its `backoff`, a day where nothing of the quota is left."""
    backoff, left = wire.number(told.get("backoff")) or 0, wire.number(told.get("quota_remaining"))
    return _DAY if left is not None and left <= 0 else float(min(max(backoff, 0), int(_DAY)))


def _host(site: str) -> str:
    """The host of a site by the name that the API gives it: the other way round than `sourcing.handles` reads it."""
    if site.endswith(".net"):
        return site
    return f"{site}.com" if site.rpartition(".")[2] in _DOMAINS else f"{site}.stackexchange.com"


SITE = Site(
    name="stackexchange",
    policy=Policy(
        terms_url="https://stackoverflow.com/legal/api-terms-of-use",
        reviewed_on=date(2026, 11, 21),
        fields=("display_name", "location", "website_url", "about_me", "tag_name", "answer_count", "answer_score"),
        seconds=1.0,
        hosts=("api.stackexchange.com",),
        quota=(300, 86_400),
        keyed_quota=(10_000, 86_400),
        takes=("STACKEXCHANGE_KEY",),
        says="from Stack Exchange, CC BY-SA 4.0: named with its author and a link to it",
    ),
    pages=pages,
    parsers={"user": parse_user, "tags": parse_tags},
    told_by=frozenset({400}),
    sign=lambda url, given: (
        wire.with_parameter(url, "key", given["STACKEXCHANGE_KEY"]) if given.get("STACKEXCHANGE_KEY") else url,
        {},
    ),
)
