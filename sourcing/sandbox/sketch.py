"""A sketch: what is decided about a repository before its commits are drafted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sourcing.sandbox.fastimport import Draft
from sourcing.sandbox.history import Plan

# Makes a draft out of the parent's, or, where there is no parent, out of the one the plan gave.
Deriving = Callable[[Draft], Draft]


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """One repository to be. Its commits come from `plan` or the parent, through `derive`; or it stays empty."""

    owner: str
    name: str
    kind: str
    description: str
    specialisation: str | None = None
    archetype: str | None = None
    traits: frozenset[str] = frozenset()
    stars: int = 0
    parent: str | None = None
    plan: Plan | None = None
    derive: Deriving | None = None
    # Where addresses lie about who wrote it: the handles that really did.
    truly: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"
