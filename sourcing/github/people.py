"""People over GitHub's API: who they are, what they build, and whether anything of it moved since the last visit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sourcing.github.answers import profile
from sourcing.github.client import Client
from sourcing.github.facts import Absence, Handle, Profile
from sourcing.github.packing import Packer, Piece, Sizes, quoted
from sourcing.landing import Draft, Landing, Manifest, batch_id

KIND = "github-person"
VERSION = "person-2"
PRICE = 16  # connections in one profile
_PROBED = 10  # people or repositories in one question of the probe; ten such questions make a query of 1 point


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """What came of one handle: a profile, or why there is none; `is_final` is False where it may come another time."""

    handle: Handle
    profile: Profile | None = None
    absence: str = ""
    is_final: bool = True


@dataclass(kw_only=True)
class Visitor:
    """Asks for profiles; the size of its queries is learnt and kept from call to call."""

    client: Client
    sizes: Sizes = field(default_factory=lambda: Sizes(now=5, most=9))

    def meet(self, handles: Iterable[Handle]) -> Iterator[Met]:
        """What came of each handle, in no particular order."""
        wanted = {handle.login.lower(): handle for handle in handles}
        packer = Packer(
            client=self.client,
            name="profiles",
            fragments=("profile", "card", "elsewhere"),
            sizes=self.sizes,
            takes_parts=True,  # a year of contributions may be too much for GitHub itself; the rest still tells
        )
        for answer in packer.ask(_piece(key, handle) for key, handle in wanted.items()):
            handle = wanted[answer.piece.key]
            if answer.data is None:
                absence = Absence.NOT_THERE if answer.is_final else answer.reason
                yield Met(handle=handle, absence=absence, is_final=answer.is_final)
            else:
                yield _met(handle, answer.data)

    def moved(self, profiles: Sequence[Profile]) -> set[str]:
        """The node ids of people of whom something moved since: own repositories, merged pull requests, work elsewhere.

        People who are not there any more count as moved, so that they are asked for again and recorded as gone.
        """
        known = {one.node_id: one for one in profiles}
        held = {one.card.node_id: one.card.head for person in profiles for one in person.elsewhere}
        packer = Packer(client=self.client, name="probe", fragments=(), sizes=Sizes(now=40, most=60))
        still: set[str] = set()
        heads: dict[str, str | None] = {}
        for answer in packer.ask([*_probes(sorted(known)), *_head_probes(sorted(held))]):
            for node in answer.data or ():
                identifier = (node or {}).get("id")
                if identifier in known and _stamp(node) == _held_stamp(known[identifier]):
                    still.add(identifier)
                elif identifier in held:
                    heads[identifier] = _head(node)
        gone_on = {identifier for identifier, head in held.items() if heads.get(identifier) != head}
        busy = {one.node_id for one in profiles if any(work.card.node_id in gone_on for work in one.elsewhere)}
        return (set(known) - still) | busy


def _piece(key: str, handle: Handle) -> Piece:
    told = f'repository(name: {quoted(handle.login)}) {{ object(expression: "HEAD:README.md") {{ ... on Blob {{ text }} }} }}'
    person = f"__typename ... on User {{ ...Profile readme: {told} }}"  # what GitHub shows above a profile, where there is one
    field_ = (
        f"node(id: {quoted(handle.node_id)})" if handle.node_id else f"repositoryOwner(login: {quoted(handle.login)})"
    )
    return Piece(key=key, body=f"{field_} {{ {person} }}", price=PRICE, weight=25_000)


def _met(handle: Handle, data: Any) -> Met:
    kind = data.get("__typename")
    if kind != "User":
        return Met(handle=handle, absence=Absence.ORGANISATION if kind == "Organization" else Absence.BOT)
    try:
        found = profile(data)
    except ValidationError as broken:
        return Met(handle=handle, absence=f"the answer lacks {broken.errors()[0]['loc']}", is_final=False)
    if found.declines:
        return Met(handle=handle, profile=found, absence=Absence.DECLINES)
    return Met(handle=handle, profile=found)


def _probes(identifiers: Sequence[str]) -> Iterator[Piece]:
    owned = (
        "repositories(first: 12, ownerAffiliations: OWNER, isFork: false, privacy: PUBLIC, "
        "orderBy: {field: STARGAZERS, direction: DESC}) { nodes { id nameWithOwner defaultBranchRef { target { oid } } } }"
    )
    person = f"... on User {{ id login pullRequests(states: MERGED) {{ totalCount }} {owned} }}"
    for start in range(0, len(identifiers), _PROBED):
        listed = ", ".join(map(quoted, identifiers[start : start + _PROBED]))
        yield Piece(key=f"people {start}", body=f"nodes(ids: [{listed}]) {{ {person} }}", price=2, weight=20_000)


def _head_probes(identifiers: Sequence[str]) -> Iterator[Piece]:
    inside = "... on Repository { id defaultBranchRef { target { oid } } }"
    for start in range(0, len(identifiers), _PROBED):
        listed = ", ".join(map(quoted, identifiers[start : start + _PROBED]))
        yield Piece(key=f"repositories {start}", body=f"nodes(ids: [{listed}]) {{ {inside} }}", weight=15_000)


def _head(node: Mapping[str, Any]) -> str | None:
    target: str | None = ((node.get("defaultBranchRef") or {}).get("target") or {}).get("oid")
    return target


def _stamp(node: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of a probe's answer must be the same for nothing to have moved."""
    nodes = (node.get("repositories") or {}).get("nodes") or ()
    owned = [(one.get("id"), one.get("nameWithOwner"), _head(one)) for one in nodes if one]
    return node.get("login"), (node.get("pullRequests") or {}).get("totalCount"), owned


def _held_stamp(person: Profile) -> tuple[Any, ...]:
    return person.login, person.merged_requests, [(card.node_id, card.slug, card.head) for card in person.own]


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """Profiles in the landing: one batch for each state an account was seen in."""

    landing: Landing
    clock: datetime

    def keep(self, person: Profile) -> Manifest:
        """The batch of a profile; the same profile lands once. Table: profile (1 row)."""
        digest = hashlib.sha256(_ADAPTER.dump_json(person)).hexdigest()
        return self.landing.write(
            Draft(
                batch_id=batch_id(KIND, VERSION, person.node_id, digest),
                kind=KIND,
                source="GitHub API",
                repository=person.account.key,
                fetched_at=self.clock,
                version=VERSION,
                tables={"profile": [person]},
            )
        )

    def profile(self, batch: str) -> Profile:
        """The profile of one batch. Errors: LandingError."""
        return next(iter(self.landing.read(batch, "profile", Profile)))


_ADAPTER = TypeAdapter(Profile)
