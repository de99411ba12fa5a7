"""Reasons in plain sentences, each standing on one stored row of evidence."""

from __future__ import annotations

from ranking.archetype import ARCHETYPE_WEIGHTS
from ranking.role import RoleSpec
from ranking.score import Assessment
from sourcing.profiles import Profile, Proof, Reason
from sourcing.records import Archetype
from sourcing.signals import catalogue

MOST_ARCHETYPE_REASONS = 3


def reasons(profile: Profile, role: RoleSpec, assessment: Assessment) -> tuple[Reason, ...]:
    """The reasons of one person: the archetype's best evidence, then each must-have and each nice-to-have shown, then gaps.

    The archetype and every must-have are answered, by evidence or by a gap; a nice-to-have only where it is shown.
    """
    found = [_archetype_reason(proof, role.archetype) for proof in _best_of_archetype(profile, role.archetype)]
    no_work = not found
    for skill in (*role.must_have, *role.nice_to_have):
        _, proof = assessment.skills[skill]
        if proof:
            found.append(
                Reason(
                    requirement=skill,
                    sentence=f"{skill}: {sentence(proof)}",
                    evidence_id=proof.evidence_id,
                    why=_why(proof, role.archetype),
                )
            )
    if no_work:
        said = f"{role.archetype} work: little or no evidence found in what was read"
        found.append(Reason(requirement=str(role.archetype), sentence=said, evidence_id=None))
    for skill in role.must_have:
        strength, proof = assessment.skills[skill]
        if not proof:
            seen = (
                "named in own commits, no code found that shows it"
                if strength
                else "no evidence found in what was read"
            )
            found.append(Reason(requirement=skill, sentence=f"{skill}: {seen}", evidence_id=None))
    return tuple(found)


def sentence(proof: Proof) -> str:
    """What, how much of it theirs, where, when."""
    repository = "/".join(proof.repository.split("/")[-2:])
    share = f", {proof.authored_share:.0%} of the changes to it theirs" if proof.has_file else ""
    when = f", last {proof.observed_at:%B %Y}" if proof.observed_at else ""
    return f"{proof.detail} ({repository}{share}{when})"


def _archetype_reason(proof: Proof, archetype: Archetype) -> Reason:
    said = f"{archetype} work: {sentence(proof)}"
    return Reason(requirement=str(archetype), sentence=said, evidence_id=proof.evidence_id, why=_why(proof, archetype))


def _why(proof: Proof, archetype: Archetype) -> str | None:
    """Why this evidence matters for the archetype, as its signal says."""
    known = catalogue().get(proof.signal)
    return known.why.get(archetype) if known else None


def _best_of_archetype(profile: Profile, archetype: Archetype) -> list[Proof]:
    """The evidence that speaks most for the archetype, one row a kind, largest own amount first."""
    weights = ARCHETYPE_WEIGHTS[archetype]
    rated = [
        (weights.get(f"{proof.signal}/{proof.kind}", 0.0) * min(proof.own_value, 4.0), proof)
        for proof in profile.proofs
    ]
    rated = sorted((pair for pair in rated if pair[0] >= 0.2), key=lambda pair: (-pair[0], pair[1].evidence_id))
    kinds: dict[str, Proof] = {}
    for _, proof in rated:
        kinds.setdefault(f"{proof.signal}/{proof.kind}", proof)
    return list(kinds.values())[:MOST_ARCHETYPE_REASONS]
