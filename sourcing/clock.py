"""The clock of a home, which never goes back: what is read at an earlier moment than what it follows would be taken for the older."""

from __future__ import annotations

from datetime import datetime, timedelta

from sourcing.errors import HomeError
from sourcing.home import Home
from sourcing.settings import Settings
from sourcing.whole_file import write_whole

_MOST = timedelta(days=1)  # that a clock is corrected by; more is a clock that is wrong now, or was


def steady(home: Home, settings: Settings) -> datetime:
    """The time to take for now: the machine's, or a second after the home was last written where that is later; one that is set is taken as it is.

    Errors: HomeError where the machine's clock is more than a day behind.
    """
    now, last = settings.now(), last_written(home)
    if last and now < last and settings.clock is None:
        if last - now > _MOST:
            raise HomeError(
                f"the clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but {home.root} was written at {last:%Y-%m-%d %H:%M} UTC",
                remedy="set the clock; if it was wrong then, restore a backup from before, or set SOURCING_CLOCK to a later time",
            )
        now = last + timedelta(seconds=1)
    if last is None or now > last:
        write_whole(home.written, now.isoformat().encode())
    return now


def last_written(home: Home) -> datetime | None:
    """The latest time that a writer of a home took for now; None where none is known."""
    try:
        found = datetime.fromisoformat(home.written.read_text())
    except (OSError, ValueError):
        return None
    return found if found.tzinfo else None
