"""Whose time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sourcing.moments import naive_utc
from warehouse.connection import Warehouse


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Somebody who is to be erased, and why."""

    person_id: str
    accounts: tuple[str, ...]
    why: str


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
