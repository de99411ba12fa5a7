"""Reads files that the operator has, piece by piece: lines of JSON, members of an archive.

Nothing is unpacked onto the disk. What was cut off is read as far as it goes.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from sourcing.errors import UsageError
from sourcing.importing import Lost

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 16_000_000  # bytes
_LARGEST_MEMBER = 64_000_000
_CUT = (EOFError, zlib.error, gzip.BadGzipFile)


def opened(path: Path) -> io.BufferedIOBase:
    """The bytes of a file, unpacked where it is gzip. Errors: UsageError where it is not there."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
        return gzip.open(path, "rb") if is_packed else path.open("rb")
    except OSError as cause:
        raise _unreadable(path, cause) from cause


def start_of(path: Path, *, most: int) -> bytes:
    """The first bytes of a file, unpacked as far as that goes. Errors: UsageError where it is not there."""
    found = b""
    with opened(path) as file, suppress(*_CUT):
        while more := file.read1(most - len(found)):
            found += more
    return found


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


def _skip(file: io.BufferedIOBase) -> None:
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
