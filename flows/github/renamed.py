"""Repositories that were renamed or handed over: known by the id GitHub keeps, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Mapping

from sourcing.frontier import Frontier

_MOVED = "moved to "


def note_moves(frontier: Frontier, now: Mapping[str, str]) -> None:
    """Marks in the frontier what stands under another key than it was read under; `now` has the keys by node id."""
    for item in frontier.items():
        if item.kind == "github-read":
            key = now.get(item.payload.get("node_id", ""))
            if key and key != item.payload["repository"]:
                frontier.settled(item.key, result=f"{_MOVED}{key}")


def moved(frontier: Frontier) -> set[str]:
    """The keys under which a repository stands no more."""
    return {
        item.payload["repository"]
        for item in frontier.items()
        if item.kind == "github-read" and (item.last_result or "").startswith(_MOVED)
    }
