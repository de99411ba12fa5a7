"""What a Git repository is made of, as values: commits, signatures, entries of trees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_WEB = "noreply@github.com"  # who commits what is written in the browser
_KINDS = {"40000": "tree", "160000": "commit"}


@dataclass(frozen=True, slots=True)
class Signed:
    """A name and an address as a commit carries them; seconds since 1970 and the UTC offset as Git writes it."""

    name: str
    email: str
    seconds: int
    offset: str

    @property
    def utc(self) -> str:
        """The moment as `2026-01-02T03:04:05Z`."""
        return stamp(self.seconds)

    @property
    def local(self) -> str:
        """The moment with its own offset, `2026-01-02T04:04:05+01:00`; in UTC where the offset is none."""
        try:
            minutes = (int(self.offset[1:3]) * 60 + int(self.offset[3:5])) * (-1 if self.offset[0] == "-" else 1)
            zone = timezone(timedelta(minutes=minutes))
            return datetime.fromtimestamp(self.seconds, zone).isoformat(timespec="seconds")
        except (ValueError, OverflowError, IndexError):
            return self.utc


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; the message as text, whatever bytes it is made of."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signed
    committer: Signed
    message: str

    @property
    def headline(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]

    @property
    def body(self) -> str:
        """What follows the first line, without the blank lines around it."""
        return self.message.partition("\n")[2].strip("\n")

    @property
    def is_web(self) -> bool:
        """Whether the browser committed it."""
        return self.committer.email == _WEB


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a tree: `name` as it is shown, `raw` its bytes, `mode` in octal digits without leading zeros."""

    name: str
    raw: bytes
    mode: str
    oid: str

    @property
    def kind(self) -> str:
        """`blob`, `tree` or `commit` (a submodule)."""
        return _KINDS.get(self.mode, "blob")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a commit's tree, its whole path and its size in bytes (0 for a submodule)."""

    path: str
    entry: Entry
    size: int


@dataclass(frozen=True, slots=True)
class Stat:
    """How many lines of one file a commit added and removed; None for a binary file."""

    path: str
    added: int | None
    removed: int | None


def stamp(seconds: float) -> str:
    """A moment as `2026-01-02T03:04:05Z`; the epoch where there is no such moment."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return "1970-01-01T00:00:00Z"


def shown(raw: bytes) -> str:
    """Bytes as text: what is no UTF-8 becomes U+FFFD."""
    return raw.decode("utf-8", "replace")


def signed(name: bytes, email: bytes, date: bytes) -> Signed:
    """A signature from Git's words for it, the date in its raw form."""
    seconds, _, offset = date.decode("ascii", "replace").partition(" ")
    digits = seconds.lstrip("-").isdigit()
    return Signed(shown(name), shown(email), int(seconds) if digits else 0, offset or "+0000")


def rows(content: bytes) -> tuple[Entry, ...]:
    """The entries of a tree object, in Git's order."""
    found, at = [], 0
    while at < len(content):
        space = content.index(b" ", at)
        end = content.index(b"\0", space)
        raw = content[space + 1 : end]
        oid = content[end + 1 : end + 21].hex()
        found.append(Entry(shown(raw), raw, content[at:space].decode("ascii"), oid))
        at = end + 21
    return tuple(found)
