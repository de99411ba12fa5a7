"""A score is a sum of parts, each shown: what it weighs, what it found, what it gave."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ranking import archetype
from ranking.domain import built, fit
from ranking.match import hands_on, strengths, word_strength
from ranking.role import RoleSpec
from ranking.witness import counted, vouched
from sourcing.profiles import Part, Profile, Proof, Work
from sourcing.records import Archetype, Band, Specialisation

WEIGHTS: Mapping[str, float] = {
    "must-have skills": 15.0,
    "nice-to-have skills": 5.0,
    "archetype": 20.0,
    "specialisation": 35.0,
    "own words": 20.0,
    "sustained work": 5.0,
}
# Where a role names no specialisation, the archetype and the role's own words tell people apart instead.
ANY_WEIGHTS: Mapping[str, float] = {
    "must-have skills": 5.0,
    "nice-to-have skills": 5.0,
    "archetype": 35.0,
    "specialisation": 15.0,
    "own words": 35.0,
    "sustained work": 5.0,
}
STRONG_SCORE, STRONG_COVERAGE = 45.0, 0.5
LEAST_COMMITS, LEAST_PROOFS = 5, 3
FIRM = 0.2  # of archetype and of specialisation, below which no evidence is called strong


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """One person measured against one role.

    `skills` maps each asked skill to its strength and best proof; `work` says how the archetype's part came about.
    """

    person_id: str
    score: float
    coverage: float
    band: Band
    parts: tuple[Part, ...]
    skills: Mapping[str, tuple[float, Proof | None]]
    work: archetype.Fit


def assess(
    profile: Profile,
    role: RoleSpec,
    *,
    lexical: float,
    words: Mapping[str, int],
    chances: Mapping[str, Mapping[str, float]],
    as_of: date,
) -> Assessment:
    """The assessment of one person.

    `lexical` is their BM25 score in 0..1, `words` counts the tokens they wrote, `chances` are the domains of repositories.
    """
    skills = _skills(profile, role, words=words, as_of=as_of)
    counts = counted(profile)
    commits = sum(work.commits for work in profile.work)
    depth = 1.0 - math.exp(
        -_steady(profile, counts) / 8.0
    )  # a handful of commits says little, however well its words fit
    amounts = archetype.amounts(profile, as_of=as_of)
    domains = _domains(profile, chances, counts)
    work = archetype.fit(amounts, words, domains, role.archetype, depth=depth)
    values = {
        "must-have skills": (_mean(skills, role.must_have), _names(skills, role.must_have)),
        "nice-to-have skills": (_mean(skills, role.nice_to_have), _names(skills, role.nice_to_have)),
        "archetype": (work.value, _work(amounts, work)),
        "specialisation": (fit(domains, role.specialisation) * depth, str(role.specialisation)),
        "own words": (lexical * depth, "commit subjects and paths against the role's words (BM25)"),
        "sustained work": (_sustained(profile, counts, as_of=as_of), f"{commits} commits"),
    }
    parts = tuple(
        Part(
            name=name,
            weight=weight,
            value=round(values[name][0], 4),
            points=round(weight * round(values[name][0], 4), 4),
            note=values[name][1],
        )
        for name, weight in weights(role).items()
    )
    score = round(sum(part.points for part in parts), 4)
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


def weights(role: RoleSpec) -> Mapping[str, float]:
    """The weight of each part for a role; they sum to 100."""
    return ANY_WEIGHTS if role.specialisation in (Specialisation.ANY, Specialisation.OTHER) else WEIGHTS


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
        found[skill] = (max(strength, spoken), proof)
    return found


def _mean(skills: Mapping[str, tuple[float, Proof | None]], names: tuple[str, ...]) -> float:
    return sum(skills[name][0] for name in names) / len(names) if names else 0.0


def _names(skills: Mapping[str, tuple[float, Proof | None]], names: tuple[str, ...]) -> str:
    """Which skills evidence shows, and apart from them those that only the person's own words name."""
    shown = [name for name in names if skills[name][1]]
    named = [name for name in names if not skills[name][1] and skills[name][0] > 0]
    said = f"{len(shown)} of {len(names)} shown" + (f": {', '.join(shown)}" if shown else "")
    return said + (f"; only named: {', '.join(named)}" if named else "")


def _work(amounts: Mapping[Archetype, float], fit: archetype.Fit) -> str:
    evidence = ", ".join(f"{one} {amounts[one]:.1f}" for one in Archetype)
    return f"evidence {fit.shown:.2f} ({evidence}), own words {fit.spoken:.2f}, times {fit.domain:.2f} for what the repositories are for"


def _domains(
    profile: Profile, chances: Mapping[str, Mapping[str, float]], counts: Mapping[str, float]
) -> dict[str, float]:
    """The domains of a person's work: of each repository by the root of their commits there, documentation counted less.

    What a repository says of itself tells as far as others vouch for it, and what the person built there tells the rest. Course work,
    and a repository that says nothing of itself, have none.
    """
    found: dict[str, float] = {}
    weights = {work.repository: _told_by(work) * counts[work.repository] for work in profile.work}
    total = sum(weights.values())
    for work in profile.work if total else ():
        weight = weights[work.repository] * hands_on(work) / total if work.place != "course" else 0.0
        by_others = vouched(work)
        for name, chance in chances.get(work.repository, {}).items():
            found[name] = found.get(name, 0.0) + weight * by_others * chance
        if by_others < 1.0:
            proofs = [proof for proof in profile.proofs if proof.repository == work.repository]
            for name, chance in built(work, proofs).items():
                found[name] = found.get(name, 0.0) + weight * (1.0 - by_others) * chance
    return found


def _told_by(work: Work) -> float:
    """How much a repository tells of who worked there: little by a few commits."""
    return math.sqrt(work.commits) * (1.0 - math.exp(-work.commits / 8.0))


def _sustained(profile: Profile, counts: Mapping[str, float], *, as_of: date) -> float:
    """0..1: many commits, still going on. How long ago the first one was says nothing: a commit states any date."""
    last = max((work.last_at for work in profile.work if work.last_at and counts[work.repository]), default=None)
    if not last:
        return 0.0
    steady = _steady(profile, counts)
    still: float = 0.5 ** (max(0, (as_of - last).days) / 365.25 / 3.0)
    return (0.75 * (1 - math.exp(-steady / 60)) + 0.25 * still) * (1 - math.exp(-steady / 8))


def _steady(profile: Profile, counts: Mapping[str, float]) -> float:
    """The commits of a person, each at what its repository counts."""
    return sum(work.commits * counts[work.repository] for work in profile.work)


def _coverage(profile: Profile) -> float:
    """0..1: the share of questions that could be looked at, less where there is little work to look at."""
    looked = 1.0 - profile.unknown / profile.asked if profile.asked else 0.0
    commits = sum(work.commits for work in profile.work)
    return looked * (1 - math.exp(-commits / 8.0))
