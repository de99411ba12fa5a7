"""Commits a second of our history reader, beside PyDriller and beside git itself, on the same complete clone.

    python -m benchmarks.git_log [REPOSITORY] [--rounds N] [--driller COMMITS]

Ours reads the whole history with `sourcing.git.log` and folds it into touches; git prints it to nowhere; PyDriller
yields the newest commits and is asked for `modified_files` of each. The three take turns; the median of each counts.
Without an argument an invented history of 3,000 commits over 300 files is read; a real clone tells more.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from pydriller import Repository

from benchmarks._table import table, verdict
from sourcing.git.history import History
from sourcing.git.identity import Identities
from sourcing.git.log import read_log
from sourcing.git.snapshot import locate


def ours(git_dir: Path) -> int:
    history = History()
    history.add(read_log(git_dir, "HEAD", identities=Identities(b"benchmark")))
    return history.count


def bare_git(git_dir: Path) -> int:
    subprocess.run(
        ["git", f"--git-dir={git_dir}", "log", "--raw", "-M100%", "HEAD"], stdout=subprocess.DEVNULL, check=True
    )
    counted = subprocess.run(
        ["git", f"--git-dir={git_dir}", "rev-list", "--count", "HEAD"], capture_output=True, check=True
    )
    return int(counted.stdout)


def driller(git_dir: Path, *, most: int) -> int:
    commits = islice(Repository(str(git_dir), order="date-order").traverse_commits(), most)
    return sum(1 for commit in commits if commit.modified_files is not None)


def rate(read: Callable[[], int]) -> float:
    begun = time.perf_counter()
    commits = read()
    return commits / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--driller", type=int, default=200, help="how many commits PyDriller reads a round")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        git_dir = locate(given.repository) if given.repository else invented(Path(folder))
        measure(git_dir, rounds=given.rounds, most=given.driller)


def invented(folder: Path, *, commits: int = 3_000, files: int = 300) -> Path:
    """A repository whose commits each change one to five files of about a hundred lines, written from a fixed seed."""
    git_dir, draw = folder / "invented.git", random.Random(7)
    subprocess.run(["git", "init", "--quiet", "--bare", str(git_dir)], check=True)
    importer = subprocess.Popen(["git", f"--git-dir={git_dir}", "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin is not None
    lines = {f"package_{n % 20}/module_{n}.py": [f"value_{n}_{k} = {k}" for k in range(100)] for n in range(files)}
    for number in range(commits):
        author = f"Person {number % 40} <person{number % 40}@example.org> {1_500_000_000 + number * 3_600} +0000"
        message = f"Change the modules for the {number}th time".encode()
        importer.stdin.write(
            b"commit refs/heads/main\ncommitter %s\ndata %d\n%s\n" % (author.encode(), len(message), message)
        )
        for path in draw.sample(sorted(lines), draw.randint(1, 5)):
            lines[path][draw.randrange(100)] = f"value = {number}"
            text = "\n".join(lines[path]).encode()
            importer.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text))
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", f"--git-dir={git_dir}", "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return git_dir


def measure(git_dir: Path, *, rounds: int, most: int) -> None:
    rates: dict[str, list[float]] = {"sourcing": [], "git log --raw -M100%": [], "PyDriller": []}
    for _ in range(rounds):
        rates["sourcing"].append(rate(lambda: ours(git_dir)))
        rates["git log --raw -M100%"].append(rate(lambda: bare_git(git_dir)))
        rates["PyDriller"].append(rate(lambda: driller(git_dir, most=most)))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{git_dir}: {bare_git(git_dir)} commits, {rounds} rounds")
    table(
        ("reader", "commits/s (median)", "min", "max"),
        [(name, f"{medians[name]:.0f}", f"{min(values):.0f}", f"{max(values):.0f}") for name, values in rates.items()],
    )
    over_driller = medians["sourcing"] / medians["PyDriller"]
    of_git = medians["sourcing"] / medians["git log --raw -M100%"]
    verdict("git_log", figures=[(over_driller, "× PyDriller", 50), (of_git, "of bare git", 0.4)])


if __name__ == "__main__":
    main()
