"""What a model card and a data sheet tell of a run: counts and dates, and nobody in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from warehouse.connection import Warehouse
from warehouse.stored import Row

_QUERY = re.compile(r"^-- name: ([^\n]+)\n(.*?);$", re.S | re.M)


def described(warehouse: Warehouse, *, run: str, role: str, batches: Sequence[str]) -> Mapping[str, Sequence[Row]]:
    """The rows of every query of described.sql, by its name. `batches` are those the run was made from. Errors: WarehouseError."""
    given: dict[str, Any] = {"run": run, "role": role, "batches": list(batches)}
    return {
        name: warehouse.dicts(sql, {key: value for key, value in given.items() if f"${key}" in sql})
        for name, sql in _queries().items()
    }


@cache
def _queries() -> dict[str, str]:
    return dict(_QUERY.findall(resources.files("warehouse").joinpath("described.sql").read_text("utf-8")))
