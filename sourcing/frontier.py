"""The frontier: what is to fetch, who has it in hand, how often it was tried, what came of it last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Engine, Integer, MetaData, String, Table, create_engine, event, select
from sqlalchemy.exc import SQLAlchemyError

from sourcing.errors import HomeError


class State(StrEnum):
    """Where an item stands."""

    TODO = "todo"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


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
        self._url = url
        with self._failing():
            self._engine = _engine(url)
            _metadata.create_all(self._engine)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as cause:
            reason = str(getattr(cause, "orig", cause))
            raise HomeError(
                f"the frontier {self._url} fails: {reason}", remedy="check its disk or its server"
            ) from cause

    def want(self, kind: str, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Puts items in, by key; those done or failed before are to do again, those in hand stay in hand."""
        with self._failing(), self._engine.begin() as at:
            for key, payload in items.items():
                held = at.execute(select(_items.c.state).where(_items.c.key == key)).scalar()
                if held is None:
                    at.execute(
                        _items.insert().values(key=key, kind=kind, payload=dict(payload), state=State.TODO, attempts=0)
                    )
                elif held != State.LEASED:
                    at.execute(
                        _items.update().where(_items.c.key == key).values(payload=dict(payload), state=State.TODO)
                    )

    def lease(self, keys: Sequence[str], *, by: str, now: datetime, minutes: int = 60) -> list[Item]:
        """Those of `keys` that are free, taken in hand by `by`; free is to do, or leased by one whose time is over."""
        with self._failing(), self._engine.begin() as at:
            rows = at.execute(select(_items).where(_items.c.key.in_(keys)).order_by(_items.c.key)).mappings().all()
            free = [
                row
                for row in rows
                if row["state"] == State.TODO or _is_over(row["leased_until"], now, state=row["state"])
            ]
            until = _naive(now + timedelta(minutes=minutes))
            for row in free:
                values = {
                    "state": State.LEASED,
                    "leased_by": by,
                    "leased_until": until,
                    "attempts": row["attempts"] + 1,
                }
                at.execute(_items.update().where(_items.c.key == row["key"]).values(**values))
        return [_item(row) for row in free]

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
        query = select(_items).order_by(_items.c.key)
        with self._failing(), self._engine.begin() as at:
            rows = at.execute(query if keys is None else query.where(_items.c.key.in_(keys))).mappings().all()
        return [_item(row) for row in rows]


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA busy_timeout=10000")

    return engine


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        key=row["key"],
        kind=row["kind"],
        payload=row["payload"],
        state=State(row["state"]),
        attempts=row["attempts"],
        batch_id=row["batch_id"],
        last_result=row["last_result"],
    )


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _is_over(until: datetime | None, now: datetime, *, state: str) -> bool:
    return state == State.LEASED and (until is None or until < _naive(now))
