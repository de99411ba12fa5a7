"""Which accounts elsewhere are worth asking for: those that somebody names of whom code was read."""

from __future__ import annotations

from datetime import datetime

from sourcing.moments import naive_utc
from sourcing.records import Account
from warehouse.connection import Warehouse
from warehouse.identity import namings


def to_ask(warehouse: Warehouse, *, now: datetime) -> list[Account]:
    """The accounts that live people with code name as their own, and those joined to them, in order."""
    mine = {
        account
        for (account,) in warehouse.rows(
            """
            WITH live AS (  -- grain: one live person of whom code was read
                SELECT DISTINCT person_id FROM person_account JOIN person USING (person_id) SEMI JOIN account_seen USING (account)
                WHERE expires_at > ?
            )
            SELECT account FROM person_account SEMI JOIN live USING (person_id)
            """,
            [naive_utc(now)],
        )
    }
    named = {one.to for one in namings(warehouse) if one.account in mine}
    return [Account.parse(key) for key in sorted(named | mine)]


def read_since(warehouse: Warehouse, moment: datetime) -> set[str]:
    """The accounts of which a page was read since."""
    sql = "SELECT DISTINCT account FROM site_page WHERE fetched_at >= ?"
    return {account for (account,) in warehouse.rows(sql, [naive_utc(moment)])}
