"""Prefect's own records of former runs, in the database that it keeps in a home."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, text

from sourcing.database import Database
from sourcing.moments import naive_utc

_RECORDS = {  # by table: when a record is from
    "event_resources": "occurred",
    "events": "occurred",
    "log": "timestamp",
    "task_run_state": "timestamp",
    "task_run": "created",
    "flow_run_state": "timestamp",
    "flow_run": "expected_start_time",  # one that is still to come was written down long before
}
_IN_USE = "id NOT IN (SELECT latest_id FROM artifact_collection)"


def forget_records(database: Database, before: datetime) -> int:
    """How many records from before a moment were taken out; the newest artifact of each name stays. Errors: HomeError."""
    moment, count = {"before": naive_utc(before).isoformat(" ", "microseconds")}, 0
    with database.begin() as at:
        there = set(inspect(at).get_table_names())
        for table, column in _RECORDS.items():
            if table in there:
                count += at.execute(text(f"DELETE FROM {table} WHERE {column} < :before"), moment).rowcount  # noqa: S608
        if {"artifact", "artifact_collection"} <= there:
            old = text(f"DELETE FROM artifact WHERE created < :before AND {_IN_USE}")  # noqa: S608
            count += at.execute(old, moment).rowcount
    return count
