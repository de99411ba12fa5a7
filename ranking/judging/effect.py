"""What other weights would do, and to whom: who comes into the first ten and goes out, and how groups move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ranking.score import STRONG_COVERAGE
from ranking.weights import Weights
from sourcing.records import Specialisation

FIRST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One ranked person: the values of the parts, and how much there was to read of them.

    `values` are in the order of `PARTS`; `last_active` is None where no commit states a sound date.
    """

    person_id: str
    name: str
    values: tuple[float, ...]
    coverage: float
    repositories: int
    last_active: date | None
    is_partly_read: bool
    has_account: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One person's place by the former weights and by the others."""

    person_id: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group of the ranked: by how many places it rises (falls, where below 0) in the mean, and how many stand among the first."""

    what: str
    label: str
    people: int
    rise: float
    first_before: int
    first_after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What other weights do to a role: who comes into the first ten, who goes out (by place), and the groups."""

    people: int
    comes: tuple[Move, ...]
    goes: tuple[Move, ...]
    groups: tuple[Group, ...]


def effect(
    people: Sequence[Standing], specialisation: Specialisation, *, before: Weights, after: Weights, as_of: date
) -> Effect:
    """What `after` would do to people that `before` ranks, for a role of this specialisation; ties go by person id."""
    former, latter = (_places(people, weights, specialisation) for weights in (before, after))
    moves = [
        Move(person_id=one.person_id, name=one.name, before=former[one.person_id], after=latter[one.person_id])
        for one in people
    ]
    return Effect(
        people=len(people),
        comes=tuple(sorted((one for one in moves if one.after <= FIRST < one.before), key=lambda one: one.after)),
        goes=tuple(sorted((one for one in moves if one.before <= FIRST < one.after), key=lambda one: one.before)),
        groups=tuple(group for what, label in _sides(as_of).items() for group in _groups(what, label, people, moves)),
    )


def _places(people: Sequence[Standing], weights: Weights, specialisation: Specialisation) -> dict[str, int]:
    scores = {one.person_id: weights.score(specialisation, one.values) for one in people}
    return {person: place for place, person in enumerate(sorted(scores, key=lambda key: (-scores[key], key)), 1)}


def _sides(as_of: date) -> Mapping[str, Callable[[Standing], str]]:
    """The ways to group people that need nothing but what was read: each gives the label of a person's group."""

    def activity(one: Standing) -> str:
        years = (as_of - one.last_active).days / 365.25 if one.last_active else 99.0
        return "0 to 1 years ago" if years <= 1 else "1 to 3 years ago" if years <= 3 else "longer ago, or not known"

    return {
        "repositories": lambda one: "1" if one.repositories == 1 else "2 to 4" if one.repositories < 5 else "5 or more",
        "known by": lambda one: "account of a code host" if one.has_account else "Git alone",
        "last active": activity,
        "read": lambda one: "in part" if one.is_partly_read else "whole",
        "coverage": lambda one: f"{STRONG_COVERAGE:.0%} or more" if one.coverage >= STRONG_COVERAGE else "less",
    }


def _groups(
    what: str, label: Callable[[Standing], str], people: Sequence[Standing], moves: Sequence[Move]
) -> list[Group]:
    found: dict[str, list[Move]] = {}
    for one, move in zip(people, moves, strict=True):
        found.setdefault(label(one), []).append(move)
    return [
        Group(
            what=what,
            label=name,
            people=len(mine),
            rise=round(sum(one.before - one.after for one in mine) / len(mine), 2),
            first_before=sum(one.before <= FIRST for one in mine),
            first_after=sum(one.after <= FIRST for one in mine),
        )
        for name, mine in sorted(found.items())
    ]
