"""Orders measured by judgments: ours beside the ways that others rank, over the same people, in one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.held_people import Held, held
from flows.house import House
from ranking.encoder import Encoder
from ranking.judging.baselines import by_chance, by_commits, by_meaning, by_stars, by_words
from ranking.judging.evaluate import Judgments, Measured, measure
from ranking.role import RoleSpec
from sourcing.errors import UsageError
from sourcing.profiles import Profile

OURS, STARS = "sourcing", "stars"
_Ranker = Callable[[RoleSpec], Mapping[str, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluated:
    """Each way of ranking, measured; how many people are judged, and the judged ones that nothing is held of."""

    measured: Mapping[str, Measured]
    judged: int
    missing: tuple[str, ...]


def evaluate(
    house: House, judgments: Judgments, roles: Mapping[str, RoleSpec], *, stars: Mapping[str, int] | None = None
) -> Evaluated:
    """Every way of ranking over the judged people of each role; a person may be judged by any of their accounts.

    `stars` are by repository in small letters; without them there is no order by stars.

    Errors: UsageError where nobody is held, or none of the judged people.
    """
    with held(house) as home:
        persons, missing = persons_judged(home, judgments)
        wanted = {person for found in persons.values() for person in found}
        chosen = [person for person in home.people if person.person_id in wanted]
        ways: dict[str, _Ranker] = {
            OURS: lambda role: {entry.person_id: entry.score for entry in home.ranked(role).entries},
            **_baselines(home.people, chosen, home.encoder),
        }
        if stars is not None:
            ways[STARS] = lambda _: by_stars(home.people, stars)
        measured = {
            name: measure(
                {role: _by_key(way(spec), persons, judgments[role]) for role, spec in roles.items()}, judgments
            )
            for name, way in ways.items()
        }
    return Evaluated(measured=measured, judged=len(persons) - len(missing), missing=missing)


def persons_judged(home: Held, judgments: Judgments) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The people behind each key that is judged, and the keys behind which there is nobody.

    Errors: UsageError where that holds for all of them.
    """
    keys = {key for judged in judgments.values() for key in judged}
    persons = {key: home.keys.get(key, ()) for key in keys}
    missing = tuple(sorted(key for key, found in persons.items() if not found))
    if len(missing) == len(keys):
        remedy = "judge by person id, account or profile URL of `shortlist`"
        raise UsageError("none of the judged people is held", remedy=remedy)
    return persons, missing


def _baselines(people: Sequence[Profile], chosen: Sequence[Profile], encoder: Encoder) -> dict[str, _Ranker]:
    return {
        "BM25 over own words": lambda role: by_words(people, role.text),
        "plain encoder": lambda role: by_meaning(chosen, role.text, encoder=encoder),
        "most commits": lambda _: by_commits(people),
        "chance": lambda _: by_chance(people),
    }


def _by_key(
    scores: Mapping[str, float], persons: Mapping[str, Sequence[str]], judged: Mapping[str, int]
) -> dict[str, float]:
    """The scores by the key that a person is judged by; of several people behind one key the best."""
    found: dict[str, float] = defaultdict(lambda: float("-inf"))
    for key in judged:
        for person in persons[key]:
            found[key] = max(found[key], scores.get(person, float("-inf")))
    return dict(found)
