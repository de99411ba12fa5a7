"""What `doctor` says of a home in operation: room, writers, what a killed process left, what is due, what is kept elsewhere; it changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from flows.crew import Crew
from flows.options import ROLES
from flows.schedule.jobs import SEARCH, jobs
from flows.server import recorded
from flows.upkeep.backup import last_backup
from sourcing.clock import last_written
from sourcing.database import Database
from sourcing.errors import LockedError, SourcingError
from sourcing.home import Home
from sourcing.lock import single_writer
from sourcing.settings import Settings
from sourcing.shared_landing import SharedLanding
from warehouse.checkpoint import log_of
from warehouse.connection import newest, open_published, schema_of
from warehouse.published.shown import rankings, roles

Check = tuple[str, bool, str]
_SPARE = 1_000  # MB beside what is written anew
_BACKUP = timedelta(days=30)
_CLOCK = timedelta(days=1)
_PATIENCE = 5  # seconds for a worker elsewhere


def check_home(settings: Settings) -> Iterator[Check]:
    """One check a thing: its name, whether all is well, and what is so or what to do."""
    home = Home(settings.home)
    try:
        home.prepare()
    except SourcingError as failure:
        yield "home", False, str(failure)
        return
    yield "home", True, str(home.root)
    yield _room(home)
    yield _key(home, settings)
    yield from _writer(home)
    yield _server(home)
    yield _clock(home, settings)
    yield _set_aside(home)
    yield from _published(home, settings)
    yield from _elsewhere(home, settings)


def _room(home: Home) -> Check:
    """Two files are written anew beside the former: the warehouse when somebody is erased or a home is made small, the shared one always."""
    free = shutil.disk_usage(home.root).free // 1_000_000
    need = sum(_size(path) for path in (home.warehouse, home.published)) // 1_000_000 + _SPARE
    return "disk", free > need, f"{free:,} MB free" + ("" if free > need else f"; free at least {need:,} MB")


def _key(home: Home, settings: Settings) -> Check:
    """By another key nobody who asked to be left alone would be known again."""
    try:
        return "key", True, home.check_salt(settings.salt)
    except SourcingError as failure:
        return "key", False, str(failure)


def _writer(home: Home) -> Iterator[Check]:
    try:
        with single_writer(home.lock):
            yield "lock", True, "no writer at work"
            yield _log(_size(log_of(home.warehouse)))
            yield _schema(home)
    except LockedError as failure:
        yield "lock", True, f"{failure.message} (reading is possible)"


def _log(size: int) -> Check:
    if not size:
        return "write-ahead log", True, "nothing stands in it"
    said = f"{size / 1e6:,.1f} MB stand there, as a writer left them; a command that writes brings them into the file"
    return "write-ahead log", True, said


def _schema(home: Home) -> Check:
    if not home.warehouse.exists():
        return "schema", True, f"{newest()}; nothing is held yet"
    try:
        found = schema_of(home.warehouse)
    except SourcingError as failure:
        return "schema", False, f"{failure.message}; restore a backup: sourcing restore FILE --replace"
    if found > newest():
        return "schema", False, f"{found}, written by a newer version; update `sourcing`, which knows {newest()}"
    later = f"; the next command that writes copies it to {home.aside} and brings it to {newest()}"
    return "schema", True, f"{found}{'' if found == newest() else later}"


def _server(home: Home) -> Check:
    found = recorded(home)
    if found is None:
        return "prefect", True, "no server is up"
    if found.is_owned:
        return "prefect", True, f"process {found.pid} serves process {found.owner} on {found.address}"
    return (
        "prefect",
        False,
        f"process {found.pid} is left of one that was killed; the next run ends it, or: kill {found.pid}",
    )


def _clock(home: Home, settings: Settings) -> Check:
    now, last = settings.now(), last_written(home)
    is_set = " (SOURCING_CLOCK)" if settings.clock else ""
    said = f"{now:%Y-%m-%d %H:%M} UTC{is_set}"
    if last and last - now > _CLOCK:
        return (
            "clock",
            bool(settings.clock),
            f"{said}, but the home was written at {last:%Y-%m-%d %H:%M} UTC; set the clock",
        )
    return "clock", True, said


def _set_aside(home: Home) -> Check:
    logs = sorted(home.aside.glob("*.wal.*")) if home.aside.exists() else []
    if not logs:
        return "set aside", True, "no log that could not be replayed"
    said = "could not be replayed; give again what was decided or asked for then, and delete it"
    return "set aside", False, f"{', '.join(map(str, logs))}: {said}"


def _published(home: Home, settings: Settings) -> Iterator[Check]:
    try:
        with open_published(home.published) as published:
            ranked = ", ".join(row["role"] for row in roles(published)) or "none"
            moments = rankings(published)
    except SourcingError as failure:
        yield "published", not home.published.exists(), str(failure)
        return
    yield "published", True, f"{home.published}, roles: {ranked}"
    yield _last_run(home, settings, max(moments, default=None))
    yield _backup(home, settings, min(moments, default=None))


def _last_run(home: Home, settings: Settings, last: datetime | None) -> Check:
    """Where a schedule is up, two turns that were missed are a fault."""
    if last is None:
        return "last run", True, "nothing was ranked yet"
    said = f"{_ago(settings.now() - last)} ago"
    up = recorded(home)
    if not (up and up.is_owned and up.has_pages):
        return "last run", True, said
    try:
        due = [job.next(last, times=2)[1] for job in jobs(settings, folder=ROLES) if job.flow == SEARCH]
    except SourcingError as failure:
        return "last run", False, str(failure)
    if due and min(due) < settings.now():
        return "last run", False, f"{said}, and two were due since; look at {up.address} why they failed"
    return "last run", True, said


def _backup(home: Home, settings: Settings, first: datetime | None) -> Check:
    last = last_backup(home)
    since = last or first
    remedy = "run `sourcing backup FILE`, with FILE on another disk"
    said = f"{_ago(settings.now() - last)} ago" if last else "none known of"
    is_old = since is not None and settings.now() - since > _BACKUP
    return "backup", not is_old, f"{said}; {remedy}" if is_old or not last else said


def _elsewhere(home: Home, settings: Settings) -> Iterator[Check]:
    """What lies on other machines, where settings name some: it is asked, and nothing is written there."""
    asked = {
        "frontier": (settings.frontier_url, _frontier),
        "shared landing": (settings.landing_url, _shared_landing),
        "workers": (settings.dask, _workers),
    }
    for name, (where, look) in asked.items():
        if where:
            try:
                yield name, True, look(home, where)
            except SourcingError as failure:
                yield name, False, str(failure)


def _frontier(home: Home, url: str) -> str:
    with closing(Database(home.frontier_url(url))) as database, database.begin() as at:
        at.exec_driver_sql("SELECT 1")
    return "its database answers"


def _shared_landing(home: Home, url: str) -> str:
    return f"{SharedLanding(home.landing, url=url).count_there():,} batches at {url}"


def _workers(home: Home, dask: str) -> str:
    if dask.startswith("local:"):
        return f"{dask.removeprefix('local:')} processes of this machine, started when there is something to do"
    with closing(Crew(dask, scratch=home.scratch, patience=_PATIENCE)) as crew:
        return f"{crew.start()} at {dask}"


def _ago(span: timedelta) -> str:
    return f"{span.days} days" if span.days > 1 else f"{max(span, timedelta()) // timedelta(hours=1)} hours"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
