"""What a report of a shortlist is made of: each kind of row read once for all its people, never person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.connection import Warehouse
from warehouse.published.shown import Row, check_role
from warehouse.shipped import asked_by, queries

ByPerson = Mapping[str, Sequence[Row]]
_FILE = "published/report.sql"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """The rows of a report: about the role, its people best first, counts over the whole shortlist, and the rest by person."""

    head: Row
    people: Sequence[Row]
    asked: Sequence[Row]
    counts: Mapping[str, Sequence[Row]]
    by_person: Mapping[str, ByPerson]
    sources: Sequence[Row]


def read_report(published: Warehouse, role: str, *, top: int) -> Read:
    """The rows of the first `top` people of a role's latest shortlist. Errors: RoleError where the role was not ranked."""
    check_role(published, role)
    named: dict[str, Any] = {"role": role, "top": top}
    people = _rows(published, "people", named)
    named["people"] = [one["person_id"] for one in people]
    return Read(
        head=_rows(published, "head", named)[0],
        people=people,
        asked=_rows(published, "asked", named),
        counts={name: _rows(published, f"count {name}", named) for name in _named("count")},
        by_person={name: _grouped(_rows(published, f"of {name}", named)) for name in _named("of")},
        sources=_rows(published, "sources", named),
    )


def _named(kind: str) -> list[str]:
    return [name.removeprefix(f"{kind} ") for name in queries(_FILE) if name.startswith(f"{kind} ")]


def _rows(published: Warehouse, name: str, named: Mapping[str, Any]) -> list[Row]:
    sql = queries(_FILE)[name]
    return published.dicts(sql, asked_by(sql, named))


def _grouped(rows: Sequence[Row]) -> ByPerson:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found
