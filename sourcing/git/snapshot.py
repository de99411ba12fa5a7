"""The tree of one commit and the texts of chosen blobs, absent ones being a normal answer."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sourcing.choice import MAX_BYTES, MAX_TEXT, MOST_FILES
from sourcing.errors import RepositoryError
from sourcing.git.command import call, common_dir, naming, output, stream
from sourcing.git.log import moment
from sourcing.records import FileEntry, Held

_SHA256 = 64  # digits of an object's name in a repository whose form is not SHA-1


def locate(path: Path) -> Path:
    """The git directory at a local path: a bare repository, a work tree, or a linked work tree.

    Errors: RepositoryError (misnamed) where the path is missing or holds no repository.
    """
    if not path.exists():
        raise RepositoryError(f"{path} does not exist", remedy="check the path, or leave it out", misnamed=True)
    for candidate in (path / ".git", path):
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            return candidate.resolve()
    if (path / ".git").is_file():
        found = call(None, "-C", str(path), "rev-parse", "--absolute-git-dir")
        if found.returncode == 0:
            return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))
    raise RepositoryError(
        f"{path} is no Git repository", remedy="name a folder that holds one, or a clone URL", misnamed=True
    )


def resolve(git_dir: Path, wanted: str | None) -> str | None:
    """The full id of the wanted commit, else of HEAD, else of the newest branch; None for an empty repository.

    Errors: RepositoryError where a wanted commit is not there.
    """
    if wanted:
        found = _verify(git_dir, wanted)
        return found if found else _missing(git_dir, wanted)
    head = _verify(git_dir, "HEAD")
    if head:
        return head
    branches = output(
        git_dir, "for-each-ref", "--sort=-committerdate", "--format=%(objectname)", "refs/heads", "refs/remotes"
    )
    newest = branches.decode().split()
    if newest:
        return _verify(git_dir, newest[0]) or _missing(git_dir, newest[0])
    head_file = (git_dir / "HEAD").read_text("utf-8", "replace").strip()
    branch = head_file.removeprefix("ref:").strip()
    if branch == head_file or (common_dir(git_dir) / branch).is_file():
        return _missing(git_dir, branch)  # a commit that is not there, or a branch whose file is damaged
    return None


def _verify(git_dir: Path, revision: str) -> str | None:
    done = call(git_dir, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return done.stdout.decode().strip() or None if done.returncode == 0 else None


def has_commit(git_dir: Path, commit: str) -> bool:
    """Whether a commit is in the repository."""
    return _verify(git_dir, commit) is not None


def _missing(git_dir: Path, wanted: str) -> NoReturn:
    raise RepositoryError(
        f"{git_dir} has no commit {wanted}", remedy="name a commit that exists, or none for the newest"
    )


def committed_at(git_dir: Path, commit: str) -> datetime | None:
    """When a commit was committed, in UTC; None where the date is absurd."""
    return moment(output(git_dir, "show", "--no-patch", "--format=%ct", commit, "--").decode())


def is_shallow(git_dir: Path) -> bool:
    """Whether the history was cut when it was cloned."""
    return (common_dir(git_dir) / "shallow").is_file()


def origin(git_dir: Path) -> str | None:
    """The declared address of the repository's origin, None where there is none."""
    done = call(git_dir, "config", "--local", "--get", "remote.origin.url")
    return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None


def tree(git_dir: Path, commit: str, *, seconds: float = 120) -> list[FileEntry]:
    """All files of a commit in path order, submodules and symbolic links included with their modes; at most `MOST_FILES`.

    Bytes of a path that are not UTF-8 come out as `\\xNN`, as in the log.
    """
    entries: list[FileEntry] = []
    rest = b""
    with stream(git_dir, "ls-tree", "-r", "-z", "--full-tree", commit, seconds=seconds) as pieces:
        for piece in pieces:
            *rows, rest = (rest + piece).split(b"\0")
            for row in rows[: MOST_FILES - len(entries)]:
                facts, _, path = row.decode("utf-8", "backslashreplace").partition("\t")
                mode, _, blob = facts.split(" ")
                entries.append(FileEntry(path, sys.intern(mode), blob))
    return entries


def sizes(git_dir: Path, blobs: Iterable[str], *, seconds: float = 120) -> dict[str, int]:
    """The size in bytes of each blob that is there; absent ones are left out."""
    asked = list(blobs)
    found = {}
    with _objects_alone(git_dir, asked) as alone:
        listing = output(alone, "cat-file", "--batch-check", stdin=_lines(asked), seconds=seconds)
    for line in listing.decode().splitlines():
        words = line.split(" ")
        if len(words) == 3 and words[1] == "blob":
            found[words[0]] = int(words[2])
    return found


def read_blobs(git_dir: Path, blobs: Iterable[str], *, seconds: float = 300) -> Iterator[tuple[str, bytes]]:
    """The blobs that are there, in the order asked, through one `cat-file --batch` process."""
    asked = list(blobs)
    with tempfile.TemporaryFile() as named, _objects_alone(git_dir, asked) as alone:
        named.write(_lines(asked))
        named.seek(0)
        with stream(alone, "cat-file", "--batch", stdin=named, seconds=seconds) as pieces:
            yield from _split_batch(pieces)


def _lines(blobs: Iterable[str]) -> bytes:
    return "".join(f"{blob}\n" for blob in blobs).encode()


@contextmanager
def _objects_alone(git_dir: Path, asked: Sequence[str]) -> Iterator[Path]:
    """A git directory that borrows the repository's objects, to be asked for these, and has no configuration of its own.

    In a partial clone that still names its remote, git would try to fetch an absent blob, and die where it may not.
    """
    with tempfile.TemporaryDirectory(prefix="objects-") as folder:
        alone = Path(folder)
        (alone / "refs").mkdir()
        (alone / "objects" / "info").mkdir(parents=True)
        (alone / "HEAD").write_text("ref: refs/heads/none\n")
        objects = os.fsencode(common_dir(git_dir).absolute() / "objects")
        (alone / "objects" / "info" / "alternates").write_bytes(objects + b"\n")
        if any(len(name) == _SHA256 for name in asked):
            (alone / "config").write_text("[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha256\n")
        with naming(git_dir, instead_of=alone):
            yield alone


def _split_batch(pieces: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    buffer = bytearray()

    def fill(length: int) -> bool:
        while len(buffer) < length:
            piece = next(pieces, b"")
            if not piece:
                return False
            buffer.extend(piece)
        return True

    while True:
        while (end := buffer.find(b"\n")) < 0:
            if not fill(len(buffer) + 1):
                return
        words = buffer[:end].decode().split(" ")
        del buffer[: end + 1]
        if words[-1] == "missing" or len(words) != 3:
            continue
        size = int(words[2])
        if not fill(size + 1):
            return
        yield words[0], bytes(buffer[:size])
        del buffer[: size + 1]


def readable(git_dir: Path, chosen: Iterable[FileEntry], *, seconds: float = 120) -> tuple[list[str], dict[str, Held]]:
    """The blob ids worth reading, each once, and for every chosen path whether it is held, absent or too large.

    Too large is also what would bring all texts together above `MAX_TEXT` bytes, in the order given.
    """
    entries = list(chosen)
    known = sizes(git_dir, dict.fromkeys(entry.blob for entry in entries), seconds=seconds)
    held: dict[str, Held] = {}
    room = MAX_TEXT
    for entry in entries:
        size = known.get(entry.blob)
        fits = size is not None and size <= min(MAX_BYTES, room)
        held[entry.path] = Held.ABSENT if size is None else Held.HELD if fits else Held.TOO_LARGE
        room -= size if size is not None and fits else 0
    wanted = dict.fromkeys(entry.blob for entry in entries if held[entry.path] is Held.HELD)
    return list(wanted), held


# What Python takes for the end of a line and Git and GitHub do not: a link's line number counts line feeds.
_NO_BREAKS = {b"\x0b": b"", b"\x0c": b"", b"\x1c": b"", b"\x1d": b"", b"\x1e": b"",
              b"\xc2\x85": b" ", b"\xe2\x80\xa8": b" ", b"\xe2\x80\xa9": b" "}  # fmt: skip


def decode(blob: bytes) -> str | None:
    """A blob as text, None where it is binary; bytes that are not UTF-8 become U+FFFD, form feeds and the like are dropped."""
    if b"\0" in blob[:8192]:
        return None
    for mark, instead in _NO_BREAKS.items():
        if mark in blob:
            blob = blob.replace(mark, instead)
    return blob.decode("utf-8-sig", "replace").replace("\0", "\ufffd")
