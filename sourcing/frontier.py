"""The frontier: what is to fetch, who has it in hand, how often it was tried, what came of it last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Insert,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.schema import CreateTable

from sourcing.database import Database
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
    """One thing to fetch. `payload` is what its source needs to fetch it; `last_result` a sentence; `etag` names what was held last."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    state: State
    attempts: int
    batch_id: str | None
    last_result: str | None
    etag: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """What came of one item: done or failed or to do again. What is None is left as it was; an empty `etag` forgets the one held."""

    key: str
    state: State
    result: str
    batch_id: str | None = None
    etag: str | None = None
    payload: Mapping[str, Any] | None = None


class Frontier:
    """The table of things to fetch. Every method is one transaction. Errors: HomeError where the database fails."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.begin() as at:
            at.execute(CreateTable(_items, if_not_exists=True))  # another process may open it at the same moment

    def want(self, kind: str, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Puts items in, by key; those done or failed before are to do again, those in hand stay in hand."""
        with self.database.begin() as at:
            self._want(at, {key: (kind, payload) for key, payload in items.items()})

    def _want(self, at: Connection, items: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        rows = [{"at_key": key, "at_kind": kind, "at_payload": dict(told)} for key, (kind, told) in items.items()]
        if rows:
            at.execute(_AGAIN, rows)
            at.execute(_INSERT_ABSENT, rows)

    def lease(self, keys: Sequence[str], *, by: str, now: datetime, minutes: int = 60) -> list[Item]:
        """Those of `keys` that are free, taken in hand by `by`; free is to do, or leased by one whose time is over."""
        with self.database.begin() as at:
            is_over = or_(_items.c.leased_until.is_(None), _items.c.leased_until < naive_utc(now))
            is_free = or_(_items.c.state == State.TODO, and_(_items.c.state == State.LEASED, is_over))
            take = _items.update().values(
                state=State.LEASED,
                leased_by=by,
                leased_until=naive_utc(now + timedelta(minutes=minutes)),
                attempts=_items.c.attempts + 1,
            )
            # Asked and taken in one statement: between two, another process could take the same item.
            ordered = sorted(set(keys))
            if not at.dialect.update_returning:
                taken = [key for key in ordered if at.execute(take.where(_items.c.key == key, is_free)).rowcount]
                return _read(at, taken)
            slices = (ordered[start : start + _SLICE] for start in range(0, len(ordered), _SLICE))
            statements = (take.where(_items.c.key.in_(part), is_free).returning(_items) for part in slices)
            found = [_item(row) for statement in statements for row in at.execute(statement)]
            return sorted(found, key=lambda one: one.key)

    def take(self, kind: str, *, most: int, by: str, now: datetime, minutes: int = 60) -> list[Item]:
        """At most so many items of one kind that are to do, taken in hand by `by`: those least often tried first, then by key."""
        ready = select(_items.c.key).where(_items.c.kind == kind, _items.c.state == State.TODO)
        with self.database.begin() as at:
            keys = list(at.execute(ready.order_by(_items.c.attempts, _items.c.key).limit(most)).scalars())
        return self.lease(keys, by=by, now=now, minutes=minutes)

    def close(self, closed: Sequence[Closed], *, want: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Writes down what came of items, and puts in what they led to (by key: kind and payload), all of it or nothing."""
        with self.database.begin() as at:
            self._want(at, want)
            alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
            for one in closed:
                values: dict[str, Any] = {"state": one.state, "last_result": one.result}
                values |= {"batch_id": one.batch_id} if one.batch_id else {}
                values |= {"etag": one.etag or None} if one.etag is not None else {}
                values |= {"payload": dict(one.payload)} if one.payload is not None else {}
                alike.setdefault(tuple(values), []).append({"at_key": one.key} | values)
            for names, rows in alike.items():
                changed = {name: bindparam(name, type_=_items.c[name].type) for name in names}
                close = _items.update().where(_items.c.key == bindparam("at_key"))
                at.execute(close.values(leased_by=None, leased_until=None, **changed), rows)

    def counts(self, kind: str) -> dict[State, int]:
        """How many items of one kind stand where."""
        query = select(_items.c.state, func.count()).where(_items.c.kind == kind).group_by(_items.c.state)
        with self.database.begin() as at:
            return {State(state): count for state, count in at.execute(query)}

    def release(self, *, by: str | None = None) -> int:
        """How many leases of ended processes were given back, or of one; call it only while holding the home's lock."""
        theirs = _items.c.state == State.LEASED if by is None else _items.c.leased_by == by
        with self.database.begin() as at:
            back = _items.update().where(theirs).values(state=State.TODO, leased_by=None, leased_until=None)
            return at.execute(back).rowcount

    def done(self, key: str, *, batch_id: str, result: str) -> None:
        """Marks an item as fetched into a batch."""
        self._close(key, state=State.DONE, last_result=result, batch_id=batch_id)

    def settled(self, key: str, *, result: str) -> None:
        """Marks an item as answered where there is nothing to land: the reason is the result."""
        self._close(key, state=State.DONE, last_result=result, batch_id=None)

    def unchanged(self, keys: Sequence[str]) -> None:
        """Marks items as done once more: what they landed before still stands."""
        self.close([Closed(key=key, state=State.DONE, result="unchanged") for key in keys], want={})

    def failed(self, key: str, *, result: str) -> None:
        """Marks an item as failed, with the reason; what it landed before stays named."""
        self._close(key, state=State.FAILED, last_result=result)

    def _close(self, key: str, **values: Any) -> None:
        with self.database.begin() as at:
            at.execute(_items.update().where(_items.c.key == key).values(leased_by=None, leased_until=None, **values))

    def give_back(self, keys: Sequence[str]) -> None:
        """Puts leased items back to do: they were not looked at."""
        with self.database.begin() as at:
            for key in keys:
                back = _items.update().where(_items.c.key == key, _items.c.state == State.LEASED)
                at.execute(back.values(state=State.TODO, leased_by=None, leased_until=None))

    def items(self, keys: Sequence[str] | None = None) -> list[Item]:
        """All items, or those of `keys`, by key."""
        with self.database.begin() as at:
            return _read(at, keys)

    def mentioning(self, words: Sequence[str]) -> list[Item]:
        """The items in whose key or payload one of some words stands, in any case, by key."""
        text = func.lower(_items.c.key + " " + cast(_items.c.payload, String))
        held = or_(*(text.contains(word.lower(), autoescape=True) for word in words))
        with self.database.begin() as at:
            return [_item(row) for row in at.execute(select(_items).where(held).order_by(_items.c.key))]


def _read(at: Connection, keys: Sequence[str] | None) -> list[Item]:
    """The items of `keys`, or all, by key; asked for in slices, because SQLite takes only so many parameters."""
    query = select(_items).order_by(_items.c.key)
    if keys is None:
        return [_item(row) for row in at.execute(query)]
    ordered = sorted(set(keys))
    slices = (ordered[start : start + _SLICE] for start in range(0, len(ordered), _SLICE))
    return [_item(row) for part in slices for row in at.execute(query.where(_items.c.key.in_(part)))]


def _insert_absent() -> Insert:
    """The statement that puts an item in unless its key is there."""
    key, kind, told = (
        bindparam("at_key", type_=String),
        bindparam("at_kind", type_=String),
        bindparam("at_payload", type_=JSON),
    )
    values = (key, kind, told, literal(str(State.TODO)), literal(0))
    is_there = exists().where(_items.c.key == key)
    return _items.insert().from_select(
        ["key", "kind", "payload", "state", "attempts"], select(*values).where(~is_there)
    )


_INSERT_ABSENT = _insert_absent()
_AGAIN = (
    _items.update()
    .where(_items.c.key == bindparam("at_key"), _items.c.state != State.LEASED)
    .values(payload=bindparam("at_payload", type_=JSON), state=State.TODO)
)


def _item(row: Row[Any]) -> Item:
    return Item(
        key=row.key,
        kind=row.kind,
        payload=row.payload,
        state=State(row.state),
        attempts=row.attempts,
        batch_id=row.batch_id,
        last_result=row.last_result,
        etag=row.etag,
    )
