"""Reads a repository of the world with Git itself, so that the tests do not trust the generator's own books."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sourcing.sandbox.world import Repository, World


def git(path: Path, *arguments: str, stream: bytes = b"") -> bytes:
    """What `git` says about the repository at path."""
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "--git-dir", str(path), *arguments]
    return subprocess.run(command, input=stream, capture_output=True, check=True, env=environment).stdout


@dataclass(frozen=True, kw_only=True)
class Entry:
    mode: str
    blob: str
    path: str


def entries(repository: Repository) -> list[Entry]:
    """The files of the head, in order."""
    listed = git(repository.path, "ls-tree", "-r", "-z", "HEAD").split(b"\0")[:-1]
    fields = (line.split(b"\t", 1) for line in listed)
    return [
        Entry(mode=about.split()[0].decode(), blob=about.split()[2].decode(), path=os.fsdecode(path))
        for about, path in fields
    ]


def paths(repository: Repository) -> set[str]:
    return {entry.path for entry in entries(repository)}


def contents(repository: Repository) -> dict[str, bytes]:
    """The bytes of every regular file of the head, by path."""
    files = [entry for entry in entries(repository) if entry.mode.startswith("100")]
    answer = git(repository.path, "cat-file", "--batch", stream="".join(f"{file.blob}\n" for file in files).encode())
    found, place = {}, 0
    for file in files:
        line = answer.index(b"\n", place)
        size = int(answer[place:line].split()[2])
        found[file.path] = answer[line + 1 : line + 1 + size]
        place = line + size + 2
    return found


def log(repository: Repository, form: str, *arguments: str) -> list[str]:
    """One line a commit of the head's history, newest first."""
    text = git(repository.path, "log", f"--format={form}", *arguments, "HEAD")
    return text.decode("utf-8", "replace").splitlines()


def the_one(world: World, trait: str) -> Repository:
    """The only repository with this trait."""
    (repository,) = world.with_trait(trait)
    return repository
