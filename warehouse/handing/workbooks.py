"""Excel workbooks of one sheet: a header that stays in sight, filters, drop-downs; no cell is a formula; the same rows give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as Filled
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from warehouse.handing.safe_csv import Cell, safe

LONGEST = 32_767  # units of UTF-16 in one cell, by Excel's own limit
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 has no form for them
_BREAKS = re.compile(r"\r\n?")
_WIDTH = 14  # characters, where none is said
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP archive can name


def workbook(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Mapping[str, int],
    choices: Mapping[str, tuple[str, ...]],
) -> bytes:
    """A workbook of these rows. Text is made safe (`shown_text`), numbers and dates stay what they are."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("people")  # its types leave out what it borrows from ordinary sheets
    for place, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = widths.get(name, _WIDTH)
    sheet.freeze_panes = "A2"
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    for place, name in enumerate(columns, 1):
        if name in choices and rows:
            letter = get_column_letter(place)
            sheet.data_validations.append(_one_of(choices[name], f"{letter}2:{letter}{len(rows) + 1}"))
    sheet.append([_header(sheet, name) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return _timeless(file.getvalue())


def shown_text(text: object) -> str:
    """The text as a workbook can hold it: safe, without control characters, no longer than a cell may be."""
    kept = _UNWRITABLE.sub("", _BREAKS.sub("\n", safe(text).encode("utf-8", "replace").decode()))
    return kept.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")


def _header(sheet: Any, name: str) -> Filled:
    cell = _cell(sheet, name)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top")
    return cell


def _cell(sheet: Any, value: Cell) -> Filled:
    """A number, a date, or text that is text whatever it looks like."""
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, shown_text(value))
    cell.data_type = "s"
    return cell


def _one_of(words: tuple[str, ...], cells: str) -> DataValidation:
    """A drop-down of these words; other words are refused by the spreadsheet with a sentence."""
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    choice.error = f"one of: {', '.join(words)}"
    choice.add(cells)
    return choice


def _timeless(packed: bytes) -> bytes:
    """The same archive with no trace of when it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _members(packed):
            archive.writestr(zipfile.ZipInfo(name, _FIRST), body, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _members(packed: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            body = archive.read(name)
            yield name, _WRITTEN.sub(rb"\g<1>2000-01-01T00:00:00Z", body) if name == "docProps/core.xml" else body
