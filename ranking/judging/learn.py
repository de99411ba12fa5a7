"""Weights learned from judgments, and whether they are better than the shipped ones where they could not have looked.

Pairs of people judged differently for a role are told apart by the difference of their parts (logistic regression), with no weight
below 0 and a pull towards the shipped weights: few judgments change little. Who is left out is scored by weights that saw nobody of
their repository.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from ranking.judging.evaluate import RESAMPLES, SEED, gain, ndcg
from ranking.weights import PARTS, SHIPPED, Validation, Weights
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.records import Specialisation

Array = np.ndarray[Any, np.dtype[np.float64]]
Way = Callable[[str], Weights]  # the weights that score a person, by their repository
PULL = 1.0  # towards the shipped weights, as much as this many judged repositories
MOST_FOLDS = 20
FEWEST = 10  # repositories, below which no gain is believed
STEEPEST = 60.0  # of the logistic curve, per 100 points of difference


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One person judged for a role: the values of the parts (0..1, in the order of `PARTS`), the relevance (0, 1, 2).

    `repository` is the one they have most commits in.
    """

    person: str
    repository: str
    values: tuple[float, ...]
    relevance: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """One role with the people judged for it."""

    role: str
    specialisation: Specialisation
    people: tuple[Judged, ...]


def learned(lessons: Sequence[Lesson]) -> Weights:
    """Weights learned from all lessons, with what they were learned from and how such weights do on repositories left out.

    Errors: UsageError where nothing can be learned or left out.
    """
    repositories = _repositories(lessons)
    if len(repositories) < 2 or not any(len(_pairs(lesson).weight) for lesson in lessons):
        raise UsageError(
            "these judgments teach nothing: for at least one role, people of two repositories must be judged differently",
            remedy="judge more people, for each role some that fit and some that do not",
        )
    made = repr([(one.role, str(one.specialisation), *one.people) for one in lessons])
    said = (
        f"{counted(sum(len(one.people) for one in lessons), 'judgment')}, {counted(len(lessons), 'role')}, "
        f"{counted(len(repositories), 'repository')}"
    )
    digest = hashlib.sha256(made.encode()).hexdigest()
    update = {"learned_from": f"{said}, {digest[:16]}", "validation": validate(lessons)}
    return learn(lessons).model_copy(update=update)


def validate(lessons: Sequence[Lesson]) -> Validation:
    """How learned weights do beside the shipped ones: each person is scored by weights that saw nobody of their repository."""
    folds = _folds(lessons)
    unseen: dict[str, Weights] = {}
    for fold in folds:
        weights = learn(
            [replace(one, people=tuple(p for p in one.people if p.repository not in fold)) for one in lessons]
        )
        unseen.update(dict.fromkeys(fold, weights))
    fixed, ours, (low, high) = compare(lessons, lambda _: SHIPPED, unseen.__getitem__)
    return Validation(
        fixed=round(fixed, 4),
        learned=round(ours, 4),
        low=round(low, 4),
        high=round(high, 4),
        people=len({person.person for one in lessons for person in one.people}),
        repositories=len(unseen),
        folds=len(folds),
        has_gain=round(low, 4) > 0 and len(unseen) >= FEWEST,
    )


def _repositories(lessons: Sequence[Lesson]) -> list[str]:
    """Every repository, those with most judgments first."""
    count = Counter(person.repository for one in lessons for person in one.people)
    return sorted(count, key=lambda name: (-count[name], name))


def _folds(lessons: Sequence[Lesson]) -> list[frozenset[str]]:
    """Repositories to leave out together: each in one fold, at most `MOST_FOLDS` of them, of about the same size."""
    names = _repositories(lessons)
    return [frozenset(names[start::MOST_FOLDS]) for start in range(min(MOST_FOLDS, len(names)))]


def compare(lessons: Sequence[Lesson], one: Way, other: Way) -> tuple[float, float, tuple[float, float]]:
    """The mean nDCG@10 of two ways of scoring, and the 95 % interval of how much better the other is.

    The interval comes from drawing the repositories again, with all their people: the judged of one repository are alike.
    """
    names = _repositories(lessons)
    place = {name: number for number, name in enumerate(names)}
    ranked = [[_ranked(lesson, way, place) for lesson in lessons] for way in (one, other)]
    means = [float(np.mean([ndcg(gains) for gains, _ in way])) for way in ranked]
    rng = np.random.Generator(np.random.PCG64(SEED))  # always the same draws
    differences = []
    for _ in range(RESAMPLES):
        times = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        drawn = [np.mean([ndcg(np.repeat(gains, times[where])) for gains, where in way]) for way in ranked]
        differences.append(drawn[1] - drawn[0])
    low, high = np.quantile(differences, [0.025, 0.975])
    return means[0], means[1], (float(low), float(high))


def _ranked(lesson: Lesson, way: Way, place: Mapping[str, int]) -> tuple[Array, np.ndarray[Any, np.dtype[np.int64]]]:
    """Of the judged people of a lesson, best first by a way: the gains, and the numbers of their repositories."""
    scores = {one: way(one.repository).score(lesson.specialisation, one.values) for one in lesson.people}
    order = sorted(lesson.people, key=lambda one: (-scores[one], one.person))
    return np.array([gain(one.relevance) for one in order]), np.array([place[one.repository] for one in order])


def learn(lessons: Sequence[Lesson]) -> Weights:
    """Weights that order the judged people as they were judged; how good they are elsewhere is not looked at.

    A table for which nobody is judged stays as shipped.
    """
    named, of_any = (
        _fit([one for one in lessons if SHIPPED.of(one.specialisation) is base], base)
        for base in (SHIPPED.named_domain, SHIPPED.any_domain)
    )
    digest = hashlib.sha256(repr([*named.items(), *of_any.items()]).encode()).hexdigest()
    return Weights(version=f"learned-{digest[:10]}", named_domain=named, any_domain=of_any)


def _fit(lessons: Sequence[Lesson], base: Mapping[str, float]) -> dict[str, float]:
    from scipy.optimize import minimize  # slow to import, and few commands learn

    pairs = [found for found in map(_pairs, lessons) if len(found.weight)]
    if not pairs:
        return dict(base)
    differences = np.vstack([one.difference for one in pairs])
    weight = np.concatenate([one.weight for one in pairs]) / len(pairs)
    pull = PULL / len(_repositories(lessons))
    start = np.array(list(base.values())) / 100.0
    along = differences @ start

    def loss_along(steep: Array) -> tuple[float, Array]:
        value, slope = _loss(along * steep[0], weight)
        return value, np.array([slope @ along])

    steep = minimize(loss_along, [10.0], jac=True, bounds=[(1.0, STEEPEST)], method="L-BFGS-B").x[0]

    def loss(vector: Array) -> tuple[float, Array]:
        value, slope = _loss(differences @ vector, weight)
        away = vector - steep * start
        return value + pull / 2 * float(away @ away), slope @ differences + pull * away

    found = minimize(loss, steep * start, jac=True, bounds=[(0.0, None)] * len(PARTS), method="L-BFGS-B").x
    return dict(zip(PARTS, _hundred(found), strict=True)) if found.sum() > 0 else dict(base)


def _loss(margins: Array, weight: Array) -> tuple[float, Array]:
    """The weighted logistic loss of margins, and its slope by margin."""
    return float(weight @ np.logaddexp(0.0, -margins)), -weight / (1.0 + np.exp(np.clip(margins, -500.0, 500.0)))


class _Pairs(NamedTuple):
    difference: Array  # (pairs, parts): the better judged person's values less the other's
    weight: Array  # (pairs,): by how much more they gain; all of a role sum to 1


def _pairs(lesson: Lesson) -> _Pairs:
    values = np.array([one.values for one in lesson.people], dtype=np.float64).reshape(-1, len(PARTS))
    gains = np.array([gain(one.relevance) for one in lesson.people])
    better, other = np.nonzero(gains[:, None] > gains[None, :])
    weight = gains[better] - gains[other]
    return _Pairs(values[better] - values[other], weight / weight.sum() if len(weight) else weight)


def _hundred(vector: Array) -> list[float]:
    """Whole numbers in the proportions of `vector` that sum to 100, by the largest remainders."""
    exact = 100.0 * vector / vector.sum()
    whole = np.floor(exact)
    for place in sorted(range(len(exact)), key=lambda one: (whole[one] - exact[one], one))[: int(100 - whole.sum())]:
        whole[place] += 1
    return [float(one) for one in whole]
