"""All signals over real repositories, beside the least that reading them costs, on the same blobs in the same run.

    python -m benchmarks.signals [REPOSITORY ...] [--rounds N] [--scale FILES ...]

The product reads the tree and the chosen blobs, asks every signal and credits the findings to people; the history is read
before, for it has a benchmark of its own (`git_log`). The floor on the same blobs: `git ls-tree`, `git cat-file --batch`,
`ast.parse` of each Python file, and ruff over them with the same rules. Both run in processes of their own, in turn; the median of
each counts, and the ratio is that of the sums. `--scale` measures invented trees of so many files. Without a repository the
sandbox's are read; twenty real clones tell more.
"""

from __future__ import annotations

import argparse
import ast
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from ruff import find_ruff_bin

from benchmarks._table import table, verdict
from sourcing.choice import choose
from sourcing.evidence.reading import View
from sourcing.extract import ask, attribute
from sourcing.git.address import Target, repository_of
from sourcing.git.history import History
from sourcing.git.identity import Identities
from sourcing.git.log import read_log
from sourcing.git.snapshot import committed_at, decode, locate, read_blobs, readable, resolve, tree
from sourcing.parsing import linting
from sourcing.records import Contributions, Held, Snapshot
from sourcing.sandbox.build import build_world
from sourcing.signals import catalogue

BOUND, MEMORY, FLAT = 2.0, 500.0, 1.5


def read(git_dir: Path, commit: str) -> Snapshot:
    """The snapshot as the product chooses and reads it."""
    files = tree(git_dir, commit)
    chosen = choose(files)
    wanted, held = readable(git_dir, chosen)
    blobs = {name: decode(data) for name, data in read_blobs(git_dir, wanted)}
    texts = {
        entry.path: text
        for entry in chosen
        if held[entry.path] is Held.HELD and (text := blobs.get(entry.blob)) is not None
    }
    held = {path: state if state is not Held.HELD or path in texts else Held.BINARY for path, state in held.items()}
    return Snapshot(
        repository=repository_of(Target(location=str(git_dir)), origin=None),
        commit=commit,
        committed_at=committed_at(git_dir, commit),
        commits=1,
        is_shallow=False,
        files=tuple(files),
        held=held,
        texts=texts,
    )


def contributions(git_dir: Path, commit: str) -> Contributions:
    """What people did, read before the clock starts."""
    history = History()
    history.add(read_log(git_dir, commit, identities=Identities(b"benchmark")))
    return history.contributions(paths=frozenset(entry.path for entry in tree(git_dir, commit)))


def product(git_dir: Path, commit: str) -> dict[str, float]:
    """Seconds, files read, files in the tree, rows of evidence."""
    known, done = catalogue(), contributions(git_dir, commit)
    begun = time.perf_counter()
    snapshot = read(git_dir, commit)
    view = View(snapshot)
    found = attribute(view, done, ask(view, done, known=known), known=known)
    return {
        "seconds": time.perf_counter() - begun,
        "read": len(snapshot.texts),
        "files": len(snapshot.files),
        "evidence": len(found.evidence),
    }


def floor(git_dir: Path, commit: str) -> dict[str, float]:
    """Seconds of the least that the same blobs cost."""
    held = read(git_dir, commit)
    blobs = {entry.blob: entry.path for entry in held.files if entry.path in held.texts}
    del held
    command = ["git", f"--git-dir={git_dir}"]
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    begun = time.perf_counter()
    subprocess.run([*command, "ls-tree", "-r", "-z", commit], stdout=subprocess.PIPE, check=True)
    printed = subprocess.run([*command, "cat-file", "--batch"], input=asked, stdout=subprocess.PIPE, check=True).stdout
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, (blob, data) in enumerate(_split(printed)):
            if blobs[blob].endswith(".py"):
                _parse(data)
                (Path(folder) / f"{number}.py").write_bytes(data)
        subprocess.run(
            [find_ruff_bin(), "check", *linting.OPTIONS, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    return {"seconds": time.perf_counter() - begun}


def _parse(data: bytes) -> None:
    try:
        ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return


def _split(printed: bytes) -> list[tuple[str, bytes]]:
    found, at = [], 0
    while at < len(printed):
        end = printed.index(b"\n", at)
        words = printed[at:end].decode().split()
        at = end + 1
        if len(words) == 3:
            size = int(words[2])
            found.append((words[0], printed[at : at + size]))
            at += size + 1
    return found


def measured(what: str, git_dir: Path) -> dict[str, float]:
    """One measurement in a process of its own, with its peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.signals", "--measure", what, str(git_dir)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one(what: str, git_dir: Path) -> None:
    commit = resolve(git_dir, None)
    if commit is None:
        raise SystemExit(f"{git_dir} is empty")
    found = (product if what == "product" else floor)(git_dir, commit)
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({**found, "megabytes": max(peaks) / 1024}))


def compare(repositories: list[Path], *, rounds: int) -> tuple[float, float]:
    """The ratio of the sums of the medians, and the highest peak of memory."""
    rows: list[tuple[object, ...]] = []
    sums, peak = [0.0, 0.0], 0.0
    for git_dir in repositories:
        ours, least = [], []
        for _ in range(rounds):
            ours.append(measured("product", git_dir))
            least.append(measured("floor", git_dir))
        mine, bare = (statistics.median(row["seconds"] for row in rows_) for rows_ in (ours, least))
        memory = max(row["megabytes"] for row in ours)
        sums, peak = [sums[0] + mine, sums[1] + bare], max(peak, memory)
        name = git_dir.parent.name if git_dir.name == "repo" else git_dir.stem
        figures = f"{ours[0]['files']:.0f}", f"{ours[0]['read']:.0f}", f"{ours[0]['evidence']:.0f}"
        rows.append((name, *figures, f"{mine:.2f}", f"{bare:.2f}", f"{mine / bare:.2f}", f"{memory:.0f}"))
    table(("repository", "files", "read", "evidence", "signals s", "floor s", "ratio", "peak MB"), rows)
    return sums[0] / sums[1], peak


def scale(sizes: list[int], *, folder: Path, rounds: int) -> tuple[float, float]:
    """How much more a file costs in the largest invented tree than in the smallest, and the highest peak of memory."""
    rows, costs, peak = [], [], 0.0
    for size in sizes:
        git_dir = invented(folder / f"{size}.git", size)
        runs = [measured("product", git_dir) for _ in range(rounds)]
        seconds, memory = statistics.median(run["seconds"] for run in runs), max(run["megabytes"] for run in runs)
        costs.append(seconds / size)
        peak = max(peak, memory)
        per_read = 1000 * seconds / runs[0]["read"]
        rows.append(
            (
                size,
                f"{runs[0]['read']:.0f}",
                f"{seconds:.2f}",
                f"{1000 * costs[-1]:.2f}",
                f"{per_read:.2f}",
                f"{memory:.0f}",
            )
        )
    table(("files", "read", "signals s", "ms a file", "ms a file read", "peak MB"), rows)
    return costs[-1] / costs[0], peak


def invented(git_dir: Path, files: int) -> Path:
    """A repository of so many small Python modules, a tenth of them tests, brought in by a hundred commits."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(git_dir)], check=True)
    importer = subprocess.Popen(["git", f"--git-dir={git_dir}", "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin is not None
    for start in range(0, files, max(1, files // 100)):
        author = f"Person {start % 7} <person{start % 7}@example.org> {1_600_000_000 + start} +0000"
        importer.stdin.write(b"commit refs/heads/main\ncommitter %s\ndata 3\nAdd\n" % author.encode())
        for number in range(start, min(files, start + max(1, files // 100))):
            is_test = number % 10 == 0
            path = (
                f"tests/part{number % 97}/test_m{number}.py" if is_test else f"package/part{number % 97}/m{number}.py"
            )
            importer.stdin.write(b"M 100644 inline %s\ndata " % path.encode())
            text = _module(number, is_test=is_test).encode()
            importer.stdin.write(b"%d\n%s\n" % (len(text), text))
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", f"--git-dir={git_dir}", "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return git_dir


def _module(number: int, *, is_test: bool) -> str:
    """Some fifty lines of plain Python."""
    head = "import os\nimport numpy as np\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
    kind = "test_case" if is_test else "part"
    body = "".join(
        f'def {kind}_{number}_{place}(value: int) -> int:\n    """Return more."""\n    total = value + {place}\n'
        "    for step in range(3):\n        total += step\n    assert total\n    return total\n\n\n"
        for place in range(5)
    )
    return head + body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    parser.add_argument("--measure", choices=["product", "floor"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        one(given.measure, given.repositories[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        repositories = [locate(path) for path in given.repositories] or _sandbox(Path(folder) / "world")
        ratio, peak = compare(repositories, rounds=given.rounds)
        figures = [(ratio, "× the floor", BOUND)]
        if given.scale:
            flat, larger = scale(given.scale, folder=Path(folder), rounds=1)
            peak = max(peak, larger)
            figures.append((flat, "× the cost of a file in the smallest tree", FLAT))
    verdict("signals", figures=[], at_most=[*figures, (peak, "MB at most", MEMORY)])


def _sandbox(folder: Path) -> list[Path]:
    """The invented repositories that hold something."""
    paths = [one.path for one in build_world(folder).repositories]
    return [
        path
        for path in paths
        if subprocess.run(
            ["git", f"--git-dir={path}", "rev-parse", "-q", "--verify", "HEAD"], stdout=subprocess.DEVNULL
        ).returncode
        == 0
    ]


if __name__ == "__main__":
    main()
