"""dev.to over the API of Forem: an account as it shows itself, and the articles it published.

The GitHub account is set by signing in there, not typed. Lists have neither a total nor a `Link`: a page that is not full is the last.
`tag_list` is a list where `tags` is a text, or the other way round; `readable_publish_date` is no date. A name may be an organisation's:
its articles are their authors', so that an article counts only where its author is the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, Relation, capped
from sourcing.records import Account
from spiders import forms
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://dev.to"
_HEADERS = {"Accept": "application/vnd.forem.api-v1+json"}
_LIMIT = 100
_PATH = re.compile(r"[\w-]{1,100}/[\w-]{1,200}")  # of its author, or of the organisation that it is published under


def pages(account: Account) -> Iterable[Page]:
    """The account itself; its articles follow."""
    url = f"{_HOST}/api/users/by_username?url={quote(account.handle, safe='')}"
    yield Page(kind="user", url=url, account=account, headers=_HEADERS)


def parse_user(answer: Answer) -> Parsed:
    """The profile, what it names in its fields and its summary, and the first page of articles."""
    told = wire.document(answer.text)
    name = wire.string(told.get("username"), most=100)
    if told.get("type_of", "user") != "user":
        return Parsed(refused="no person (an organisation)")
    if not name:
        raise Unreadable("a user was due, and the answer has no username")
    if name.lower() != answer.account.handle.lower():
        return Parsed(refused="another account answers")
    url = f"{_HOST}/{quote(name, safe='')}"
    return forms.person(
        answer,
        url=url,
        name=told.get("name"),
        bio=told.get("summary"),
        location=told.get("location"),
        fields=_fields(told),
        follow=(_articles(answer.account, number=1),),
    )


def _fields(told: Mapping[str, Any]) -> Iterable[str]:
    yield wire.handle_address(told.get("github_username"), home="https://github.com/")
    yield wire.handle_address(told.get("twitter_username"), home="https://x.com/")
    yield wire.web_address(told.get("website_url"))


def _articles(account: Account, *, number: int) -> Page:
    url = f"{_HOST}/api/articles?username={quote(account.handle, safe='')}&page={number}&per_page={_LIMIT}"
    return Page(kind="articles", url=url, account=account, headers=_HEADERS)


def parse_articles(answer: Answer) -> Parsed:
    """The articles of one page, and the page behind it where this one is full."""
    rows = wire.listing(answer.text)
    written = (_artifact(row, answer.account) for row in rows)
    place = wire.number(parse_qs(urlsplit(answer.page.url).query).get("page", ["1"])[0]) or 1
    return Parsed(
        artifacts=tuple(one for one in written if one),
        follow=(_articles(answer.account, number=place + 1),) if len(rows) >= _LIMIT else (),
    )


def _artifact(row: Mapping[str, Any], account: Account) -> Artifact | None:
    author = wire.string(wire.mapping(row.get("user")).get("username")).lower()
    path, title = wire.string(row.get("path")).strip("/"), wire.string(row.get("title"))
    made_at = wire.moment(row.get("published_at")) or wire.moment(row.get("published_timestamp"))
    if author != account.handle.lower() or not _PATH.fullmatch(path) or not title or made_at is None:
        return None
    reactions = wire.number(row.get("public_reactions_count"))
    return Artifact(
        account=account,
        kind=ArtifactKind.ARTICLE,
        key=f"dev.to/{path}",
        title=title,
        link=f"{_HOST}/{quote(path)}",
        relation=Relation.AUTHOR,
        made_at=made_at,
        changed_at=wire.moment(row.get("edited_at")),
        measures=capped(
            {"reactions": wire.number(row.get("positive_reactions_count")) if reactions is None else reactions}
        ),
        skills=wire.skills_of_tags(_tags(row)),
    )


def _tags(row: Mapping[str, Any]) -> list[str]:
    """The tags, whichever of the two fields is the list."""
    both = [*wire.strings(row.get("tag_list")), *wire.strings(row.get("tags"))]
    return list(dict.fromkeys(tag.strip() for text in both for tag in text.split(",") if tag.strip()))


SITE = Site(
    name="devto",
    policy=Policy(
        terms_url="https://dev.to/terms",
        reviewed_on=date(2026, 11, 21),
        fields=(
            *("username", "name", "location", "summary", "github_username", "twitter_username", "website_url"),
            *("path", "title", "tag_list", "tags", "published_at", "edited_at", "public_reactions_count"),
        ),
        seconds=1.0,
        hosts=("dev.to",),
    ),
    pages=pages,
    parsers={"user": parse_user, "articles": parse_articles},
)
