"""The files that are shipped beside this code: SQL that is kept apart from it, and words in TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

_QUERY = re.compile(r"^-- name: ([^\n]+)\n(.*?);$", re.S | re.M)


def shipped(name: str) -> str:
    """The text of a file of this package."""
    return resources.files("warehouse").joinpath(name).read_text("utf-8")


@cache
def queries(name: str) -> Mapping[str, str]:
    """The queries of a file by the names that stand above them."""
    return dict(_QUERY.findall(shipped(name)))


def asked_by(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that a query asks for, by name."""
    return {key: value for key, value in values.items() if f"${key}" in sql}
