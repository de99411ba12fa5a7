"""What a team says between a ranking and an export, and what an export leaves in its folder."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import duckdb

from sourcing.decisions import Stage
from tests.flows.support import ROLE, Desk

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC).replace(tzinfo=None)


def say(desk: Desk, statement: str, *values: object) -> None:
    with duckdb.connect(desk.warehouse) as warehouse:
        warehouse.execute(statement, values)


def decide(desk: Desk, person: dict[str, str], stage: Stage, *, by: str = "Ada", day: int = 20) -> None:
    row = (ROLE, person["accounts"][0], str(stage), "strong work", by, NOW.replace(day=day), None, "test")
    say(desk, "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)


def find(desk: Desk, account: str, kind: str, value: str, *, day: int = 20) -> None:
    when = NOW.replace(day=day)
    row = (account, kind, value, "their own page", "they invite mail there", NOW.date(), "Ada", when)
    say(desk, "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)


def export(desk: Desk, name: str, *more: str, out: str = "out") -> list[str]:
    """The files in the folder after an export that went well."""
    desk.well("export", ROLE, "--format", name, "--out", out, "--by", "Ada", *more)
    return sorted(path.name for path in (desk.folder / out).glob("*")) if (desk.folder / out).exists() else []


def tables(desk: Desk, name: str, *more: str) -> list[str]:
    """The same without the note of when to delete them."""
    return [file for file in export(desk, name, *more) if file != "DELETE-BY.txt"]


def cells(desk: Desk, name: str) -> list[dict[str, str]]:
    with (desk.folder / "out" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))
