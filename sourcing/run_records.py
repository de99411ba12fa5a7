"""Prefect's own records of former runs, in the database that it keeps in a home."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, text

from sourcing.database import Database
from sourcing.moments import naive_utc

_OLD = {  # what of each table goes, in this order: a run that is still to come was written down long before
    "flow_run": "expected_start_time < :before",
    "task_run": "created < :before AND (flow_run_id IS NULL OR flow_run_id NOT IN (SELECT id FROM flow_run))",
    "flow_run_state": "flow_run_id NOT IN (SELECT id FROM flow_run)",
    "task_run_state": "task_run_id NOT IN (SELECT id FROM task_run)",
    "event_resources": "occurred < :before",
    "events": "occurred < :before",
    "log": "timestamp < :before",
    "artifact": "created < :before AND id NOT IN (SELECT latest_id FROM artifact_collection)",
}


def forget_records(database: Database, before: datetime) -> int:
    """How many records from before a moment were taken out; the newest artifact of each name stays. Errors: HomeError."""
    moment = {"before": naive_utc(before).isoformat(" ", "microseconds")}
    with database.begin() as at:
        there = set(inspect(at).get_table_names())
        statements = [text(f"DELETE FROM {table} WHERE {which}") for table, which in _OLD.items() if table in there]  # noqa: S608
        return sum(at.execute(one, moment if ":before" in one.text else {}).rowcount for one in statements)
