"""Codeberg over the API of Forgejo: an account as it shows itself, and the repositories it owns.

An organisation answers as a person does, but has no address where people have one of the form `name@noreply.codeberg.org`; nothing of it is
kept. Forks, mirrors, templates and what was moved here from somebody else's account are left out. The name of the server inside a body is
not taken on trust. `updated_at` moves with any change. A page may be shorter than was asked for and yet not the last: only `Link` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, Relation, capped
from sourcing.git.identity import is_bot
from sourcing.records import Account
from spiders import forms
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://codeberg.org"
_LIMIT = 50
_ABOUT = ".profile"  # the repository that holds the README of an account


def pages(account: Account) -> Iterable[Page]:
    """The account itself; its repositories follow."""
    yield Page(kind="user", url=f"{_HOST}/api/v1/users/{quote(account.handle, safe='')}", account=account)


def parse_user(answer: Answer) -> Parsed:
    """The profile, what it names, and the first page of repositories."""
    told = wire.document(answer.text)
    name = wire.string(told.get("login") or told.get("username"), most=100)
    if not name:
        raise Unreadable("a user was due, and the answer names none")
    reason = _reason_against(told, name, answer.account)
    if reason:
        return Parsed(refused=reason)
    url = f"{_HOST}/{quote(name, safe='')}"
    listing = f"{_HOST}/api/v1/users/{quote(name, safe='')}/repos?page=1&limit={_LIMIT}"
    return forms.person(
        answer,
        url=url,
        name=told.get("full_name"),
        bio=told.get("description"),
        location=told.get("location"),
        fields=[wire.web_address(told.get("website"))],
        follow=(Page(kind="repositories", url=listing, account=answer.account),),
    )


def _reason_against(told: Mapping[str, Any], name: str, account: Account) -> str | None:
    if name.lower() != account.handle.lower():
        return "another account answers"
    if not told.get("email"):
        return "no person (an organisation)"
    if is_bot(name, ""):
        return "no person (a bot)"
    if told.get("visibility", "public") != "public":
        return "its profile is not public"
    if told.get("prohibit_login") is True:
        return "its account is suspended"
    return None


def parse_repositories(answer: Answer) -> Parsed:
    """The repositories of one page, and the page behind it."""
    return forms.listed(answer, lambda row: _artifact(row, answer.account))


def _artifact(row: Mapping[str, Any], account: Account) -> Artifact | None:
    path = wire.own_path(row.get("full_name"), account)
    owner, _, name = path.partition("/")
    if not path or name == _ABOUT or not _is_own(row, owner):
        return None
    tags = [*wire.strings(row.get("topics")), *wire.strings(row.get("language"))]
    return Artifact(
        account=account,
        kind=ArtifactKind.REPOSITORY,
        key=f"codeberg.org/{path}",
        title=name,
        link=f"{_HOST}/{quote(path)}",
        relation=Relation.OWNER,
        made_at=wire.moment(row.get("created_at")),
        changed_at=wire.moment(row.get("updated_at")),
        measures=capped({"stars": wire.number(row.get("stars_count"))}),
        skills=wire.skills_of_tags(tags),
    )


def _is_own(row: Mapping[str, Any], owner: str) -> bool:
    """Whether a repository is public, holds something, and was begun by its owner: no fork, no mirror, no copy from elsewhere."""
    if any(row.get(name) is True for name in ("private", "internal", "empty", "fork", "mirror", "template")):
        return False
    if row.get("parent"):
        return False
    try:
        origin = urlsplit(wire.web_address(row.get("original_url"))).path.split("/")[1:2]
    except ValueError:
        return False
    return not origin or origin[0].lower() == owner.lower()


SITE = Site(
    name="codeberg",
    policy=Policy(
        terms_url="https://codeberg.org/Codeberg/org/src/branch/main/TermsOfUse.md",
        reviewed_on=date(2026, 11, 21),
        fields=(
            *("login", "full_name", "location", "description", "website", "visibility"),
            *("created_at", "updated_at", "stars_count", "language", "topics"),
        ),
        seconds=1.0,
        hosts=("codeberg.org",),
    ),
    pages=pages,
    parsers={"user": parse_user, "repositories": parse_repositories},
)
