"""Tables as files that people and tools open: Excel workbooks, CSV, JSON Lines, Parquet. Written whole, read back as text.

What comes back is what went out, in a form that is safe for the kind of file:

- csv: NUL is dropped; a cell that a spreadsheet would take for a formula gets a leading apostrophe (`warehouse/handing/safe_csv.py`).
- xlsx: the same, and control characters that XML has no way to write are dropped, a line break is a line feed, and a cell is cut where Excel's
  own limit is (32,767 units of UTF-16).
- jsonl, parquet: every text as it is.

In all of them half of a broken surrogate pair becomes a question mark, for no encoding has it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sourcing.errors import UsageError
from sourcing.sheets import sheet
from sourcing.whole_file import write_whole
from warehouse.connection import connected, identifier, literal, translated
from warehouse.handing.safe_csv import Cell, write_csv

SUFFIXES = (".xlsx", ".csv", ".jsonl", ".parquet")
_MEMORY = "512MB"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Columns and rows in their order. `kinds` are DuckDB's types of the columns that are no text; `widths` (characters) and `choices` are for
    workbooks: a column with choices gets a drop-down."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    kinds: Mapping[str, str] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def write_table(path: Path, table: Table, *, bom: bool = False) -> int:
    """How many rows were written, in the kind of file that the suffix of `path` names. Errors: UsageError, HomeError."""
    match path.suffix.lower():
        case ".csv":
            return write_csv(path, table.columns, table.rows, bom=bom)
        case ".xlsx":
            from warehouse.handing.workbooks import workbook  # it brings openpyxl along, and few tables are workbooks

            write_whole(path, workbook(table.columns, table.rows, widths=table.widths, choices=table.choices))
        case ".jsonl":
            write_whole(path, _json_lines(table))
        case ".parquet":
            write_whole(path, _parquet(table))
        case _:
            raise UsageError(f"{path} has no known ending", remedy=f"end its name in {', '.join(SUFFIXES)}")
    return len(table.rows)


def read_table(path: Path, *, known: Collection[str]) -> sheet.Table:
    """What a file holds, by its ending, as text, an empty cell as ""; whatever is no JSON Lines or Parquet is read as a sheet.

    Errors: ValueError, OSError, SourcingError where it is no table.
    """
    match path.suffix.lower():
        case ".jsonl":
            return _read_json_lines(path)
        case ".parquet":
            return _read_parquet(path)
        case _:
            return sheet.read(path, known=known)


def _read_json_lines(path: Path) -> sheet.Table:
    lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    if not all(isinstance(line, dict) for line in lines):
        raise ValueError("a line is no object")
    rows = [{key: _text(value) for key, value in line.items()} for line in lines]
    return sheet.Table(columns=tuple({name: None for row in rows for name in row}), rows=list(enumerate(rows, 1)))


def _json_lines(table: Table) -> bytes:
    lines = [
        json.dumps(dict(zip(table.columns, map(_plain, row), strict=True)), ensure_ascii=False) + "\n"
        for row in table.rows
    ]
    return "".join(lines).encode("utf-8", "replace")


def _plain(value: Cell) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _whole(value: Cell) -> Cell:
    """The same text without halves of pairs, which DuckDB refuses."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _parquet(table: Table) -> bytes:
    with tempfile.TemporaryDirectory() as folder, connected(Path(folder), memory_limit=_MEMORY) as database:
        file = Path(folder) / "table.parquet"
        types = ", ".join(f"{identifier(name)} {table.kinds.get(name, 'VARCHAR')}" for name in table.columns)
        columns = [[_whole(row[place]) for row in table.rows] for place in range(len(table.columns))]
        with translated(file):
            database.execute(f"CREATE TABLE t ({types})")
            if table.rows:
                listed = ", ".join("unnest(?)" for _ in table.columns)
                database.execute(f"INSERT INTO t SELECT {listed}", columns)
            database.execute(f"COPY t TO {literal(file)} (FORMAT parquet)")
        return file.read_bytes()


def _read_parquet(path: Path) -> sheet.Table:
    with (
        tempfile.TemporaryDirectory() as folder,
        connected(Path(folder), memory_limit=_MEMORY) as database,
        translated(path),
    ):
        done = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = tuple(column[0] for column in done.description or ())
        rows = [dict(zip(names, map(_text, row), strict=True)) for row in done.fetchall()]
    return sheet.Table(columns=names, rows=list(enumerate(rows, 1)))
