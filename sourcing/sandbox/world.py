"""The ground truth of an invented world: who its people are, what its repositories hold, and how it is kept on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ARCHETYPES = ("researcher", "developer", "operator")
SPECIALISATIONS = ("nlp", "vision", "mlops", "recsys", "rl")
FORGE = "https://git.sandbox.invalid"
# The clock of the world: no commit is later, and nothing reads the clock on the wall.
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
WORLD_FILE = "world.json"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One invented account. `grade` is what a ranking is judged by: 3 strong, 2 solid, 1 thin, 0 nothing to find."""

    handle: str
    name: str
    emails: tuple[str, ...]
    kind: str  # 'engineer' | 'bot'
    archetype: str | None  # None: not a machine-learning engineer
    specialisation: str | None
    grade: int
    traits: frozenset[str]
    utc_offset: str  # as Git writes it, such as +0530
    active_from: date
    active_to: date


@dataclass(frozen=True, kw_only=True)
class Repository:
    """One invented bare repository. `head` is the commit of its main branch, '' where there is no commit at all."""

    owner: str
    name: str
    path: Path
    specialisation: str | None
    archetype: str | None
    kind: str  # 'service' | 'library' | 'research' | 'platform' | 'course' | 'fork' | 'notebooks' | ...
    head: str
    description: str
    traits: frozenset[str]
    contributors: tuple[str, ...]  # handles, the lead first; bots are not among them
    commits: int
    stars: int
    parent: str | None  # owner/name of what this one was forked or copied from

    @property
    def slug(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def url(self) -> str:
        """The address `remote.origin.url` gives; nothing answers there (RFC 2606)."""
        return f"{FORGE}/{self.slug}.git"


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody and everything below `root`, people by handle, repositories by owner and name."""

    seed: int
    generator: str
    root: Path
    people: tuple[Person, ...]
    repositories: tuple[Repository, ...]

    def person(self, handle: str) -> Person:
        """The person of this handle. Raises KeyError."""
        return {person.handle: person for person in self.people}[handle]

    def repository(self, slug: str) -> Repository:
        """The repository `owner/name`. Raises KeyError."""
        return {repository.slug: repository for repository in self.repositories}[slug]

    def with_trait(self, trait: str) -> tuple[Repository, ...]:
        """The repositories built for this trap, in the world's order."""
        return tuple(repository for repository in self.repositories if trait in repository.traits)


def load_world(root: Path) -> World:
    """The world that was built below root. Raises OSError when there is none, ValueError when its file is damaged."""
    source = root / WORLD_FILE
    try:
        held = json.loads(source.read_text(encoding="utf-8"))
        return World(
            seed=int(held["seed"]),
            generator=str(held["generator"]),
            root=root,
            people=tuple(_person(entry) for entry in held["people"]),
            repositories=tuple(_repository(entry, root) for entry in held["repositories"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{source}: not the file of a sandbox world ({error})") from error


def world_text(world: World) -> str:
    """The text of world.json: paths relative to the root, sets in order, so that equal worlds have equal bytes."""
    held = {
        "generator": world.generator,
        "seed": world.seed,
        "now": NOW.isoformat(),
        "people": [_plain(vars(person), world.root) for person in world.people],
        "repositories": [_plain(vars(repository), world.root) for repository in world.repositories],
    }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def _plain(fields: Mapping[str, object], root: Path) -> dict[str, object]:
    return {name: _plain_value(value, root) for name, value in fields.items()}


def _plain_value(value: object, root: Path) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return value.relative_to(root).as_posix()
    return value


def _person(entry: Mapping[str, Any]) -> Person:
    return Person(
        **{
            **entry,
            "emails": tuple(entry["emails"]),
            "traits": frozenset(entry["traits"]),
            "active_from": date.fromisoformat(entry["active_from"]),
            "active_to": date.fromisoformat(entry["active_to"]),
        }
    )


def _repository(entry: Mapping[str, Any], root: Path) -> Repository:
    return Repository(
        **{
            **entry,
            "path": root / entry["path"],
            "traits": frozenset(entry["traits"]),
            "contributors": tuple(entry["contributors"]),
        }
    )
