"""The log reader on random histories: however the bytes are cut, and equal to an independent slow reading."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.git import log
from sourcing.git.command import arguments
from sourcing.git.identity import Identities
from sourcing.records import Commit
from tests.git.support import ADA, BEN, EVA, SALT, Draft, build, commits, git

NAMES: list[str | bytes] = [
    "a.py",
    "dir/b.py",
    "dir/ü",
    b"\xff\xfe",
    "new\nline",
    "tab\t",
    ":colon",
    "x y",
    "deep/er/c",
    "z",
]


def random_drafts(*, seed: int, count: int) -> list[Draft]:
    """A history with merges, deletions and moves, the same for the same seed."""
    random = Random(seed)
    drafts = []
    for number in range(1, count + 1):
        parents = None
        if number > 4 and random.random() < 0.4:
            parents = (number - 2,) if number % 3 else (number - 1, number - 3)
        touched = random.sample(NAMES, random.randrange(0, 4))
        files: dict[str | bytes, str | bytes | None] = {
            name: random.choice([None, f"{random.random()}", "same"]) for name in touched
        }
        message = random.choice(["One\n\n:body: of it\n", ":100644 x M", "Zwei ü", f"Three\n\nCo-authored-by: {BEN}"])
        author = random.choice([ADA, BEN, EVA, "Nobody <>"])
        drafts.append(Draft(files=files, parents=parents, message=message, author=author))
    return drafts


def test_every_commit_and_change_equals_a_slow_reading(tmp_path: Path) -> None:
    build(tmp_path, random_drafts(seed=11, count=120))
    wanted = git(tmp_path, "rev-list", "main").split()
    found = commits(tmp_path)
    assert [one.id for one in found] == wanted
    assert len(wanted) > 40
    statuses: Counter[str] = Counter()
    for commit in found:
        changes = [(change.status, change.old_path, change.path) for change in commit.changes]
        assert changes == list(slow_changes(tmp_path, commit))
        statuses.update(status for status, *_ in changes)
    assert {"A", "M", "D", "R"} <= set(statuses)


def slow_changes(where: Path, commit: Commit) -> Iterator[tuple[str, str | None, str]]:
    """The changes of one commit as `git diff-tree` names them, one process a commit."""
    if commit.is_merge:
        return
    command = ["git", "diff-tree", "--root", "-r", "-z", "--no-commit-id", "--name-status", "-M100%", commit.id]
    printed = subprocess.run(command, cwd=where, capture_output=True, check=True).stdout
    words = iter(printed.decode("utf-8", "backslashreplace").split("\0")[:-1])
    for status in words:
        old = next(words) if status[0] in "RC" else None
        yield status[0], old, next(words)


@cache
def recorded() -> bytes:
    """The bytes that git prints for one random history."""
    with TemporaryDirectory() as folder:
        where = Path(folder)
        build(where, random_drafts(seed=5, count=25))
        command = arguments(where, *log.arguments("main"))
        return subprocess.run(command, capture_output=True, check=True).stdout


@settings(max_examples=150)
@given(cuts=st.lists(st.integers(0, 6_000), max_size=60))
def test_the_commits_do_not_depend_on_how_the_bytes_are_cut(cuts: list[int]) -> None:
    data = recorded()
    places = [0, *sorted(cut % len(data) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(places)]
    assert parsed(pieces) == parsed([data])


def test_one_byte_at_a_time_gives_the_same_commits() -> None:
    data = recorded()
    assert parsed([data[at : at + 1] for at in range(len(data))]) == parsed([data])
    assert len(parsed([data])) > 10


def parsed(pieces: list[bytes]) -> list[Commit]:
    return list(log.parse_log(pieces, identities=Identities(SALT)))


def test_no_bytes_are_no_commits() -> None:
    assert parsed([]) == parsed([b""]) == []
