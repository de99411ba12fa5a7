"""What of the warehouse is kept for a while only: shortlists of former nights, vectors of former texts, pages' former batches."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from warehouse.audit import record
from warehouse.connection import Warehouse
from warehouse.incoming.community import PREFIX
from warehouse.runs.shortlists import OF_RUN
from warehouse.runs.stored import LET_GO


def former_runs(warehouse: Warehouse, *, keep: int) -> list[str]:
    """The shortlists that are not among the latest `keep` of their role, oldest first."""
    sql = """
        SELECT run_id FROM run QUALIFY row_number() OVER (PARTITION BY role ORDER BY is_latest DESC, ranked_at DESC, run_id) > ?
        ORDER BY ranked_at, run_id
    """
    return [run for (run,) in warehouse.rows(sql, [keep])]


def let_go(warehouse: Warehouse, runs: Sequence[str], *, now: datetime) -> None:
    """Takes shortlists out; the log tells which, so that nobody takes it for an edit. In a transaction of the caller."""
    for table in (*OF_RUN, "run"):
        warehouse.run(f"DELETE FROM {table} WHERE run_id IN (SELECT unnest(?))", [list(runs)])  # noqa: S608
    record(warehouse, LET_GO, now=now, told={"runs": list(runs)})


def batches_needed(warehouse: Warehouse, *, without: Collection[str]) -> set[str]:
    """The batches that any row comes from, and those that stored shortlists were made from, but for those `without`."""
    loaded = f"SELECT batch_id FROM batch WHERE NOT starts_with(kind, '{PREFIX}')"  # noqa: S608
    found = {batch for (batch,) in warehouse.rows(f"{_named(warehouse)} UNION {loaded}")}
    for run, text in warehouse.rows("SELECT run_id, manifest FROM run"):
        found |= set(json.loads(json.loads(text).get("batches", "[]"))) if run not in without else set()
    return found


def forget_batches(warehouse: Warehouse, *, held: Collection[str]) -> None:
    """Takes out the names of pages' batches that are not in the landing any more and that no row comes from."""
    gone = f"DELETE FROM batch WHERE starts_with(kind, '{PREFIX}') AND batch_id NOT IN (SELECT unnest(?)) AND batch_id NOT IN ({_named(warehouse)})"  # noqa: S608
    warehouse.run(gone, [sorted(held)])


def _named(warehouse: Warehouse) -> str:
    """The query for every batch that a row of any table comes from."""
    sql = """
        SELECT table_name FROM duckdb_columns() WHERE column_name = 'batch_id' AND table_name <> 'batch' AND NOT internal
        AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY 1
    """
    tables = (table for (table,) in warehouse.rows(sql))
    return " UNION ".join(f"SELECT batch_id FROM {table} WHERE batch_id IS NOT NULL" for table in tables)  # noqa: S608


def count_vectors(warehouse: Warehouse) -> int:
    """How many texts have a vector."""
    return int(warehouse.rows("SELECT count(*) FROM embedding")[0][0])


def most_vectors(warehouse: Warehouse) -> int:
    """How many vectors a home is to have at most before those of former texts go: twice what every role may ask of every repository."""
    sql = "SELECT 2 * (SELECT count(*) + 50 FROM repository) * (SELECT count(*) FROM run WHERE is_latest)"
    return int(warehouse.rows(sql)[0][0])


def keep_vectors(warehouse: Warehouse, hashes: Collection[str], *, model: str) -> None:
    """Takes out all vectors but those of these texts by this model; a text that comes back is encoded again, to the same bits."""
    gone = "DELETE FROM embedding WHERE model <> ? OR text_hash NOT IN (SELECT unnest(?))"
    warehouse.run(gone, [model, sorted(hashes)])


def roles_ranked(warehouse: Warehouse) -> list[str]:
    """The text of the role of each latest shortlist that tells it."""
    manifests = warehouse.rows("SELECT manifest FROM run WHERE is_latest ORDER BY role")
    return [role for (text,) in manifests if (role := json.loads(text).get("role"))]
