"""Who was handed to which tool: written in the same step as the files, read before the next export."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sourcing.moments import naive_utc
from warehouse.connection import Warehouse
from warehouse.handing.exporting import Candidate


def exported(warehouse: Warehouse, role: str, *, format_name: str) -> frozenset[str]:
    """The ids of the people who were handed to a format for a role before."""
    sql = """
        SELECT DISTINCT a.person_id FROM export_row x JOIN export e USING (export_id) JOIN person_account a USING (account)
        WHERE e.role = ? AND e.format = ?
    """
    return frozenset(row[0] for row in warehouse.rows(sql, [role, format_name]))


def record(
    warehouse: Warehouse,
    files: Mapping[str, Sequence[Candidate]],
    *,
    role: str,
    format_name: str,
    folder: str,
    by: str,
    now: datetime,
) -> str:
    """The id of the export, which stands in the ledger with everybody in its files; within a transaction of the caller."""
    made = "\n".join([role, format_name, by, now.isoformat(), folder, *files])
    export_id = f"x{hashlib.sha256(made.encode()).hexdigest()[:15]}"
    warehouse.insert("export", [[export_id, role, format_name, folder, by, naive_utc(now)]])
    warehouse.insert("export_row", [[export_id, one.account, file] for file, people in files.items() for one in people])
    return export_id


def exports(published: Warehouse, *, days: int, role: str | None = None) -> list[dict[str, Any]]:
    """The exports of live people, newest first: when, by whom, for which tool and role, how many, which files, and when to delete them.

    Somebody suppressed or expired since is no longer counted.
    """
    sql = """
        SELECT exported_at, exported_by, format, role, count(DISTINCT person_id) AS people, list(DISTINCT file ORDER BY file) AS files
        FROM exports WHERE coalesce(role = $role, true) GROUP BY exported_at, exported_by, format, role ORDER BY exported_at DESC, format, role
    """
    found = published.dicts(sql, {"role": role})
    return [{**row, "delete_by": delete_by(row["exported_at"], days=days)} for row in found]


def delete_by(exported_at: datetime, *, days: int) -> date:
    """The day by which the files of an export are to be deleted."""
    return exported_at.date() + timedelta(days=days)
