"""From GitHub's JSON to facts: pure functions, lenient about what is missing, deaf to what is not on the allow-list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from sourcing import profile_readme, wire
from sourcing.git.identity import Identities, is_unset, shown_name
from sourcing.github.facts import Card, Elsewhere, Handle, Profile, account
from sourcing.named_skills import in_bio
from sourcing.parsing.messages import REQUEST, body_words
from sourcing.parsing.prose import without_addresses
from sourcing.records import AccountLink, CommitFact, FileEntry
from sourcing.wishes import declines

_MERGE = re.compile(r"merge (pull request|branch|branches|remote-tracking|tag|commit)\b|Merge: ", re.I)
_MOST_README = 60_000  # characters of a profile's README that are read
_LEVELS = 4  # of a tree in one answer


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True, frozen=True)


class _Listed(_Lenient):
    @field_validator("nodes", mode="before", check_fields=False)
    @classmethod
    def _none_is_empty(cls, nodes: Any) -> Any:
        return nodes or []


class _Named(_Lenient):
    name: str = ""


class _Oid(_Lenient):
    oid: str


class _Ref(_Lenient):
    target: _Oid | None = None


class _Topic(_Lenient):
    topic: _Named


class _Topics(_Listed):
    nodes: list[_Topic | None] = []


class _Card(_Lenient):
    id: str
    name_with_owner: str
    url: str
    description: str | None = None
    pushed_at: AwareDatetime | None = None
    is_fork: bool = False
    is_archived: bool = False
    is_empty: bool = False
    is_private: bool = False
    disk_usage: int | None = None
    stargazer_count: int = 0
    primary_language: _Named | None = None
    repository_topics: _Topics = _Topics()
    default_branch_ref: _Ref | None = None

    def fact(self) -> Card:
        target = self.default_branch_ref.target if self.default_branch_ref else None
        return Card(
            node_id=self.id,
            slug=self.name_with_owner,
            url=self.url,
            description=without_addresses(self.description or "")[:400],
            topics=tuple(one.topic.name for one in self.repository_topics.nodes if one),
            language=self.primary_language.name if self.primary_language else None,
            stars=self.stargazer_count,
            kilobytes=self.disk_usage or 0,
            pushed_at=_utc(self.pushed_at),
            head=target.oid if target and not self.is_empty else None,
            is_fork=self.is_fork,
            is_archived=self.is_archived,
        )


class _Cards(_Listed):
    total_count: int = 0
    nodes: list[_Card | None] = []


class _Social(_Lenient):
    url: str = ""


class _Socials(_Listed):
    nodes: list[_Social | None] = []


class _Request(_Lenient):
    merged_at: AwareDatetime | None = None
    repository: _Card | None = None


class _Requests(_Listed):
    total_count: int = 0
    nodes: list[_Request | None] = []


class _Count(_Lenient):
    total_count: int = 0


class _Committed(_Lenient):
    repository: _Card | None = None
    contributions: _Count = _Count()


class _Contributions(_Lenient):
    commit_contributions_by_repository: list[_Committed] = []


class _Text(_Lenient):
    text: str | None = None


class _Readme(_Lenient):
    object: _Text | None = None


class _User(_Lenient):
    id: str
    database_id: int | None = None
    login: str
    name: str | None = None
    bio: str | None = None
    location: str | None = None
    website_url: str | None = None
    is_hireable: bool | None = None
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    social_accounts: _Socials = _Socials()
    repositories: _Cards = _Cards()
    pull_requests: _Requests = _Requests()
    contributions_collection: _Contributions | None = Field(default=None)
    readme: _Readme | None = None

    @property
    def readme_text(self) -> str:
        """The README of the profile; empty where there is none."""
        return (self.readme.object.text or "") if self.readme and self.readme.object else ""


def profile(data: Any) -> Profile:
    """The profile in a user's answer. Raises pydantic's ValidationError where what makes an account is missing."""
    user = _User.model_validate(data)
    readme = user.readme_text[:_MOST_README]
    is_declined = declines(user.bio or "") or declines(readme)
    links = [user.website_url or "", *(one.url for one in user.social_accounts.nodes if one)]
    return Profile(
        node_id=user.id,
        database_id=user.database_id or 0,
        login=user.login,
        name=shown_name(user.name or ""),
        location=(user.location or "")[:100],
        is_hireable=user.is_hireable,
        created_at=_utc(user.created_at),
        updated_at=_utc(user.updated_at),
        links=tuple(dict.fromkeys(link for link in links if link.startswith(("http://", "https://")))),
        declines=is_declined,
        own=()
        if is_declined
        else tuple(card.fact() for card in user.repositories.nodes if card and not card.is_private),
        elsewhere=() if is_declined else _elsewhere(user),
        repositories=user.repositories.total_count,
        merged_requests=user.pull_requests.total_count,
        claims=() if is_declined else tuple(dict.fromkeys((*in_bio(user.bio or ""), *profile_readme.claims(readme)))),
        readme_links=() if is_declined else tuple(profile_readme.links_in(readme, login=user.login)),
    )


def _elsewhere(user: _User) -> tuple[Elsewhere, ...]:
    """Repositories of others that this person works in, those with most merged pull requests first."""
    cards: dict[str, Card] = {}
    merged: dict[str, list[datetime]] = defaultdict(list)
    commits: dict[str, int] = defaultdict(int)
    for request in user.pull_requests.nodes:
        card = _foreign(request.repository, user) if request else None
        if request and card:
            cards[card.node_id] = card
            merged[card.node_id] += [request.merged_at] if request.merged_at else []
    collection = user.contributions_collection
    for done in collection.commit_contributions_by_repository if collection else ():
        card = _foreign(done.repository, user)
        if card:
            cards.setdefault(card.node_id, card)
            commits[card.node_id] += done.contributions.total_count
    found = [
        Elsewhere(
            card=card,
            merged=len(merged[identifier]),
            last_merged_at=_utc(max(merged[identifier], default=None)),
            commits=commits[identifier],
        )
        for identifier, card in cards.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.merged, -one.commits, one.card.slug)))


def _foreign(card: _Card | None, user: _User) -> Card | None:
    """The repository where it is public, no fork and not the person's own."""
    if card is None or card.is_private or card.is_fork:
        return None
    return None if card.name_with_owner.partition("/")[0].lower() == user.login.lower() else card.fact()


def cards(data: Any) -> list[Card]:
    """The repositories in a list of nodes, those that are private or not there left out."""
    return [_Card.model_validate(node).fact() for node in wire.rows(data) if node and not node.get("isPrivate", False)]


def files(entries: Any, *, above: str = "", level: int = 1) -> Iterator[tuple[FileEntry, int]]:
    """The files of a nested tree with their sizes in bytes (0 where unknown), in the order given.

    A folder whose content the answer does not reach comes out with mode 40000 and its tree's id.
    """
    for entry in wire.rows(entries, most=None):
        name, mode, oid = (entry.get(key) for key in ("name", "mode", "oid"))
        if not (isinstance(name, str) and isinstance(mode, int) and isinstance(oid, str)):
            continue
        inside = wire.mapping(entry.get("object")).get("entries") if entry.get("type") == "tree" else None
        if inside is not None and level < _LEVELS:
            yield from files(inside, above=f"{above}{name}/", level=level + 1)
        else:
            yield FileEntry(f"{above}{name}", f"{mode:o}".zfill(6), oid), count(entry.get("size"))


def commits(nodes: Any, *, login: str, identities: Identities) -> tuple[list[CommitFact], list[AccountLink]]:
    """One account's commits, newest first, and the joins GitHub declares by showing the login beside an address.

    The address becomes a keyed hash here and goes no further.
    """
    who = account(login)
    made: list[CommitFact] = []
    links: dict[str, AccountLink] = {}
    for node in wire.rows(nodes):
        author = wire.mapping(node.get("author"))
        shown = str(wire.mapping(author.get("user")).get("login")).lower()
        address = str(author.get("email") or "")
        identity = identities.of("", address)
        if identity and not identity.is_bot and shown == who.handle and not is_unset(address):
            reason = "GitHub shows this login beside the commit address"
            links.setdefault(identity.account.key, AccountLink(a=identity.account, b=who, reason=reason))
        made += [commit_fact(node, who=login)] if isinstance(node.get("oid"), str) else []
    return made, [links[key] for key in sorted(links)]


def commit_fact(node: Any, *, who: str) -> CommitFact:
    """A commit in GraphQL's form, reduced to what is kept; whether it is a merge is told by its subject alone."""
    subject = without_addresses(str(node.get("messageHeadline") or ""))
    is_merge = bool(_MERGE.match(subject))
    return CommitFact(
        id=node["oid"],
        account=account(who),
        authored_at=moment(node.get("authoredDate")),
        subject=subject[:300],
        body_words=body_words(str(node.get("messageBody") or "")),
        is_merge=is_merge,
        files=None,
        by_request=not is_merge and bool(REQUEST.search(subject)),
    )


def contributors(document: Any) -> list[list[Any]]:
    """Login, global id, commits and whether it is a person, of each row of a REST list of accounts."""
    rows = wire.rows(document if isinstance(document, list) else wire.mapping(document).get("items"))
    return [
        [row["login"], row.get("node_id"), count(row.get("contributions")), row.get("type", "User") == "User"]
        for row in rows
        if isinstance(row.get("login"), str) and row["login"]
    ]


def handles(nodes: Any) -> list[Handle]:
    """The people in a list of GraphQL nodes."""
    return [
        Handle(login=node["login"], node_id=wire.string(node.get("id")) or None)
        for node in wire.rows(nodes)
        if isinstance(node.get("login"), str) and node["login"]
    ]


def count(value: Any) -> int:
    """A count, 0 where none is told."""
    return max(0, wire.number(value) or 0)


def moment(text: Any) -> datetime | None:
    """A time in UTC, None where there is none or it is absurd (before 1990 or after 2100)."""
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 1990 <= at.year < 2100 else None


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None
