"""The contract between a signal and the rest: a snapshot and its contributions in, an answer out.

A signal is one file in `sourcing/signals/`. It holds `SIGNAL`, a `Signal` whose `look` is a pure function:

    def look(view: View, contributions: Contributions) -> Answer: ...

It returns `Found` with findings, or one of three kinds of no: `NotFound` (looked everywhere it should, nothing there),
`NotLooked` (the question does not apply here), `CouldNotLook` (what it needed to read is not held).
A finding names a path and a line; whose it is follows from the log (`sourcing.evidence.attribution`), unless the finding
names an account itself, as findings about commits do.

What a signal asks of each file on its own it names in `reads`: pure functions `(view, path) -> anything`. They are put to
every file in one pass, while the file's syntax tree is in hand; `look` gets the answers by `view.of(question, path)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sourcing.evidence.reading import Question, View
from sourcing.records import Account, Archetype, Contributions

MAX_DETAIL = 500  # characters; a path or a name that a repository gives can be as long as it likes


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing found.

    `kind` is one of the signal's kinds; `detail` a short plain phrase for a recruiter ("FastAPI route POST /predict"),
    cut after `MAX_DETAIL` characters;
    `value` its amount in the signal's unit, `size` how much there is to see of it where it is (tests, functions, files), by which the
    one shown of a person's findings is chosen; `skills` canonical names of `skills.toml`. Either `path` (with a 1-based
    `line`) says where, or `account` and `commit` say whose and which commit; `account` beside a `path` says that of the
    file's authors only this one is meant.
    """

    kind: str
    detail: str
    path: str | None = None
    line: int = 1
    value: float = 1.0
    size: float = 1.0
    skills: tuple[str, ...] = ()
    account: Account | None = None
    commit: str | None = None

    def __post_init__(self) -> None:
        if len(self.detail) > MAX_DETAIL:
            object.__setattr__(self, "detail", self.detail[: MAX_DETAIL - 1] + "…")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Something was found; at least one finding."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotFound:
    """Looked everywhere it should: there is none."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotLooked:
    """The question does not apply to this repository."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CouldNotLook:
    """What the question needs is not held: absent blobs, unreadable files."""

    reason: str


Answer = Found | NotFound | NotLooked | CouldNotLook


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """A question with a unit. `kinds` maps each kind of finding to what it means; `version` grows when it changes.

    `why` says in one plain sentence why the answer matters, for each archetype that it matters for; `reads` are its
    questions to single files.
    """

    question: str
    unit: str
    version: int
    kinds: Mapping[str, str]
    look: Callable[[View, Contributions], Answer]
    why: Mapping[Archetype, str]
    reads: tuple[Question, ...] = ()


def answer(findings: list[Finding], *, view: View, needed: Callable[[str], bool], nothing: str) -> Answer:
    """`Found` where there are findings; else `CouldNotLook` where a needed file is not held; else `NotFound`.

    `needed` says of a path whether the question had to read it; `nothing` is the reason of a plain no.
    """
    if findings:
        return Found(findings=tuple(findings))
    missing = sorted(path for path in view.unheld if needed(path))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return CouldNotLook(reason=f"{missing[0]} is not held ({view.unheld[missing[0]]}){more}")
    return NotFound(reason=nothing)
