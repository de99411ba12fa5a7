"""Seconds and memory of the import of Meta Kaggle, beside DuckDB's own bare count of the rows of the same files.

    python -m benchmarks.imports [--rows N] [--named N] [--rounds N] [--folder FOLDER]

Writes an invented Users.csv and UserAchievements.csv (four rows a user, as the real file has; 97,741,736 rows there) from a fixed seed.
Ours reads both under `memory_limit = 512MB` and keeps the tiers of `--named` accounts; the reference counts the rows of both with the
same limit and dialect. The two take turns, each time in a process of its own, whose peak of resident memory is told.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import duckdb

from benchmarks._table import table, verdict
from sourcing.importing import Given
from sourcing.imports.kaggle import read
from sourcing.records import Account
from warehouse.incoming.dumps import open_dumps

_LIMIT = "512MB"
_STEP = 7_919  # between the users who are named


def invented(folder: Path, *, rows: int) -> list[Path]:
    users, reached = folder / "Users.csv", folder / "UserAchievements.csv"
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"""
            COPY (SELECT i AS Id, 'sbx-' || i AS UserName, 'Person, "No" ' || i AS DisplayName, '01/20/2014' AS RegisterDate,
                         CASE WHEN hash(i) % 500 = 0 THEN 2 ELSE 0 END AS PerformanceTier, 'Norway' AS Country, false AS LocationSharingOptOut
                  FROM range({rows // 4}) t(i)) TO '{users}' (HEADER)
        """)
        connection.execute(f"""
            COPY (SELECT i AS Id, i // 4 AS UserId, ['Competitions', 'Scripts', 'Discussion', 'Datasets'][1 + i % 4] AS AchievementType,
                         CASE WHEN hash(i) % 200 = 0 THEN 2 + hash(i) % 3 ELSE hash(i) % 2 END AS Tier, '06/03/2025' AS TierAchievementDate,
                         hash(i) % 900 AS Points, CASE WHEN hash(i) % 50 = 0 THEN hash(i) % 9000 END AS CurrentRanking,
                         CASE WHEN hash(i) % 50 = 0 THEN hash(i) % 9000 END AS HighestRanking,
                         0 AS TotalGold, hash(i) % 3 AS TotalSilver, hash(i) % 5 AS TotalBronze
                  FROM range({rows}) t(i)) TO '{reached}' (HEADER)
        """)
    return [users, reached]


def ours(files: list[Path], *, named: int) -> int:
    handles = [f"sbx-{number * _STEP}" for number in range(named)]
    with tempfile.TemporaryDirectory() as scratch, open_dumps(Path(scratch), memory_limit=_LIMIT) as tables:
        accounts = {one: Account(site="kaggle", handle=one) for one in handles}
        given = Given(tables=tables, named=accounts, key=b"", today=date(2026, 11, 1))
        told = sum(1 for _ in read(files, given))
        assert not given.lost.counts
    return told


def bare(files: list[Path]) -> int:
    with duckdb.connect(config={"threads": 2, "memory_limit": _LIMIT}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for file in files:
            (counted,) = connection.execute(f"SELECT count(*) FROM read_csv('{file}', all_varchar = true)").fetchall()
    return int(counted[0])


def measured(name: str, files: list[Path], named: int) -> tuple[float, float, int]:
    """Seconds, megabytes at the peak, and what was counted; to be called in a process of its own."""
    began = time.perf_counter()
    found = bare(files) if name == "bare" else ours(files, named=named)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--named", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the files are written; 70 bytes a row")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        files = invented(Path(folder), rows=given.rows)
        size = sum(file.stat().st_size for file in files) / 1e9
        rounds: dict[str, list[tuple[float, float, int]]] = {"bare": [], "ours": []}
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as alone:
            for _ in range(given.rounds):
                for name, took in rounds.items():
                    took.append(alone.submit(measured, name, files, given.named).result())
    print(
        f"{given.rows:,} rows of achievements and {given.rows // 4:,} users, {size:.1f} GB, {given.named} accounts named"
    )
    seconds = {name: statistics.median(one[0] for one in took) for name, took in rounds.items()}
    peak = {name: max(one[1] for one in took) for name, took in rounds.items()}
    rows = [(name, f"{seconds[name]:.1f}", f"{peak[name]:.0f}", took[-1][2]) for name, took in rounds.items()]
    table(("reader", "seconds (median)", "peak MB", "found"), rows)
    slower = seconds["ours"] / seconds["bare"]
    verdict("imports", figures=[], at_most=[(slower, "× a bare count", 3), (peak["ours"], "MB at the peak", 700)])


if __name__ == "__main__":
    main()
