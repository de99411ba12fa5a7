"""Which row of evidence a score rests on most: the one without which it would be lowest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ranking import archetype
from ranking.match import MOST_OF_ROW, place_weight, recency, skills_shown, strength
from ranking.role import RoleSpec
from ranking.score import Assessment
from sourcing.profiles import Profile, Proof, Support
from sourcing.records import Archetype


def support(
    profile: Profile,
    role: RoleSpec,
    assessment: Assessment,
    *,
    again: Callable[[Profile], Assessment],
    as_of: date,
) -> Support | None:
    """The row without which the score would be lowest, ties by id, and by how many points; None where no row adds to it.

    `again` measures the same person with other evidence: the points are the difference of two scores, not an estimate.
    """
    sums = _Sums.of(profile, role, assessment, again=again, as_of=as_of)
    rated = [(round(sums.lost(proof), 6), proof.evidence_id, proof) for proof in profile.proofs]
    if not rated:
        return None
    _, evidence_id, most = max(rated, key=lambda one: one[:2])
    without = again(replace(profile, proofs=tuple(proof for proof in profile.proofs if proof is not most)))
    points = round(assessment.score - without.score, 4)
    return Support(evidence_id=evidence_id, points=points) if points > 0 else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sums:
    """What all rows of a person sum to, from which the loss of each is told without summing anew."""

    wanted: Archetype
    domain: float
    weight: float  # points of the archetype's evidence at 1
    worth: Mapping[str, float]  # points of each asked skill at strength 1
    named: Mapping[str, float]  # the strength of each asked skill from own words alone
    skills: Mapping[str, float]
    kinds: Mapping[tuple[str, str], float]
    amounts: Mapping[Archetype, float]
    shown: float  # what they show of the wanted archetype
    as_of: date

    @classmethod
    def of(
        cls,
        profile: Profile,
        role: RoleSpec,
        assessment: Assessment,
        *,
        again: Callable[[Profile], Assessment],
        as_of: date,
    ) -> _Sums:
        weights = {part.name: part.weight for part in assessment.parts}
        worth = {skill: weights["must-have skills"] / len(role.must_have) for skill in role.must_have}
        worth |= {skill: weights["nice-to-have skills"] / len(role.nice_to_have) for skill in role.nice_to_have}
        skills: dict[str, float] = defaultdict(float)
        kinds: dict[tuple[str, str], float] = defaultdict(float)
        for proof in profile.proofs:
            kinds[_kind(proof)] += _of_kind(proof, as_of)
            for skill in skills_shown(proof):
                skills[skill] += _of_skill(proof, as_of)
        bare, amounts = again(replace(profile, proofs=())), archetype.of_kinds(kinds)
        return cls(
            wanted=role.archetype,
            domain=assessment.work.domain,
            weight=weights["archetype"] * (1.0 - archetype.SPOKEN),
            worth=worth,
            named={skill: found for skill, (found, _) in bare.skills.items()},
            skills=skills,
            kinds=kinds,
            amounts=amounts,
            shown=archetype.shown(amounts, role.archetype),
            as_of=as_of,
        )

    def lost(self, proof: Proof) -> float:
        """The points that go with a row."""
        found = 0.0
        for skill in skills_shown(proof):
            if skill in self.worth:
                left = strength(max(0.0, self.skills[skill] - _of_skill(proof, self.as_of)))
                now = max(strength(self.skills[skill]), self.named[skill])
                found += self.worth[skill] * (now - max(left, self.named[skill]))
        return found + self.weight * self.domain * self._less_shown(proof)

    def _less_shown(self, proof: Proof) -> float:
        """How much less there would be to see of the wanted archetype without a row."""
        kind = _kind(proof)
        if not archetype.is_owned(kind[1]):
            return 0.0
        less = max(0.0, self.kinds[kind] - _of_kind(proof, self.as_of))
        before, after = archetype.of_kinds({kind: self.kinds[kind]}), archetype.of_kinds({kind: less})
        amounts = {one: self.amounts[one] - before[one] + after[one] for one in Archetype}
        return self.shown - archetype.shown(amounts, self.wanted)


def _kind(proof: Proof) -> tuple[str, str]:
    return (proof.repository, f"{proof.signal}/{proof.kind}")


def _of_kind(proof: Proof, as_of: date) -> float:
    return proof.own_value * recency(proof.observed_at, as_of)


def _of_skill(proof: Proof, as_of: date) -> float:
    return min(proof.own_value, MOST_OF_ROW) * place_weight(proof) * recency(proof.observed_at, as_of)
