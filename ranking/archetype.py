"""How much of a person's work is an archetype's: by evidence, by the words of what they wrote, by what it was written for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Generic, NamedTuple

import numpy as np

from ranking.domain import Value
from ranking.match import recency
from ranking.texts.text import stem
from sourcing.evidence.artifacts import SIGNALS
from sourcing.profiles import Profile
from sourcing.records import Archetype, Specialisation

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
        "models/documented": 0.8,
        "models/published": 0.4,
        "datasets/published": 0.5,
        "papers/with_code": 1.0,
        "papers/paper": 0.6,
        "competitions/tier": 0.4,
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
        "released_packages/released": 0.6,
        "apps/published": 0.4,
        "models/published": 0.2,
        "models/documented": 0.2,
        "answers/answers": 0.3,
        "articles/article": 0.2,
        "hackathons/project": 0.2,
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
        "answers/answers": 0.3,
        "articles/article": 0.2,
    },
}
_OWNERS: Mapping[str, tuple[tuple[Archetype, float], ...]] = {
    kind: tuple((one, owned[kind]) for one, owned in ARCHETYPE_WEIGHTS.items() if kind in owned)
    for kind in {kind for owned in ARCHETYPE_WEIGHTS.values() for kind in owned}
}
_ARTIFACTS = frozenset(kind for kind in _OWNERS if kind.partition("/")[0] in SIGNALS)
_EACH = tuple(Archetype)  # a tuple is walked in a third of the time
CLEARLY = 1.5  # work of which two thirds is the archetype's counts as wholly its own
BESIDE_CODE = 0.15  # of what code shows of an archetype: so much artifacts may add, which anybody can publish
ENOUGH_WORK = 3.0  # weighted own amount at which an archetype is shown to 63 %

# Words of commit subjects and paths that speak of an archetype's work. Chosen by what the work is, before any ranking was measured.
_WORDS = {
    Archetype.RESEARCHER: "experiment ablation train training trainer eval evaluate evaluation metric metrics loss model models dataset datasets "
    "data layer layers attention network encoder decoder optimizer lr learning epoch epochs checkpoint pretrained pretrain paper results reproduce "
    "benchmark baseline baselines hyperparameter hyperparameters tune augmentation embedding reward policy agent gradient sampling notebook figure "
    "plot analysis score accuracy algorithm algo",
    Archetype.DEVELOPER: "test tests api endpoint endpoints release version packaging package setup typing type types lint refactor interface client "
    "server cli command deprecate deprecated compat compatibility docs documentation docstring error errors exception exceptions support handle "
    "handler utils class method request response import cache parser serialization config option argument performance speed",
    Archetype.OPERATOR: "deploy deployment helm chart k8s kubernetes docker dockerfile image compose ci cd workflow actions pipeline pipelines dag "
    "airflow terraform cluster node monitor monitoring alert alerts prometheus grafana metrics drift log logs logging health secret secrets env "
    "infra aws gcp azure cloud registry artifact artifacts tracking runtime job jobs schedule scheduler upgrade nightly makefile",
}
WORK_WORDS: Mapping[Archetype, frozenset[str]] = {
    archetype: frozenset(stem(word) for word in words.split()) for archetype, words in _WORDS.items()
}
# The part of their words that people's work has of each, on the mean of 255 people in 26 public ML repositories.
USUAL: Mapping[Archetype, float] = {Archetype.RESEARCHER: 0.048, Archetype.DEVELOPER: 0.126, Archetype.OPERATOR: 0.037}
FEW_WORDS = 80.0  # usual words that everybody is credited with, so that a few words decide nothing
TINY = 1e-9
SPOKEN = 0.4  # the part of words in the fit, beside evidence
LEAST, SPREAD = 0.2, 0.4  # a share of a third is that of everybody; 0.2 says nothing of it, 0.6 speaks of nothing else


class Said(NamedTuple, Generic[Value]):
    """How many words somebody wrote, and how many of them are each archetype's."""

    words: Value
    of: Mapping[Archetype, Value]


class Fit(NamedTuple, Generic[Value]):
    """How well a person's work fits an archetype, 0..1, and from what: evidence, words, what the repositories are for."""

    value: Value
    shown: Value
    spoken: Value
    domain: Value


def amounts(profile: Profile, *, as_of: date) -> dict[Archetype, float]:
    """The weighted own amount of each archetype's evidence; each kind in each repository saturates at 4 files."""
    kinds: dict[tuple[str, str], list[float]] = {}
    for proof in profile.proofs:
        key = (proof.repository, f"{proof.signal}/{proof.kind}")
        kinds.setdefault(key, []).append(proof.own_value * recency(proof.observed_at, as_of))
    return of_kinds({key: math.fsum(given) for key, given in kinds.items()})


def of_kinds(kinds: Mapping[tuple[str, str], float]) -> dict[Archetype, float]:
    """The weighted amount of each archetype from own amounts by repository and kind; artifacts add at most 15 % to what code shows."""
    code: dict[Archetype, list[float]] = {one: [] for one in _EACH}
    beside: dict[Archetype, list[float]] = {one: [] for one in _EACH}
    for (_, kind), own in kinds.items():
        if owners := _OWNERS.get(kind):
            amount = 4.0 * (1.0 - math.exp(-own / 4.0))
            found = beside if kind in _ARTIFACTS else code
            for archetype, weight in owners:
                found[archetype].append(weight * amount)
    shown = {one: math.fsum(code[one]) for one in _EACH}  # the order of repositories leaves no trace
    return {one: shown[one] + min(math.fsum(beside[one]), BESIDE_CODE * shown[one]) for one in _EACH}


def is_owned(kind: str) -> bool:
    """Whether a kind of evidence speaks of any archetype's work."""
    return kind in _OWNERS


def shown(found: Mapping[Archetype, Value], wanted: Archetype) -> Value:
    """How much evidence there is of the wanted archetype, 0..1: enough of it, and more of it than of the others."""
    total = np.maximum(sum(found[archetype] for archetype in _EACH), TINY)
    enough: Value = (1.0 - np.exp(-found[wanted] / ENOUGH_WORK)) * np.minimum(1.0, CLEARLY * found[wanted] / total)
    return enough


def said(words: Mapping[str, int]) -> Said[float]:
    """The words of one person by archetype; `words` counts tokens."""
    of = {
        archetype: float(sum(words[word] for word in known & words.keys())) for archetype, known in WORK_WORDS.items()
    }
    return Said(float(sum(words.values())), of)


def spoken(said: Said[Value], wanted: Archetype) -> Value:
    """How much the words of what a person wrote speak of the wanted archetype, 0..1.

    Each archetype's share is taken against the usual one: everybody speaks of tests.
    """
    total = said.words + FEW_WORDS
    lifted = {one: (said.of[one] + FEW_WORDS * USUAL[one]) / total / USUAL[one] for one in _EACH}
    share = lifted[wanted] / sum(lifted[archetype] for archetype in _EACH)
    spread: Value = np.clip((share - LEAST) / SPREAD, 0.0, 1.0)
    return spread


def beside(domains: Mapping[str, Value], wanted: Archetype) -> Value:
    """How well what the repositories are for goes with the wanted archetype, 0..1.

    Who builds a platform for models does an operator's work more likely than a researcher's, whatever its files look like.
    """
    platform: Value = np.minimum(1.0, domains[str(Specialisation.MLOPS)])
    if wanted is Archetype.RESEARCHER:
        return 1.0 - platform
    return 1.0 - 0.5 * platform if wanted is Archetype.DEVELOPER else 0.4 + 0.6 * platform


def fit(
    found: Mapping[Archetype, Value],
    said: Said[Value],
    domains: Mapping[str, Value],
    wanted: Archetype,
    *,
    depth: Value,
) -> Fit[Value]:
    """How well a person's work fits an archetype; `depth` (0..1) says how much their words can tell at all."""
    by_evidence, by_words, by_domain = shown(found, wanted), depth * spoken(said, wanted), beside(domains, wanted)
    return Fit(((1.0 - SPOKEN) * by_evidence + SPOKEN * by_words) * by_domain, by_evidence, by_words, by_domain)
