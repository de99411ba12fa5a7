"""Whom an order favours, by groups that need no protected data: exposure, NDKL, rank correlations, impact ratios.

Pure arithmetic over an order and a label a person; every figure with its interval (95 %, bootstrap by fixed draws). A group of fewer
than FEWEST people is never told: a figure on it would be chance, and would say something of single people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FEWEST = 5  # people of a group
RESAMPLES, SEED = 400, 20_240_101
FOUR_FIFTHS = 0.8
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure with its interval; None where it cannot be told."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """A group's share of the people and of the attention that the first places get, and the second by the first.

    `ratio` is None where the group is too small.
    """

    label: str
    people: int
    share: float
    attention: float
    ratio: Figure | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Impact:
    """How many of a group are selected, and score above the middle; each rate by that of the group with the highest.

    None where the group is too small, or nobody is selected. `is_low`: a ratio below four fifths; its interval says how sure that is.
    """

    label: str
    people: int
    selected: int
    selection_rate: float | None
    selection_ratio: Figure | None
    scoring_rate: float | None
    scoring_ratio: Figure | None
    is_low: bool


def attention(count: int, *, first: int) -> Numbers:
    """What each place gets: 1 / log2(place + 1) down to the last of the first, 0 below; sums to 1 where anybody is there."""
    places = np.arange(1, count + 1, dtype=np.float64)
    given = np.where(places <= first, 1.0 / np.log2(places + 1.0), 0.0)
    return given / given.sum() if count else given


def exposure(labels: Sequence[str], *, first: int) -> list[Exposure]:
    """The exposure of each group, by label; `labels` are in the order of the list, best first."""
    held, given = np.array(labels), attention(len(labels), first=first)
    found = []
    for label, people in sorted(Counter(labels).items()):
        mine = held == label
        share, got = people / len(labels), float(given[mine].sum())
        ratio = None if people < FEWEST else _interval(got / share, mine, lambda one: _ratio(one, given))
        found.append(Exposure(label=label, people=people, share=share, attention=got, ratio=ratio))
    return found


def _ratio(mine: npt.NDArray[np.bool_], given: Numbers) -> float:
    share = float(mine.mean())
    return float(given[mine].sum()) / share if share else float("nan")


def _interval(value: float, column: npt.NDArray[Any], measure: Any) -> Figure:
    """A figure with the interval that it has over people drawn again, who keep their order."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    count = len(column)
    drawn = [measure(column[np.sort(rng.integers(0, count, count))]) for _ in range(RESAMPLES)]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Figure(value=float(value), low=float(low), high=float(high))


def ndkl(labels: Sequence[str]) -> float:
    """How far the groups of every beginning of the list are from those of the whole list: 0 where they are the same everywhere.

    The discounted mean (1 / log2(place + 1)) of the Kullback-Leibler divergence, natural logarithm (Geyik et al. 2019).
    """
    names = sorted(set(labels))
    held = np.array([[label == name for name in names] for label in labels], dtype=np.float64)
    counted, places = held.cumsum(axis=0), np.arange(1, len(labels) + 1)
    shares, whole = counted / places[:, None], held.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(shares > 0, shares * np.log(shares / whole), 0.0).sum(axis=1)
    discounts = 1.0 / np.log2(places + 1.0)
    return float((discounts * apart).sum() / discounts.sum())


def by_chance(labels: Sequence[str]) -> float:
    """The NDKL that 95 % of shuffled lists stay below: a figure under it tells nothing."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    return float(
        np.quantile([ndkl([str(one) for one in rng.permutation(labels)]) for _ in range(RESAMPLES // 2)], 0.95)
    )


def spearman(one: Sequence[float], other: Sequence[float]) -> Figure | None:
    """The rank correlation of two columns, -1..1; None with too few people, or where a column is one value."""
    pairs = np.column_stack((one, other)) if len(one) else np.empty((0, 2))
    if len(pairs) < FEWEST or min(len(set(one)), len(set(other))) < 2:
        return None
    return _interval(_correlation(pairs), pairs, _correlation)


def _correlation(pairs: Numbers) -> float:
    first, second = _ranks(pairs[:, 0]), _ranks(pairs[:, 1])
    if first.std() == 0 or second.std() == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _ranks(column: Numbers) -> Numbers:
    """The place of each value, the mean place for equal ones."""
    _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
    means: Numbers = np.cumsum(counts) - (counts - 1) / 2.0
    return means[inverse]


def kendall(before: Sequence[str], after: Sequence[str]) -> float:
    """Kendall's tau of two orders of the same people: 1 the same, -1 reversed."""
    stands = {person: place for place, person in enumerate(after)}
    places = np.array([stands[person] for person in before])
    count = len(places)
    rising = sum(int((places[place + 1 :] > places[place]).sum()) for place in range(count))
    return 2.0 * rising / (count * (count - 1) / 2.0) - 1.0 if count > 1 else 1.0


def overlap(before: Sequence[str], after: Sequence[str], *, first: int) -> int:
    """How many of the first of one order are among the first of the other."""
    return len(set(before[:first]) & set(after[:first]))


def bands(scores: Sequence[float], margins: Sequence[float | None]) -> list[int]:
    """The band of each place, from 1: a new one begins where somebody is clearly below the first of the band.

    As in the macro `tied`: less apart than their margins allow to tell is a tie. Ends where no margin is known.
    """
    found: list[int] = []
    head = 0
    for place, margin in enumerate(margins):
        leads = margins[head]
        if margin is None or leads is None:
            break
        if place and scores[head] - scores[place] >= (leads**2 + margin**2) ** 0.5:
            head = place
            found.append(found[-1] + 1)
        else:
            found.append(found[-1] if found else 1)
    return found


def impact(labels: Mapping[str, str], *, selected: Sequence[str], scores: Mapping[str, float]) -> list[Impact]:
    """Selection and scoring rates of each group; the middle is the median score of all who have a label."""
    middle = float(np.median([scores[person] for person in labels])) if labels else 0.0
    chosen, held, sizes = set(selected), np.array([*labels.values()]), Counter(labels.values())
    picked = np.array([person in chosen for person in labels])
    large = [label for label in sorted(sizes) if sizes[label] >= FEWEST]
    rates, beside = _beside(held, picked, large)
    above, higher = _beside(held, np.array([scores[person] > middle for person in labels]), large)
    return [
        Impact(
            label=label,
            people=sizes[label],
            selected=int(picked[held == label].sum()),
            selection_rate=rates.get(label),
            selection_ratio=beside.get(label),
            scoring_rate=above.get(label),
            scoring_ratio=higher.get(label),
            is_low=any(label in found and found[label].value < FOUR_FIFTHS for found in (beside, higher)),
        )
        for label in sorted(sizes)
    ]


def _beside(
    held: npt.NDArray[np.str_], hits: npt.NDArray[np.bool_], groups: Sequence[str]
) -> tuple[dict[str, float], dict[str, Figure]]:
    """The rate of hits in each group, and each by the highest; of the latter none where nobody is hit."""
    members = np.array([held == label for label in groups]).reshape(len(groups), len(held))

    def ratios(people: npt.NDArray[np.int_]) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = (members & hits)[:, people].sum(axis=1) / members[:, people].sum(axis=1)
            found: Numbers = rates / np.nanmax(rates, initial=0.0)
        return found

    whole = np.arange(len(held))
    rates = {label: float(hits[mine].mean()) for label, mine in zip(groups, members, strict=True)}
    if not any(rates.values()):
        return rates, {}
    rng = np.random.Generator(np.random.PCG64(SEED))
    drawn = [ratios(rng.integers(0, len(held), len(held))) for _ in range(RESAMPLES)]
    low, high = np.nanquantile(drawn, (0.025, 0.975), axis=0)
    told = zip(groups, ratios(whole), low, high, strict=True)
    return rates, {label: Figure(value=float(at), low=float(a), high=float(b)) for label, at, a, b in told}
