"""What a score is made from that no role changes: of one person, or of everybody at once, one value each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Generic, NamedTuple

from ranking import archetype
from ranking.domain import SENTENCES, Value
from ranking.match import hands_on
from sourcing.profiles import Profile
from sourcing.records import Archetype


class Traits(NamedTuple, Generic[Value]):
    """`depth` (0..1) says how much a person's words can tell at all; `amounts` and `said` are by archetype, `domains` by SENTENCES."""

    depth: Value
    sustained: Value
    amounts: Mapping[Archetype, Value]
    said: archetype.Said[Value]
    domains: Mapping[str, Value]


def traits(
    profile: Profile, words: Mapping[str, int], chances: Mapping[str, Mapping[str, float]], *, as_of: date
) -> Traits[float]:
    """The traits of one person: `words` counts the tokens they wrote, `chances` are the domains of repositories."""
    commits = sum(work.commits for work in profile.work)
    return Traits(
        depth=1.0 - math.exp(-commits / 8.0),  # a handful of commits says little, however well its words fit
        sustained=_sustained(profile, as_of=as_of),
        amounts=archetype.amounts(profile, as_of=as_of),
        said=archetype.said(words),
        domains=_domains(profile, chances),
    )


def _domains(profile: Profile, chances: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The domains of a person's work: of each repository by the root of their commits there, documentation counted less.

    Course work, and a repository that says nothing of itself, have none.
    """
    found = dict.fromkeys(SENTENCES, 0.0)
    total = sum(math.sqrt(work.commits) for work in profile.work)
    for work in profile.work:
        weight = math.sqrt(work.commits) * hands_on(work) / total if work.place != "course" else 0.0
        for name, chance in chances.get(work.repository, {}).items():
            found[name] += weight * chance
    return found


def _sustained(profile: Profile, *, as_of: date) -> float:
    """0..1: many commits over years, still going on."""
    dates = [(work.first_at, work.last_at) for work in profile.work if work.first_at and work.last_at]
    if not dates:
        return 0.0
    first, last = min(first for first, _ in dates), max(last for _, last in dates)
    years = (last - first).days / 365.25
    commits = sum(work.commits for work in profile.work)
    still: float = 0.5 ** (max(0, (as_of - last).days) / 365.25 / 3.0)
    return (0.5 * (1 - math.exp(-commits / 60)) + 0.3 * (1 - math.exp(-years / 2)) + 0.2 * still) * (
        1 - math.exp(-commits / 8)
    )
