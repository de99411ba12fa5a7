"""What would change a rank, from what is stored of a shortlist: the sum is made again, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ranking.score import mean, part, total
from sourcing.profiles import Part

PART_OF_SKILLS: Mapping[bool, str] = {True: "must-have skills", False: "nice-to-have skills"}
_OPEN = ("archetype", "specialisation", "own words")
LEAST = 0.05  # points below which nothing is worth a sentence


class Asked(NamedTuple):
    """One asked skill of a person: its strength (0..1), and where it was found (None: nowhere)."""

    skill: str
    is_must_have: bool
    strength: float
    found_in: str | None


class Change(NamedTuple):
    """A skill shown as strongly as can be, all else as it is: `points` more, which make `score`."""

    asked: Asked
    points: float
    score: float


class Open(NamedTuple):
    """The points that a part of the sum could still give, of those it gives at most."""

    part: str
    points: float
    weight: float


class Lag(NamedTuple):
    """A part of the sum in which a person has less than others: their points, and the mean of the others'."""

    part: str
    points: float
    mean: float


def changes(parts: Sequence[Part], asked: Sequence[Asked]) -> list[Change] | None:
    """What each skill that is not fully shown would give, most first; `asked` in the order of the role.

    None where the strengths do not make up the parts: a repository was taken out since, or the run is of before they were kept.
    """
    values = {one.name: one.value for one in parts}
    for is_must_have, name in PART_OF_SKILLS.items():
        if round(mean([one.strength for one in asked if one.is_must_have is is_must_have]), 4) != values[name]:
            return None
    score = total(parts)
    found = []
    for skill in asked:
        changed = total(_with(parts, asked, skill))
        points = round(changed - score, 4)
        if points >= LEAST:
            found.append(Change(skill, points, changed))
    return sorted(found, key=lambda one: -one.points)  # a stable sort: equal ones stay in the order of the role


def _with(parts: Sequence[Part], asked: Sequence[Asked], skill: Asked) -> list[Part]:
    """The parts if one skill had strength 1."""
    group = [one for one in asked if one.is_must_have is skill.is_must_have]
    value = mean([1.0 if one is skill else one.strength for one in group])
    name = PART_OF_SKILLS[skill.is_must_have]
    return [part(one.name, one.weight, value, one.note) if one.name == name else one for one in parts]


def still_open(parts: Sequence[Part]) -> list[Open]:
    """What archetype, specialisation and own words could still give, most first."""
    found = [Open(one.name, round(one.weight - one.points, 4), one.weight) for one in parts if one.name in _OPEN]
    return sorted((one for one in found if one.points >= LEAST), key=lambda one: -one.points)


def largest_lag(parts: Sequence[Part], means: Mapping[str, float]) -> Lag | None:
    """The part that loses most against the means of others, in points; None where none loses."""
    most = max(parts, key=lambda one: means[one.name] - one.points)
    lag = Lag(most.name, most.points, round(means[most.name], 4))
    return lag if lag.mean - lag.points >= LEAST else None


class Difference(NamedTuple):
    """How much more one person has of a part of the sum than another, in points, and of which asked skills, most first."""

    part: str
    points: float
    skills: tuple[tuple[str, float], ...] = ()


def differences(parts: Sequence[Sequence[Part]], asked: Sequence[Sequence[Asked]]) -> list[Difference]:
    """What decides between two people: each part in which they differ, largest first; above 0 where the first has more."""
    skills = _by_skill(parts[0], asked)
    found = [
        Difference(one.name, round(one.points - other.points, 4), tuple(skills.get(one.name, ())))
        for one, other in zip(*parts, strict=True)
    ]
    return sorted((one for one in found if abs(one.points) >= LEAST), key=lambda one: -abs(one.points))


def _by_skill(parts: Sequence[Part], asked: Sequence[Sequence[Asked]]) -> dict[str, list[tuple[str, float]]]:
    """The points by which two people differ in each asked skill, by part."""
    weights = {one.name: one.weight for one in parts}
    found: dict[str, list[tuple[str, float]]] = {}
    for is_must_have, name in PART_OF_SKILLS.items():
        mine, theirs = ([one for one in each if one.is_must_have is is_must_have] for each in asked)
        rated = [
            (one.skill, round(weights[name] / len(mine) * (one.strength - other.strength), 4))
            for one, other in zip(mine, theirs, strict=True)
        ]
        found[name] = sorted((pair for pair in rated if abs(pair[1]) >= LEAST), key=lambda pair: -abs(pair[1]))
    return found
