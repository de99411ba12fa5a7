"""What every step is handed: settings, home, landing, frontier, clock and the voice that tells people how far it is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flows.cleaned_texts import CleanedTexts
from flows.crew import Crew
from flows.progress import Progress
from flows.reuse import Reuse
from flows.work import Order, code_version
from sourcing.frontier import Frontier
from sourcing.git.source import Limits
from sourcing.home import Home
from sourcing.landing import Landing
from sourcing.settings import Settings
from sourcing.shared_landing import SharedLanding
from warehouse.accounts.suppress import Suppressed, state_purpose
from warehouse.audit import OURSELVES, people_told, record
from warehouse.connection import Warehouse, open_warehouse


@dataclass(frozen=True, kw_only=True)
class House:
    """An open home with the lock in hand."""

    settings: Settings
    home: Home
    landing: Landing
    frontier: Frontier
    salt: bytes
    clock: datetime
    progress: Progress
    reuse: Reuse = field(default_factory=Reuse)
    crew: Crew = field(default_factory=Crew)

    @cached_property
    def cleaned_texts(self) -> CleanedTexts:
        """The cleaned texts of everybody ranked."""
        return CleanedTexts(self.home.words)

    @property
    def limits(self) -> Limits:
        """The caps on one repository."""
        return limits_of(self.settings)

    @property
    def owner(self) -> str:
        """Who leases from the frontier."""
        return f"process {os.getpid()}"

    def note(
        self, warehouse: Warehouse, act: str, *, actor: str = OURSELVES, about: Iterable[str] = (), **told: Any
    ) -> None:
        """Appends to the audit log what is done in this transaction, and to whom: `about` are accounts, which are hashed."""
        people = people_told(about, salt=self.salt)
        record(warehouse, act, now=self.clock, actor=actor, told={**told, "people": people} if people else told)

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The warehouse, open for writing."""
        with open_warehouse(self.home.warehouse, memory_limit=self.settings.memory_limit) as warehouse:
            if self.settings.purpose:
                state_purpose(warehouse, self.settings.purpose.purpose, salt=self.salt, now=self.clock)
            yield warehouse

    def left_alone(self) -> Suppressed | None:
        """Those of whom nothing is fetched and nothing kept; None where there is nobody."""
        with self.warehouse() as warehouse:
            suppressed = Suppressed.of(warehouse, salt=self.salt)
        return suppressed if suppressed.hashes else None

    def sparing(self) -> Landing:
        """The landing, which takes in nothing of them."""
        return self.landing.sparing(self.left_alone())

    def order(self) -> Order:
        """What workers are to do their parts by."""
        shared, people = self.landing if isinstance(self.landing, SharedLanding) else None, self.left_alone()
        return Order(
            landing=self.landing.root,
            url=self.settings.landing_url if shared else None,
            turn=shared.turn if shared else "",
            salt=self.salt,
            clock=self.clock,
            limits=self.limits,
            suppressed=people.hashes if people else frozenset(),
            apart=people.apart if people else frozenset(),
            version=code_version(),
        )


def landing_of(settings: Settings, home: Home) -> Landing:
    """The landing of a home, or its copy of the one that machines share. Errors: LandingError."""
    return SharedLanding(home.landing, url=settings.landing_url) if settings.landing_url else Landing(home.landing)


def limits_of(settings: Settings) -> Limits:
    """The caps that settings put on one repository."""
    return Limits(megabytes=settings.git_megabytes, seconds=settings.git_seconds)
