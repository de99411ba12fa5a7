"""CSV that is RFC 4180 and cannot run as a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from sourcing.whole_file import write_whole

_STARTS = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # controls, zero-width and direction marks, every kind of space


def safe(value: object) -> str:
    """A cell's text; one that a spreadsheet would take for a formula gets a leading apostrophe. None is empty."""
    if value is None:
        return ""
    text = str(value).replace("\0", "")
    before = "".join(takewhile(lambda char: unicodedata.category(char) in _UNSEEN, text))
    start = unicodedata.normalize("NFKC", text[len(before) : len(before) + 1])
    return f"'{text}" if start.startswith(_STARTS) or "\t" in before or "\r" in before else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """How many rows were written; the file appears whole or not at all. Numbers are written as they are. Errors: HomeError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([value if isinstance(value, int | float) else safe(value) for value in row])
        count += 1
    write_whole(path, text.getvalue().encode("utf-8", "replace"))
    return count
