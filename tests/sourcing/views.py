"""Snapshots for the tests, made from texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from sourcing.evidence.reading import View
from sourcing.records import Account, Contributions, FileEntry, Held, Repository, Snapshot, Touch

AT = datetime(2024, 1, 2, tzinfo=UTC)
COMMIT = "c" * 40
ADA = Account(site="git", handle="aaaaaaaaaaaaaaaa")
BEN = Account(site="git", handle="bbbbbbbbbbbbbbbb")
EVA = Account(site="git", handle="eeeeeeeeeeeeeeee")


def entry(path: str, *, mode: str = "100644") -> FileEntry:
    """A file of a tree; its blob id follows from its path."""
    return FileEntry(path, mode, hashlib.sha1(path.encode()).hexdigest())


def snapshot(
    texts: Mapping[str, str], *, key: str = "host.example/owner/name", absent: tuple[str, ...] = ()
) -> Snapshot:
    """A snapshot that holds these texts, and lacks the blobs of `absent`."""
    return Snapshot(
        repository=Repository(
            key=key, name="owner/name", location="/srv/name", web_url="https://host.example/owner/name"
        ),
        commit=COMMIT,
        committed_at=AT,
        commits=3,
        is_shallow=False,
        files=tuple(entry(path) for path in sorted([*texts, *absent])),
        held=dict.fromkeys(texts, Held.HELD) | dict.fromkeys(absent, Held.ABSENT),
        texts=dict(texts),
    )


def view(texts: Mapping[str, str], *, key: str = "host.example/owner/name") -> View:
    """The same as signals read it."""
    return View(snapshot(texts, key=key))


def touched(path: str, account: Account, weight: float, *, first: bool = False, commits: int = 2) -> Touch:
    """What one account did to one path; `weight` is all that counts, `first` only says who brought it in."""
    return Touch(
        account=account,
        path=path,
        commits=commits,
        weight=weight,
        is_first=first,
        last_commit=COMMIT,
        last_at=AT,
        first_at=AT,
    )


def contributions(*touches: Touch) -> Contributions:
    """Contributions of nothing but touches."""
    return Contributions(accounts=(), links=(), commits=(), touches=touches)
