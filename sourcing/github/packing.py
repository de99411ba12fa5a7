"""Many small questions in few queries: packed by price and size, halved when too much, grown again when it goes well."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from sourcing.errors import GitHubError
from sourcing.github.client import TIMEOUT, Client
from sourcing.github.limits import Judged, Verdict

FULL = 149  # connections in a query that still cost one point: the formula rounds half up
TRIES = 8  # of one piece by itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One question: `body` is a field with its selection, `price` the connections it counts, `weight` bytes expected."""

    key: str
    body: str
    price: int = 0
    weight: int = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of a piece: `data`, or None with the reason; `is_final` is False where it may succeed another time."""

    piece: Piece
    data: Any
    reason: str = ""
    is_final: bool = True


@dataclass(kw_only=True)
class Sizes:
    """How many pieces go into a query: now, at most, and how many bytes may be expected back."""

    now: int
    most: int
    bytes: int = 1_500_000

    def halve(self, used: int) -> None:
        """After a query of `used` pieces was too much."""
        self.now = max(1, used // 2)

    def grow(self) -> None:
        """After a query went well."""
        self.now = min(self.most, self.now + max(1, self.now // 2))


@dataclass(kw_only=True)
class Packer:
    """Asks pieces of one kind; `name` goes into the ledger, `fragments` name files of `queries/`.

    A piece that fails by itself is given up after so many `tries`. With `takes_parts`, one that GitHub answers only in part,
    again and again, is given with what there is of it.
    """

    client: Client
    name: str
    fragments: tuple[str, ...]
    sizes: Sizes
    takes_parts: bool = False
    tries: int = TRIES
    _parts: dict[str, Any] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)
    _odd: dict[str, int] = field(default_factory=dict)

    def ask(self, pieces: Iterable[Piece]) -> Iterator[Answer]:
        """The answer to every piece, as they come. Errors: those of the client; what was answered before stays so."""
        waiting = deque(pieces)
        while waiting:
            taken = self._take(waiting)
            judged = self.client.query(self.name, self._text(taken), price=price(taken), pieces=len(taken))
            if judged.verdict is Verdict.GONE:
                raise GitHubError(
                    f"GitHub refuses {self.name}: {judged.reason}", remedy="check what the token may read"
                )
            done, rest = _sort(taken, judged)
            if self.takes_parts:
                self._parts |= {piece.key: part for piece, part in _parts(taken, judged).items() if piece in rest}
            yield from done
            if judged.verdict is Verdict.GOOD and not rest:
                self.sizes.grow()
                continue
            if judged.verdict is Verdict.GOOD:
                odd = [piece for piece in rest if self._is_odd(piece)]
                yield from (self._given_up(piece, reason=judged.reason) for piece in odd)
                waiting.extendleft(piece for piece in reversed(rest) if piece not in odd)
                continue
            self.sizes.halve(len(taken))
            yield from self._put_back(waiting, rest, reason=judged.reason)

    def _take(self, waiting: deque[Piece]) -> list[Piece]:
        """The next pieces, at least one: as many as their number, price and weight allow together."""
        taken: list[Piece] = []
        while waiting and len(taken) < self.sizes.now:
            following = waiting[0]
            paid = sum(piece.price for piece in taken) + following.price
            heavy = sum(piece.weight for piece in taken) + following.weight
            if taken and (paid > FULL or heavy > self.sizes.bytes):
                break
            taken.append(waiting.popleft())
        return taken

    def _put_back(self, waiting: deque[Piece], rest: list[Piece], *, reason: str) -> Iterator[Answer]:
        """Puts unanswered pieces in front again; one that failed alone too often is given up."""
        if len(rest) == 1:
            piece = rest[0]
            self._tries[piece.key] = tries = self._tries.get(piece.key, 0) + (3 if reason == TIMEOUT else 1)
            if tries >= self.tries:
                yield self._given_up(piece, reason=reason)
                return
            self.client.sleep(min(8.0, 0.05 * 2**tries))
        waiting.extendleft(reversed(rest))

    def _is_odd(self, piece: Piece) -> bool:
        """Whether a piece was answered with errors before in an answer that was good otherwise: they will not pass."""
        self._odd[piece.key] = self._odd.get(piece.key, 0) + 1
        return self._odd[piece.key] > 1

    def _given_up(self, piece: Piece, *, reason: str) -> Answer:
        part = self._parts.get(piece.key)
        return Answer(piece=piece, data=part, reason=reason or "no answer", is_final=False)

    def _text(self, pieces: list[Piece]) -> str:
        aliases = "\n".join(f"  a{number}: {piece.body}" for number, piece in enumerate(pieces))
        parts = "\n".join(fragment(name) for name in self.fragments)
        words = "".join(word.capitalize() for word in self.name.split("_"))
        return f"query {words} {{\n  rateLimit {{ cost remaining resetAt }}\n{aliases}\n}}\n{parts}"


def price(pieces: Iterable[Piece]) -> int:
    """The points a query of these pieces costs: connections / 100, rounded half up, at least 1."""
    return max(1, (sum(piece.price for piece in pieces) + 50) // 100)


def quoted(text: str) -> str:
    """A GraphQL string literal."""
    return json.dumps(text)


@cache
def fragment(name: str) -> str:
    """The text of `queries/<name>.graphql`, comments left out."""
    text = resources.files("sourcing.github").joinpath("queries", f"{name}.graphql").read_text("utf-8")
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def _parts(pieces: list[Piece], judged: Judged) -> dict[Piece, Any]:
    """What an answer has of each piece, complete or not."""
    document = judged.document if isinstance(judged.document, dict) else {}
    data = document.get("data") or {}
    named = {piece: data.get(f"a{number}") for number, piece in enumerate(pieces)}
    return {piece: part for piece, part in named.items() if part is not None}


def _sort(pieces: list[Piece], judged: Judged) -> tuple[list[Answer], list[Piece]]:
    """What an answer settles, and the pieces it leaves open: those with an error that may pass."""
    document = judged.document if isinstance(judged.document, dict) else {}
    data = document.get("data") or {}
    errors = [error for error in document.get("errors") or () if isinstance(error, dict)]
    done: list[Answer] = []
    rest: list[Piece] = []
    for number, piece in enumerate(pieces):
        alias = f"a{number}"
        mine = [error for error in errors if (error.get("path") or [None])[0] == alias]
        lasting = [error for error in mine if error.get("type") in ("NOT_FOUND", "FORBIDDEN")]
        itself = [error for error in lasting if len(error["path"]) == 1]  # not of something within it, such as a README
        if data.get(alias) is not None and not [error for error in mine if error not in lasting]:
            done.append(Answer(piece=piece, data=data[alias]))
        elif (itself and data.get(alias) is None) or (judged.verdict is Verdict.GOOD and not mine and alias in data):
            reason = str(itself[0].get("message")) if itself else "not there"
            done.append(Answer(piece=piece, data=None, reason=reason))
        else:
            rest.append(piece)
    return done, rest
