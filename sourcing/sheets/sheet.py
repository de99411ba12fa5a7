"""Reads a small table as people save it: CSV by whatever separator and encoding, or a workbook; and what a spreadsheet made of its cells.

Everything here is pure but `read`. Mistakes are told by row and column as the spreadsheet numbers them, all of them at once.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from sourcing.errors import UsageError
from sourcing.sheets import workbook

Row = tuple[int, Mapping[str, str]]
_LARGEST = 32_000_000  # bytes of a file
_MOST_CELLS = 2_000_000  # of a table: rows times columns, for a row of one cell is filled up to the last column
_LONGEST_CELL = 200_000  # characters; csv's own limit is lower
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOK = b"PK\x03\x04"
_TOLD = 20  # mistakes that are named


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A sheet: its columns in order, and its rows with their numbers there (the header is row 1), empty rows left out.

    `headings` are the names of columns as they are written there, where those differ.
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]
    headings: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, *, known: Collection[str]) -> Table:
    """The table in a file.

    CSV (UTF-8 with or without mark, UTF-16; comma, semicolon or tab, whichever gives most of the `known` columns) or xlsx. Names of
    columns come in lower case, with `_` for what is between words. Errors: UsageError with row and column.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _too_large(str(path))
        data = path.read_bytes()
    except OSError as cause:
        raise UsageError(
            f"{path} cannot be read: {cause.strerror or cause}", remedy="name a file that is there"
        ) from cause
    return parse(data, name=path.name, known=known)


def parse(data: bytes, *, name: str, known: Collection[str]) -> Table:
    """The same of the bytes of a file that is called `name`."""
    return _of_workbook(data, name, known) if data.startswith(_WORKBOOK) else _of_csv(data, name, known)


def _too_large(name: str) -> UsageError:
    return UsageError(f"{name} is larger than a list that somebody typed", remedy="split it")


def column_name(cell: str) -> str:
    """The name of a column in lower case, with `_` for what is between words."""
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _of_csv(data: bytes, name: str, known: Collection[str]) -> Table:
    text = _text(data, name)
    first = 1
    if text[:5].lower().startswith("sep=") and text[5:6] in ("\n", "\r"):
        text, first = text[5:].lstrip("\r\n"), 2  # what Excel itself puts above, to say how cells are apart
    header = text[: min((at for at in (text.find("\n"), text.find("\r")) if at >= 0), default=len(text))]
    by_mark = {mark: _header(header, mark) for mark in ",;\t"}
    mark = max(by_mark, key=lambda one: len(set(map(column_name, by_mark[one])) & set(known)))
    names = _checked([column_name(cell) for cell in by_mark[mark]], name, first)
    csv.field_size_limit(_LONGEST_CELL)
    rows, number = [], first
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), first):
            if number > first and "".join(cells).strip():
                rows.append((number, _row(cells, names, name, number)))
                if len(rows) * len(names) > _MOST_CELLS:
                    raise _too_large(name)
    except csv.Error as cause:
        raise UsageError(f"{name}, row {number + 1}: {cause}", remedy="save it anew from the spreadsheet") from cause
    return _table(names, by_mark[mark], rows)


def _header(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _text(data: bytes, name: str) -> str:
    """The text of a file. Errors: UsageError with the row in which it is no text."""
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    if not encoding:  # every other byte of plain text in UTF-16 is NUL
        encoding = {(True, False): "utf-16-be", (False, True): "utf-16-le"}.get(
            (data[:1] == b"\0", data[1:2] == b"\0"), "utf-8"
        )
    try:
        return data.decode(encoding).replace("\0", "")
    except UnicodeDecodeError as cause:
        row = data[: cause.start].count(b"\n") + 1
        raise UsageError(f"{name}, row {row}: no UTF-8 text", remedy="save it as CSV UTF-8") from cause


def _of_workbook(data: bytes, name: str, known: Collection[str]) -> Table:
    """The table of the worksheet that has most of the known columns."""
    pages, wanted = _worksheets(data, name), set(known)
    if not pages:
        return Table(columns=(), rows=[])
    page = max(pages, key=lambda one: len({column_name(cell) for cell in one.rows[0]} & wanted))
    names = _checked([column_name(cell) for cell in page.rows[0]], name, 1)
    if len(page.rows) * len(names) > _MOST_CELLS:
        raise _too_large(name)
    mistakes = Mistakes(name)
    for one in workbook.merged(data, page):
        if one.column < len(names) and names[one.column]:
            area = f"rows {one.first} to {one.last}"
            mistakes.note(one.first, names[one.column], f"{area} are merged, so only the first has it; fill in each")
    mistakes.check()
    rows = [
        (number, _row(list(cells), names, name, number))
        for number, cells in enumerate(page.rows[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    return _table(names, page.rows[0], rows)


def _table(names: Sequence[str], header: Sequence[str], rows: Sequence[Row]) -> Table:
    written = {name: cell.strip() for name, cell in zip(names, header, strict=False) if name and name != cell.strip()}
    return Table(columns=tuple(filter(None, names)), rows=rows, headings=written)


def _worksheets(data: bytes, name: str) -> list[workbook.Worksheet]:
    """Errors: UsageError."""
    try:
        return workbook.worksheets(data)
    except workbook.TooLarge as cause:
        raise _too_large(name) from cause
    except Exception as cause:  # openpyxl raises whatever its parsers raise
        raise UsageError(f"{name} is no workbook that can be read: {cause}", remedy="save it anew as .xlsx") from cause


def _checked(names: list[str], name: str, row: int) -> list[str]:
    names = _without_empty_end(names)
    doubled = sorted(one for one, times in Counter(names).items() if one and times > 1)
    if doubled:
        raise UsageError(f"{name}, row {row}: two columns are called {doubled[0]!r}", remedy="rename one of them")
    return names


def _without_empty_end(cells: list[str]) -> list[str]:
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def _row(cells: list[str], names: list[str], name: str, number: int) -> dict[str, str]:
    """The cells under the names of their columns; those of columns without a name are left out."""
    cells = _without_empty_end(cells) if len(cells) > len(names) else cells
    if len(cells) > len(names):
        raise UsageError(
            f"{name}, row {number}: {len(cells)} cells under {len(names)} columns",
            remedy="put cells that hold the separator in quotes",
        )
    row = dict(zip_longest(names, cells, fillvalue=""))
    row.pop("", None)
    return row


class Mistakes:
    """The mistakes of one sheet by row and column, told together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[int, str, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    @property
    def told(self) -> list[tuple[int, str, str]]:
        """All of them by row: row, column, what is wrong."""
        return sorted(self._found)

    def note(self, row: int, column: str, what: str) -> None:
        """Writes one down."""
        self._found.append((row, column, what))

    def check(self) -> None:
        """Passes where there are none. Errors: UsageError that names the first twenty."""
        if self._found:
            told = [f"row {row}, {column}: {what}" for row, column, what in self.told]
            more = f" and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
            raise UsageError(
                f"{self._name}: {'; '.join(told[:_TOLD])}{more}", remedy="mend these cells; nothing was written"
            )
