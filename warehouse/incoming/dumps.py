"""Streams tables that are larger than memory, CSV or Parquet, by DuckDB: filtered first, every value as text.

The dialect of CSV is not guessed from a sample: comma, double quotes, a header. A line that does not fit is passed over, counted, and named
by its number in the file. What is read never goes into the warehouse's own file.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from sourcing.errors import UsageError
from sourcing.files import opened, start_of
from sourcing.importing import NAMED, Lost, Row
from warehouse.connection import connected, identifier, translated

_BLOCK = 10_000  # rows handed over at a time
_LONGEST_LINE = 4_000_000  # bytes
_LONGEST_HEADER = 100_000
_FEW = 16  # values that are compared one by one; more are looked up
_CHUNK = 1 << 24
_MOST_MORE = 1_000  # fields of a line that no column takes: what DuckDB needs to tell them grows with their square
_START = 1_000_000  # bytes that show whether a file fits its header
_MOST_LOST = 5_000  # lines of them that do not fit: DuckDB holds 4 kB of each, whatever it may use


class Dumps:
    """The files of one import; several may be read one after another. Errors: UsageError, WarehouseError, HomeError."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def columns(self, path: Path) -> tuple[str, ...]:
        """The names of a table's columns, as written. Errors: UsageError where the file is no table."""
        if path.suffix == ".parquet":
            with _telling(path):
                told = self._connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            return tuple(row[0] for row in told)
        start = start_of(path, most=_LONGEST_HEADER)
        try:
            names = next(_table(start), [])
        except csv.Error:
            names = []
        if len(set(names)) < max(2, len(names)) or "" in names or b"\0" in start:
            raise UsageError(
                f"{path} is no table with a header", remedy="name the CSV (or Parquet) as it was published"
            )
        return tuple(names)

    def rows(
        self, path: Path, columns: Collection[str], *, keep: Mapping[str, Collection[str]], lost: Lost
    ) -> Iterator[Row]:
        """The rows whose columns have one of the values of `keep`, in any case of letters; a column that is not there is empty.

        Errors: UsageError where a column of `keep` is not there.
        """
        held = self.columns(path)
        missing = sorted(set(keep) - set(held))
        if missing:
            raise UsageError(f"{path} has no column {missing[0]}", remedy=f"it has {', '.join(held[:20])}")
        shown = [name for name in columns if name in held]
        absent = {name: "" for name in columns if name not in held}
        where, values = _condition(keep)
        source, told = _source(path, held)
        if "columns" in told:
            _check_fit(path, len(held))
            _check_width(path, len(held))
        listed = ", ".join(f"coalesce(CAST({identifier(name)} AS VARCHAR), '') AS {identifier(name)}" for name in shown)
        sql = f"SELECT {listed} FROM {source} WHERE {where}"  # noqa: S608
        cursor = self._connection.cursor()  # its tables of lost lines are its own
        try:
            with _telling(path):
                done = cursor.execute(sql, {**values, **told})
            while block := _fetched(done, path):
                yield from (dict(zip(shown, row, strict=True)) | absent for row in block)
            if "columns" in told:
                _note_lost(cursor, path, lost)
        finally:
            cursor.close()


@contextmanager
def open_dumps(scratch: Path, *, memory_limit: str, threads: int = 2) -> Iterator[Dumps]:
    """A reader of tables that keeps within a memory limit; what does not fit goes to `scratch` for as long as it is needed."""
    with connected(scratch / "dumps", memory_limit=memory_limit, threads=threads) as connection:
        yield Dumps(connection)


def _source(path: Path, held: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The table function of a file, with its parameters."""
    if path.suffix == ".parquet":
        return "read_parquet($path)", {"path": str(path)}
    dialect = """
        read_csv($path, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = $columns,
                 max_line_size = $longest, store_rejects = true, rejects_limit = 0)
    """
    return dialect, {"path": str(path), "columns": dict.fromkeys(held, "VARCHAR"), "longest": _LONGEST_LINE}


def _table(text: bytes) -> Iterator[list[str]]:
    """The rows of a text of CSV. Errors: csv.Error."""
    return csv.reader(io.StringIO(text.decode("utf-8-sig", "replace"), newline=""))


def _check_fit(path: Path, fields: int) -> None:
    """Passes where most lines at the start of a file have as many fields as its header. Errors: UsageError."""
    counts = list(_widths(start_of(path, most=_START)))
    lost = len(counts) - counts.count(fields)
    if lost > max(_MOST_LOST, len(counts) // 2):
        raise UsageError(
            f"{path}: {lost:,} of its first {len(counts):,} lines do not have the {fields} fields of the header",
            remedy="name the CSV (or Parquet) as it was published, or fetch it again",
        )


def _widths(text: bytes) -> Iterator[int]:
    """How many fields each line of a text of CSV has; lines without any, and those of which DuckDB says what is wrong, are passed over."""
    rows = _table(text)
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            continue
        if row is None:
            return
        if row:
            yield len(row)


def _check_width(path: Path, fields: int) -> None:
    """Passes where no line has a thousand fields too many. Errors: UsageError."""
    for position, line in _long_lines(path):
        if line.count(b",") > fields + _MOST_MORE:
            raise UsageError(
                f"{path}, line {_lines_at(path, [position])[position]}: {line.count(b',')} commas under {fields} columns",
                remedy="take the line out, or fetch the file again",
            )


def _long_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are long enough for a thousand fields, each with the byte at which it begins; short ones are passed many at a time.

    As far as the file can be unpacked: DuckDB says what is wrong with the rest.
    """
    at, held = 0, b""
    with opened(path) as file, suppress(EOFError, OSError, zlib.error):
        while more := file.read(_CHUNK):
            held += more
            start = 0
            while len(held) - start > _MOST_MORE:
                end = held.rfind(b"\n", start, start + _MOST_MORE)
                if end < 0:
                    end = held.find(b"\n", start)
                    if end < 0 and len(held) - start < _CHUNK:
                        break  # it goes on in the next piece
                    end = len(held) - 1 if end < 0 else end
                    yield at + start, held[start : end + 1]
                start = end + 1
            at, held = at + start, held[start:]
    yield at, held


def _condition(keep: Mapping[str, Collection[str]]) -> tuple[str, dict[str, Any]]:
    """What SQL asks of each row, with its parameters; few values first, for they are compared fastest."""
    said, values = ["true"], dict[str, Any]()
    for place, (column, wanted) in enumerate(sorted(keep.items(), key=lambda item: len(item[1]))):
        listed = sorted({value.lower() for value in wanted})
        text = f"CAST({identifier(column)} AS VARCHAR)"
        is_cased = any(value != value.upper() for value in listed)
        if 0 < len(listed) <= _FEW:
            named: dict[str, Any] = {f"keep{place}_{number}": value for number, value in enumerate(listed)}
            among = ", ".join(f"${name}" for name in named)
        else:
            named, among = {f"keep{place}": listed}, f"SELECT unnest(CAST($keep{place} AS VARCHAR[]))"
        said.append(f"{f'lower({text})' if is_cased else text} IN ({among})")
        values |= named
    return " AND ".join(said), values


def _fetched(done: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[Any, ...]]:
    with _telling(path):
        return done.fetchmany(_BLOCK)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """A block in which what DuckDB says of the file itself is the operator's to mend."""
    with translated(path):
        try:
            yield
        except (duckdb.InvalidInputException, duckdb.IOException) as cause:
            said = " ".join(str(cause).split())[:200]
            if "No space left" in said:
                raise
            raise UsageError(f"{path} cannot be read: {said}", remedy="fetch it again, or unpack it first") from cause


def _note_lost(cursor: duckdb.DuckDBPyConnection, path: Path, lost: Lost) -> None:
    """Notes the lines that did not fit: all counted, the first by number. Records may span lines, so numbers follow from bytes."""
    sql = """
        SELECT count(*) OVER () AS lost, line_byte_position, min(error_type::VARCHAR) AS reason
        FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ?
    """
    with translated(path):
        first = cursor.execute(sql, [NAMED]).fetchall()
        cursor.execute("DROP TABLE reject_errors")
        cursor.execute("DROP TABLE reject_scans")
    numbers = _lines_at(path, [position for _, position, _ in first])
    for place, (count, position, reason) in enumerate(first):
        more = count - len(first) if place == len(first) - 1 else 0
        lost.note(path, f"line {numbers[position]}", reason.lower(), more=more)


def _lines_at(path: Path, positions: Sequence[int]) -> dict[int, int]:
    """The number of the line at each byte of a file, positions in order."""
    found, line, at = {}, 1, 0
    with opened(path) as file:
        for position in positions:
            while at < position and (chunk := file.read(min(_CHUNK, position - at))):
                line, at = line + chunk.count(b"\n"), at + len(chunk)
            found[position] = line
    return found
