"""GitLab over its API: an account found by its name, its profile, and the projects in its own namespace.

A private profile answers without `created_at`, `followers` and `following`: nothing of it is kept, and its projects are not asked for.
The anonymous form of a project does not tell a fork from one's own work, so that without a token only projects count which somebody
starred. `last_activity_at` moves with any activity. Avatars, which hold the hash of an address, are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, Relation, capped
from sourcing.git.identity import is_bot
from sourcing.records import Account
from spiders import forms
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://gitlab.com"
_API = f"{_HOST}/api/v4"
_LIMIT = 100
_HOMES = {  # fields that hold a handle, or the address of one
    "github": "https://github.com/",
    "twitter": "https://x.com/",
    "linkedin": "https://www.linkedin.com/in/",
    "bluesky": "https://bsky.app/profile/",
    "orcid": "https://orcid.org/",
}


def pages(account: Account) -> Iterable[Page]:
    """The search for the name, which gives the number by which all else is asked."""
    yield Page(kind="search", url=f"{_API}/users?username={quote(account.handle, safe='')}", account=account)


def parse_search(answer: Answer) -> Parsed:
    """The page of the one account that has the name."""
    for row in wire.listing(answer.text):
        number = wire.number(row.get("id"))
        if number and number > 0 and wire.string(row.get("username")).lower() == answer.account.handle.lower():
            reason = _reason_against(row)
            page = Page(kind="user", url=f"{_API}/users/{number}", account=answer.account)
            return Parsed(refused=reason) if reason else Parsed(follow=(page,))
    return Parsed(refused="not there")


def _reason_against(told: Mapping[str, Any]) -> str | None:
    name, state = wire.string(told.get("username")), wire.string(told.get("state"), most=30)
    if told.get("bot") is True or is_bot(name, ""):
        return "no person (a bot)"
    if told.get("locked") is True or state not in ("active", ""):
        return f"its account is {'locked' if told.get('locked') is True else state}"
    return None


def parse_user(answer: Answer) -> Parsed:
    """The profile, what it names, and its projects; nothing where the profile is private."""
    told = wire.document(answer.text)
    name = wire.string(told.get("username"), most=255)
    if not name:
        raise Unreadable("a user was due, and the answer names none")
    other = "another account answers" if name.lower() != answer.account.handle.lower() else None
    private = "its profile is private" if told.get("private_profile") is True or not told.get("created_at") else None
    reason = other or _reason_against(told) or private
    if reason:
        return Parsed(refused=reason)
    url = f"{_HOST}/{quote(name, safe='')}"
    return forms.person(
        answer,
        url=url,
        name=told.get("name"),
        bio=told.get("bio"),
        location=told.get("location"),
        fields=_fields(told),
        follow=_projects(answer.account, wire.number(told.get("id"))),
    )


def _fields(told: Mapping[str, Any]) -> Iterable[str]:
    yield wire.web_address(told.get("website_url"))
    for field, home in _HOMES.items():
        yield wire.handle_address(told.get(field), home=home)


def _projects(account: Account, number: int | None) -> tuple[Page, ...]:
    if not number or number < 1:
        return ()
    url = f"{_API}/users/{number}/projects?visibility=public&order_by=last_activity_at&per_page={_LIMIT}"
    return (Page(kind="projects", url=url, account=account),)


def parse_projects(answer: Answer) -> Parsed:
    """The projects of one page, and the page behind it."""
    return forms.listed(answer, lambda row: _artifact(row, answer.account))


def _artifact(row: Mapping[str, Any], account: Account) -> Artifact | None:
    path = wire.own_path(row.get("path_with_namespace"), account)
    if not path or not _is_own(row):
        return None
    tags = [*wire.strings(row.get("topics")), *wire.strings(row.get("tag_list"))]
    return Artifact(
        account=account,
        kind=ArtifactKind.REPOSITORY,
        key=f"gitlab.com/{path}",
        title=wire.string(row.get("name"), most=150) or path.partition("/")[2],
        link=f"{_HOST}/{quote(path)}",
        relation=Relation.OWNER,
        made_at=wire.moment(row.get("created_at")),
        changed_at=wire.moment(row.get("last_activity_at")),
        measures=capped({"stars": wire.number(row.get("star_count"))}),
        skills=wire.skills_of_tags(tags),
    )


def _is_own(row: Mapping[str, Any]) -> bool:
    """Whether a project is public, holds something, and is no fork or mirror, or, where that is not told, has a star."""
    if (
        row.get("visibility", "public") != "public"
        or row.get("default_branch") is None
        or row.get("empty_repo") is True
    ):
        return False
    if wire.mapping(row.get("namespace")).get("kind", "user") != "user" or row.get("marked_for_deletion_on"):
        return False
    if row.get("forked_from_project") or row.get("mirror") is True:
        return False
    is_told = "creator_id" in row  # stands in the whole form alone, which names the origin of a fork
    return is_told or (wire.number(row.get("star_count")) or 0) > 0


SITE = Site(
    name="gitlab",
    policy=Policy(
        terms_url="https://about.gitlab.com/terms/",
        reviewed_on=date(2026, 11, 21),
        fields=(
            *("id", "username", "name", "location", "bio", "website_url", *_HOMES),
            *("path_with_namespace", "created_at", "last_activity_at", "star_count", "topics", "tag_list"),
        ),
        seconds=1.0,
        hosts=("gitlab.com",),
        takes=("GITLAB_TOKEN",),
    ),
    pages=pages,
    parsers={"search": parse_search, "user": parse_user, "projects": parse_projects},
    sign=lambda url, given: (url, {"PRIVATE-TOKEN": given["GITLAB_TOKEN"]} if given.get("GITLAB_TOKEN") else {}),
)
