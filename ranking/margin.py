"""How far a score would move if other evidence of the same kind had been found: the bootstrap, by fixed draws."""

from __future__ import annotations

import hashlib
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ranking import archetype
from ranking.match import MOST_OF_ROW, place_weight, recency, skills_shown, strength
from ranking.role import RoleSpec
from sourcing.profiles import Part, Profile, Proof

DRAWS = 16
MOST = 200  # people of a shortlist that get a margin
_LIMITS = (94, 188, 235, 251)  # of 256: a row is drawn 0, 1, 2, 3 times below these, else 4 (Poisson with mean 1)
_TIMES = bytes(sum(byte >= limit for limit in _LIMITS) for byte in range(256))
_NORMAL = 1.96  # standard deviations of a 95 % interval


class _Row(NamedTuple):
    """What one row of evidence gives: how often each draw has it, what it adds to asked skills and to its kind."""

    times: bytes
    own: float
    weight: float  # of its place and age, for skills
    recency: float
    skills: tuple[str, ...]
    kind: tuple[str, str]


def margin(
    profile: Profile, role: RoleSpec, *, parts: tuple[Part, ...], work: archetype.Fit[float], as_of: date
) -> float:
    """Half the width of a score's 95 % interval, in points, rounded to 2 places.

    Rows of evidence are drawn with replacement, by a hash of their id, so that the same evidence has the same margin. What follows
    from words and from what the repositories are for does not move: its error is not of this kind, and not in the margin.
    """
    weights = {part.name: part.weight for part in parts}
    asked = {*role.must_have, *role.nice_to_have}
    rows = [_row(proof, asked, as_of) for proof in profile.proofs]
    sums = [_sum(rows, draw, role, weights=weights, work=work) for draw in range(DRAWS)]
    return round(_NORMAL * float(statistics.pstdev(sums)), 2)


def _row(proof: Proof, asked: set[str], as_of: date) -> _Row:
    drawn = hashlib.sha256(proof.evidence_id.encode()).digest()[:DRAWS]
    age = recency(proof.observed_at, as_of)
    return _Row(
        times=drawn.translate(_TIMES),
        own=proof.own_value,
        weight=place_weight(proof) * age,
        recency=age,
        skills=tuple(skill for skill in skills_shown(proof) if skill in asked),
        kind=(proof.repository, f"{proof.signal}/{proof.kind}"),
    )


def _sum(
    rows: Sequence[_Row], draw: int, role: RoleSpec, *, weights: Mapping[str, float], work: archetype.Fit[float]
) -> float:
    """The points that rest on evidence, in one draw."""
    skills: dict[str, float] = defaultdict(float)
    kinds: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        if times := row.times[draw]:
            kinds[row.kind] += times * row.own * row.recency
            for skill in row.skills:
                skills[skill] += min(times * row.own, MOST_OF_ROW) * row.weight
    means = [
        sum(strength(skills[skill]) for skill in names) / len(names) if names else 0.0
        for names in (role.must_have, role.nice_to_have)
    ]
    by_evidence = (1.0 - archetype.SPOKEN) * archetype.shown(archetype.of_kinds(kinds), role.archetype) * work.domain
    return (
        weights["must-have skills"] * means[0]
        + weights["nice-to-have skills"] * means[1]
        + weights["archetype"] * by_evidence
    )
