"""The frontier: what is to fetch, who has it in hand, how often it was tried, what came of it last."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Insert,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    and_,
    create_engine,
    event,
    exists,
    literal,
    make_url,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from sourcing.errors import HomeError
from sourcing.moments import naive_utc


class State(StrEnum):
    """Where an item stands."""

    TODO = "todo"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


_SLICE = 5_000
_metadata = MetaData()
_items = Table(
    "frontier",
    _metadata,
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_by", String),
    Column("leased_until", DateTime),  # UTC without zone
    Column("batch_id", String),  # what the last success landed
    Column("etag", String),
    Column("last_result", String),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to fetch. `payload` is what its source needs to fetch it; `last_result` a sentence."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    state: State
    attempts: int
    batch_id: str | None
    last_result: str | None


class Frontier:
    """The table of things to fetch. Every method is one transaction. Errors: HomeError where the database fails."""

    def __init__(self, url: str) -> None:
        self._shown = _without_password(url)
        with self._failing():
            self._engine = _engine(url)
            with self._engine.begin() as at:
                at.execute(CreateTable(_items, if_not_exists=True))  # another process may open it at the same moment

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, ImportError) as cause:
            reason = str(getattr(cause, "orig", None) or cause)
            raise HomeError(
                f"the frontier {self._shown} fails: {reason}", remedy="check its disk, its server or its driver"
            ) from cause

    def want(self, kind: str, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Puts items in, by key; those done or failed before are to do again, those in hand stay in hand."""
        with self._failing(), self._engine.begin() as at:
            for key, payload in items.items():
                again = _items.update().where(_items.c.key == key, _items.c.state != State.LEASED)
                if not at.execute(again.values(payload=dict(payload), state=State.TODO)).rowcount:
                    at.execute(_insert_absent(key, kind, dict(payload)))

    def lease(self, keys: Sequence[str], *, by: str, now: datetime, minutes: int = 60) -> list[Item]:
        """Those of `keys` that are free, taken in hand by `by`; free is to do, or leased by one whose time is over."""
        with self._failing(), self._engine.begin() as at:
            is_over = or_(_items.c.leased_until.is_(None), _items.c.leased_until < naive_utc(now))
            is_free = or_(_items.c.state == State.TODO, and_(_items.c.state == State.LEASED, is_over))
            take = _items.update().values(
                state=State.LEASED,
                leased_by=by,
                leased_until=naive_utc(now + timedelta(minutes=minutes)),
                attempts=_items.c.attempts + 1,
            )
            # Asked and taken in one statement each: between two, another process could take the same item.
            taken = [key for key in sorted(set(keys)) if at.execute(take.where(_items.c.key == key, is_free)).rowcount]
            return _read(at, taken)

    def release(self) -> int:
        """How many leases of ended processes were given back; call it only while holding the home's lock."""
        with self._failing(), self._engine.begin() as at:
            back = (
                _items.update()
                .where(_items.c.state == State.LEASED)
                .values(state=State.TODO, leased_by=None, leased_until=None)
            )
            return at.execute(back).rowcount

    def done(self, key: str, *, batch_id: str, result: str) -> None:
        """Marks an item as fetched into a batch."""
        self._close(key, state=State.DONE, last_result=result, batch_id=batch_id)

    def failed(self, key: str, *, result: str) -> None:
        """Marks an item as failed, with the reason; what it landed before stays named."""
        self._close(key, state=State.FAILED, last_result=result)

    def _close(self, key: str, **values: Any) -> None:
        with self._failing(), self._engine.begin() as at:
            at.execute(_items.update().where(_items.c.key == key).values(leased_by=None, leased_until=None, **values))

    def items(self, keys: Sequence[str] | None = None) -> list[Item]:
        """All items, or those of `keys`, by key."""
        with self._failing(), self._engine.begin() as at:
            return _read(at, keys)


def _read(at: Connection, keys: Sequence[str] | None) -> list[Item]:
    """The items of `keys`, or all, by key; asked for in slices, because SQLite takes only so many parameters."""
    query = select(_items).order_by(_items.c.key)
    if keys is None:
        return [_item(row) for row in at.execute(query)]
    ordered = sorted(set(keys))
    slices = (ordered[start : start + _SLICE] for start in range(0, len(ordered), _SLICE))
    return [_item(row) for part in slices for row in at.execute(query.where(_items.c.key.in_(part)))]


def _insert_absent(key: str, kind: str, payload: dict[str, Any]) -> Insert:
    """The statement that puts an item in unless its key is there."""
    values = (literal(key), literal(kind), literal(payload, JSON), literal(str(State.TODO)), literal(0))
    is_there = exists().where(_items.c.key == key)
    return _items.insert().from_select(
        ["key", "kind", "payload", "state", "attempts"], select(*values).where(~is_there)
    )


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


def _item(row: Row[Any]) -> Item:
    return Item(
        key=row.key,
        kind=row.kind,
        payload=row.payload,
        state=State(row.state),
        attempts=row.attempts,
        batch_id=row.batch_id,
        last_result=row.last_result,
    )
