"""Prefect's own records of former runs, in the database that it keeps in a home."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, text

from sourcing.database import Database
from sourcing.moments import naive_utc

_LATEST = """
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY deployment_id ORDER BY expected_start_time DESC) AS place
        FROM flow_run WHERE end_time IS NOT NULL AND deployment_id IS NOT NULL
    ) WHERE place = 1
"""  # of each deployment the run that ended last: from it a schedule knows what it missed
_OLD = {  # what of each table goes, in this order: a run that is still to come was written down long before
    "flow_run": f"expected_start_time < :before AND id NOT IN ({_LATEST})",
    "task_run": "created < :before AND (flow_run_id IS NULL OR flow_run_id NOT IN (SELECT id FROM flow_run))",
    "flow_run_state": "flow_run_id NOT IN (SELECT id FROM flow_run)",
    "task_run_state": "task_run_id NOT IN (SELECT id FROM task_run)",
    "event_resources": "occurred < :before",
    "events": "occurred < :before",
    "log": "timestamp < :before",
    "artifact": "created < :before AND id NOT IN (SELECT latest_id FROM artifact_collection)",
}


def forget_records(database: Database, before: datetime) -> int:
    """How many records from before a moment were taken out; the newest artifact of each name and run of each job stay. Errors: HomeError."""
    moment = {"before": naive_utc(before).isoformat(" ", "microseconds")}
    with database.begin() as at:
        there = set(inspect(at).get_table_names())
        statements = [text(f"DELETE FROM {table} WHERE {which}") for table, which in _OLD.items() if table in there]  # noqa: S608
        return sum(at.execute(one, moment if ":before" in one.text else {}).rowcount for one in statements)
