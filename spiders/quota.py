"""How many requests a site was asked in its window, over all runs: kept beside the frontier, counted before they are made."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, select
from sqlalchemy.schema import CreateTable

from sourcing.database import Database
from sourcing.moments import naive_utc

_BLOCK = 10  # requests counted at a time: what a killed process had left of them is lost to the window
_usage = Table(
    "site_usage",
    MetaData(),
    Column("site", String, primary_key=True),
    Column("since", DateTime, nullable=False),  # UTC without zone; when the window began
    Column("requests", Integer, nullable=False),
)


class Quota:
    """So many requests in so many seconds. Errors: HomeError where the database fails."""

    def __init__(self, database: Database, *, site: str, most: int, seconds: int) -> None:
        self._database, self._site, self._most, self._seconds = database, site, most, seconds
        self._left = 0
        with database.begin() as at:
            at.execute(CreateTable(_usage, if_not_exists=True))

    def __str__(self) -> str:
        return f"{self._most} requests in {self._seconds} s"

    def take(self, *, now: datetime) -> bool:
        """Whether one more request may be made; it is counted."""
        if not self._left:
            self._left = self._reserve(naive_utc(now))
        if not self._left:
            return False
        self._left -= 1
        return True

    def _reserve(self, now: datetime) -> int:
        window = _usage.c.site == self._site
        with self._database.begin() as at:
            row = at.execute(select(_usage.c.since, _usage.c.requests).where(window)).first()
            is_over = row is None or row.since + timedelta(seconds=self._seconds) <= now
            used = 0 if row is None or is_over else row.requests
            granted = min(_BLOCK, self._most - used)
            values = {"since": now if row is None or is_over else row.since, "requests": used + max(0, granted)}
            if row is None:
                at.execute(_usage.insert().values(site=self._site, **values))
            else:
                at.execute(_usage.update().where(window).values(**values))
        return max(0, granted)
