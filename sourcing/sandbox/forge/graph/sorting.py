"""Which repositories a list holds and in which order, as its arguments say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sourcing.sandbox.forge.holdings import Repo

_KEYS: dict[str, Callable[[Repo], Any]] = {
    "CREATED_AT": lambda repo: repo.created,
    "UPDATED_AT": lambda repo: repo.pushed_at,
    "PUSHED_AT": lambda repo: repo.pushed_at,
    "NAME": lambda repo: repo.name.lower(),
    "STARGAZERS": lambda repo: repo.given.stars,
}


def chosen(repos: Iterable[Repo], given: Mapping[str, Any]) -> list[Repo]:
    """The repositories a connection's arguments ask for, in their order; by name where none is asked for."""
    held = [repo for repo in repos if _fits(repo, given)]
    held.sort(key=lambda repo: (repo.name.lower(), repo.number))
    order = given.get("orderBy")
    if order:
        held.sort(key=_KEYS[order["field"]], reverse=order["direction"] == "DESC")
    return held


def _fits(repo: Repo, given: Mapping[str, Any]) -> bool:
    """All that is shown here is public, unlocked and not archived."""
    if given.get("privacy") == "PRIVATE" or given.get("visibility") in ("PRIVATE", "INTERNAL"):
        return False
    if given.get("isLocked") or given.get("isArchived"):
        return False
    return given.get("isFork") is None or bool(given["isFork"]) == repo.is_fork
