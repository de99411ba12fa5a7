"""Weights learned from judgments over the people held, and what adopting others would do to the roles that are ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.adopted import in_force
from flows.evaluate import persons_judged
from flows.held_people import Held, held
from flows.house import House
from ranking.judging.effect import Effect, Standing, effect
from ranking.judging.evaluate import Judgments
from ranking.judging.learn import Judged, Lesson, learned
from ranking.role import RoleSpec
from ranking.weights import PARTS, Weights
from sourcing.errors import UsageError
from sourcing.profiles import Profile
from sourcing.records import Specialisation
from warehouse.runs.ranked import ranked_roles, standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """Weights with their validation, and the judged people that nothing is held of, who taught nothing."""

    weights: Weights
    missing: tuple[str, ...]


def learn_from(house: House, judgments: Judgments, roles: Mapping[str, RoleSpec]) -> Learned:
    """Weights learned from judgments. Errors: UsageError where nobody judged is held, or too little is judged."""
    with held(house) as home:
        persons, missing = persons_judged(home, judgments)
        known = {person.person_id: person for person in home.people}
        lessons = [_lesson(home, spec, judgments[role], persons, known) for role, spec in sorted(roles.items())]
    return Learned(weights=learned(lessons), missing=missing)


def _lesson(
    home: Held,
    role: RoleSpec,
    judged: Mapping[str, int],
    persons: Mapping[str, tuple[str, ...]],
    known: Mapping[str, Profile],
) -> Lesson:
    """The judged people of a role; of several behind one key the one who stands first, as `evaluate` takes them."""
    entries = {entry.person_id: entry for entry in home.ranked(role).entries}
    people = []
    for key, relevance in sorted(judged.items()):
        found = [entries[person] for person in persons[key] if person in entries]
        if found:
            first = min(found, key=lambda entry: entry.rank)
            people.append(
                Judged(
                    person=key,
                    repository=_main(known[first.person_id]),
                    values=tuple(part.value for part in first.parts),
                    relevance=relevance,
                )
            )
    return Lesson(role=role.name, specialisation=role.specialisation, people=tuple(people))


def _main(person: Profile) -> str:
    """The repository a person has most commits in."""
    return max(person.work, key=lambda work: (work.commits, work.repository)).repository


def effects(house: House, weights: Weights) -> dict[str, Effect]:
    """By ranked role, what these weights would do beside those in force, to everybody as last ranked.

    Errors: UsageError where a role was ranked with other parts, WarehouseError.
    """
    before = in_force(house.home)
    found: dict[str, Effect] = {}
    with house.warehouse() as warehouse:
        for role in ranked_roles(warehouse):
            people = [_standing(role["role"], row) for row in standing(warehouse, role["role"], now=house.clock)]
            found[role["role"]] = effect(
                people, Specialisation(role["specialisation"]), before=before, after=weights, as_of=role["as_of"]
            )
    return found


def _standing(role: str, row: dict[str, Any]) -> Standing:
    if tuple(row.pop("parts")) != PARTS:
        raise UsageError(f"{role} was ranked with other parts", remedy=f"rank it anew: sourcing rank {role}")
    return Standing(**{**row, "values": tuple(row["values"])})
