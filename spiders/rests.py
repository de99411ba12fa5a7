"""Until when a site asked to be left alone: kept beside the frontier, so that a process killed or ended does not break its word."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, MetaData, String, Table, select
from sqlalchemy.schema import CreateTable

from sourcing.database import Database
from sourcing.moments import naive_utc

BELIEVED = 86_400.0  # seconds: who asks for more is asked again after a day
_rests = Table(
    "site_rest",
    MetaData(),
    Column("site", String, primary_key=True),
    Column("until", DateTime, nullable=False),  # UTC without zone
)


class Rests:
    """The announced waits of one site. Errors: HomeError where the database fails."""

    def __init__(self, database: Database, *, site: str) -> None:
        self._database, self._site = database, site
        with database.begin() as at:
            at.execute(CreateTable(_rests, if_not_exists=True))

    def left(self, *, now: datetime) -> float:
        """How many seconds are left of what was announced."""
        with self._database.begin() as at:
            until = at.execute(select(_rests.c.until).where(_rests.c.site == self._site)).scalar()
        seconds = (until - naive_utc(now)).total_seconds() if until else 0.0
        return min(max(0.0, seconds), BELIEVED)

    def book(self, seconds: float, *, now: datetime) -> None:
        """Writes down a wait; one that ends later stays as it is."""
        until = naive_utc(now) + timedelta(seconds=seconds)
        mine = _rests.c.site == self._site
        with self._database.begin() as at:
            held = at.execute(select(_rests.c.until).where(mine)).scalar()
            if held is None:
                at.execute(_rests.insert().values(site=self._site, until=until))
            elif held < until:
                at.execute(_rests.update().where(mine).values(until=until))
