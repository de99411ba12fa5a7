"""What every answer cost, until when a limit said to wait, and answers known by ETag: kept, so that a restart knows too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.schema import CreateTable

from sourcing.database import Database
from sourcing.traces import Traces

_metadata = MetaData()
_ledger = Table(
    "github_ledger",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),  # UTC, ISO 8601
    Column("resource", String, nullable=False),  # graphql, core, search, code_search
    Column("query", String, nullable=False),  # what was asked, without names: "profile", "blobs", "contributors"
    Column("pieces", Integer, nullable=False),  # how many things were asked for at once
    Column("points", Integer, nullable=False),  # of the GraphQL limit
    Column("requests", Integer, nullable=False),  # of the REST limit; an answer 304 is free
    Column("bytes", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("outcome", String, nullable=False),
)
_waits = Table(
    "github_wait",
    _metadata,
    Column("resource", String, primary_key=True),  # or "all"
    Column("until", Float, nullable=False),  # epoch seconds by our clock
    Column("reason", String, nullable=False),
)
_etags = Table(
    "github_etag",
    _metadata,
    Column("path", String, primary_key=True),
    Column("etag", String, nullable=False),
    Column("found", Text, nullable=False),  # JSON of what was kept of the answer, never the answer itself
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One answer and its price."""

    resource: str
    query: str
    pieces: int
    points: int
    requests: int
    bytes: int
    seconds: float
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """The sum over all answers to one kind of query."""

    query: str
    answers: int
    points: int
    requests: int
    bytes: int
    seconds: float


class Ledger:
    """The three tables. Every method is one transaction. Errors: HomeError."""

    def __init__(self, database: Database, *, left_out: Traces | None = None) -> None:
        self._database, self._left_out = database, left_out
        with database.begin() as at:
            for table in (_ledger, _waits, _etags):
                at.execute(CreateTable(table, if_not_exists=True))

    def book(self, entry: Entry) -> None:
        """Writes down what an answer cost."""
        values = {name: getattr(entry, name) for name in entry.__slots__}
        with self._database.begin() as at:
            at.execute(insert(_ledger).values(at=datetime.now(UTC).isoformat(timespec="milliseconds"), **values))

    def last(self) -> int:
        """The number of the last entry; 0 where there is none."""
        with self._database.begin() as at:
            return int(at.execute(select(func.coalesce(func.max(_ledger.c.number), 0))).scalar_one())

    def lines(self, *, after: int = 0) -> list[Line]:
        """The sums by query of the entries after a number, dearest first."""
        row = _ledger.c
        price = func.sum(row.points + row.requests)
        sums = (func.count(), func.sum(row.points), func.sum(row.requests), func.sum(row.bytes), func.sum(row.seconds))
        query = select(row.query, *sums).where(row.number > after).group_by(row.query).order_by(price.desc(), row.query)
        with self._database.begin() as at:
            return [
                Line(query=name, answers=answers, points=points, requests=requests, bytes=size, seconds=round(took, 3))
                for name, answers, points, requests, size, took in at.execute(query)
            ]

    def forget(self, before: datetime) -> int:
        """How many entries from before a moment were taken out."""
        with self._database.begin() as at:
            old = delete(_ledger).where(_ledger.c.at < before.astimezone(UTC).isoformat(timespec="milliseconds"))
            return at.execute(old).rowcount

    def wait(self, resource: str, *, until: float, reason: str) -> None:
        """Keeps until when nothing may be asked of a resource; a later moment wins."""
        with self._database.begin() as at:
            later = update(_waits).where(_waits.c.resource == resource)
            held = at.execute(select(_waits.c.until).where(_waits.c.resource == resource)).scalar()
            if held is None:
                at.execute(insert(_waits).values(resource=resource, until=until, reason=reason[:300]))
            elif until > held:
                at.execute(later.values(until=until, reason=reason[:300]))

    def waiting(self, resource: str) -> tuple[float, str]:
        """Until when (epoch seconds) to ask nothing of a resource, and why; 0 where nothing is to be waited for."""
        query = select(_waits.c.until, _waits.c.reason).where(_waits.c.resource.in_((resource, "all")))
        with self._database.begin() as at:
            found = at.execute(query.order_by(_waits.c.until.desc()).limit(1)).first()
        return (float(found.until), str(found.reason)) if found else (0.0, "")

    def known(self, path: str) -> tuple[str, Any] | None:
        """The ETag of a path and what was kept of its answer; None where it was never asked."""
        with self._database.begin() as at:
            found = at.execute(select(_etags.c.etag, _etags.c.found).where(_etags.c.path == path)).first()
        return (found.etag, json.loads(found.found)) if found else None

    def keep(self, path: str, *, etag: str, found: Any) -> None:
        """Keeps what was taken from an answer, under its ETag; not where it names somebody who is to be left alone."""
        if self._left_out and any(_names(one, self._left_out) for one in _texts([path, found])):
            return
        with self._database.begin() as at:
            at.execute(delete(_etags).where(_etags.c.path == path))
            at.execute(insert(_etags).values(path=path, etag=etag, found=json.dumps(found)))


def _names(text: str, people: Traces) -> bool:
    return f"github:{text}" in people or people.redact(text) != text


def _texts(found: Any) -> Iterator[str]:
    """Every text in what was taken from an answer."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, list | tuple | dict):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _texts(one)
