"""What a ranking rests on beside landed batches, taken over into a fresh warehouse in which it is made again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from warehouse.connection import Warehouse, literal

_SAID = {"identity_verdict": "decided_at", "correction": "recorded_at", "dispute": "resolved_at"}  # and by which time


def take_over(fresh: Warehouse, *, of: Path, ranked_at: datetime, model: str | None) -> None:
    """Brings in who is to be left alone as of today, when accounts were met, and what was decided, disputed and corrected until `ranked_at`.

    `ranked_at` is UTC without zone. With a `model` its embeddings come along. `of` is the file of a warehouse that nobody has open.

    Errors: WarehouseError.
    """
    fresh.run(f"ATTACH {literal(of)} AS former (READ_ONLY)", about=of)
    try:
        with fresh.transaction():
            for table in ("suppression", "purpose", "account_met"):
                fresh.run(f"INSERT INTO {table} SELECT * FROM former.{table}", about=of)  # noqa: S608
            for table, when in _SAID.items():
                fresh.run(f"INSERT INTO {table} SELECT * FROM former.{table} WHERE {when} <= ?", [ranked_at], about=of)  # noqa: S608
            fresh.run("INSERT INTO embedding SELECT * FROM former.embedding WHERE model = ?", [model], about=of)
    finally:
        fresh.run("DETACH former")


def decided_since(warehouse: Warehouse, moment: datetime) -> int:
    """How many decisions on which accounts are one person's were made after a moment, UTC without zone."""
    return int(warehouse.rows("SELECT count(*) FROM identity_verdict WHERE decided_at > ?", [moment])[0][0])
