"""`needs_contact.csv`: who waits for a way to be reached, for a human to fill in. What is filled in stays until the warehouse has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sourcing.errors import UsageError
from sourcing.sheets import sheet
from sourcing.sheets.cells import bare, identifier, unguarded
from sourcing.sheets.contacts import FILLED, contact_of
from sourcing.sheets.verdicts import shown_accounts
from warehouse.accounts import whom
from warehouse.connection import Warehouse
from warehouse.handing.exporting import Candidate, Needs

NEEDS_CONTACT = "needs_contact.csv"
HEADER = ("person_id", "name", "role", "profiles", "contact", "kind", "obtained_from", "basis", "obtained_on", "reason")
_Row = Mapping[str, str]
_HELD = "SELECT DISTINCT a.person_id, c.kind, c.value FROM contact c JOIN person_account a USING (account)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The file as it is written: its columns, its rows, and how many people stand in them."""

    columns: tuple[str, ...] = HEADER
    rows: Sequence[Sequence[str]] = ()
    people: int = 0


def waiting(
    warehouse: Warehouse, people: Sequence[Candidate], *, path: Path, role: str, tool: str, needs: Needs
) -> Waiting:
    """Those who wait, each with the rows that somebody filled in of them at `path`, else with an empty one; then what is filled in of others.

    A row stays until its contact is in the warehouse, and as long as whom it means is held. Columns of the team's own stay too.
    Nothing where nobody waits. Errors: UsageError where the file is something else, or of another role.
    """
    if not people:
        return Waiting()
    held = _read(path, role)
    columns = (*HEADER, *(one for one in held.columns if one not in HEADER))
    mine = columns[len(HEADER) :]
    filled: dict[str, list[_Row]] = defaultdict(list)
    for person, row in _still_to_bring(warehouse, [row for _, row in held.rows], mine):
        filled[person].append(row)
    made: list[_Row] = []
    for one in people:
        shown = {
            "person_id": one.person_id,
            "name": one.name,
            "role": role,
            "profiles": " ".join(one.profiles.values()),
            "reason": f"{tool} needs {needs}",
        }
        made += [row | shown for row in map(dict, filled.pop(one.person_id, [{}]))]
    others = [row for rows in filled.values() for row in rows]
    rows = [{"kind": needs.kinds[0]} | {name: cell for name, cell in row.items() if cell} for row in made] + others
    return Waiting(
        columns=tuple(held.headings.get(one, one) if one in mine else one for one in columns),
        rows=[[row.get(column, "") for column in columns] for row in rows],
        people=len(people) + len(filled),
    )


def _read(path: Path, role: str) -> sheet.Table:
    if not path.exists():
        return sheet.Table(columns=(), rows=[])
    held = sheet.read(path, known=HEADER)
    if not set(HEADER) <= set(held.columns):
        raise UsageError(f"{path} is no list of people who wait for a contact", remedy="name another folder")
    if any(unguarded(row["role"]) != role for _, row in held.rows):
        raise UsageError(f"{path} holds people of another role", remedy="name another folder")
    return held


def _still_to_bring(warehouse: Warehouse, rows: Sequence[_Row], mine: Sequence[str]) -> Iterator[tuple[str, _Row]]:
    """The rows in which something is filled in that is no contact in the warehouse yet, each with the id of whom it means."""
    brought = set(warehouse.rows(_HELD))
    filled = [row for row in rows if any(row[column].strip() for column in (*FILLED, *mine))]
    meant = whom.held(warehouse, [(identifier(row["person_id"]), shown_accounts(row)) for row in filled])
    for row, person in zip(filled, meant, strict=True):
        kind = bare(row["kind"]).lower().replace("-", "")
        contact = contact_of(bare(unguarded(row["contact"])), kind=kind)
        if person is not None and (contact is None or (person, *contact) not in brought):
            yield person, {column: unguarded(cell) for column, cell in row.items()}
