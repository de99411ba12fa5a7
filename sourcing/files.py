"""Reads files that the operator has, piece by piece: lines of JSON, members of an archive, a small table that somebody typed.

Nothing is unpacked onto the disk. What was cut off is read as far as it goes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from sourcing.errors import UsageError
from sourcing.importing import Lost

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 16_000_000  # bytes
_LARGEST_MEMBER = 64_000_000
_LARGEST_SHEET = 32_000_000
_CUT = (EOFError, zlib.error, gzip.BadGzipFile)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def opened(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked where it is gzip. Errors: UsageError where it is not there."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
        return cast(BinaryIO, gzip.open(path, "rb")) if is_packed else path.open("rb")
    except OSError as cause:
        raise _unreadable(path, cause) from cause


def _unreadable(path: Path, cause: OSError) -> UsageError:
    return UsageError(f"{path} cannot be read: {cause.strerror or cause}", remedy="name a file that is there")


def json_lines(path: Path, *, holding: str, lost: Lost) -> Iterator[Mapping[str, Any]]:
    """The objects in the lines of a file, plain or gzip, that hold a text; of the other lines nothing is parsed.

    A line that is no object is lost, and so is what lies behind the place where a packed file was cut.
    """
    wanted, number = holding.encode(), 0
    with opened(path) as file:
        try:
            while line := file.readline(_LONGEST_LINE):
                number += 1
                if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                    _skip(file)
                    lost.note(path, f"line {number}", "longer than any event")
                elif wanted in line:
                    found = _object(line)
                    if found is None:
                        lost.note(path, f"line {number}", "no JSON object")
                    else:
                        yield found
        except _CUT:
            lost.note(path, f"line {number + 1}", "the file is cut here")
        except OSError as cause:
            raise _unreadable(path, cause) from cause


def _skip(file: BinaryIO) -> None:
    while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def members(path: Path, *, wanted: Callable[[str], bool], lost: Lost) -> Iterator[tuple[str, bytes]]:
    """The wanted members of a tar archive, plain or packed, by the names of their files without ending, as they come.

    Errors: UsageError where the file is no archive; what lies behind a cut is lost, and so is a member larger than any record.
    """
    number = 0
    with opened(path) as file:
        try:
            with tarfile.open(fileobj=file, mode="r|") as archive:
                for member in archive:
                    number += 1
                    archive.members = []  # type: ignore[attr-defined]  # or it would remember millions of them
                    name = PurePosixPath(member.name).stem
                    if not member.isreg() or not wanted(name):
                        continue
                    body = archive.extractfile(member)
                    if member.size > _LARGEST_MEMBER or body is None:
                        lost.note(path, f"member {number}", f"{name} is larger than any record")
                    else:
                        yield name, body.read()
        except (tarfile.ReadError, *_CUT) as cause:
            if not number:
                raise UsageError(f"{path} is no tar archive", remedy="name the .tar.gz as it was published") from cause
            lost.note(path, f"member {number + 1}", "the archive is cut here")


def sheet(path: Path, *, known: Collection[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a small CSV as a spreadsheet saves it, with their numbers there (the header is row 1), empty rows left out.

    UTF-8 with or without mark, or UTF-16; cells apart by comma, semicolon or tab: whichever gives most of the `known` columns. Names of
    columns come in lower case, with `_` for what is between words. Errors: UsageError with row and column.
    """
    text = _text(path)
    header, _, _ = text.partition("\n")
    by_mark = {mark: [_name(cell) for cell in next(csv.reader([header], delimiter=mark), [])] for mark in ",;\t"}
    mark = max(by_mark, key=lambda one: len(set(by_mark[one]) & set(known)))
    names = by_mark[mark]
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise UsageError(f"{path.name}, row 1: two columns are called {doubled[0]!r}", remedy="rename one of them")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1):
            if number > 1 and any(cell.strip() for cell in cells):
                if len(cells) > len(names):
                    raise UsageError(
                        f"{path.name}, row {number}: {len(cells)} cells under {len(names)} columns",
                        remedy="put cells that hold the separator in quotes",
                    )
                yield number, dict(zip(names, (*cells, *[""] * (len(names) - len(cells))), strict=True))
    except csv.Error as cause:
        raise UsageError(
            f"{path.name}, row {number + 1}: {cause}", remedy="save it anew from the spreadsheet"
        ) from cause


def _name(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _text(path: Path) -> str:
    """The text of a file that somebody saved. Errors: UsageError with the row in which it is no text."""
    try:
        if path.stat().st_size > _LARGEST_SHEET:
            raise UsageError(f"{path} is larger than a list that somebody typed", remedy="split it")
        data = path.read_bytes()
    except OSError as cause:
        raise _unreadable(path, cause) from cause
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding).replace("\0", "")
    except UnicodeDecodeError as cause:
        row = data[: cause.start].count(b"\n") + 1
        raise UsageError(f"{path.name}, row {row}: no UTF-8 text", remedy="save it as CSV UTF-8") from cause
