"""A few invented people in an empty warehouse, for what the team says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sourcing.decisions import Decision, Stage
from tests.warehouse.house import SALT, naive
from warehouse.accounts.identity import person_id
from warehouse.connection import Warehouse, open_published
from warehouse.published.publish import publish

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MIRA, ODD, WEI = "github:mira-sbx", "github:odd-sbx", "github:wei-sbx"
PEOPLE = {
    MIRA: ("Mira Solvang", ["git:0011223344556677", MIRA]),
    ODD: ("Odd Berg", [ODD]),
    WEI: ("Wei Lin", [WEI, "gitlab:wei"]),
}


def settle(warehouse: Warehouse, people: Mapping[str, tuple[str, Sequence[str]]] = PEOPLE) -> dict[str, str]:
    """Puts people into the warehouse; their ids by the account that the tests call them by."""
    ids = {}
    for called, (name, accounts) in people.items():
        first = min(accounts, key=lambda one: (not one.startswith("git:"), not one.startswith("github:"), one))
        ids[called] = person_id(first)
        warehouse.insert("person", [[ids[called], name, naive(NOW), naive(NOW + timedelta(days=365))]])
        warehouse.insert("person_account", [[ids[called], one, "for a test"] for one in accounts])
        warehouse.insert("account_seen", [["host/x/y", one, name, False, "b"] for one in accounts])
    return ids


def said(account: str, stage: Stage, *, by: str = "Ana", **more: Any) -> Decision:
    return Decision(
        role="mlops",
        account=account,
        stage=stage,
        reason=more.pop("reason", "clear"),
        decider=by,
        decided_at=NOW,
        **more,
    )


def shown(warehouse: Warehouse, folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query over a file published from the warehouse."""
    publish(warehouse, folder / "shortlists.duckdb", now=NOW)
    with open_published(folder / "shortlists.duckdb") as published:
        return published.rows(sql)


__all__ = ["MIRA", "NOW", "ODD", "SALT", "WEI", "said", "settle", "shown"]
