"""The audit log: what was done, by whom, to whom, in a chain of digests that shows every later change.

A row names people by keyed hashes alone, so that it can stand when they are erased. Cutting off the end of a chain leaves a
chain, so the newest digest also stands outside, in the published file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sourcing.keyed import account_hash
from sourcing.moments import naive_utc
from warehouse.connection import Warehouse

OURSELVES = "sourcing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a check of the log found: how many rows, the newest digest (empty where there is none), and what is wrong with which row."""

    rows: int
    head: str
    faults: tuple[str, ...]


def record(warehouse: Warehouse, act: str, *, now: datetime, actor: str = OURSELVES, told: Mapping[str, Any]) -> str:
    """The digest of the row appended. To be called in the transaction that does what it tells. Errors: WarehouseError."""
    rows = warehouse.rows("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
    number, before = (rows[0][0] + 1, rows[0][1]) if rows else (1, "")
    when, text = naive_utc(now), json.dumps(told, ensure_ascii=False, sort_keys=True)
    digest = _digest(number, when, act, actor, text, before)
    warehouse.insert("audit", [[number, when, act, actor, text, before, digest]])
    return digest


def people_told(accounts: Iterable[str], *, salt: bytes) -> list[str]:
    """The keyed hashes under which the log names people, sorted."""
    return sorted({account_hash(salt, account) for account in accounts})


def verify(warehouse: Warehouse, *, head: str | None = None) -> Verdict:
    """Whether every row is what was written and none is missing; `head` is a newest digest noted before, which has to be in the chain."""
    faults, before, expected, seen = [], "", 1, {""}
    rows = warehouse.rows("SELECT number, done_at, act, actor, told, before, digest FROM audit ORDER BY number, digest")
    for number, *rest, digest in rows:
        if number != expected:
            faults.append(f"row {expected} is missing" if number > expected else f"row {number} stands there twice")
        elif rest[-1] != before:
            faults.append(f"row {number} does not follow on the row before it")
        if _digest(number, *rest) != digest:
            faults.append(f"row {number} was changed")
        before, expected = digest, number + 1
        seen.add(digest)
    if head is not None and head not in seen:
        faults.append("the end is missing: the newest digest noted outside is not in the log")
    return Verdict(rows=len(rows), head=before, faults=tuple(faults))


def _digest(number: int, done_at: datetime, act: str, actor: str, told: str, before: str) -> str:
    said = json.dumps([number, done_at.isoformat(), act, actor, told, before], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
