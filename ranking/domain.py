"""What a repository is for: its own first words, encoded, against one sentence for each specialisation."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ranking.encoder import Vector
from ranking.text import clean, opening
from sourcing.profiles import Work
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


def describing_text(work: Work, *, asked: frozenset[str]) -> str:
    """The text that says what a repository is for: the README's first words, else its dependencies; empty where neither is.

    `asked` are the tokens of the role; a README that repeats them says nothing by it.
    """
    return opening(work, asked=asked) or clean(" ".join(work.dependencies[:40]), work)


def domains(described: Mapping[str, str], vectors: Mapping[str, Vector]) -> dict[str, dict[str, float]]:
    """For each repository the probability of each domain in SENTENCES; one that says nothing of itself is left out."""
    found = {}
    for repository, text in described.items():
        if text:
            near = {name: float(vectors[text] @ vectors[sentence]) for name, sentence in SENTENCES.items()}
            best = max(near.values())
            odds = {name: math.exp((value - best) / TEMPERATURE) for name, value in near.items()}
            total = sum(odds[name] for name in SENTENCES)
            found[repository] = {name: odds[name] / total for name in SENTENCES}
    return found


def fit(chances: Mapping[str, float], wanted: Specialisation, *, place: str) -> float:
    """How well a repository's domain fits the wanted one, 0..1; `any` asks only that it is machine learning and no course."""
    if place == "course":
        return 0.0
    if wanted in (Specialisation.ANY, Specialisation.OTHER):
        return 1.0 - chances["none"] - chances["course"]
    return chances[wanted]
