"""How strongly evidence shows a skill, and an archetype: saturating sums of what the person wrote, recent work first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from ranking.text import tokens
from sourcing.places import Place, place
from sourcing.profiles import Profile, Proof, Work
from sourcing.records import Archetype
from sourcing.skills import catalogue

HALF_LIFE_YEARS = 5.0
ENOUGH = 2.0  # own amount at which a skill is shown to 63 %
OUTSIDE = 0.4  # weight of examples, tests of examples, development images
COURSE = 0.15

# What each archetype owns, as kinds of evidence. Kinds named by none of them say nothing about the axis of the work.
ARCHETYPE_WEIGHTS: Mapping[Archetype, Mapping[str, float]] = {
    Archetype.RESEARCHER: {
        "training/training": 1.0,
        "evaluation/evaluation": 1.0,
        "evaluation/ablation": 1.2,
        "training/experiment_config": 0.7,
        "write_ups/paper": 1.0,
        "write_ups/results": 0.6,
        "write_ups/lessons": 0.6,
        "notebooks/notebook": 0.5,
    },
    Archetype.DEVELOPER: {
        "http_api/product": 1.0,
        "model_serving/framework": 0.8,
        "model_serving/endpoint": 1.0,
        "tests/unit": 1.0,
        "tests/integration": 0.8,
        "packaging/package": 0.8,
        "packaging/changelog": 0.5,
        "lint_and_types/linter": 0.2,
        "lint_and_types/types": 0.3,
        "lint_and_types/hooks": 0.2,
        "packaging/release": 0.6,
        "deployed_apps/hosted": 0.6,
        "deployed_apps/app": 0.5,
        "data_engineering/processing": 0.6,
        "data_engineering/streaming": 0.6,
        "data_engineering/warehouse": 0.6,
        "code_style/modular": 0.2,
        "ci/checks": 0.6,
        "containers/product": 0.6,
    },
    Archetype.OPERATOR: {
        "infrastructure/kubernetes": 1.0,
        "infrastructure/helm": 1.0,
        "infrastructure/terraform": 1.0,
        "infrastructure/cloud": 1.0,
        "deployed_apps/hosted": 0.6,
        "data_engineering/streaming": 0.6,
        "data_engineering/validation": 0.6,
        "data_engineering/ingestion": 0.6,
        "monitoring/monitoring": 1.2,
        "monitoring/drift": 1.2,
        "pipelines/pipeline": 1.0,
        "monitoring/runbook": 0.8,
        "model_serving/config": 0.6,
        "mlops_tooling/used": 1.0,
        "mlops_tooling/config": 1.0,
        "mlops_tooling/is_one": 1.0,
        "mlops_tooling/optional": 0.4,
        "containers/product": 0.6,
        "containers/compose": 0.8,
        "ci/checks": 0.4,
        "ci/publishes": 0.6,
        "model_serving/framework": 0.6,
    },
}
CLEARLY = 1.5  # work of which two thirds is the archetype's counts as wholly its own
ENOUGH_WORK = 3.0  # weighted own amount at which an archetype is shown to 63 %


def place_weight(proof: Proof) -> float:
    """How much the place of a finding counts: product code fully, examples and course work little."""
    if proof.kind == "course" or "course" in proof.detail.lower().split():
        return COURSE
    return OUTSIDE if proof.kind in ("example", "development", "optional", "declared") else 1.0


def recency(observed: date | None, as_of: date) -> float:
    """1 for today, halved every five years; an unknown date counts as one half-life ago."""
    if observed is None:
        return 0.5
    return float(0.5 ** (max(0, (as_of - observed).days) / 365.25 / HALF_LIFE_YEARS))


def strengths(proofs: Iterable[Proof], *, as_of: date) -> dict[str, tuple[float, Proof]]:
    """For each skill shown: 1 - exp(-amount/2) in 0..1, and the proof that gives most. Order: as first shown."""
    amounts: dict[str, float] = {}
    best: dict[str, tuple[float, Proof]] = {}
    for proof in proofs:
        amount = min(proof.own_value, 8.0) * place_weight(proof) * recency(proof.observed_at, as_of)
        for skill in skills_shown(proof):
            amounts[skill] = amounts.get(skill, 0.0) + amount
            if skill not in best or (amount, proof.evidence_id) > (best[skill][0], best[skill][1].evidence_id):
                best[skill] = (amount, proof)
    return {skill: (1.0 - math.exp(-amounts[skill] / ENOUGH), best[skill][1]) for skill in amounts}


def skills_shown(proof: Proof) -> list[str]:
    """The skills one proof shows: those its finding names, and those the catalogue ties to its kind."""
    tied = _TIED.get(proof.signal, ()) + _TIED.get(f"{proof.signal}/{proof.kind}", ())
    return list(dict.fromkeys((*proof.skills, *tied)))


def _ties() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for skill in catalogue().values():
        for name in skill.signals:
            table[name] = (*table.get(name, ()), skill.name)
    return table


_TIED = _ties()


def hands_on(work: Work) -> float:
    """How surely a person built the thing itself, 0.3..1; 0.3 is documentation and examples only.

    Counted over the files they touched most: who builds and documents loses nothing. Someone none of whose files stand
    any more gets the middle.
    """
    if not work.paths:
        return 0.65
    built = sum(1 for path in work.paths if place(path) not in _ABOUT and not path.lower().endswith(_PROSE))
    return 0.3 + 0.7 * (1.0 - math.exp(-built / 4.0))


_ABOUT = (Place.DOCS, Place.EXAMPLE, Place.COURSE, Place.VENDORED, Place.GENERATED)
_PROSE = (".md", ".rst", ".txt", ".png", ".svg", ".gif")


def word_strength(skill: str, words: frozenset[str]) -> float:
    """A little strength for a skill that only the person's own words speak of: subjects and paths, never a README."""
    return 0.35 if any(asked <= words for asked in _spoken(skill)) else 0.0


@cache
def _spoken(skill: str) -> list[frozenset[str]]:
    known = catalogue().get(skill)
    names = (skill, *known.aliases) if known else (skill,)
    return [frozenset(asked) for name in names if (asked := tokens(name))]


def archetype_amounts(profile: Profile, *, as_of: date) -> dict[Archetype, float]:
    """The weighted own amount of each archetype's evidence; each kind in each repository saturates at 4 files."""
    kinds: dict[tuple[str, str], float] = {}
    for proof in profile.proofs:
        key = (proof.repository, f"{proof.signal}/{proof.kind}")
        kinds[key] = kinds.get(key, 0.0) + proof.own_value * recency(proof.observed_at, as_of)
    amounts = dict.fromkeys(Archetype, 0.0)
    for (_, kind), own in kinds.items():
        amount = 4.0 * (1.0 - math.exp(-own / 4.0))
        for archetype, weights in ARCHETYPE_WEIGHTS.items():
            amounts[archetype] += weights.get(kind, 0.0) * amount
    return amounts


def archetype_fit(amounts: Mapping[Archetype, float], wanted: Archetype) -> float:
    """How much of a person's work is the wanted archetype's, 0..1: enough of it, and more of it than of the others."""
    total = sum(amounts[archetype] for archetype in Archetype)
    if total <= 0:
        return 0.0
    return (1.0 - math.exp(-amounts[wanted] / ENOUGH_WORK)) * min(1.0, CLEARLY * amounts[wanted] / total)
