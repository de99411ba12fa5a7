"""A repository's history in one streaming pass of `git log --raw`, without reading a single blob."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sourcing.git.command import common_dir, stream
from sourcing.git.identity import Identities
from sourcing.parsing.messages import body_words
from sourcing.parsing.prose import without_addresses
from sourcing.records import Change, Commit, Identity

# NUL-separated fields, so that nothing in a message or a path can be taken for a border.
FIELDS = "%H%x00%P%x00%at%x00%an%x00%ae%x00%s%x00%b%x00"
WIDTH = 8  # the seven fields and the terminator that -z adds
_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[ \t]*([^<\n]*)<([^>\n]+)>", re.I | re.M)
_REVIEWER = re.compile(r"^[ \t]*reviewed-by:[ \t]*([^<\n]*)<([^>\n]+)>", re.I | re.M)
MOST_CHANGES = 50_000  # of one commit that are told
MOST_NAMED = 20  # a commit that names more is an import or a list of thanks
_LATEST = 4_102_444_800  # the year 2100: beyond it, or before 1990, a date is a broken clock
_EARLIEST = 631_152_000


def arguments(commit: str) -> list[str]:
    """The words of the git call: exact renames only, because inexact ones read blobs and die where one is absent."""
    return [
        "log",
        "--raw",
        "-z",
        "-M100%",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--no-notes",
        "--diff-merges=off",
        "--encoding=UTF-8",
        f"--format={FIELDS}",
        commit,
        "--",
    ]


def read_log(git_dir: Path, commit: str, *, identities: Identities, seconds: float = 600) -> Iterator[Commit]:
    """The commits reachable from `commit`, newest first as git orders them.

    At the border of a shallow history a commit looks as if it had added every file: its changes are left out.
    Errors: RepositoryError where git fails or takes more than `seconds`.
    """
    shallow = common_dir(git_dir) / "shallow"
    border = frozenset(shallow.read_text().split()) if shallow.is_file() else frozenset()
    with stream(git_dir, *arguments(commit), seconds=seconds) as pieces:
        for entry in parse_log(pieces, identities=identities):
            yield entry if entry.id not in border else _without_changes(entry)


def _without_changes(commit: Commit) -> Commit:
    return replace(commit, changes=())


def parse_log(pieces: Iterable[bytes], *, identities: Identities) -> Iterator[Commit]:
    """The commits in the bytes of `git log -z --raw --format=FIELDS`, however they are cut into pieces.

    Bytes that are not UTF-8 come out as `\\xNN`. Of a commit that changes more than `MOST_CHANGES` files the first are told.
    """
    reader, rest = _Reader(identities), b""
    for piece in pieces:
        whole, cut, rest_of_piece = (rest + piece).rpartition(b"\0")
        rest = rest_of_piece
        if cut:
            yield from reader.feed(whole.decode("utf-8", "backslashreplace").split("\0"))
    yield from reader.feed([rest.decode("utf-8", "backslashreplace")] if rest else [], at_end=True)


class _Reader:
    """Takes the fields of a log as they come; a commit in hand is kept from piece to piece, so that its size costs no square."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities
        self._tokens: list[str] = []
        self._fields: list[str] | None = None
        self._changes: list[Change] = []

    def feed(self, tokens: list[str], *, at_end: bool = False) -> Iterator[Commit]:
        """The commits that are complete with these fields."""
        self._tokens += tokens
        at = 0
        while True:
            if self._fields is None:
                if at + WIDTH > len(self._tokens) + at_end:
                    break
                self._fields, self._changes = self._tokens[at : at + WIDTH - 1], []
                at += WIDTH
            at, is_whole = self._take_changes(at)
            if not is_whole or (at >= len(self._tokens) and not at_end):
                break  # more changes of this commit may follow in the next piece
            fields, self._fields = self._fields, None
            yield _commit(fields, tuple(self._changes), identities=self._identities)
        del self._tokens[:at]

    def _take_changes(self, at: int) -> tuple[int, bool]:
        """Where the changes that begin at a field end, and whether the last of them was whole."""
        tokens, count = self._tokens, len(self._tokens)
        while at < count and tokens[at][:1] in (":", "\n"):
            *modes, kind = tokens[at].split(" ")
            kind, (before, after) = kind[:1], modes[2:4] if len(modes) == 4 else ("", "")
            width = 3 if kind in ("R", "C") else 2
            if at + width > count:
                return at, False
            if len(self._changes) < MOST_CHANGES:
                old = tokens[at + 1] if width == 3 else None
                self._changes.append(Change(kind, tokens[at + width - 1], old, before, after))
            at += width
        return at, True


def _commit(fields: list[str], changes: tuple[Change, ...], *, identities: Identities) -> Commit:
    identifier, parents, at, name, address, subject, body = fields
    words, co_authors, reviewers = _body(body, identities=identities) if body else (0, (), ())
    author, when, line = identities.of(name, address), moment(at), tuple(parents.split())
    return Commit(
        identifier, author, when, without_addresses(subject)[:300], words, line, co_authors, changes, reviewers
    )


def moment(seconds: str) -> datetime | None:
    """The time of a commit in UTC from its seconds since 1970, None where they are absurd."""
    try:
        value = int(seconds)
    except ValueError:
        return None
    return datetime.fromtimestamp(value, UTC) if _EARLIEST < value < _LATEST else None


def _body(body: str, *, identities: Identities) -> tuple[int, tuple[Identity, ...], tuple[Identity, ...]]:
    """The number of words that explain, and the declared co-authors and reviewers who are people."""
    words, low = body_words(body), body.lower()
    together = _named(_CO_AUTHOR, body, identities=identities) if "o-authored-by" in low else ()
    return words, together, _named(_REVIEWER, body, identities=identities) if "reviewed-by" in low else ()


def _named(trailer: re.Pattern[str], body: str, *, identities: Identities) -> tuple[Identity, ...]:
    """The people whom trailers of one kind name, each once, at most `MOST_NAMED`."""
    named = (identities.of(match.group(1).strip(), match.group(2)) for match in trailer.finditer(body))
    return tuple(dict.fromkeys(identity for identity in named if identity and not identity.is_bot))[:MOST_NAMED]
