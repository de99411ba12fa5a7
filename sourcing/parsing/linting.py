"""ruff's verdict on Python files: what it finds by its own rules, never by a repository's configuration of it.

The rules are pycodestyle, pyflakes, names and complexity (E, W, F, N, C90) at 120 columns. Left out are N803, N806,
N812, N817 and N999, because `X` for a matrix and `functional as F` are good usage in this field and files get neutral
names here; and in an `__init__.py` what only says that it hands names on. A file cannot excuse itself: `# ruff: noqa` for
a whole file is not heeded; `# noqa` at one line is its author's considered exception and is.

ruff runs in a folder of its own, over files named by number, with no configuration, cache or environment of anybody.
Source can be written to make it overflow its stack or take gigabytes (measured: 1 MB of `l = 1;l == None` takes 8 GB), so a
run has bounds of time, memory and output; what a broken run read is read again without files nested too deep, else in two
halves, until the file that did it is alone. That file has no verdict, like one that does not parse, is larger than
`MAX_TEXT` or has a line that no person wrote.
"""

from __future__ import annotations

import os
import re
import resource
import select
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ruff import find_ruff_bin

from sourcing.errors import EnvironmentFault
from sourcing.parsing.brackets import PYTHONS_OWN, is_deep

MAX_TEXT = 250_000  # characters of one file; a longer one is data or generated, and ruff's cost grows with its square
MAX_LINE = 20_000  # characters of one line, for the same two reasons
MAX_TARGETS = 1_000  # `=` of one line: ruff's cost grows with the square of `a = a = a = …` (50,000 take 3 s)
BATCH = 8_000_000  # characters of one run
MEMORY = 1 << 30  # bytes a run may take; 50 MB is what 16 MB of ordinary source takes
OUTPUT = 10_000_000  # bytes a run may print
SECONDS = 60.0  # for all runs together
RUN_SECONDS = 20.0
MOST_RUNS = 40
# fmt: off
OPTIONS = (
    "--isolated", "--no-cache", "--exit-zero", "--quiet", "--no-respect-gitignore", "--output-format", "concise",
    "--select", "E,W,F,N,C90", "--ignore", "N803,N806,N812,N817,N999", "--line-length", "120",
    "--target-version", "py313",  # 3.14 would take `except A, B:` of Python 2 for its own
)
# fmt: on
_ROW = re.compile(rb"^(\d+)\.py:(?:\d+:\d+:)? ([A-Z]+\d+|invalid-syntax|panic)")
_EXCUSE = re.compile(r"#\s{0,9}(ruff|flake8)\s{0,9}:\s{0,9}(noqa|disable|file-ignore)", re.I)
_HANDS_ON = frozenset({"F401", "F403", "E402"})
_BROKEN = frozenset({"invalid-syntax", "panic"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What ruff found in one file. `lines` are those that are neither blank nor a comment; `rules` counts by code."""

    lines: int
    violations: int
    rules: Mapping[str, int]

    @property
    def rate(self) -> float:
        """Violations per 1,000 lines."""
        return 1000.0 * self.violations / max(1, self.lines)


def lint(texts: Mapping[str, str]) -> dict[str, Verdict]:
    """ruff's verdict on each Python text, by path in order; a file that it could not judge is left out.

    Errors: EnvironmentFault where ruff is not installed. Without a text ruff is not started.
    """
    with linting(texts) as verdicts:
        return verdicts()


@contextmanager
def linting(texts: Mapping[str, str]) -> Iterator[Callable[[], dict[str, Verdict]]]:
    """`lint` with ruff at work from the beginning of the block on: what the block is given waits for the verdicts."""
    waiting = list(_batches(texts))
    with ExitStack() as at_work:

        def begin() -> tuple[list[str], _Run] | None:
            if not waiting:
                return None
            batch = waiting.pop(0)
            return batch, at_work.enter_context(_Run([texts[path] for path in batch]))

        first = begin()

        def verdicts() -> dict[str, Verdict]:
            found: dict[str, Verdict] = {}
            deadline, begun = time.monotonic() + SECONDS, first
            for _ in range(MOST_RUNS + len(waiting)):
                left = deadline - time.monotonic()
                if begun is None or left <= 0:
                    break
                batch, run = begun
                rules = run.rules(seconds=min(RUN_SECONDS, left))
                if rules is None:
                    waiting.extend(_parts(batch, texts=texts))
                else:
                    found.update(_verdicts(batch, rules, texts=texts))
                begun = begin()
            return dict(sorted(found.items()))

        yield verdicts


def _batches(texts: Mapping[str, str]) -> Iterator[list[str]]:
    """The paths in order, in parts that one run can take; files that are too long are left out."""
    batch: list[str] = []
    room = BATCH
    for path in sorted(texts):
        size = len(texts[path])
        if size > MAX_TEXT or _is_costly(texts[path]):
            continue
        if size > room and batch:
            yield batch
            batch, room = [], BATCH
        batch.append(path)
        room -= size
    if batch:
        yield batch


def _parts(batch: list[str], *, texts: Mapping[str, str]) -> list[list[str]]:
    """What is tried after a run that broke: the same without files nested too deep, else its two halves."""
    shallow = [path for path in batch if not is_deep(texts[path], most=PYTHONS_OWN)]
    if len(shallow) == len(batch):
        middle = len(batch) // 2
        return [batch[:middle], batch[middle:]] if middle else []
    return [shallow] if shallow else []


def _verdicts(
    batch: list[str], rules: list[Counter[str]], *, texts: Mapping[str, str]
) -> Iterator[tuple[str, Verdict]]:
    for path, counted in zip(batch, rules, strict=True):
        if not _BROKEN.isdisjoint(counted):
            continue
        if path.endswith("__init__.py"):
            counted = Counter({code: count for code, count in counted.items() if code not in _HANDS_ON})
        lines = _lines(texts[path])
        yield path, Verdict(lines=lines, violations=counted.total(), rules=dict(sorted(counted.items())))


def _lines(text: str) -> int:
    stripped = map(str.lstrip, text.splitlines())
    return sum(1 for line in stripped if line and line[0] != "#")


def _is_costly(text: str) -> bool:
    """Whether ruff would take long over one of its lines, which a backslash can continue."""
    if len(text) <= MAX_LINE and text.count("=") <= MAX_TARGETS:
        return False
    lines = text.replace("\\\n", "").split("\n")
    return any(len(line) > MAX_LINE or line.count("=") > MAX_TARGETS for line in lines)


class _Run:
    """One run of ruff over texts, at work from the beginning of the block to its end at most."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def __enter__(self) -> Self:
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="style-")))
            source = folder / "source"
            source.mkdir()
            for number, text in enumerate(self._texts):
                plain = _EXCUSE.sub("# noted", text) if "noqa" in text or "ruff" in text else text
                with open(f"{source}/{number}.py", "wb") as out:  # noqa: PTH123 a thousand times, in half the time
                    out.write(plain.encode("utf-8", "replace"))
            self._printed = folder / "printed"
            self._process = _begun(source, self._printed)
            held.callback(self._end)
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def rules(self, *, seconds: float) -> list[Counter[str]] | None:
        """What ruff finds in each text, by rule; None where it passes a bound or breaks down."""
        try:
            _wait(self._process, seconds=seconds)
            if self._process.poll() != 0:
                return None
        finally:
            self._end()
        with self._printed.open("rb") as rows:
            return _counted(rows, count=len(self._texts))


def _begun(source: Path, printed: Path) -> subprocess.Popen[bytes]:
    """ruff at work over a folder, within its bounds."""
    try:
        command = [find_ruff_bin(), "check", *OPTIONS, "."]
    except FileNotFoundError as cause:
        raise EnvironmentFault("ruff is not installed", remedy="install the product's dependencies again") from cause
    with printed.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=source,
            env={"LC_ALL": "C", "HOME": os.fspath(source)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    if hasattr(resource, "prlimit"):  # Linux; elsewhere time alone is the bound
        _bound(process.pid)
    return process


def _wait(process: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Waits until a process has ended, so many seconds at most."""
    if not hasattr(os, "pidfd_open"):  # elsewhere than on Linux: looks again and again, ever more seldom
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return
    if process.poll() is None:
        ended = os.pidfd_open(process.pid)
        try:
            told = select.poll()
            told.register(ended, select.POLLIN)
            told.poll(1_000 * seconds)
        finally:
            os.close(ended)


def _bound(pid: int) -> None:
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        return  # it has come to its end already


def _counted(rows: Iterable[bytes], *, count: int) -> list[Counter[str]]:
    """The rows that ruff printed, counted by file and rule."""
    found: list[Counter[str]] = [Counter() for _ in range(count)]
    for row in rows:
        match = _ROW.match(row)
        if match and int(match[1]) < count:
            found[int(match[1])][match[2].decode()] += 1
    return found
