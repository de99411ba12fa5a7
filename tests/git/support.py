"""Real repositories for the tests, made in one `git fast-import` each; people and addresses are invented."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourcing.git.identity import Identities
from sourcing.git.log import read_log
from sourcing.records import Change, Commit

ADA = "Ada Probe <ada@probe.example>"
BEN = "Ben Muster <ben@muster.example>"
EVA = "Eva Test <eva@test.example>"
START = 1_700_000_000  # 2023-11-14
SALT = b"salt of the tests"
CLOCK = datetime(2024, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One commit to make: `files` by path (None deletes), `parents` by number (None: the one before)."""

    files: Mapping[Any, str | bytes | None] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    author: str | bytes = ADA
    at: int | None = None
    message: str | bytes = "Change a thing"
    parents: tuple[int, ...] | None = None
    encoding: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    submodules: Mapping[str, str] = field(default_factory=dict)


def git(where: Path, *words: str, stdin: bytes = b"") -> str:
    """What git prints, run with no configuration but the repository's own."""
    kept = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": "/"}
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _WHO.items()}
    command = ["git", "-c", "protocol.file.allow=always", *words]
    done = subprocess.run(command, cwd=where, input=stdin, capture_output=True, env=kept | who, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


_WHO = {"NAME": "Ada Probe", "EMAIL": "ada@probe.example", "DATE": f"{START} +0000"}


def build(where: Path, drafts: Sequence[Draft], *, bare: bool = True, options: Sequence[str] = ()) -> list[str]:
    """The ids of the commits made, in the order of the drafts; `main` stands at the last."""
    where.mkdir(parents=True, exist_ok=True)
    git(where, "init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []), *options)
    script = b"".join(_commit(number, draft) for number, draft in enumerate(drafts, 1))
    marks = where / "marks"
    git(where, "fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=script)
    by_mark = dict(line.split() for line in marks.read_text().splitlines()) if marks.exists() else {}
    marks.unlink(missing_ok=True)
    return [by_mark[f":{number}"] for number in range(1, len(drafts) + 1)]


def _commit(number: int, draft: Draft) -> bytes:
    parents = draft.parents if draft.parents is not None else ((number - 1,) if number > 1 else ())
    at = START + 60 * number if draft.at is None else draft.at
    message = _bytes(draft.message)
    lines = [] if parents else [b"reset refs/heads/main"]
    lines += [b"commit refs/heads/main", b"mark :%d" % number, b"author " + _bytes(draft.author) + b" %d +0000" % at]
    lines += [b"committer Ada Probe <ada@probe.example> %d +0000" % at]
    lines += [b"encoding " + draft.encoding.encode()] if draft.encoding else []
    lines += [b"data %d" % len(message), message]
    lines += [b"%s :%d" % (b"merge" if place else b"from", parent) for place, parent in enumerate(parents)]
    lines += [b"R " + quoted(old) + b" " + quoted(new) for old, new in draft.renames.items()]
    lines += [_file(path, b"100644", data) for path, data in draft.files.items()]
    lines += [_file(path, b"120000", target) for path, target in draft.links.items()]
    lines += [b"M 160000 " + commit.encode() + b" " + quoted(path) for path, commit in draft.submodules.items()]
    return b"\n".join(lines) + b"\n"


def _file(path: str | bytes, mode: bytes, data: str | bytes | None) -> bytes:
    if data is None:
        return b"D " + quoted(path)
    content = _bytes(data)
    return b"M " + mode + b" inline " + quoted(path) + b"\ndata %d\n" % len(content) + content


def quoted(path: str | bytes) -> bytes:
    """A path as fast-import takes it, whatever its bytes."""
    return b'"' + b"".join(b"\\%03o" % byte for byte in _bytes(path)) + b'"'


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def raw_commit(where: Path, body: bytes) -> str:
    """The id of a commit written as these bytes, however odd; `main` stands at it."""
    name = git(where, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=body)
    git(where, "update-ref", "refs/heads/main", name)
    return name


def commits(git_dir: Path, commit: str = "main") -> list[Commit]:
    """What the log reader makes of a repository, newest first."""
    return list(read_log(git_dir, commit, identities=Identities(SALT)))


def changes(commit: Commit) -> tuple[Change, ...]:
    """The changes of a commit without the names of blobs."""
    return tuple(Change(*one[:3]) for one in commit.changes)
