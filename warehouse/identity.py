"""Accounts joined into people, by declared links only, the reason of every join kept."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from warehouse.connection import Warehouse

Link = tuple[str, str, str]  # two accounts and the reason of the join


def person_id(account: str) -> str:
    """The id of the person whose smallest account this is."""
    return f"p{hashlib.sha256(account.encode()).hexdigest()[:12]}"


def groups(accounts: Iterable[str], links: Iterable[Link]) -> dict[str, list[tuple[str, str]]]:
    """People by id, each with accounts and the reason of each join, in account order. A pure function.

    Accounts that only a link names belong to the person too.
    """
    parent: dict[str, str] = {}

    def root(account: str) -> str:
        parent.setdefault(account, account)
        while parent[account] != account:
            parent[account] = parent[parent[account]]
            account = parent[account]
        return account

    reasons: dict[str, str] = {}
    for account in accounts:
        root(account)
    for a, b, reason in sorted(links):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
        for account in (a, b):
            reasons.setdefault(account, reason)
    members: dict[str, list[str]] = defaultdict(list)
    for account in sorted(parent):
        members[root(account)].append(account)
    return {
        person_id(group[0]): [(account, reasons.get(account, "wrote commits")) for account in group]
        for group in members.values()
    }


def rebuild_people(warehouse: Warehouse, *, retention_days: int) -> int:
    """How many people there are, after joining all accounts anew."""
    accounts = [row[0] for row in warehouse.rows("SELECT DISTINCT account FROM account_seen WHERE NOT is_bot")]
    links = [(a, b, reason) for a, b, reason in warehouse.rows("SELECT DISTINCT a, b, reason FROM account_link")]
    people = groups(accounts, links)
    names = _names(warehouse)
    met: dict[str, datetime] = dict(
        warehouse.rows("SELECT account, min(first_met_at) FROM account_met GROUP BY account")
    )
    rows, joins = [], []
    for identifier, members in sorted(people.items()):
        first = min((met[account] for account, _ in members if account in met), default=None)
        if first is not None:
            rows.append([identifier, _name(members, names), first, first + timedelta(days=retention_days)])
            joins += [[identifier, account, reason] for account, reason in members]
    with warehouse.transaction():
        warehouse.run("DELETE FROM person")
        warehouse.run("DELETE FROM person_account")
        warehouse.insert("person", rows)
        warehouse.insert("person_account", joins)
    return len(rows)


def _names(warehouse: Warehouse) -> dict[str, str]:
    """The display name of each account: the one that most of its repositories show, ties by name."""
    sql = """
        WITH shown AS (  -- grain: one account and one name it showed
            SELECT account, display_name, count(*) AS times FROM account_seen WHERE display_name <> '' GROUP BY ALL
        )
        SELECT account, first(display_name ORDER BY times DESC, length(display_name) DESC, display_name) FROM shown GROUP BY account
    """
    return dict(warehouse.rows(sql))


def _name(members: list[tuple[str, str]], names: Mapping[str, str]) -> str:
    """The fullest name among a person's accounts, else the first account itself."""
    shown = sorted(
        (names[account] for account, _ in members if account in names), key=lambda name: (-len(name.split()), name)
    )
    return shown[0] if shown else members[0][0]


def keys_of_people(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """The people behind every key that names one: person id, account, its handle alone, and profile URL on GitHub.

    A handle may stand on several sites, so a key may name several people.
    """
    found: dict[str, list[str]] = {}
    for account, person in warehouse.rows("SELECT account, person_id FROM person_account ORDER BY account, person_id"):
        site, _, handle = account.partition(":")
        keys = [person, account, handle, *([f"https://github.com/{handle}"] if site == "github" else [])]
        for key in keys:
            if person not in found.setdefault(key, []):
                found[key].append(person)
    return {key: tuple(people) for key, people in found.items()}
