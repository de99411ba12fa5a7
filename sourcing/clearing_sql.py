"""Takes people out of an SQL database of any kind: the frontier with its ledgers, and Prefect's own."""

from __future__ import annotations

import warnings
from typing import Any

from sqlalchemy import Connection, MetaData, Table, and_
from sqlalchemy.exc import SAWarning

from sourcing.database import Database
from sourcing.traces import Named, cleaned

_CACHES = ("github_etag",)  # a row that names them is asked for again, never kept in part
_NAMES_THE_ROW = ("key", "path")


def clear_database(database: Database, people: Named) -> int:
    """How many rows of any table were deleted or lost what they said of them; no byte of it is left. Errors: HomeError."""
    held, count = MetaData(), 0
    with database.begin() as at:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of indexes that cannot be told: the rows are what counts
            held.reflect(at)
        for table in held.tables.values():
            count += _clear(at, table, people)
    database.compact()
    return count


def _clear(at: Connection, table: Table, people: Named) -> int:
    texts = [column for column in table.columns if _is_text(column.type)]
    keys = [*table.primary_key.columns] or [*table.columns]
    if not texts:
        return 0
    found = [row for row in at.execute(table.select()).mappings() if people.may_be_in(repr([*row.values()]))]
    count = 0
    for row in found:
        this = and_(*(column == row[column.name] for column in keys))
        kept = {column.name: _kept(row[column.name], people) for column in texts}
        changed = {name: value for name, value in kept.items() if value != row[name]}
        if table.name in _CACHES or (changed and (None in changed.values() or set(changed) & set(_NAMES_THE_ROW))):
            at.execute(table.delete().where(this))
        elif changed:
            at.execute(table.update().where(this).values(changed))
        count += bool(changed) or table.name in _CACHES
    return count


def _is_text(kind: Any) -> bool:
    """Whether a column holds text or JSON."""
    try:
        return kind.python_type in (str, object, dict)  # JSON may be anything, and is one or the other by version
    except NotImplementedError:
        return False


def _kept(value: Any, people: Named) -> Any:
    """What a cell holds afterwards; None where it is about one of them."""
    kept = cleaned({"cell": value}, people)
    return None if kept is None else kept["cell"]
