"""Which commit each line of a file is from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcing.git.command import call
from sourcing.sandbox.forge.objects import Commit
from sourcing.sandbox.forge.store import Store

_LINE = re.compile(rb"^([0-9a-f]{40}) \d+ (\d+)(?: \d+)?$", re.M)
_AGES = 10


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in a row, counted from 1, that one commit wrote. `age` from 1 (this file's newest) to 10 (its oldest)."""

    first: int
    last: int
    commit: Commit
    age: int


def blame(store: Store, commit: Commit, path: str) -> list[Lines] | None:
    """The ranges of a file at a commit, top to bottom; None where there is no such file."""
    found = store.entry(commit.tree, path)
    if found is None or found[0].kind != "blob" or store.path is None:
        return None
    # The path as bytes: a name that is no UTF-8 must reach Git as it is.
    named = found[1].decode("utf-8", "surrogateescape")
    done = call(store.path, "blame", "--porcelain", commit.oid, "--", named)
    owners = [(int(line[2]), line[1].decode("ascii")) for line in _LINE.finditer(done.stdout)]
    ranges: list[tuple[int, int, str]] = []
    for line, oid in owners:
        if ranges and ranges[-1][2] == oid and ranges[-1][1] == line - 1:
            ranges[-1] = (ranges[-1][0], line, oid)
        else:
            ranges.append((line, line, oid))
    times = sorted({store.commits[oid].committer.seconds for _, _, oid in ranges}, reverse=True)
    return [
        Lines(first, last, store.commits[oid], _age(times, store.commits[oid].committer.seconds))
        for first, last, oid in ranges
    ]


def _age(times: list[int], seconds: int) -> int:
    newest, oldest = times[0], times[-1]
    return 1 + round((_AGES - 1) * (newest - seconds) / (newest - oldest)) if newest > oldest else 1
