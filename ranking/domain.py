"""What a repository is for: its own first words, encoded, against one sentence for each specialisation, and its words."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ranking.encoder import Vector
from ranking.match import skills_shown
from ranking.texts.text import OPENING_WORDS, opening, stands_on, words_of_paths
from ranking.texts.wording import DOMAIN_WORDS, amount, spoken
from sourcing.profiles import Proof, Work
from sourcing.records import Specialisation

SENTENCES: Mapping[str, str] = {
    Specialisation.NLP: "natural language processing with transformers and large language models: text classification, question answering, "
    "retrieval, sentence embeddings, fine-tuning, prompts",
    Specialisation.VISION: "computer vision: image classification, object detection, segmentation, optical character and face recognition, "
    "image generation with convolutional networks",
    Specialisation.MLOPS: "machine learning operations platform: pipelines, experiment tracking, model registry, model serving and deployment, "
    "feature store, data quality, drift detection, monitoring of models in production",
    Specialisation.RECSYS: "recommender systems: collaborative filtering, ranking of items for users, sequential and session-based "
    "recommendation, implicit feedback",
    Specialisation.RL: "reinforcement learning: agents, policies, rewards, gym environments, offline reinforcement learning, simulation",
    "general": "machine learning and deep learning library for training models on tabular, time series or scientific data",
    "course": "course materials, lectures, homework and exercises for students learning machine learning",
    "none": "web framework, HTTP server, messaging or command line software unrelated to machine learning",
}
TEMPERATURE = 0.06  # similarities of unit vectors differ by hundredths; this spreads them into probabilities
STATIC_TEMPERATURE = 0.15  # of the static encoder, whose similarities differ more
WORDS = 1.5  # weight of the logarithm of a domain's share of the domain words in the README
DEPENDENCIES = 0.5  # weight of the logarithm of one more than the domain words among the dependencies
READ_WORDS = 300  # of the README for its domain words
LEAST_LEFT = 0.5  # of a README without what repeats the role, below which it was written for the role
BUILT = (
    3.0  # weight of the logarithm of a domain's share of the words of own evidence and paths, where nothing else tells
)
SKILLS = 2.0  # how much more the skills that evidence shows say than the words of paths


Value = TypeVar("Value", float, npt.NDArray[np.float32])  # of one person, or of everybody at once


class About(NamedTuple):
    """What a repository says of itself, names masked: the text that is encoded, the one whose words are counted, its dependencies.

    `is_echo` tells a README that does little but repeat the role.
    """

    opening: str
    text: str
    dependencies: str
    is_echo: bool = False


@lru_cache(maxsize=20_000)  # the same for everybody who works there
def about(work: Work, *, asked: frozenset[str]) -> About:
    """What the repository of a person's work says of itself; the opening is its dependencies where it has no README.

    `asked` are the tokens of the role; a README that repeats them says nothing by it, and one that does little else says nothing at all.
    """
    dependencies = stands_on(work)
    whole, text = (opening(work, words=READ_WORDS, asked=echoed) for echoed in (frozenset[str](), asked))
    if len(text.split()) < LEAST_LEFT * len(whole.split()):
        return About("", "", "", is_echo=True)
    first = " ".join(text.split()[:OPENING_WORDS])
    return About(first or stands_on(work, most=40), text, re.sub(r"[-_]", " ", dependencies))


def domains(
    said: Mapping[str, About], vectors: Mapping[str, Vector], *, temperature: float = TEMPERATURE
) -> dict[str, dict[str, float]]:
    """For each repository the probability of each domain in SENTENCES; one that says nothing of itself is left out.

    Two witnesses: how near the README's first words are to a sentence, and how many of a domain's words stand in it.
    """
    found = {}
    for repository, about in said.items():
        if about.opening:
            near = {name: float(vectors[about.opening] @ vectors[sentence]) for name, sentence in SENTENCES.items()}
            told = _told(about)
            found[repository] = softmax({name: value / temperature + told[name] for name, value in near.items()})
    return found


def softmax(logs: Mapping[str, float]) -> dict[str, float]:
    """The probabilities whose logarithms, up to a constant, these are."""
    best = max(logs.values())
    odds = {name: math.exp(value - best) for name, value in logs.items()}
    total = sum(odds.values())
    return {name: value / total for name, value in odds.items()}


@lru_cache(maxsize=20_000)  # every role asks it of the same texts
def _counted(text: str) -> Mapping[str, float]:
    """How much the words of a text say of each specialisation."""
    return {name: amount(spoken(text, words)) for name, words in DOMAIN_WORDS.items()}


def _told(about: About) -> dict[str, float]:
    """What the words of a repository add to the logarithm of each domain's odds."""
    counted = _counted(about.text)
    total = sum(counted.values())
    none = 1.0 / (math.sqrt(total) + 3.0)  # the share of a text about none of the domains, who all speak of some
    found = {}
    for name in SENTENCES:
        words = DOMAIN_WORDS.get(name, ())
        share = (counted[name] + 1.0) / (total + len(SENTENCES) - 2.0) if words else none
        among = len(spoken(about.dependencies, words)) if words else 0
        found[name] = WORDS * math.log(share) + DEPENDENCIES * math.log(1.0 + among)
    return found


def built(work: Work, proofs: Iterable[Proof]) -> dict[str, float]:
    """The domains of a repository by what one person built there alone: the skills of their evidence, the words of their paths.

    Nothing that is merely said counts: no README, no declared dependency, no commit subject. `proofs` are theirs in it.
    """
    skills = [skill for proof in proofs for skill in skills_shown(proof)]
    shown, paths = _counted("; ".join(skills)), _counted(words_of_paths(work))
    counted = {name: SKILLS * shown[name] + paths[name] for name in DOMAIN_WORDS}
    total = sum(counted.values())
    other = 1.0 / (math.sqrt(total) + 3.0)
    is_learning = "machine learning" in skills or "deep learning" in skills
    shares = {name: (count + 1.0) / (total + len(SENTENCES) - 2.0) for name, count in counted.items()}
    shares |= {"general": other * (1.0 if is_learning else 0.2), "none": other * (0.3 if is_learning else 1.5)}
    return softmax({name: BUILT * math.log(share) for name, share in shares.items()})


def fit(domains: Mapping[str, Value], wanted: Specialisation) -> Value:
    """How well the domains of somebody's work fit the wanted one, 0..1; `any` asks only that it is machine learning and no course.

    `domains` has every name of SENTENCES.
    """
    if wanted in (Specialisation.ANY, Specialisation.OTHER):
        return reduce(operator.add, (domains[name] for name in SENTENCES if name not in ("none", "course")))
    return domains[str(wanted)]
