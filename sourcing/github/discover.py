"""Where to look for people: named logins, organisations, contributors of repositories, user search, topics, dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sourcing.errors import GitHubError, UsageError
from sourcing.github.answers import contributors, handles
from sourcing.github.client import Client
from sourcing.github.facts import Handle
from sourcing.github.packing import Packer, Piece, Sizes, quoted

_LOGIN = r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?"
_SLUG_OF = rf"{_LOGIN}/(?!\.\.?$)[A-Za-z0-9._-]+"
_CAPPED = 1_000  # what GitHub's search gives of one query
_BEFORE_ALL = date(2008, 1, 1)
_REPOSITORIES = 12  # looked into for one topic, dependency or organisation
_PAGES = 2  # of 100 contributors each


class Kind(StrEnum):
    """The ways of finding people, as they are written on the command line and in a role."""

    LOGIN = "login"
    ORGANISATION = "org"
    CONTRIBUTORS = "contributors-of"
    USERS = "query"
    TOPIC = "topic"
    DEPENDENCY = "dependency"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Seek:
    """One way of finding people: a login, an organisation, `owner/name`, a user query, a topic, a package."""

    kind: Kind
    value: str

    @property
    def key(self) -> str:
        """The name under which the frontier keeps it."""
        return f"github-seek {self.kind}:{self.value}"


def check(seek: Seek) -> Seek:
    """The step itself. Errors: UsageError where it cannot name anything on GitHub."""
    slashes = seek.value.count("/")
    named = seek.value.strip().lstrip("@")
    pattern = {Kind.LOGIN: _LOGIN, Kind.ORGANISATION: _LOGIN, Kind.CONTRIBUTORS: _SLUG_OF}.get(seek.kind, r".+")
    wrong = not re.fullmatch(pattern, named)
    if wrong:
        wanted = "owner/name" if seek.kind is Kind.CONTRIBUTORS else "a login" if slashes else "something to look for"
        raise UsageError(f"{seek.kind} {seek.value!r} names nothing on GitHub", remedy=f"write {wanted}")
    return Seek(kind=seek.kind, value=named)


def find(client: Client, seek: Seek, *, today: date, most: int) -> Iterator[Handle]:
    """The people a step finds, at most `most`, each once and as they come; what is no person is marked.

    Errors: those of the client, after what was found until then.
    """
    met: set[str] = set()
    for handle in _find(client, seek, today=today):
        if handle.login.lower() not in met:
            met.add(handle.login.lower())
            yield handle
        if len(met) >= most:
            return


def _find(client: Client, seek: Seek, *, today: date) -> Iterable[Handle]:
    match seek.kind:
        case Kind.LOGIN:
            return [Handle(login=seek.value)]
        case Kind.CONTRIBUTORS:
            return _contributors(client, seek.value)
        case Kind.ORGANISATION:
            return _organisation(client, seek.value)
        case Kind.USERS:
            return _users(client, seek.value, first=_BEFORE_ALL, last=today)
        case Kind.TOPIC:
            return _topic(client, seek.value, today=today)
        case Kind.DEPENDENCY:
            return _dependency(client, seek.value)


def _contributors(client: Client, slug: str) -> Iterator[Handle]:
    """Who committed to a repository, those with most commits first: 100 a request."""
    rows = client.pages(
        "contributors", f"/repos/{slug}/contributors", rows=contributors, parameters={"per_page": 100}, most=_PAGES
    )
    for login, node_id, commits, is_person in rows:
        yield Handle(login=login, node_id=node_id, contributions=commits, is_person=is_person)


def _organisation(client: Client, login: str) -> Iterator[Handle]:
    """The public members of an organisation, then the contributors of the repositories it is known for."""
    cursor: str | None = None
    slugs: list[str] = []
    while True:
        after = f", after: {quoted(cursor)}" if cursor else ""
        members = f"membersWithRole(first: 100{after}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id login }} }}"
        known = "repositories(first: 12, isFork: false, privacy: PUBLIC, orderBy: {field: PUSHED_AT, direction: DESC}) { nodes { nameWithOwner } }"
        data = _one(client, "organisation", f"organization(login: {quoted(login)}) {{ {members} {known} }}", price=2)
        if data is None:
            return
        yield from handles(data["membersWithRole"]["nodes"])
        slugs = slugs or [node["nameWithOwner"] for node in data["repositories"]["nodes"] if node]
        if not data["membersWithRole"]["pageInfo"]["hasNextPage"]:
            break
        cursor = data["membersWithRole"]["pageInfo"]["endCursor"]
    for slug in slugs:
        yield from _contributors(client, slug)


def _users(client: Client, query: str, *, first: date, last: date, is_whole: bool = True) -> Iterator[Handle]:
    """Everybody a user search finds: where that is more than GitHub shows of one query, sliced by date of joining."""
    whole = f"{query} type:user" if "type:" not in query else query
    sliced = f"{whole} created:{first.isoformat()}..{last.isoformat()}"
    asked = whole if is_whole else sliced
    cursor: str | None = None
    while True:
        data = _one(client, "search_users", _search("USER", asked, cursor, "... on User { id login }"), price=1)
        if data is None:
            return
        if data["userCount"] > _CAPPED and first < last and cursor is None:
            middle = first + (last - first) / 2
            yield from _users(client, query, first=first, last=middle, is_whole=False)
            yield from _users(client, query, first=middle + timedelta(days=1), last=last, is_whole=False)
            return
        yield from handles(data["nodes"])
        if not data["pageInfo"]["hasNextPage"]:
            return
        cursor = data["pageInfo"]["endCursor"]


def _topic(client: Client, topic: str, *, today: date) -> Iterator[Handle]:
    """Owners and contributors of living repositories of a topic: neither toys nor the few that everybody stars."""
    since = (today - timedelta(days=540)).isoformat()
    asked = f"topic:{topic} fork:false archived:false pushed:>{since} sort:stars"
    data = _one(client, "search_repositories", _search("REPOSITORY", asked, None, _SLUG), price=1)
    for node in ((data or {}).get("nodes") or ())[:_REPOSITORIES]:
        if node:
            yield from _contributors(client, node["nameWithOwner"])


def _dependency(client: Client, package: str) -> Iterator[Handle]:
    """Owners and contributors of repositories whose requirements name a package."""
    slugs: list[str] = client.get(
        "search_code",
        "/search/code",
        parameters={"q": f'"{package}" filename:requirements.txt', "per_page": 50},
        resource="code_search",
        take=lambda document, _: list(
            dict.fromkeys(row["repository"]["full_name"] for row in document.get("items", []))
        ),
    )
    for slug in (slugs or [])[:_REPOSITORIES]:
        yield from _contributors(client, slug)


_SLUG = "... on Repository { nameWithOwner }"


def _search(kind: str, query: str, cursor: str | None, selection: str) -> str:
    after = f", after: {quoted(cursor)}" if cursor else ""
    counted = {"USER": "userCount", "REPOSITORY": "repositoryCount"}[kind]
    page = f"{counted} pageInfo {{ hasNextPage endCursor }} nodes {{ {selection} }}"
    return f"search(type: {kind}, query: {quoted(query)}, first: 100{after}) {{ {page} }}"


def _one(client: Client, name: str, body: str, *, price: int) -> Any:
    """The data of a single question, None where there is nothing to it."""
    packer = Packer(client=client, name=name, fragments=(), sizes=Sizes(now=1, most=1))
    answer = next(iter(packer.ask([Piece(key=name, body=body, price=price)])))
    if not answer.is_final:
        raise GitHubError(f"GitHub does not answer {name}: {answer.reason}", remedy="run the same command again later")
    return answer.data
