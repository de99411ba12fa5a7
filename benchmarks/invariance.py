"""Whether the order of people depends on who they are: identities swapped over 200 invented people, for eight roles, real encoder.

    python -m benchmarks.invariance [--people N] [--roles NAME …] [--without-redaction]

Each attribute by itself, then all of them, is swapped for everybody (`_world.py` says where it stands). Whoever is scored
otherwise afterwards, by however little, is counted. `--without-redaction` does the same with nothing taken out: what redaction buys.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks._identities import ATTRIBUTES, Identity, drawn, swapped
from benchmarks._people import TODAY
from benchmarks._people import people as invented
from benchmarks._table import table, verdict
from benchmarks._world import world
from ranking.encoder import Encoder, Vector
from ranking.role import RoleSpec, find_role
from ranking.shortlist import ordered
from sourcing.profiles import Profile
from sourcing.settings import MODEL, MODEL_SHA256

ROLES = (
    "mlops-operator", "mlops-developer", "nlp-developer", "nlp-researcher",
    "recsys-developer", "rl-researcher", "vision-developer", "vision-operator",
)  # fmt: skip
PEOPLE, SEEDS = 200, (1, 2)


class Swap(NamedTuple):
    """What the swap of one attribute did, over all roles: scores that moved, the furthest in points, places moved in the mean and at most."""

    attribute: str
    scores: int
    points: float
    mean: float
    most: int


class Order:
    """Ranks worlds; every text is encoded once."""

    def __init__(self) -> None:
        store: dict[str, Vector] = {}
        self._encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store, threads=2)

    def scores(self, people: Mapping[int, Profile], role: RoleSpec) -> dict[int, float]:
        """The score of each person by number, best first: in the order of the shortlist."""
        numbers = {one.person_id: number for number, one in people.items()}
        measured, _ = ordered([*people.values()], role, encoder=self._encoder, as_of=TODAY)
        return {numbers[one.person.person_id]: one.found.score for one in measured}


def swaps(
    people: Sequence[Profile],
    roles: Sequence[RoleSpec],
    folder: Path,
    *,
    is_unredacted: bool = False,
    alone: Sequence[str] = ATTRIBUTES,
) -> list[Swap]:
    """What each swap does: of the attributes that are swapped `alone`, and last of all at once, "everything"."""
    mine, others = (drawn(len(people), seed=seed) for seed in SEEDS)
    order, number = Order(), iter(range(99))

    def scored(identities: Sequence[Identity]) -> list[dict[int, float]]:
        held = world(people, identities, folder / str(next(number)), is_unredacted=is_unredacted)
        return [order.scores(held, role) for role in roles]

    before = scored(mine)
    wanted = {**{name: (name,) for name in alone}, "everything": ATTRIBUTES}
    return [_swap(name, before, scored(swapped(mine, others, *attributes))) for name, attributes in wanted.items()]


def _swap(name: str, before: Sequence[dict[int, float]], after: Sequence[dict[int, float]]) -> Swap:
    moved, points = 0, [0.0]
    places: list[int] = []
    for former, latter in zip(before, after, strict=True):
        points += [abs(score - latter[number]) for number, score in former.items()]
        moved += sum(score != latter[number] for number, score in former.items())
        stands = {number: place for place, number in enumerate(latter)}
        places += [abs(place - stands[number]) for place, number in enumerate(former)]
    return Swap(name, moved, max(points), sum(places) / max(len(places), 1), max(places, default=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--roles", nargs="*", default=list(ROLES))
    parser.add_argument("--without-redaction", action="store_true")
    given = parser.parse_args()
    roles = [find_role(name, folder=Path()).spec for name in given.roles]
    with tempfile.TemporaryDirectory() as folder:
        found = swaps(invented(given.people), roles, Path(folder), is_unredacted=given.without_redaction)
    cells = given.people * len(roles)
    rows = [
        (one.attribute, f"{one.scores} of {cells}", f"{one.points:.2f}", f"{one.mean:.2f}", one.most) for one in found
    ]
    table(("swapped", "scores that moved", "points at most", "places, mean", "at most"), rows)
    name = "invariance without redaction" if given.without_redaction else "invariance"
    worst = max(max(one.scores for one in found), max(one.most for one in found))
    what = f"scores or places moved at worst, {given.people} people x {len(roles)} roles"
    verdict(name, figures=[], at_most=[(worst, what, 0)])


if __name__ == "__main__":
    main()
