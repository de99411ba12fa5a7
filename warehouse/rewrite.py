"""The warehouse written anew into a fresh file: a deleted row leaves its bytes in the former one, whatever is done there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sourcing.errors import writing
from sourcing.landing import sync_folder
from warehouse.connection import literal, open_warehouse, whole

_FRESH = ".fresh-"


def rewrite(path: Path, *, memory_limit: str) -> None:
    """Replaces the file in one step by a fresh one with the same rows; nobody has it open. Errors: WarehouseError, HomeError.

    A killed rewriting leaves the former file as it was.
    """
    fresh = path.with_name(f"{_FRESH}{path.name}")
    with writing(path):
        for left in path.parent.glob(f"{_FRESH}{path.name}*"):
            left.unlink()
    with open_warehouse(path, memory_limit=memory_limit):
        pass  # the rows are moved as this version has them
    whole(path, memory_limit=memory_limit)
    _copy(path, fresh, memory_limit=memory_limit)
    with writing(path):
        handle = os.open(fresh, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        fresh.chmod(0o600)
        fresh.replace(path)
        sync_folder(path.parent)
        if (scratch := path.parent / "duckdb-tmp").exists():
            shutil.rmtree(scratch)


def _copy(path: Path, fresh: Path, *, memory_limit: str) -> None:
    with open_warehouse(fresh, memory_limit=memory_limit, is_draft=True) as warehouse:
        warehouse.run(f"ATTACH {literal(path)} AS former (READ_ONLY)")
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'former' ORDER BY 1"
        for (table,) in warehouse.rows(tables):
            warehouse.run(f"DELETE FROM {table}")  # noqa: S608
            warehouse.run(f"INSERT INTO {table} BY NAME FROM former.{table}")
        warehouse.run("DETACH former")
