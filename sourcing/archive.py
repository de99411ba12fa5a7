"""Many files in one, with the digest of each, so that what comes out is what went in or nothing: a tar whose last member is the list."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from sourcing.errors import ArchiveError, UsageError, writing
from sourcing.whole_file import whole

_LIST = "manifest.json"
_BLOCK = 1_000_000  # bytes
_REMEDY = "take another backup"


class Packed(BaseModel):
    """What an archive says of itself: SHA-256 by name of each file in it, and what its maker `told`."""

    told: dict[str, Any]
    sha256: dict[str, str]


def pack(path: Path, files: Iterable[tuple[str, Path]], *, told: Mapping[str, Any]) -> Packed:
    """What was packed, after it was read back. A file of this name appears whole and right, or not at all.

    Errors: UsageError where something has the name already, HomeError, ArchiveError where the disk gives back something else.
    """
    if path.exists():
        raise UsageError(f"{path} exists already", remedy="name another file, or remove it first")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            packed = _pack(file, files, told=told)
            file.flush()
            os.fsync(file.fileno())  # what is read back is what the disk took
            check(Path(file.name))
    return packed


def _pack(file: IO[bytes], files: Iterable[tuple[str, Path]], *, told: Mapping[str, Any]) -> Packed:
    digests = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, source in files:
            with source.open("rb") as content:
                reading = _Digesting(content)
                tar.addfile(_member(name, os.fstat(content.fileno()).st_size), reading)
            digests[name] = reading.digest.hexdigest()
        packed = Packed(told=dict(told), sha256=digests)
        text = packed.model_dump_json().encode()
        tar.addfile(_member(_LIST, len(text)), BytesIO(text))
    return packed


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _Digesting:
    """A file whose bytes are digested as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def check(path: Path) -> Packed:
    """What an archive holds, once every byte of it was read. Errors: ArchiveError, UsageError where there is no such file."""
    return _read(path, into=None)


def unpack(path: Path, folder: Path) -> Packed:
    """What was unpacked into a folder, every file of it as it was packed. Errors: ArchiveError, HomeError, UsageError."""
    return _read(path, into=folder)


def _read(path: Path, *, into: Path | None) -> Packed:
    if not path.is_file():
        raise UsageError(f"{path} is no file", remedy="name a file that `sourcing backup` wrote")
    try:
        with tarfile.open(path, "r:") as tar:
            members = tar.getmembers()
            packed = _list(path, tar, members)
            for member in members[:-1]:
                _take(path, tar, member, expected=packed.sha256[member.name], into=into)
    except (tarfile.TarError, EOFError) as cause:
        raise ArchiveError(f"{path} is no backup, or is damaged: {cause}", remedy=_REMEDY) from cause
    return packed


def _list(path: Path, tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Packed:
    """What stands in the last member, which names all the others and nothing else."""
    last = tar.extractfile(members[-1]) if members and members[-1].name == _LIST else None
    if last is None:
        raise ArchiveError(f"{path} is no backup, or its end is missing", remedy=_REMEDY)
    try:
        packed = Packed.model_validate_json(last.read())
    except ValidationError as cause:
        raise ArchiveError(f"{path} is damaged: its list cannot be read", remedy=_REMEDY) from cause
    names = [member.name for member in members[:-1]]
    if sorted(names) != sorted(packed.sha256) or not all(map(_is_plain, members[:-1])):
        raise ArchiveError(f"{path} is damaged: it does not hold what its list names", remedy=_REMEDY)
    return packed


def _is_plain(member: tarfile.TarInfo) -> bool:
    """Whether a member is a file that lies below wherever it is unpacked."""
    where = PurePosixPath(member.name)
    return member.isreg() and not where.is_absolute() and ".." not in where.parts


def _take(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, *, expected: str, into: Path | None) -> None:
    """Reads a member to its end, and writes it below `into` where that is given."""
    content, digest = tar.extractfile(member), hashlib.sha256()
    target = into / member.name if into else Path(os.devnull)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while block := content.read(_BLOCK) if content else b"":
                digest.update(block)
                file.write(block)
            if into:
                file.flush()
                os.fsync(file.fileno())
    if digest.hexdigest() != expected:
        raise ArchiveError(f"{path} is damaged: {member.name} is not what was packed", remedy=_REMEDY)
