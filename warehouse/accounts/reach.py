"""Which accounts elsewhere are worth asking for: those that somebody names of whom code was read."""

from __future__ import annotations

from datetime import datetime

from sourcing.moments import naive_utc
from sourcing.records import Account
from warehouse.accounts.identity import namings
from warehouse.connection import Warehouse

_MINE = """
    WITH live AS (  -- grain: one live person of whom code was read
        SELECT DISTINCT person_id FROM person_account JOIN person USING (person_id) SEMI JOIN account_seen USING (account) WHERE expires_at > ?
    )
    SELECT account FROM person_account SEMI JOIN live USING (person_id)
"""
_PACKAGES = """
    SELECT DISTINCT lower(regexp_extract(detail, '^Python package (\\S+) defined in', 1)) FROM evidence_fact
    WHERE signal = 'packaging' AND kind = 'package' AND authored_share >= 0.5 AND list_contains(?, account)
"""


def to_ask(warehouse: Warehouse, *, now: datetime) -> list[Account]:
    """The accounts that live people with code name as their own, those joined to them, and the packages that they mostly define."""
    mine = {account for (account,) in warehouse.rows(_MINE, [naive_utc(now)])}
    named = {one.to for one in namings(warehouse) if one.account in mine}
    packages = {f"pypi:project/{name}" for (name,) in warehouse.rows(_PACKAGES, [sorted(mine)]) if name}
    return [Account.parse(key) for key in sorted(named | mine | packages)]


def read_since(warehouse: Warehouse, moment: datetime) -> set[str]:
    """The accounts of which a page was read since."""
    sql = "SELECT DISTINCT account FROM site_page WHERE fetched_at >= ?"
    return {account for (account,) in warehouse.rows(sql, [naive_utc(moment)])}
