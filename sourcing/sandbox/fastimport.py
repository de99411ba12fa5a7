"""Commits as values, and the one place where they become a bare Git repository."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE, EXECUTABLE, SYMLINK, GITLINK = "100644", "100755", "120000", "160000"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A name and an address as one commit carries them, with the moment (seconds since 1970, UTC offset)."""

    name: str
    email: str
    seconds: int
    utc_offset: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One file of one commit. `data` None deletes it; `moved_from` moves a file unchanged.

    A path is text with surrogate escapes, so that a name that is no UTF-8 survives.
    """

    path: str
    data: bytes | None = None
    mode: str = FILE
    moved_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One commit; `parents` are places in the draft's list, the first parent first."""

    author: Identity
    committer: Identity
    message: bytes
    changes: tuple[Change, ...]
    parents: tuple[int, ...]
    encoding: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tag:
    """An annotated tag of the commit at this place."""

    name: str
    commit: int
    tagger: Identity
    message: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A repository before it is written: the last commit is the tip of main; `branches` are left open."""

    commits: tuple[Commit, ...]
    tags: tuple[Tag, ...] = ()
    branches: tuple[tuple[str, int], ...] = ()


def write_repository(path: Path, draft: Draft, *, url: str) -> str:
    """The commit of main ('' for a draft without commits), once the bare repository lies complete at path.

    Raises OSError when the folder cannot be written or Git refuses the stream; then nothing lies at path.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    _git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(unfinished))
    with (unfinished / "config").open("a", encoding="utf-8") as config:
        config.write(f'[remote "origin"]\n\turl = {url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n')
    head = ""
    if draft.commits:
        where = ("--git-dir", str(unfinished), "-c", "fastimport.unpackLimit=1", "-c", "core.fsync=none")
        answer = _git(*where, "fast-import", "--quiet", "--done", stream=b"".join(_stream(draft)))
        head = answer.decode("ascii").strip()
    unfinished.rename(path)
    return head


def _git(*arguments: str, stream: bytes = b"") -> bytes:
    # A clean environment: the commits must not depend on whose machine this is. Both defaults change with Git 3.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_DEFAULT_REF_FORMAT": "files",
    }
    done = subprocess.run(["git", *arguments], input=stream, capture_output=True, env=environment, check=False)
    if done.returncode != 0:
        raise OSError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()[-400:]}")
    return done.stdout


def _stream(draft: Draft) -> Iterator[bytes]:
    for place, commit in enumerate(draft.commits):
        yield f"commit refs/heads/main\nmark :{place + 1}\n".encode()
        yield b"author %s\ncommitter %s\n" % (_identity(commit.author), _identity(commit.committer))
        if commit.encoding:
            yield f"encoding {commit.encoding}\n".encode()
        yield _data(commit.message)
        for number, parent in enumerate(commit.parents):
            yield f"{'merge' if number else 'from'} :{parent + 1}\n".encode()
        for change in commit.changes:
            yield from _change(change)
        yield b"\n"
    for tag in draft.tags:
        yield f"tag {tag.name}\nfrom :{tag.commit + 1}\n".encode()
        yield b"tagger %s\n%s" % (_identity(tag.tagger), _data(tag.message.encode()))
    for name, place in (*draft.branches, ("main", len(draft.commits) - 1)):
        yield f"reset refs/heads/{name}\nfrom :{place + 1}\n\n".encode()
    yield f"get-mark :{len(draft.commits)}\ndone\n".encode()


def _change(change: Change) -> Iterator[bytes]:
    path = _quoted(change.path)
    if change.moved_from is not None:
        yield b"R %s %s\n" % (_quoted(change.moved_from), path)
    elif change.data is None:
        yield b"D %s\n" % path
    elif change.mode == GITLINK:
        yield b"M %s %s %s\n" % (change.mode.encode(), change.data, path)
    else:
        yield b"M %s inline %s\n%s" % (change.mode.encode(), path, _data(change.data))


def _identity(identity: Identity) -> bytes:
    return f"{identity.name} <{identity.email}> {identity.seconds} {identity.utc_offset}".encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    raw = path.encode("utf-8", "surrogateescape")
    safe = bytes(range(0x20, 0x7F))
    return b'"%s"' % b"".join(
        bytes([byte]) if byte in safe and byte not in b'"\\' else b"\\%03o" % byte for byte in raw
    )
