"""A score is a sum of parts, each shown: what it weighs, what it found, what it gave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ranking import archetype
from ranking.domain import SENTENCES, Value, fit
from ranking.match import strengths, word_strength
from ranking.role import RoleSpec
from ranking.traits import Traits, traits
from ranking.weights import SHIPPED, Weights, points
from sourcing.numbers import counted
from sourcing.profiles import Part, Profile, Proof
from sourcing.records import Archetype, Band

STRONG_SCORE, STRONG_COVERAGE = 45.0, 0.5
LEAST_COMMITS, LEAST_PROOFS = 5, 3
FIRM = 0.2  # of archetype and of specialisation, below which no evidence is called strong


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """One person measured against one role.

    `skills` maps each asked skill to its strength, rounded to 6 places, and best proof; `work` says how the archetype's part came about.
    """

    person_id: str
    score: float
    coverage: float
    band: Band
    parts: tuple[Part, ...]
    skills: Mapping[str, tuple[float, Proof | None]]
    work: archetype.Fit[float]


def assess(
    profile: Profile,
    role: RoleSpec,
    *,
    lexical: float,
    words: Mapping[str, int],
    chances: Mapping[str, Mapping[str, float]],
    as_of: date,
    weights: Weights = SHIPPED,
) -> Assessment:
    """The assessment of one person.

    `lexical` is their BM25 score in 0..1, `words` counts the tokens they wrote, `chances` are the domains of repositories.
    """
    own = traits(profile, words, chances, as_of=as_of)
    skills = _skills(profile, role, words=words, as_of=as_of)
    commits = sum(work.commits for work in profile.work)
    means = {name: mean([skills[skill][0] for skill in names]) for name, names in asked(role).items()}
    values, work = measures(own, role, skills=means, lexical=lexical)
    notes = {
        **{name: _names(skills, names) for name, names in asked(role).items()},
        "archetype": _work(own.amounts, work),
        "specialisation": str(role.specialisation),
        "own words": "commit subjects and paths against the role's words (BM25)",
        "sustained work": f"{counted(commits, 'commit')} in all",
    }
    parts = tuple(
        part(name, weight, float(values[name]), notes[name]) for name, weight in weights.of(role.specialisation).items()
    )
    score = total(parts)
    coverage = round(_coverage(profile), 4)
    return Assessment(
        person_id=profile.person_id,
        score=score,
        coverage=coverage,
        parts=parts,
        skills=skills,
        work=work,
        band=band(
            score,
            coverage=coverage,
            commits=commits,
            proofs=sum(proof.has_file for proof in profile.proofs),
            is_firm=_is_firm(parts, role, skills),
        ),
    )


def asked(role: RoleSpec) -> Mapping[str, tuple[str, ...]]:
    """The skills that a role asks for, by the part they count in."""
    return {"must-have skills": role.must_have, "nice-to-have skills": role.nice_to_have}


def measures(
    own: Traits[Value], role: RoleSpec, *, skills: Mapping[str, Value], lexical: Value
) -> tuple[dict[str, Value], archetype.Fit[Value]]:
    """The value of each part, 0..1, and how the archetype's came about; `skills` are the mean strengths of what is `asked`."""
    work = archetype.fit(own.amounts, own.said, own.domains, role.archetype, depth=own.depth)
    values = {
        **skills,
        "archetype": work.value,
        "specialisation": fit(own.domains, role.specialisation) * own.depth,
        "own words": lexical * own.depth,
        "sustained work": own.sustained,
    }
    return values, work


def least_fitting(role: RoleSpec) -> str:
    """What a repository may be for that speaks least for a role: neither its specialisation nor work of its archetype."""

    def speaks(name: str) -> float:
        only = {**dict.fromkeys(SENTENCES, 0.0), name: 1.0}
        return fit(only, role.specialisation) + float(archetype.beside(only, role.archetype))

    return min(SENTENCES, key=speaks)


def part(name: str, weight: float, value: float, note: str) -> Part:
    """A part of a score from its value, which is rounded first: what is shown is what is summed."""
    value = round(value, 4)
    return Part(name=name, weight=weight, value=value, points=points(weight, value), note=note)


def total(parts: Sequence[Part]) -> float:
    """The score that parts make."""
    return round(sum(one.points for one in parts), 4)


def band(score: float, *, coverage: float, commits: int, proofs: int, is_firm: bool) -> Band:
    """The class of a score. Few commits or few rows of evidence in files are insufficient, whatever the score.

    `is_firm` says whether evidence stands behind every side of the role; without it no score is strong.
    """
    if commits < LEAST_COMMITS or proofs < LEAST_PROOFS:
        return Band.INSUFFICIENT
    return Band.STRONG if is_firm and score >= STRONG_SCORE and coverage >= STRONG_COVERAGE else Band.SOME


def _is_firm(parts: tuple[Part, ...], role: RoleSpec, skills: Mapping[str, tuple[float, Proof | None]]) -> bool:
    """Whether the archetype and the specialisation are there, and at least half of the must-haves are shown."""
    values = {part.name: part.value for part in parts}
    shown = sum(1 for name in role.must_have if skills[name][1])
    return min(values["archetype"], values["specialisation"]) >= FIRM and 2 * shown >= len(role.must_have)


def _skills(
    profile: Profile, role: RoleSpec, *, words: Mapping[str, int], as_of: date
) -> dict[str, tuple[float, Proof | None]]:
    shown = strengths(profile.proofs, as_of=as_of)
    found: dict[str, tuple[float, Proof | None]] = {}
    for skill in (*role.must_have, *role.nice_to_have):
        strength, proof = shown.get(skill, (0.0, None))
        spoken = word_strength(skill, words.keys())
        found[skill] = (round(max(strength, spoken), 6), proof)  # the order of its rows leaves no trace
    return found


def mean(strengths: Sequence[float]) -> float:
    """The value of skills: the mean of their strengths, summed in the order of the role; 0 where none is asked."""
    return sum(strengths) / len(strengths) if strengths else 0.0


def _names(skills: Mapping[str, tuple[float, Proof | None]], names: tuple[str, ...]) -> str:
    """Which skills evidence shows, and apart from them those that only the person's own words name."""
    shown = [name for name in names if skills[name][1]]
    named = [name for name in names if not skills[name][1] and skills[name][0] > 0]
    said = f"{len(shown)} of {len(names)} shown" + (f": {', '.join(shown)}" if shown else "")
    return said + (f"; only named: {', '.join(named)}" if named else "")


def _work(amounts: Mapping[Archetype, float], fit: archetype.Fit[float]) -> str:
    evidence = ", ".join(f"{one} {amounts[one]:.1f}" for one in Archetype)
    return f"evidence {fit.shown:.2f} ({evidence}), own words {fit.spoken:.2f}, times {fit.domain:.2f} for what the repositories are for"


def _coverage(profile: Profile) -> float:
    """0..1: the share of questions that could be looked at, less where there is little work to look at."""
    looked = 1.0 - profile.unknown / profile.asked if profile.asked else 0.0
    commits = sum(work.commits for work in profile.work)
    return looked * (1 - math.exp(-commits / 8.0))
