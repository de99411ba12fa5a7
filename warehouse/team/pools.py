"""Pools, tags and notes of the team on people, across roles; pools and tags end on a day, and what has ended is dropped.

What writes here is called within a transaction, but for `drop_ended`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sourcing.errors import UsageError
from sourcing.moments import naive_utc
from warehouse.accounts.whom import naming_accounts
from warehouse.connection import Warehouse

_MINE = "SELECT account FROM person_account WHERE person_id IN (SELECT unnest(?::VARCHAR[]))"  # also where it was another's id before


def drop_ended(warehouse: Warehouse, *, now: datetime) -> None:
    """Takes out the pools and tags whose last day is over, with their members."""
    today = naive_utc(now).date()
    with warehouse.transaction():
        warehouse.run("DELETE FROM pool WHERE expires_on < ?", [today])
        warehouse.run("DELETE FROM pool_member WHERE pool NOT IN (SELECT pool FROM pool)")
        warehouse.run("DELETE FROM tag WHERE expires_on < ?", [today])


def make_pool(warehouse: Warehouse, pool: str, *, purpose: str, expires_on: date, by: str, now: datetime) -> bool:
    """Whether the pool is new; of one that is there the purpose and the last day become these, its people stay."""
    is_new = not warehouse.rows("SELECT 1 FROM pool WHERE pool = ?", [pool])
    warehouse.run("DELETE FROM pool WHERE pool = ?", [pool])
    warehouse.insert("pool", [[pool, purpose, expires_on, by, naive_utc(now)]])
    return is_new


def check_pool(warehouse: Warehouse, pool: str) -> None:
    """Passes where the pool is there. Errors: UsageError."""
    known = [name for (name,) in warehouse.rows("SELECT pool FROM pool ORDER BY pool")]
    if pool not in known:
        raise UsageError(
            f"there is no pool {pool!r}",
            remedy=f"make it with `sourcing pool make` (there are: {', '.join(known) or 'none'})",
        )


def add_to_pool(warehouse: Warehouse, pool: str, people: Iterable[str], *, by: str, now: datetime) -> int:
    """How many people, given by id, were not in the pool before. Errors: UsageError where there is no such pool."""
    check_pool(warehouse, pool)
    inside = "SELECT DISTINCT a.person_id FROM pool_member m JOIN person_account a USING (account) WHERE m.pool = ?"
    already = {person for (person,) in warehouse.rows(inside, [pool])}
    accounts = naming_accounts(warehouse, people)
    rows = [
        [pool, account, by, naive_utc(now)] for person, account in sorted(accounts.items()) if person not in already
    ]
    warehouse.insert("pool_member", rows)
    return len(rows)


def remove_from_pool(warehouse: Warehouse, pool: str, people: Iterable[str] | None) -> int:
    """How many people left the pool; None for all of them, and the pool with them. Errors: UsageError where there is none."""
    check_pool(warehouse, pool)
    before = warehouse.rows("SELECT count(*) FROM pool_member WHERE pool = ?", [pool])[0][0]
    if people is None:
        warehouse.run("DELETE FROM pool_member WHERE pool = ?", [pool])
        warehouse.run("DELETE FROM pool WHERE pool = ?", [pool])
    else:
        warehouse.run(f"DELETE FROM pool_member WHERE pool = ? AND account IN ({_MINE})", [pool, sorted(people)])  # noqa: S608
    return int(before - warehouse.rows("SELECT count(*) FROM pool_member WHERE pool = ?", [pool])[0][0])


def tag(
    warehouse: Warehouse, people: Iterable[str], tag: str, *, purpose: str, expires_on: date, by: str, now: datetime
) -> int:
    """How many people have the tag now; one that they had before has this purpose and last day."""
    accounts = naming_accounts(warehouse, people)
    warehouse.run(f"DELETE FROM tag WHERE tag = ? AND account IN ({_MINE})", [tag, sorted(accounts)])  # noqa: S608
    rows = [[account, tag, purpose, expires_on, by, naive_utc(now)] for account in sorted(accounts.values())]
    warehouse.insert("tag", rows)
    return len(rows)


def untag(warehouse: Warehouse, people: Iterable[str], tag: str) -> int:
    """How many people had the tag, and have it no more."""
    mine = f"FROM tag WHERE tag = ? AND account IN ({_MINE})"
    asked = [tag, sorted(people)]
    count = int(warehouse.rows(f"SELECT count(*) {mine}", asked)[0][0])
    warehouse.run(f"DELETE {mine}", asked)
    return count


def note(warehouse: Warehouse, people: Iterable[str], text: str, *, by: str, now: datetime) -> int:
    """How many people, given by id, the note was written on; each may ask to read it."""
    accounts = naming_accounts(warehouse, people)
    warehouse.insert("note", [[account, text, by, naive_utc(now)] for account in sorted(accounts.values())])
    return len(accounts)
