"""What a model card and a data sheet tell of a run: counts and dates, and nobody in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.connection import Warehouse
from warehouse.runs.stored import Row
from warehouse.shipped import asked_by, queries


def described(warehouse: Warehouse, *, run: str, role: str, batches: Sequence[str]) -> Mapping[str, Sequence[Row]]:
    """The rows of every query of described.sql, by its name. `batches` are those the run was made from. Errors: WarehouseError."""
    given: dict[str, Any] = {"run": run, "role": role, "batches": list(batches)}
    return {name: warehouse.dicts(sql, asked_by(sql, given)) for name, sql in queries("runs/described.sql").items()}
