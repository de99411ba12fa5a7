"""The table `[schedule]` of sourcing.toml: when what runs by itself, and who is told."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NEVER = "never"
_BLOCK = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


def _cron(text: str) -> str:
    """Five fields, as Prefect and every cron take them."""
    if text == NEVER:
        return text
    if len(text.split()) != 5:
        raise ValueError(f"{text!r} is no cron line: minute, hour, day, month, weekday, such as '0 2 * * *'")
    try:
        next(CronSim(text, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as cause:
        raise ValueError(f"{text!r} is no cron line: {str(cause).lower() or 'that day never comes'}") from cause
    return text


def _zone(name: str) -> str:
    known = available_timezones()
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1)
    raise ValueError(
        f"{name!r} is no time zone (nearest: {near[0]!r})"
        if near
        else f"{name!r} is no time zone, such as Europe/Berlin"
    )


def _block(name: str) -> str:
    if _BLOCK.fullmatch(name):
        return name
    raise ValueError(f"{name!r} names no block of Prefect: write KIND/NAME, such as slack-webhook/hiring")


Cron = Annotated[str, AfterValidator(_cron)]
Zone = Annotated[str, AfterValidator(_zone)]
Block = Annotated[str, AfterValidator(_block)]


class RoleTimes(BaseModel):
    """When the search for one role runs, and what a run of it may spend; what is left out is as for every role."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cron: Cron | None = None
    timezone: Zone | None = None
    budget: int | None = Field(default=None, ge=1)
    depth: int = Field(default=0, ge=0)
    sites: bool = True


class Timetable(BaseModel):
    """When every role, retention, compacting and publishing run; with no role named, every file in roles/ is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cron: Cron = "0 2 * * *"
    timezone: Zone = "UTC"
    retention: Cron = "0 1 * * *"
    compact: Cron = "0 0 * * 0"
    publish: Cron = NEVER
    roles: dict[str, RoleTimes] = {}
    notify: Block | None = None
    digest_names: bool = False
    wait_minutes: int = Field(default=120, ge=0)
