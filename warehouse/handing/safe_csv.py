"""CSV that is RFC 4180 and cannot run as a formula in a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sourcing.sheets.cells import could_run
from sourcing.whole_file import write_whole

Cell = str | int | float | date | None  # of a table that is written as a file


def safe(value: object) -> str:
    """A cell's text; one that a spreadsheet would take for a formula gets a leading apostrophe. None is empty."""
    if value is None:
        return ""
    text = str(value).replace("\0", "")
    return f"'{text}" if could_run(text) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> int:
    """How many rows were written; the file appears whole or not at all. Numbers are written as they are. Errors: HomeError.

    `bom` puts a byte order mark in front, without which Excel takes UTF-8 for something else.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([value if isinstance(value, int | float) else safe(value) for value in row])
        count += 1
    write_whole(path, (codecs.BOM_UTF8 if bom else b"") + text.getvalue().encode("utf-8", "replace"))
    return count
