"""Seconds to publish and to answer the documented questions over a great many people, beside a plain copy of the file.

    python -m benchmarks.publish [--people N] [--rows N] [--rounds N]

An invented warehouse (100,000 people, 2,000,000 rows of evidence, one ranked role) is published; the references are a copy of the published
file, flushed to the disk like it, and DuckDB's own copy of the same tables into a fresh file (COPY FROM DATABASE), which is what a publish without
choosing would cost. They take turns. Then every query of docs/sql.md runs on the published file as `sourcing sql` does.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from benchmarks._table import table, verdict
from warehouse.connection import open_published, open_warehouse
from warehouse.published.publish import publish

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
ROLE = "mlops-operator"
SKILLS = ["Kubernetes", "Docker", "MLflow", "Prometheus", "Airflow", "Terraform", "Helm", "Python"]


def filled(path: Path, *, people: int, rows: int) -> None:
    """Makes the warehouse at `path`."""
    with open_warehouse(path, memory_limit="4GB"):
        pass
    with duckdb.connect(str(path), config={"threads": 2, "memory_limit": "6GB"}) as at:
        at.execute("SET enable_progress_bar = false")
        for statement in _STATEMENTS:
            at.execute(statement.format(people=people, rows=rows, role=ROLE, skills=SKILLS))
        at.execute("CHECKPOINT")


_WHO = "'p' || lpad(CAST(i AS VARCHAR), 12, '0')"
_STATEMENTS = (
    f"INSERT INTO person SELECT {_WHO}, 'Person ' || i, TIMESTAMP '2026-10-01', TIMESTAMP '2027-10-01' FROM range({{people}}) t(i)",
    f"INSERT INTO person_account SELECT {_WHO}, 'github:person-' || i, 'wrote commits' FROM range({{people}}) t(i)",
    "INSERT INTO account_seen SELECT 'git.example/o/r' || (i % 20000), 'github:person-' || i, 'Person ' || i, false, 'b' FROM range({people}) t(i)",
    """INSERT INTO repository BY NAME SELECT 'git.example/o/r' || i AS repository, 'o/r' || i AS name, 'https://git.example/o/r' || i AS web_url,
        'c0ffee' AS commit, 40 AS commits, false AS is_shallow, '' AS readme, [] AS dependencies, 'product' AS place,
        'b' AS batch_id FROM range(20000) t(i)""",
    """INSERT INTO commit_fact BY NAME SELECT 'git.example/o/r' || (i % 20000) AS repository, 'c' || i AS id,
        'github:person-' || (i % {people}) AS account,
        TIMESTAMP '2024-01-01' + to_days(CAST(i % 900 AS INTEGER)) AS authored_at, 'Add a part' AS subject, 4 AS body_words, false AS is_merge,
        2 AS files, 'b' AS batch_id FROM range({people} * 10) t(i)""",
    """INSERT INTO evidence_fact BY NAME SELECT 'e' || i AS evidence_id, 'git.example/o/r' || (i % 20000) AS repository,
        'github:person-' || (i % {people}) AS account, ['infrastructure', 'monitoring', 'model_serving', 'activity',
        'packaging'][1 + i % 5] AS signal,
        ['kubernetes', 'alert', 'endpoint', 'production', 'package'][1 + i % 5] AS kind, 1 + i % 9 AS value, 1 AS own_value, 'files' AS unit,
        'deploy/part_' || (i % 50) || '.yaml' AS path, CAST(1 + i % 300 AS INTEGER) AS line, 'c0ffee' AS commit,
        'https://git.example/o/r' || (i % 20000) || '/blob/c0ffee/deploy/part_' || (i % 50) || '.yaml#L' || (1 + i % 300) AS link,
        TIMESTAMP '2024-01-01' + to_days(CAST(i % 900 AS INTEGER)) AS observed_at, (i % 10) / 10 AS authored_share,
        'Kubernetes Deployment in deploy/part_' || (i % 50) || '.yaml' AS detail, [{skills}[1 + i % 8],
        {skills}[1 + (i + 3) % 8]] AS skills, 'b' AS batch_id
        FROM range({rows}) t(i)""",
    """INSERT INTO run BY NAME SELECT 'r1' AS run_id, '{role}' AS role, 'Operator' AS title, 'operator' AS archetype, 'mlops' AS specialisation,
        DATE '2026-11-01' AS as_of, TIMESTAMP '2026-11-01' AS ranked_at, true AS is_latest, '{{}}' AS manifest""",
    f"""INSERT INTO entry BY NAME SELECT 'r1' AS run_id, CAST(1 + i AS INTEGER) AS rank, {_WHO} AS person_id,
        90 - 80 * i / {{people}} AS score, 0.8 AS coverage,
        'some evidence' AS band, 2.0 AS margin, 'owns' AS level, 'owns o/r' AS level_says FROM range({{people}}) t(i)""",
    f"""INSERT INTO part SELECT 'r1', {_WHO}, CAST(1 + n AS INTEGER), 'part ' || n, 16.0, 0.5, 8.0, '' FROM range({{people}}) t(i),
        range(6) u(n)""",
    f"""INSERT INTO reason BY NAME SELECT 'r1' AS run_id, {_WHO} AS person_id, CAST(1 + n AS INTEGER) AS position, {{skills}}[1 + n] AS requirement,
        'Kubernetes Deployment in deploy/part.yaml' AS sentence, CASE WHEN n < 4 THEN 'e' || (i + n * {{people}}) END AS evidence_id
        FROM range({{people}}) t(i), range(5) u(n)""",
    "INSERT INTO asked SELECT 'r1', CAST(1 + n AS INTEGER), {skills}[1 + n], n < 4 FROM range(8) u(n)",
    f"""INSERT INTO requirement SELECT 'r1', {_WHO}, {{skills}}[1 + n], 0.5, 'e' || (i + n * {{people}}) FROM range({{people}}) t(i),
        range(5) u(n)""",
)


def timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def copied(source: Path, target: Path) -> None:
    """A plain copy, on the disk."""
    shutil.copyfile(source, target)
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def copied_by_duckdb(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "6GB"}) as at:
        at.execute("SET enable_progress_bar = false")
        at.execute(f"ATTACH '{source}' AS one (READ_ONLY); ATTACH '{target}' AS two; COPY FROM DATABASE one TO two")


def questions() -> list[str]:
    """The queries of docs/sql.md."""
    text = (ROOT / "docs/sql.md").read_text("utf-8")
    blocks = re.findall(r"^```sql\n(.*?)^```", text, re.S | re.M)
    return [query.strip() for block in blocks for query in block.split(";") if query.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held, shown = folder / "warehouse.duckdb", folder / "published" / "shortlists.duckdb"
        filled(held, people=given.people, rows=given.rows)
        seconds: dict[str, list[float]] = {"publish": [], "copy of the file": [], "COPY FROM DATABASE": []}
        with open_warehouse(held, memory_limit="4GB") as warehouse:
            for _ in range(given.rounds):
                seconds["publish"].append(timed(lambda: publish(warehouse, shown, now=NOW)))
                seconds["copy of the file"].append(timed(lambda: copied(shown, folder / "copy.duckdb")))
                seconds["COPY FROM DATABASE"].append(timed(lambda: copied_by_duckdb(shown, folder / "two.duckdb")))
        size = shown.stat().st_size / 1e6
        best = {what: min(each) for what, each in seconds.items()}
        print(f"{given.people:,} people, {given.rows:,} rows of evidence, published file {size:,.0f} MB")
        table(
            ["", "s, best", "s, median"],
            [[what, f"{min(each):.2f}", f"{statistics.median(each):.2f}"] for what, each in seconds.items()],
        )
        with open_published(shown) as published:
            asked = sorted(
                ((min(timed(partial(published.query, query)) for _ in range(2)), query) for query in questions()),
                reverse=True,
            )
        table(["s", "slowest questions"], [[f"{took:.2f}", " ".join(query.split())[:90]] for took, query in asked[:6]])
        verdict(
            "publish",
            figures=[],
            at_most=[
                (best["publish"] / best["copy of the file"], "times a copy of the file", 3.0),
                (best["publish"] / best["COPY FROM DATABASE"], "times DuckDB's own copy of the tables", 3.0),
                (asked[0][0], "s for the slowest question", 1.0),
            ],
        )


if __name__ == "__main__":
    main()
