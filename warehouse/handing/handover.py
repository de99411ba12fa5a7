"""Writes what was planned: numbered files for the tool, `needs_contact.csv` for a human, the ledger, and beside the files a note
of when to delete them, all or nothing (`warehouse/handing/staged.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sourcing.errors import SourcingError, writing
from sourcing.numbers import counted
from warehouse.connection import Warehouse
from warehouse.handing.exporting import Candidate, Format, Plan, one_line
from warehouse.handing.ledger import record
from warehouse.handing.safe_csv import write_csv
from warehouse.handing.staged import Staged, settle
from warehouse.handing.tables import Table, write_table
from warehouse.handing.waiting import NEEDS_CONTACT, Waiting, waiting

_NO_EXPORT = "waiting"  # where a file is written of those who wait, and nobody is handed on


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """One export: of which role, to which format, into which folder, by whom; `given` are the columns that the user set.

    The files are to be deleted by the day `until`.
    """

    role: str
    wanted: Format
    folder: Path
    by: str
    now: datetime
    until: date
    given: Mapping[str, str] = field(default_factory=dict)


def hand_over(warehouse: Warehouse, plan: Plan, asked: Handover, *, noted: Callable[[], None]) -> dict[Path, int]:
    """The files written, and how many people stand in each. No file that is there is overwritten but `needs_contact.csv`,
    and what a human filled in there stays until the warehouse has it. `noted` writes the act into the log, in the same transaction.

    Errors: UsageError, HomeError; nothing is then written, nor in the ledger, unless the ledger has it and the files wait for their
    names: then the next opening of the home ends it.
    """
    settle(warehouse)
    to_find = waiting(
        warehouse,
        plan.needs_contact,
        path=asked.folder / NEEDS_CONTACT,
        role=asked.role,
        tool=asked.wanted.name,
        needs=asked.wanted.needs,
    )
    pieces = dict(_pieces(plan.ready, asked))
    tables = {path: _table(people, asked) for path, people in pieces.items()}
    if pieces or to_find.rows:
        _write(warehouse, pieces, tables, to_find, asked, noted=noted)
    written = {path: len(people) for path, people in pieces.items()}
    return written | ({asked.folder / NEEDS_CONTACT: to_find.people} if to_find.rows else {})


def _write(
    warehouse: Warehouse,
    pieces: Mapping[Path, Sequence[Candidate]],
    tables: Mapping[Path, Table],
    to_find: Waiting,
    asked: Handover,
    *,
    noted: Callable[[], None],
) -> None:
    """Writes the ledger, and the files out of sight; when that is committed they get their names."""
    names = [path.name for path in pieces]
    lines = [_until(path, len(people), asked) for path, people in pieces.items()]
    try:
        with warehouse.transaction():
            export_id = _record(warehouse, pieces, asked) if pieces else _NO_EXPORT
            if pieces:
                noted()
            staged = Staged.begin(warehouse, export_id, asked.folder, names=names, lines=lines)
            for path, table in tables.items():
                write_table(staged.hidden / path.name, table)
            if to_find.rows:
                write_csv(staged.hidden / NEEDS_CONTACT, to_find.columns, to_find.rows)
            staged.keep()
        if to_find.rows:
            path = asked.folder / NEEDS_CONTACT
            with writing(path):
                (staged.hidden / NEEDS_CONTACT).replace(path)
    except BaseException:
        with suppress(SourcingError):  # the first error is the one to tell; the next opening tries again
            settle(warehouse)
        raise
    settle(warehouse)


def _record(warehouse: Warehouse, pieces: Mapping[Path, Sequence[Candidate]], asked: Handover) -> str:
    return record(
        warehouse,
        {str(path): people for path, people in pieces.items()},
        role=asked.role,
        format_name=asked.wanted.name,
        folder=str(asked.folder),
        by=asked.by,
        now=asked.now,
    )


def _table(people: Sequence[Candidate], asked: Handover) -> Table:
    return Table(columns=asked.wanted.columns, rows=[asked.wanted.cells(one, asked.given) for one in people])


def _until(path: Path, people: int, asked: Handover) -> str:
    """The line that says by when a file is to go."""
    whose = f"{counted(people, 'person')}, {asked.wanted.name} for {asked.role}"
    return f"{asked.until}  {path.name}: {whose}, by {one_line(asked.by)} on {asked.now:%Y-%m-%d}"


def _pieces(people: Sequence[Candidate], asked: Handover) -> Iterator[tuple[Path, Sequence[Candidate]]]:
    """The people of each file, no more than the tool takes, under the next names that are free."""
    names = _free(asked.folder, asked.wanted.stem(asked.role), asked.wanted.suffix)
    most = asked.wanted.most_rows or max(1, len(people))
    for start in range(0, len(people), most):
        yield next(names), people[start : start + most]


def _free(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    """`stem`, `stem-2`, `stem-3` …, those that are not there yet."""
    number = 0
    while True:
        number += 1
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        if not path.exists():
            yield path
