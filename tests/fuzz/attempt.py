"""One input tried on one target: what came of it, and what it cost."""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.target import MEGABYTES, SECONDS, TESTS, Target

_ROOT = str(TESTS.parent) + os.sep
_FRAMES = 1_000  # Python's own bound on recursion, which Hypothesis raises


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What must not be. `kind` and `place` together tell it from others; `said` is its traceback, or what it cost."""

    target: str
    kind: str
    place: str
    said: str
    data: bytes

    def save(self, folder: Path) -> Path:
        """The file of the input, named for what it is; beside it a text that says what came of it."""
        name = f"{self.kind}-{hashlib.sha256(f'{self.kind} {self.place}'.encode()).hexdigest()[:8]}"
        at = folder / self.target / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(self.data)
        at.with_suffix(".txt").write_text(f"{self.target}: {self.kind} in {self.place}\n\n{self.said}\n", "utf-8")
        return at


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What came of one input: the finding, if any, seconds of processor time, and megabytes above those before."""

    finding: Finding | None
    seconds: float
    megabytes: float


def attempt(target: Target, data: bytes, *, base: float) -> Tried:
    """What a target makes of an input; `base` are the megabytes from which its growth is counted."""
    kind = place = said = ""
    start = _spent()
    try:
        with _frames():
            target.run(data)
    except target.allowed:
        pass
    except (Exception, BaseExceptionGroup) as cause:  # noqa: BLE001 - it is the finding
        kind, place = type(cause).__name__, where(cause)
        said = "".join(traceback.format_exception(cause, limit=-12))[-4_000:]
    except BaseException as cause:
        if isinstance(cause, KeyboardInterrupt | SystemExit | GeneratorExit) or "Panic" not in type(cause).__name__:
            raise
        kind, place, said = "Panic", where(cause), str(cause)[:2_000]
    seconds, grown = _spent() - start, peak() - base
    if not kind and seconds > SECONDS:
        kind, place, said = "slow", target.name, f"{seconds:.1f} s of processor time"
    elif not kind and grown > MEGABYTES:
        kind, place, said = "large", target.name, f"{grown:.0f} MB more"
    found = Finding(target=target.name, kind=kind, place=place, said=said, data=data) if kind else None
    return Tried(finding=found, seconds=seconds, megabytes=grown)


def where(cause: BaseException) -> str:
    """The innermost line of ours, of the product before the tests, that an error went through."""
    frames = [one for one in traceback.extract_tb(cause.__traceback__) if one.filename.startswith(_ROOT)]
    ours = [one for one in frames if not one.filename.startswith(str(TESTS))] or frames
    return f"{ours[-1].filename.removeprefix(_ROOT)}:{ours[-1].name}" if ours else "nowhere of ours"


def peak() -> float:
    """The most megabytes that this process has held at a time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _spent() -> float:
    """The processor time of this process and of the children it waited for, in seconds."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


@contextmanager
def _frames() -> Iterator[None]:
    """A block with the depth of recursion that Python grants a program of its own accord."""
    before, depth, frame = sys.getrecursionlimit(), 0, sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        depth += 1
    sys.setrecursionlimit(depth + _FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
