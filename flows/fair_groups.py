"""The groups in which a fairness report looks at people: by what they declare, how long and how much is held of them, and stars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ranking.conditions.location import only_zone
from ranking.conditions.time_zones import offsets
from ranking.score import STRONG_COVERAGE
from sourcing.errors import UsageError
from sourcing.profiles import Declared, Profile
from sourcing.sheets.sheet import Table

_FEW_DECILES = 50  # people, below which thirds are told
NAMES_A_PERSON = (
    "person",
    "person_id",
    "account",
    "handle",
    "profile",
)  # what the first column of labels may be called
_ENGLISH = re.compile(r"\b(?:the|and|of|to|for|with|is|in|a|this)\b", re.I)


def groups(
    people: Sequence[Profile],
    *,
    declared: Mapping[str, Declared],
    coverage: Mapping[str, float],
    accounts: set[str],
    stars: Mapping[str, float] | None,
    as_of: date,
) -> dict[str, list[str]]:
    """The label of each person in order, for each way to group them; `accounts` are the people of whom one is known, not Git alone."""
    zones = {person: only_zone(one.locations) for person, one in declared.items()}
    ids = [one.person_id for one in people]
    found = {
        "declared time zone": [_zone(zones.get(person), as_of.year) for person in ids],
        "years since the first commit held": [_years(one, as_of) for one in people],
        "README language": [_language(one) for one in people],
        "how much we could see": [
            f"{STRONG_COVERAGE:.0%} or more" if coverage[person] >= STRONG_COVERAGE else "less" for person in ids
        ],
        "known by": ["an account" if person in accounts else "Git alone" for person in ids],
    }
    return found | ({"stars of their repositories": _deciles(stars, ids)} if stars else {})


def _zone(zone: str | None, year: int) -> str:
    clock = offsets(zone, year) if zone else None
    if clock is None:
        return "not declared, or not one"
    winter = min(clock)
    return "UTC-12 to UTC-3" if winter <= -3 else "UTC-2 to UTC+3" if winter <= 3 else "UTC+4 to UTC+14"


def _years(person: Profile, as_of: date) -> str:
    first = min((work.first_at for work in person.work if work.first_at), default=None)
    years = (as_of - first).days / 365.25 if first else None
    return "not known" if years is None else "0 to 2" if years <= 2 else "2 to 7" if years <= 7 else "7 or more"


def _language(person: Profile) -> str:
    """The language of the README where somebody wrote most: English, another one, or none that is long enough to tell."""
    text = max(person.work, key=lambda work: (work.commits, work.repository)).readme if person.work else ""
    words = text.split()
    if len(words) < 20:
        return "none, or a few words"
    return "English" if len(_ENGLISH.findall(text)) >= 0.08 * len(words) else "another"


def _deciles(values: Mapping[str, float], ids: Sequence[str]) -> list[str]:
    count = 10 if len(ids) >= _FEW_DECILES else 3
    places = {person: place for place, person in enumerate(sorted(ids, key=lambda one: (values[one], one)))}
    return [
        f"{1 + places[person] * count // len(ids)} of {count}" if values[person] else "none known" for person in ids
    ]


def demographics(table: Table, keys: Mapping[str, tuple[str, ...]], *, where: str) -> dict[str, dict[str, str]]:
    """By column the label of each person held; the first column names one person. Errors: UsageError where nobody is held."""
    first, *kinds = table.columns or ("",)
    if not kinds:
        raise UsageError(
            f"{where} holds no labels", remedy="give a CSV with a header: person, then a column for each kind of label"
        )
    found: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    for _, row in table.rows:
        people = keys.get(row.get(first, "").strip().removeprefix("@").rstrip("/"), ())
        for kind in kinds if len(people) == 1 else ():
            if label := row.get(kind, "").strip():
                found[kind][people[0]] = label
    if not any(found.values()):
        raise UsageError(
            f"nobody in {where} is held", remedy="name people by person id, account or profile URL in its first column"
        )
    return found
