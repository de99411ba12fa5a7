"""What a score is made from that no role changes: of one person, or of everybody at once, one value each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Generic, NamedTuple

from ranking import archetype
from ranking.domain import SENTENCES, Value
from ranking.match import hands_on
from ranking.witness import counted
from sourcing.profiles import Profile, Work
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
    """The traits of one person: `words` counts the tokens they wrote, `chances` are the domains of their repositories."""
    counts = counted(profile)
    return Traits(
        depth=1.0
        - math.exp(-_steady(profile, counts) / 8.0),  # a handful of commits says little, however well its words fit
        sustained=_sustained(profile, counts, as_of=as_of),
        amounts=archetype.amounts(profile, as_of=as_of),
        said=archetype.said(words),
        domains=_domains(profile, chances, counts),
    )


def _domains(
    profile: Profile, chances: Mapping[str, Mapping[str, float]], counts: Mapping[str, float]
) -> dict[str, float]:
    """The domains of a person's work: of each repository by the root of their commits there, documentation counted less.

    Course work, and a repository that says nothing of itself, have none.
    """
    found: dict[str, list[float]] = {name: [] for name in SENTENCES}
    weights = {work.repository: _told(work) * counts[work.repository] for work in profile.work}
    total = math.fsum(weights.values())
    for work in profile.work:
        if not weights[work.repository] or work.place == "course":
            continue
        weight = weights[work.repository] * hands_on(work) / total
        for name, chance in chances.get(work.repository, {}).items():
            found[name].append(weight * chance)
    return {name: math.fsum(given) for name, given in found.items()}  # the order of repositories leaves no trace


def _told(work: Work) -> float:
    """How much a repository tells of who worked there: little by a few commits."""
    return math.sqrt(work.commits) * (1.0 - math.exp(-work.commits / 8.0))


def _sustained(profile: Profile, counts: Mapping[str, float], *, as_of: date) -> float:
    """0..1: many commits, still going on. How long ago the first one was says nothing: a commit states any date."""
    last = max((work.last_at for work in profile.work if work.last_at and counts[work.repository]), default=None)
    if not last:
        return 0.0
    steady = _steady(profile, counts)
    still: float = 0.5 ** (max(0, (as_of - last).days) / 365.25 / 3.0)
    return (0.75 * (1 - math.exp(-steady / 60)) + 0.25 * still) * (1 - math.exp(-steady / 8))


def _steady(profile: Profile, counts: Mapping[str, float]) -> float:
    """The commits of a person, each at what its repository counts."""
    return math.fsum(work.commits * counts[work.repository] for work in profile.work)
