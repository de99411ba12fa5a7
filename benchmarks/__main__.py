"""Runs benchmarks, each in a process of its own, and puts what each said last into the table of `benchmarks/README.md`.

`python -m benchmarks` runs all that need nothing but this repository; `python -m benchmarks NAME [ARGUMENT …]` runs one.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
NEED_MORE = frozenset({"ranking"})  # run only by name: the development benchmark is no part of this repository
_FIGURE, _MACHINE, _DATE = 4, 5, 6  # columns of the table that a run fills in


def main(named: str | None = None, *arguments: str) -> int:
    """0 where every benchmark said whether its bounds hold, 1 where one did not, 2 where none is called so."""
    known = sorted(path.stem for path in HERE.glob("[a-z]*.py"))
    if named and named not in known:
        print(f"benchmarks: none is called {named!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = False
    for name in [named] if named else [one for one in known if one not in NEED_MORE]:
        said = run(name, arguments)
        failed |= not said
        if said:
            file = HERE / "README.md"
            told = f"{said} (`{' '.join(arguments)}`)" if arguments and name not in NEED_MORE else said
            cells = {_FIGURE: told, _MACHINE: machine(), _DATE: f"{datetime.now(UTC):%Y-%m-%d}"}
            file.write_text(filled(file.read_text("utf-8"), name, cells), "utf-8")
    return int(failed)


def run(name: str, arguments: tuple[str, ...]) -> str:
    """What a benchmark says of its bounds, while all that it prints is shown; empty where it does not come so far."""
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if match := re.fullmatch(rf"{name}\b[^:]*: (.*: (?:holds|falls short))\n?", line):
                found.append(match[1])
    return "; ".join(found)


def filled(text: str, name: str, cells: dict[int, str]) -> str:
    """The table with some cells of a benchmark's row replaced. Errors: ValueError where the benchmark has no row."""
    lines = text.split("\n")
    at = next((place for place, line in enumerate(lines) if re.match(rf"\| `{name}\b", line)), None)
    if at is None:
        raise ValueError(f"benchmarks/README.md has no row for {name}")
    row = lines[at].split("|")
    for column, cell in cells.items():
        row[column] = f" {cell} "
    lines[at] = "|".join(row)
    return "\n".join(lines)


def machine() -> str:
    """Cores, memory and processor of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    model = ""
    if (told := Path("/proc/cpuinfo")).exists():
        model = next(
            (f", {line.partition(': ')[2]}" for line in told.read_text().split("\n") if "model name" in line), ""
        )
    return f"{os.cpu_count()} cores{model or ', ' + platform.machine()}, {memory:.0f} GiB"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
