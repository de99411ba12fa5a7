"""Whose time is over."""

from __future__ import annotations

from datetime import datetime

from sourcing.moments import naive_utc
from warehouse.connection import Warehouse
from warehouse.rights.notices import Due, overdue


def due(warehouse: Warehouse, *, now: datetime) -> list[Due]:
    """Everybody who is to be erased by now, by person id: kept to their last day, or not told in time."""
    found = {one.person_id: one for one in (*overdue(warehouse, now=now), *expired(warehouse, now=now))}
    return [found[person] for person in sorted(found)]


def expired(warehouse: Warehouse, *, now: datetime) -> list[Due]:
    """Everybody whose `expires_at` is past, by person id."""
    sql = """
        SELECT p.person_id, list(a.account ORDER BY a.account), p.expires_at
        FROM person p JOIN person_account a USING (person_id) WHERE p.expires_at <= ? GROUP BY ALL ORDER BY p.person_id
    """
    return [
        Due(person_id=person, accounts=tuple(accounts), why=f"kept until {ends:%Y-%m-%d}")
        for person, accounts, ends in warehouse.rows(sql, [naive_utc(now)])
    ]
