"""What the timetable asks to be run by itself: one job a role, then retention, compacting and publishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

from flows.options import ROLES
from flows.server import recorded
from ranking.role import find_role, templates
from sourcing.errors import SettingsError, SourcingError
from sourcing.home import Home
from sourcing.settings import FILE, Settings
from sourcing.timetable import NEVER, RoleTimes

SEARCH, RETENTION, COMPACT, PUBLISH = "search", "retention", "compact", "publish"
_SAYS = {
    RETENTION: "Erases everybody whose time is over or who was not told in time.",
    COMPACT: "Drops former shortlists and what only they need, and writes the databases anew.",
    PUBLISH: "Updates the shared file.",
}


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing that runs by itself: which flow, with what, when (a cron line in a time zone)."""

    name: str
    flow: str
    cron: str
    timezone: str
    says: str
    parameters: dict[str, Any]

    def next(self, after: datetime, *, times: int) -> list[datetime]:
        """The first moments after this one at which it is due, each in its own time zone."""
        return list(islice(CronSim(self.cron, after.astimezone(ZoneInfo(self.timezone))), times))


def jobs(settings: Settings, *, folder: Path = ROLES) -> list[Job]:
    """What is to be served, searches by role first. Errors: RoleError, SettingsError where nothing is."""
    asked = settings.schedule
    roles = dict(asked.roles) or {path.stem: RoleTimes() for path in sorted(folder.glob("*.toml"))}
    found = [_search(role, times, settings, folder=folder) for role, times in roles.items()]
    for name, cron in ((RETENTION, asked.retention), (COMPACT, asked.compact), (PUBLISH, asked.publish)):
        found.append(Job(name=name, flow=name, cron=cron, timezone=asked.timezone, says=_SAYS[name], parameters={}))
    served = [job for job in found if job.cron != NEVER]
    if not served:
        raise SettingsError(
            "there is nothing to schedule", remedy=f"run `sourcing init`, or name roles in [schedule.roles] of {FILE}"
        )
    return served


def check(settings: Settings) -> tuple[str, bool, str]:
    """What `doctor` says of the timetable: whether it is served, and what is due next."""
    try:
        found = jobs(settings)
    except SourcingError as failure:
        return "schedule", False, str(failure)
    job, at = min(((job, job.next(settings.now(), times=1)[0]) for job in found), key=lambda due: due[1])
    due = f"{len(found)} jobs, the next {job.name} on {at:%Y-%m-%d %H:%M} {job.timezone}"
    up = recorded(Home(settings.home))
    if up and up.is_owned and up.has_pages:
        return "schedule", True, f"served by process {up.owner} on {up.address}: {due}"
    return "schedule", True, f"not served; `sourcing schedule` would run {due}"


def _search(role: str, times: RoleTimes, settings: Settings, *, folder: Path) -> Job:
    spec = find_role(role, folder=folder).spec
    return Job(
        name=role,
        flow=SEARCH,
        cron=times.cron or settings.schedule.cron,
        timezone=times.timezone or settings.schedule.timezone,
        says=f"Finds, reads and ranks people for {spec.title}.",
        parameters={"role": role, "budget": times.budget, "depth": times.depth, "sites": times.sites},
    )


def role_names(settings: Settings, *, folder: Path = ROLES) -> Sequence[str]:
    """The roles that a search may be for: one's own, those of the timetable, and the templates."""
    own = {path.stem for path in folder.glob("*.toml")}
    return sorted({*own, *settings.schedule.roles, *templates()})
