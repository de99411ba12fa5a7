"""Fuzzes every parser and prints a table; FUZZ_MINUTES for each (default 1), FUZZ_TARGETS names them (`sites/* git/log`), FUZZ_JOBS at a time.

Findings are written to `.fuzz/<target>/`. Mend the parser, then move the input to `tests/fuzz/corpus/<target>/`, where it stays a case.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.target import MEGABYTES, SECONDS, TESTS, catalogue
from tests.fuzz.watch import Ran, watch

FOUND = TESTS.parent / ".fuzz"


def main() -> int:
    """0 where the bounds hold, 1 where they fall short, 2 where no target is called so."""
    minutes = float(os.environ.get("FUZZ_MINUTES", "1"))
    wanted = os.environ.get("FUZZ_TARGETS", "*").replace(",", " ").split()
    names = [name for name in catalogue() if any(fnmatch(name, one) for one in wanted)]
    if not names:
        print(f"fuzz: no target is called {' '.join(wanted)}; there are {', '.join(catalogue())}", file=sys.stderr)
        return 2
    for name in names:
        shutil.rmtree(FOUND / name, ignore_errors=True)
    jobs = int(os.environ.get("FUZZ_JOBS", str(os.cpu_count() or 1)))
    start = int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)
    with ThreadPoolExecutor(jobs) as pool:
        ran = list(pool.map(lambda name: _told(watch(name, seconds=60 * minutes, number=start, found=FOUND)), names))
    return _table(ran)


def _findings(name: str) -> list[Path]:
    return sorted(path for path in (FOUND / name).glob("*") if path.is_file() and path.suffix != ".txt")


def _told(one: Ran) -> Ran:
    found = len(_findings(one.target))
    print(
        f"{one.target}: {one.inputs} inputs, {found} findings{one.broken and ', broken'}", file=sys.stderr, flush=True
    )
    return one


def _table(ran: list[Ran]) -> int:
    """Prints what came of it; 1 where something was found."""
    shown = Table("target", "inputs", "findings", "slowest ms", "peak MB", box=None)
    for column in shown.columns[1:]:
        column.justify = "right"
    for one in ran:
        shown.add_row(
            one.target,
            str(one.inputs),
            str(len(_findings(one.target))),
            f"{1000 * one.slowest:.0f}",
            f"{one.megabytes:.0f}",
        )
    Console(width=100, soft_wrap=True).print(shown)
    found = [path for one in ran for path in _findings(one.target)]
    broken = [one for one in ran if one.broken]
    for path in found:
        print(path.relative_to(TESTS.parent))
    for one in broken:
        print(f"{one.target} cannot be fuzzed: {one.broken}")
    slowest, most = max(one.slowest for one in ran), max(one.megabytes for one in ran)
    verdict = "falls short" if found or broken else "holds"
    print(
        f"fuzz: {len(ran)} targets, {sum(one.inputs for one in ran):,} inputs, {len(found)} findings, slowest {1000 * slowest:.0f} ms, "
        f"{most:.0f} MB (bounds {1000 * SECONDS:.0f} ms, {MEGABYTES} MB): {verdict}"
    )
    return int(bool(found or broken))


if __name__ == "__main__":
    sys.exit(main())
