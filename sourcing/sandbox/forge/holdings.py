"""The accounts and repositories of the forge as things that change: renamed, given away, hidden, emptied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sourcing.sandbox.forge.ids import node_id
from sourcing.sandbox.forge.languages import languages, topics
from sourcing.sandbox.forge.objects import Commit, stamp
from sourcing.sandbox.forge.profiles import Profile
from sourcing.sandbox.forge.store import Store
from sourcing.sandbox.world import FORGE, Person, Repository

_LETTERS = {"User": "U", "Organization": "O", "Bot": "BOT"}


@dataclass(kw_only=True, eq=False)
class Account:
    """A user, an organisation or a bot. `emails` are in lower case; `handle` is the first login and never changes."""

    number: int
    login: str
    handle: str
    kind: str  # 'User' | 'Organization' | 'Bot'
    name: str
    profile: Profile
    emails: frozenset[str] = frozenset()
    person: Person | None = None

    @property
    def graphql_type(self) -> str:
        """The name of its type in GraphQL."""
        return self.kind

    @property
    def node_id(self) -> str:
        """The global id."""
        return node_id(_LETTERS[self.kind], self.number)

    @property
    def url(self) -> str:
        """The web address, where nothing answers."""
        return f"{FORGE}/apps/{self.login.removesuffix('[bot]')}" if self.kind == "Bot" else f"{FORGE}/{self.login}"

    @property
    def avatar(self) -> str:
        """The address of the picture."""
        return f"https://avatars.sandbox.invalid/u/{self.number}?v=4"


@dataclass(kw_only=True, eq=False)
class Repo:
    """A repository on the forge. `given` is what the world says of it, `store` what Git says."""

    number: int
    name: str
    owner: Account
    given: Repository
    store: Store
    is_private: bool = False
    cuts_trees: bool = False
    pushed: datetime | None = None  # by a push of ours, later than any commit of the world
    known: dict[str, Any] = field(default_factory=dict)  # what others worked out about it, dropped when it changes

    graphql_type = "Repository"

    @property
    def node_id(self) -> str:
        """The global id."""
        return node_id("R", self.number)

    @property
    def slug(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def url(self) -> str:
        """The web address, where nothing answers."""
        return f"{FORGE}/{self.slug}"

    @property
    def is_fork(self) -> bool:
        """Whether it was forked from another."""
        return self.given.parent is not None

    @property
    def history(self) -> tuple[Commit, ...]:
        """The commits of the main branch, newest first."""
        return self.store.order(self.store.head) if self.store.head else ()

    @cached_property
    def moments(self) -> tuple[str, str]:
        """When it was created and when it was last pushed to."""
        times = [commit.committer.seconds for commit in self.store.commits.values()]
        opened = self.owner.profile.created.astimezone(UTC).timestamp()
        return stamp(min(times, default=opened) - 600), stamp(max(times, default=opened))

    @property
    def created(self) -> str:
        """When it was created."""
        return self.moments[0]

    @property
    def pushed_at(self) -> str:
        """When it was last pushed to; an empty one when it was created."""
        return stamp(self.pushed.timestamp()) if self.pushed else self.moments[1]

    @cached_property
    def languages(self) -> dict[str, int]:
        """Bytes by language, most first."""
        return languages(self.store.files)

    @property
    def language(self) -> str | None:
        """The language most of it is written in."""
        return next(iter(self.languages), None)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Its topics."""
        return topics(self.given.specialisation, self.given.kind, self.store.files)

    @cached_property
    def has_license(self) -> bool:
        """Whether it carries the MIT licence, the only one in this world."""
        return any(file.path == "LICENSE" for file in self.store.files)

    @cached_property
    def addresses(self) -> Counter[str]:
        """How many commits of the main branch each address (in lower case) wrote."""
        return Counter(commit.author.email.lower() for commit in self.history)

    def forget(self) -> None:
        """Drops what was read, because the repository changed."""
        for name in ("moments", "languages", "topics", "has_license", "addresses"):
            self.__dict__.pop(name, None)
        self.known.clear()
