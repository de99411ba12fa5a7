"""The worksheets of an Excel workbook as rows of text, within bounds that a hostile one soon meets. Pure.

What a workbook says of its own size (`<dimension>`) is not believed: a wrong one would hide rows and columns.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_LARGEST_UNPACKED = 64_000_000  # bytes of all parts
_MOST_ROWS = 200_000  # 60 KB can unpack to a million rows, which take minutes
_MOST_CELLS = 2_000_000  # from the first of each row to the last that holds something, of all worksheets
_MOST_LOOKED_AT = 20_000_000  # the same with the empty ones behind it: one cell far out makes a row of 16,384
_MERGE = re.compile(
    rb'<(?:[\w.-]+:)?mergeCell\s[^<>]{0,200}?\bref\s*=\s*["\']([A-Z]{1,3})([1-9]\d{0,6}):[A-Z]{1,3}([1-9]\d{0,6})["\']'
)


class TooLarge(Exception):
    """It holds more than somebody typed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Worksheet:
    """Its rows from the first on, each up to its last cell that holds something."""

    rows: Sequence[Sequence[str]]
    part: str  # the file in the workbook that holds it


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Cells that were made one across rows; what they hold stands in the first row alone. `column` counts from 0, the others from 1."""

    column: int
    first: int
    last: int


def worksheets(data: bytes) -> list[Worksheet]:
    """Every worksheet that has a row. Errors: TooLarge, and whatever the parsers of openpyxl raise."""
    from openpyxl import load_workbook  # takes its time, and few files need it

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
            raise TooLarge
    found, bounds = [], _Bounds()
    for one in load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets:
        page: Any = one  # its types are those of a worksheet that can be written
        page.reset_dimensions()
        if rows := bounds.kept(page.iter_rows(values_only=True)):
            found.append(Worksheet(rows=rows, part=page._worksheet_path))
    return found


def merged(data: bytes, sheet: Worksheet) -> list[Merged]:
    """The cells of a worksheet that are one across rows below the header and hold something."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        listed = _MERGE.finditer(packed.read(sheet.part))
    areas = (Merged(column=_place(area[1]), first=int(area[2]), last=int(area[3])) for area in listed)
    return [one for one in areas if 1 < one.first < one.last and _at(sheet.rows, one).strip()]


def _at(rows: Sequence[Sequence[str]], one: Merged) -> str:
    """What stands in the first cell of an area."""
    row = rows[one.first - 1] if one.first <= len(rows) else ()
    return row[one.column] if one.column < len(row) else ""


def _place(letters: bytes) -> int:
    """The number of a column by its letters, from 0."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - ord("A") + 1
    return place - 1


class _Bounds:
    """How much of a workbook was read."""

    def __init__(self) -> None:
        self._cells = self._looked_at = 0

    def kept(self, rows: Iterable[Sequence[Any]]) -> list[list[str]]:
        """The rows as text. Errors: TooLarge."""
        found: list[list[str]] = []
        for row in rows:
            end = len(row)
            while end and row[end - 1] is None:
                end -= 1
            self._cells += end
            self._looked_at += len(row) + 1
            found.append([_text(value) for value in row[:end]])
            if len(found) > _MOST_ROWS or self._cells > _MOST_CELLS or self._looked_at > _MOST_LOOKED_AT:
                raise TooLarge
        return found


def _text(value: Any) -> str:
    """A value as text: days as `2026-11-01`, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).replace("\0", "")
