"""The operational database: one SQLAlchemy engine for the frontier and the ledgers, its failures told as ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from sourcing.errors import HomeError

_TRIES = 4  # at emptying a log that others read; each waits as long as for any lock


class Database:
    """An engine of any SQLAlchemy URL. Errors: HomeError where the database fails, its password left out."""

    def __init__(self, url: str) -> None:
        self._shown = _without_password(url)
        with self.failing():
            self._engine = _engine(url)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction."""
        with self.failing(), self._engine.begin() as at:
            yield at

    def close(self) -> None:
        """Closes every connection, and with the last one SQLite's log."""
        self._engine.dispose()

    def compact(self) -> None:
        """Gives the space of deleted rows back, so that their bytes are nowhere: in SQLite's file and log, or in PostgreSQL's tables."""
        name = self._engine.dialect.name
        with self.failing(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as at:
            if name == "postgresql":
                at.exec_driver_sql("VACUUM FULL")
            elif name == "sqlite":
                at.exec_driver_sql("VACUUM")
                emptied = (at.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0 for _ in range(_TRIES))
                if not any(emptied):  # which is no error to SQLite
                    raise HomeError(
                        f"what was deleted from {self._shown} is in its log still: somebody reads it",
                        remedy="end the other program, then run again",
                    )

    def copy_to(self, path: Path) -> None:
        """Copies an SQLite database whole, with what stands in its log only, into a file that is not there yet."""
        with self.failing(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as at:
            at.exec_driver_sql("VACUUM INTO ?", (str(path),))

    @contextmanager
    def failing(self) -> Iterator[None]:
        """A block whose database errors come out as a HomeError that names the database."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, ImportError) as cause:
            reason = str(getattr(cause, "orig", None) or cause)
            remedy = "check its disk, its server or its driver, or restore a backup"
            if "database is locked" in reason:
                remedy = "another program has it open: end that, then run again"
            raise HomeError(f"the frontier {self._shown} fails: {reason}", remedy=remedy) from cause


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "URL"


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout=10000")
            _write_ahead(connection)

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on, waiting up to 5 s for another process that does: for this one SQLite does not wait."""
    for left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as cause:
            if cause.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(0.05)
