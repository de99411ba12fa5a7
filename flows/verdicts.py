"""Verdicts of the team, by whatever way they come: kept, put into the log and shown to everybody."""

from __future__ import annotations

from collections.abc import Sequence

from flows.house import House
from flows.rank import publish_all
from sourcing.decisions import Decision
from warehouse.team.decisions import decide


def keep_verdicts(house: House, given: Sequence[Decision]) -> int:
    """How many of the verdicts, all for one role, are new. Errors: WarehouseError, HomeError."""
    with house.warehouse() as warehouse, warehouse.transaction():
        fresh = decide(warehouse, given)
        if fresh:
            deciders = ", ".join(sorted({one.decider for one in given}))
            people = [one.account for one in given]
            house.note(warehouse, "decided", actor=deciders, about=people, role=given[0].role, verdicts=fresh)
    publish_all(house)
    return fresh
