"""A shortlist as it is stored: its rows in one order, and the digest that tells it from any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sourcing.errors import WarehouseError
from warehouse.connection import Warehouse
from warehouse.runs.shortlists import OF_RUN, identity

Row = dict[str, Any]
LET_GO = "shortlists let go"  # the act in the log
_HEAD = "role, title, archetype, specialisation, CAST(as_of AS VARCHAR) AS as_of, level"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One ranking as it stands in its row; `ranked_at` is UTC without zone."""

    run_id: str
    role: str
    as_of: date
    ranked_at: datetime
    manifest: Mapping[str, str]

    @property
    def is_as_made(self) -> bool:
        """Whether the manifest is the one that the id of the run was made from."""
        return identity(self.role, self.as_of, self.manifest) == self.run_id


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What is stored of one shortlist: a row about the role, and the rows of every table of `OF_RUN`, none with its run."""

    head: Row
    tables: Mapping[str, Sequence[Row]]

    @property
    def digest(self) -> str:
        """SHA-256 of all rows, as JSON, a line each."""
        found = hashlib.sha256(_line("run", self.head))
        for name in OF_RUN:
            for row in self.tables[name]:
                found.update(_line(name, row))
        return found.hexdigest()

    @property
    def people(self) -> list[str]:
        """The ids of everybody, best first."""
        return [row["person_id"] for row in self._ranked()]

    def closed_up(self) -> Stored:
        """The same with places from 1 without gaps: after some were taken out."""
        entries = [{**row, "rank": place} for place, row in enumerate(self._ranked(), 1)]
        return Stored(head=self.head, tables={**self.tables, "entry": entries})

    def without(self, people: frozenset[str]) -> Stored:
        """The same without the rows of some people."""
        kept = {name: [row for row in rows if row.get("person_id") not in people] for name, rows in self.tables.items()}
        return Stored(head=self.head, tables=kept)

    def _ranked(self) -> list[Row]:
        return sorted(self.tables["entry"], key=lambda row: (row["rank"], row["person_id"]))


def _line(table: str, row: Row) -> bytes:
    return json.dumps([table, *row.values()], ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def stored(warehouse: Warehouse, run: str) -> Stored:
    """The stored shortlist of a run that there is. Errors: WarehouseError."""
    head = warehouse.dicts(f"SELECT {_HEAD} FROM run WHERE run_id = ?", [run])  # noqa: S608
    rows = "SELECT * EXCLUDE (run_id) FROM {} WHERE run_id = ? ORDER BY ALL"
    return Stored(head=head[0], tables={name: warehouse.dicts(rows.format(name), [run]) for name in OF_RUN})


def _why_not(warehouse: Warehouse, named: str) -> str:
    """Why nothing is stored under a name."""
    gone = "SELECT min(done_at) FROM audit WHERE act = ? AND list_contains(CAST(told -> 'runs' AS VARCHAR[]), ?)"
    (when,) = warehouse.rows(gone, [LET_GO, named])[0]
    if when is None:
        return f"no shortlist is stored of {named!r}"
    return f"shortlist {named} cannot be made again: `sourcing compact` let it go on {when:%Y-%m-%d}"


def find_run(warehouse: Warehouse, named: str) -> Run:
    """The run of an id, or a role's latest one. Errors: WarehouseError where there is none, or its manifest cannot be read."""
    sql = """
        SELECT run_id, role, as_of, ranked_at, manifest FROM run WHERE run_id = $named OR (role = $named AND is_latest)
        ORDER BY run_id <> $named
    """
    found = warehouse.dicts(sql, {"named": named})
    if not found:
        remedy = 'list them: sourcing sql "FROM runs"'
        raise WarehouseError(_why_not(warehouse, named), remedy=remedy)
    try:
        return Run(**{**found[0], "manifest": dict(json.loads(found[0]["manifest"]))})
    except (ValueError, TypeError) as cause:
        raise WarehouseError(
            f"the manifest of {found[0]['run_id']} is no JSON object", remedy="restore the warehouse from a backup"
        ) from cause
