"""The file for recruiters: made afresh table by table, swapped in whole, never a copy of the warehouse."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sourcing.errors import SourcingError, writing
from sourcing.landing import sync_folder
from sourcing.moments import naive_utc
from warehouse.connection import Warehouse, create_views, literal
from warehouse.profiles import count_people
from warehouse.published.comments import comment
from warehouse.rights.notices import standing_sql
from warehouse.shipped import shipped

_DRAFT = ".draft-"


def publish(warehouse: Warehouse, path: Path, *, now: datetime) -> int:
    """How many people stand in the published file, which replaces the former one in a single step.

    A reader who has the former file open keeps it until it is closed. Errors: HomeError, WarehouseError; the former
    file then stays as it was.
    """
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f"{_DRAFT}*"):  # of a publish that was killed
            shutil.rmtree(left)
        folder = tempfile.mkdtemp(prefix=_DRAFT, dir=path.parent)
    draft = Path(folder) / path.name
    try:
        _fill(warehouse, draft, path=path, now=now)
        with writing(path):
            handle = os.open(draft, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
            draft.chmod(0o600)
            draft.replace(path)
            sync_folder(path.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return count_people(warehouse, now=now)


def _fill(warehouse: Warehouse, draft: Path, *, path: Path, now: datetime) -> None:
    """Makes the file for recruiters at `draft`; errors name `path`, where it is to stand."""
    warehouse.run(f"ATTACH {literal(draft)} AS published", about=path)
    try:
        warehouse.run(f"CREATE OR REPLACE TEMP TABLE told AS {standing_sql()}", about=path)
        for statement in _statements():
            named = {"now": naive_utc(now)} if "$now" in statement else None
            warehouse.run_named(statement, named, about=path)
        warehouse.run("USE published")
        with warehouse.transaction():  # hundreds of small statements, committed once
            create_views(warehouse)
            comment(warehouse, schema="published")
        warehouse.run("CHECKPOINT published", about=path)
    except BaseException:
        with suppress(SourcingError):  # a full disk fails here again; the first error is the one to tell
            _leave(warehouse)
        raise
    _leave(warehouse)


def _leave(warehouse: Warehouse) -> None:
    warehouse.run(f'USE "{warehouse.name}"')
    warehouse.run("DETACH published")


def _statements() -> list[str]:
    """The statements of publish.sql; none of them holds a semicolon of its own."""
    text = shipped("published/publish.sql")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]
