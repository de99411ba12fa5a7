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
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks._attacks import BOUND, COSTLY, FROM_PLAIN, PLAIN_COMMIT, People
from benchmarks._people import TODAY, people
from benchmarks._table import table, verdict
from ranking.encoder import Encoder, Vector
from ranking.role import RoleSpec, find_role
from ranking.shortlist import rank
from sourcing.settings import MODEL, MODEL_SHA256

MOST = 2.0  # places
ROLES = ("mlops-operator", "nlp-developer", "vision-researcher")


class Order:
    """Ranks people and remembers every text that was encoded."""

    def __init__(self) -> None:
        store: dict[str, Vector] = {}
        self._encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store)

    def places(self, crowd: People, role: RoleSpec) -> dict[str, int]:
        """The place of each person."""
        made = rank(crowd, role, encoder=self._encoder, as_of=TODAY, manifest={})
        return {entry.person_id: entry.rank for entry in made.entries}


def rises(role_name: str, count: int, attackers: int) -> dict[str, list[int]]:
    """For each attack the places that each attacker rises by, from the top of the order to its end."""
    role, crowd, order = find_role(role_name, folder=Path()).spec, people(count), Order()
    before = order.places(crowd, role)
    by_place = sorted(crowd, key=lambda person: before[person.person_id])
    chosen = [by_place[place * count // attackers] for place in range(attackers)]
    plain = {one.person_id: order.places(PLAIN_COMMIT(crowd, one, role), role)[one.person_id] for one in chosen}
    return {
        name: [
            (plain if name in FROM_PLAIN else before)[one.person_id]
            - order.places(attack(crowd, one, role), role)[one.person_id]
            for one in chosen
        ]
        for name, attack in {**BOUND, **COSTLY}.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--attackers", type=int, default=32)
    parser.add_argument("--roles", nargs="*", default=list(ROLES))
    given = parser.parse_args()
    size = min(len(given.roles), os.cpu_count() or 1)
    with ProcessPoolExecutor(size, mp_context=get_context("spawn")) as pool:
        jobs = {role: pool.submit(rises, role, given.people, given.attackers) for role in given.roles}
        found: Mapping[str, Mapping[str, list[int]]] = {role: job.result() for role, job in jobs.items()}
    rows = []
    for attack in (*BOUND, *COSTLY):
        each = [found[role][attack] for role in given.roles]
        rows.append((attack, *(f"{max(one)} / {sum(one) / len(one):.1f}" for one in each)))
    table(("places risen, most / mean", *given.roles), rows)
    worst = max(max(one[attack]) for one in found.values() for attack in BOUND)
    verdict("gaming", figures=[], at_most=[(worst, f"places at most among {given.people}", MOST)])


if __name__ == "__main__":
    main()
