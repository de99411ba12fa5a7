"""A home opened for writing: what a process that was ended left undone is done first, by whoever comes next."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from flows.crew import Crew
from flows.house import House, landing_of
from flows.progress import Progress
from flows.rank import publish_all
from flows.rights.erase import finish
from flows.upkeep.replay import replay
from flows.upkeep.restore import settle
from sourcing.clock import steady
from sourcing.database import Database
from sourcing.errors import HomeError, LockedError, UsageError
from sourcing.frontier import Frontier
from sourcing.home import Home
from sourcing.lock import single_writer
from sourcing.settings import Settings
from warehouse.checkpoint import log_of
from warehouse.handing.staged import note_of
from warehouse.handing.staged import settle as settle_export

_PAUSE = 1.0  # seconds between two looks at a lock that another writer holds


@contextmanager
def open_house(settings: Settings, *, progress: Progress) -> Iterator[House]:
    """The home made ready for writing: lock taken, leases and half-written batches of ended processes given back.

    A restore or an erasure that was ended before it was done is done first. Errors: HomeError, LockedError, SettingsError where the key is
    another than the one that all here is hashed by.
    """
    home = Home(settings.home)
    home.prepare()
    with single_writer(home.lock):
        if settle(home):
            progress.note("a restore that was interrupted is finished first")
        with (
            closing(Database(home.frontier_url(settings.frontier_url))) as database,
            closing(Crew(settings.dask, scratch=home.scratch)) as crew,
        ):
            salt = home.salt(settings.salt)
            home.keep_mark(salt)
            house = House(
                settings=settings,
                home=home,
                landing=landing_of(settings, home),
                frontier=Frontier(database),
                salt=salt,
                clock=steady(home, settings),
                progress=progress,
                crew=crew,
            )
            _tidy(house)
            yield house


def _tidy(house: House) -> None:
    """Does what the process before left undone."""
    home = house.home
    shutil.rmtree(home.scratch, ignore_errors=True)
    house.landing.discard_unfinished()
    house.landing.level()
    house.frontier.release()
    if log_of(home.warehouse).exists():
        replay(house)
    if note_of(home.warehouse).exists():
        _finish_export(house)
    if home.erasing.exists():
        house.progress.note("an erasure that was interrupted is finished first")
        for line in finish(house).lines():
            house.progress.note(line)


def _finish_export(house: House) -> None:
    """Ends an export that was interrupted; where somebody has to look first, says so and goes on."""
    try:
        with house.warehouse() as warehouse:
            said = settle_export(warehouse)
    except (UsageError, HomeError) as cause:
        house.progress.note(f"{cause.message}; {cause.remedy}")
        return
    publish_all(house)
    for line in said:
        house.progress.note(line)


@contextmanager
def when_free(settings: Settings, *, progress: Progress, seconds: float) -> Iterator[House]:
    """The same as soon as no other writer is in it. Errors: LockedError after so many seconds, HomeError."""
    end, is_said = time.monotonic() + seconds, False
    with ExitStack() as stack:
        while True:
            try:
                house = stack.enter_context(open_house(settings, progress=progress))
                break
            except LockedError as busy:
                if time.monotonic() >= end:
                    raise
                if not is_said:
                    progress.note(f"waiting: {busy.message}")
                is_said = True
                time.sleep(_PAUSE)
        yield house
