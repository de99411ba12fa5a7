"""One process that tries inputs on one target until its time is up: `python -m tests.fuzz.child TARGET SECONDS SEED SLOT FOUND`.

Inputs are drawn by Hypothesis, which is told what each cost and climbs towards the costly ones. Where atheris is installed, it has the
second half of the time: it sees which lines an input reaches.
"""

from __future__ import annotations

import faulthandler
import importlib.util
import resource
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis import target as climb

from tests.fuzz.attempt import Finding, attempt, peak
from tests.fuzz.inputs import ODD, Sower, bases, vocabulary
from tests.fuzz.shrink import shrink
from tests.fuzz.slot import Slot
from tests.fuzz.target import MEGABYTES, Target, catalogue

_ROUND = 100  # inputs that Hypothesis draws before it starts afresh
_CHANGES = 25  # of each of them that are tried
_MOST_SEED = 200_000
_SHRINKING = 5.0  # seconds for making one finding small


class Child:
    """Tries inputs, writes down each before it is tried, and keeps one finding of each kind and place."""

    def __init__(self, target: Target, *, slot: Slot, found: Path) -> None:
        self._target, self._slot, self._found = target, slot, found
        self._met: set[tuple[str, str]] = set()
        self._base = peak()

    def ready(self) -> None:
        """Lets the target load what it needs, so that this is not counted, and sets the bound of memory."""
        for data in [*self._target.seeds()][:3]:
            attempt(self._target, data, base=0)
        self._base = peak()
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        bound = pages * resource.getpagesize() + 4 * MEGABYTES * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))

    def one(self, data: bytes) -> float:
        """The seconds that an input cost."""
        self._slot.begin(data, start=time.process_time())
        tried = attempt(self._target, data, base=self._base)
        self._slot.end(seconds=tried.seconds, megabytes=tried.megabytes)
        if tried.finding and (tried.finding.kind, tried.finding.place) not in self._met:
            self._keep(tried.finding)
        return tried.seconds

    def _keep(self, found: Finding) -> None:
        self._met.add((found.kind, found.place))
        if found.kind == "large":
            self._base = peak()  # what it held once is not held against the inputs behind it

        def is_same(data: bytes) -> bool:
            again = attempt(self._target, data, base=self._base).finding
            return again is not None and (again.kind, again.place) == (found.kind, found.place)

        small = found.data if found.kind in ("slow", "large") else shrink(found.data, is_same, seconds=_SHRINKING)
        Finding(target=found.target, kind=found.kind, place=found.place, said=found.said, data=small).save(self._found)


def drawn(child: Child, target: Target, seeds: list[bytes], *, until: float, number: int) -> None:
    """Inputs drawn by Hypothesis, in rounds, and changes of each."""
    words = vocabulary(seeds)
    while time.monotonic() < until:
        number += 1

        @seed(number)
        @settings(
            max_examples=_ROUND, deadline=None, database=None, phases=(Phase.generate, Phase.target),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(base=bases(seeds, words), chance=st.integers(0, 1 << 32))
        def some(base: bytes, chance: int) -> None:
            sower = Sower(chance=Random(chance), seeds=seeds, words=words, most=target.most)
            costs = [0.0]
            while time.monotonic() < until and len(costs) <= _CHANGES:
                costs.append(child.one(sower.changed(base)))
            climb(max(costs), label="seconds")

        some()


def guided(child: Child, target: Target, seeds: list[bytes], *, until: float, number: int) -> None:
    """Inputs drawn by atheris, which saw the product being imported."""
    import atheris

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for place, data in enumerate(seeds):
        (folder / f"seed-{place}").write_bytes(data)
    listed = ["".join(map("\\x{:02x}".format, word)) for word in [*vocabulary(seeds), *ODD] if len(word) < 60]
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in listed))
    words = [
        "fuzz", str(folder), f"-max_total_time={max(1, int(until - time.monotonic()))}", f"-seed={number}", f"-max_len={target.most}",
        f"-dict={folder / 'words.dict'}", "-verbosity=0", "-rss_limit_mb=0", "-timeout=0",
    ]  # fmt: skip
    atheris.Setup(words, lambda data: _nothing(child.one(data)))
    atheris.Fuzz()


def _nothing(_: float) -> None:
    """atheris wants no answer."""


def main(name: str, seconds: str, number: str, slot: str, found: str) -> None:
    """Tries inputs for so many seconds."""
    faulthandler.register(signal.SIGUSR1, all_threads=False)
    warnings.simplefilter("ignore")
    group = name.partition("/")[0]
    is_guided = importlib.util.find_spec("atheris") is not None
    if is_guided:
        import atheris

        with atheris.instrument_imports(include=["sourcing", "spiders", "warehouse", "ranking", "flows"]):
            target = catalogue(group)[name]
    else:
        target = catalogue(group)[name]
    child = Child(target, slot=Slot(Path(slot)), found=Path(found))
    child.ready()
    kept = target.kept.values()
    for data in kept:
        child.one(data)
    seeds = [data[:_MOST_SEED] for data in (*target.seeds(), *kept)] or [b""]
    for data in seeds:
        child.one(data)
    start, left = time.monotonic(), float(seconds)
    drawn(child, target, seeds, until=start + (left / 2 if is_guided else left), number=int(number))
    if is_guided:
        guided(child, target, seeds, until=start + left, number=int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
