"""How far somebody rises among 500 by writing to be found: README, fillers, dependencies, subjects, dates.

    python -m benchmarks.gaming [--people N] [--attackers N] [--roles NAME …]

Invented people (`_people.py`) are ranked with the real encoder for several role templates. People spread evenly over the order each
try each attack (`_attacks.py`) alone; everybody is ranked again, and the rise in places counts. The bound holds for what costs
nothing; what costs real commits, or happens before a team's eyes, is measured beside it. Stars have no row: no field of what
ranking reads can hold them (a test says so).
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks._attacks import BOUND, COSTLY, FROM_PLAIN, PLAIN_COMMIT, Attack, People
from benchmarks._people import TODAY, people
from benchmarks._table import table, verdict
from ranking.encoder import Encoder, Vector
from ranking.role import RoleSpec, find_role
from ranking.shortlist import ordered
from sourcing.profiles import Profile
from sourcing.settings import MODEL, MODEL_SHA256

MOST = 2.0  # places
PARTS, FEWER = 4, 4  # parts of a role's attackers; what has no bound is tried by every fourth of them
ROLES = ("mlops-operator", "nlp-developer")


class Order:
    """Ranks people and remembers every text that was encoded."""

    def __init__(self) -> None:
        store: dict[str, Vector] = {}
        self._encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store)

    def places(self, crowd: People, role: RoleSpec) -> dict[str, int]:
        """The place of each person; people of one score share the first of theirs, for their order is a lot."""
        measured, _ = ordered(crowd, role, encoder=self._encoder, as_of=TODAY)
        first: dict[float, int] = {}
        return {one.person.person_id: first.setdefault(one.found.score, place) for place, one in enumerate(measured, 1)}


def rises(role_name: str, count: int, attackers: int, part: int) -> dict[str, list[int]]:
    """For each attack the places that one of PARTS of the attackers rise by, from the top of the order to its end."""
    role, crowd, order = find_role(role_name, folder=Path()).spec, people(count), Order()
    before = order.places(crowd, role)
    by_place = sorted(crowd, key=lambda person: before[person.person_id])
    numbers = range(part, attackers, PARTS)
    chosen = [by_place[number * count // attackers] for number in numbers]
    fewer = [one for number, one in zip(numbers, chosen, strict=True) if (number // PARTS + part) % FEWER == 0]
    plain = {one.person_id: order.places(PLAIN_COMMIT(crowd, one, role), role)[one.person_id] for one in chosen}

    def rise(name: str, attack: Attack, one: Profile) -> int:
        start = plain if name in FROM_PLAIN else before
        return start[one.person_id] - order.places(attack(crowd, one, role), role)[one.person_id]

    found = {name: [rise(name, attack, one) for one in chosen] for name, attack in BOUND.items()}
    return found | {name: [rise(name, attack, one) for one in fewer] for name, attack in COSTLY.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--attackers", type=int, default=30)
    parser.add_argument("--roles", nargs="*", default=list(ROLES))
    given = parser.parse_args()
    found: dict[str, dict[str, list[int]]] = {role: defaultdict(list) for role in given.roles}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        jobs = [
            (role, pool.submit(rises, role, given.people, given.attackers, part))
            for role in given.roles
            for part in range(PARTS)
        ]
        for role, job in jobs:
            for attack, places in job.result().items():
                found[role][attack] += places
    for title, attacks in (("what costs nothing", BOUND), ("what costs commits, or is seen by a team", COSTLY)):
        rows = [
            (name, *(f"{max(found[role][name])} / {statistics.fmean(found[role][name]):.1f}" for role in given.roles))
            for name in attacks
        ]
        print(f"{title}: places risen, most / mean")
        table(("", *given.roles), rows)
    worst = max(max(one[attack]) for one in found.values() for attack in BOUND)
    verdict("gaming", figures=[], at_most=[(worst, f"places at most among {given.people}", MOST)])


if __name__ == "__main__":
    main()
