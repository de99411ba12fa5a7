"""Time zones as a role asks for them: a window of offsets from UTC, or the clock of an IANA zone, in winter and in summer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sourcing.records import Eligible

LEAST, MOST = -12.0, 14.0  # hours from UTC that clocks on Earth show
NEARLY_ALL = 0.9  # of the people of an area, from which what holds of them is said of the area
# What people write for a zone, where IANA has no such name or another clock under it.
SHORT: Mapping[str, str] = {
    **dict.fromkeys(("CET", "CEST", "MEZ"), "Europe/Berlin"),
    **dict.fromkeys(("EST", "EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "BST": "Europe/London",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "SGT": "Asia/Singapore",
}
_OFFSET = r"(?:UTC|GMT)\s?([+-]\d{1,2}(?::[0-5]\d)?)?"
_WINDOW = re.compile(rf"{_OFFSET}(?:\s?\.\.\s?{_OFFSET})?", re.I)
Offsets = tuple[float, float]


def normal(asked: str) -> str:
    """The one form of a time zone: `UTC-1..UTC+3`, or an IANA name. Errors: ValueError with the nearest known name."""
    text = " ".join(asked.replace("\N{MINUS SIGN}", "-").split())
    if match := _WINDOW.fullmatch(text):
        low, high = _window(match)
        if not LEAST <= low <= high <= MOST:
            raise ValueError(f"{asked!r} is no window: write the western end first, within UTC-12..UTC+14")
        return f"{written(low)}..{written(high)}"
    if _zone(text):
        return text
    every = sorted(available_timezones())
    lower = {name.lower().rpartition("/")[2]: name for name in every} | {name.lower(): name for name in every}
    near = difflib.get_close_matches(text.lower().replace(" ", "_"), lower, n=1, cutoff=0.7)
    nearest = SHORT.get(text.upper()) or (lower[near[0]] if near else None)
    hint = (
        f"nearest: {nearest!r}"
        if nearest
        else "write an IANA name such as 'Europe/Berlin', or a window such as 'UTC-1..UTC+3'"
    )
    raise ValueError(f"unknown time zone {asked!r} ({hint})")


def fits(zones: Mapping[str, int], asked: Iterable[str], *, year: int) -> Eligible:
    """Whether the clocks of a place, given as people by zone, are within one of those asked for, in winter and in summer.

    Unknown where it holds for half of the year or for a part of the people, and where a zone is not known.
    """
    wanted = tuple(asked)
    people = dict.fromkeys(Eligible, 0)
    for zone, count in zones.items():
        people[_fits(zone, wanted, year)] += count
    total = sum(people.values())
    return next(
        (answer for answer in (Eligible.YES, Eligible.NO) if total and people[answer] >= NEARLY_ALL * total),
        Eligible.UNKNOWN,
    )


def clocks(zones: Mapping[str, int], *, year: int) -> str:
    """What the clocks of a place show, in words: `UTC+1, in summer UTC+2`; of an area the zone of nearly all its people."""
    total = sum(zones.values())
    main = max(sorted(zones), key=lambda zone: zones[zone], default=None)
    shown = offsets(main, year) if main and zones[main] >= NEARLY_ALL * total else None
    if not shown:
        return "several time zones" if zones else "no time zone known"
    one, other = sorted(shown)
    return written(one) if one == other else f"{written(one)}, in summer {written(other)}"


def written(hours: float) -> str:
    """An offset from UTC as roles write it: `UTC+5:30`; `UTC` for none."""
    minutes = round(abs(hours) * 60)
    shown = f"{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
    return f"UTC{'-' if hours < 0 else '+'}{shown}" if minutes else "UTC"


def hours(zone: str) -> float:
    """The hours from UTC of an offset, or of a short name such as `CET` in winter. Errors: ValueError where it is neither."""
    if match := _WINDOW.fullmatch("".join(zone.replace("\N{MINUS SIGN}", "-").split())):
        return _window(match)[0]
    own = (
        offsets(SHORT[zone], 2026) if zone in SHORT else None
    )  # short names are of winters that have long been the same
    if own is None:
        raise ValueError(f"unknown time zone {zone!r}")
    return min(own)


@lru_cache(maxsize=4_096)
def offsets(zone: str, year: int) -> Offsets | None:
    """The hours from UTC on the two solstices of a year; None where the zone is not known."""
    known = _zone(zone)
    if known is None:
        return None
    days = (datetime(year, month, 21, 12, tzinfo=UTC).astimezone(known).utcoffset() for month in (6, 12))
    first, second = (day.total_seconds() / 3600 if day else 0.0 for day in days)
    return first, second


@lru_cache(maxsize=4_096)
def _fits(zone: str, asked: tuple[str, ...], year: int) -> Eligible:
    own = offsets(zone, year)
    if own is None:
        return Eligible.UNKNOWN
    ends = [_ends(one, year) for one in asked]
    within = [any(low[day] <= own[day] <= high[day] for low, high in ends) for day in (0, 1)]
    return Eligible.YES if all(within) else Eligible.UNKNOWN if any(within) else Eligible.NO


def _ends(asked: str, year: int) -> tuple[Offsets, Offsets]:
    """The western and the eastern end of what is asked for, on each solstice."""
    if match := _WINDOW.fullmatch(asked):
        low, high = _window(match)
        return (low, low), (high, high)
    clock = offsets(asked, year) or (0.0, 0.0)
    return clock, clock


def _window(match: re.Match[str]) -> Offsets:
    low = _hours(match.group(1))
    return low, (low if ".." not in match.group(0) else _hours(match.group(2)))


def _hours(offset: str | None) -> float:
    hours, _, minutes = (offset or "0").lstrip("+-").partition(":")
    return (int(hours) + int(minutes or 0) / 60) * (-1 if (offset or "").startswith("-") else 1)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as `Europe`
        return None
