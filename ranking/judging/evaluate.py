"""How good an order is, by judgments: the field's measures (ir-measures), each with an interval."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, P, Qrel, R, ScoredDoc, nDCG

from sourcing.errors import UsageError

Judgments = Mapping[str, Mapping[str, int]]  # by role: the relevance of each judged person, 0, 1 or 2
Run = Mapping[str, Mapping[str, float]]  # by role: the score of each person, higher is better
# The gain of relevance 2 is 3 times that of 1: 2^relevance - 1.
MEASURES: Mapping[str, Any] = {
    "nDCG@10": nDCG(gains={1: 1, 2: 3}) @ 10,
    "P@10": P(rel=1) @ 10,
    "P2@10": P(rel=2) @ 10,
    "R@100": R(rel=1) @ 100,
    "MRR": RR(rel=2),
}
RESAMPLES = 400
SEED = 20_240_101


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One order measured: by role each measure, their means over the roles, and the interval (95 %) of the mean nDCG@10.

    The interval comes from resampling the judged people of each role (bootstrap): how much would change with others.
    """

    by_role: Mapping[str, Mapping[str, float]]
    mean: Mapping[str, float]
    interval: tuple[float, float]


def parse_judgments(text: str, *, where: str) -> dict[str, dict[str, int]]:
    """The judgments of lines `role TAB person TAB relevance`; `#` begins a comment. Errors: UsageError with the line."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        row = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#"):
            continue
        if len(row) < 3 or not row[0] or not row[1] or row[2] not in ("0", "1", "2"):
            raise UsageError(
                f"{where}, line {number}: {line[:60]!r} is no judgment", remedy="write role TAB person TAB 0, 1 or 2"
            )
        found[row[0]][row[1]] = int(row[2])
    if not found:
        raise UsageError(f"{where} holds no judgments", remedy="write role TAB person TAB 0, 1 or 2 in each line")
    return dict(found)


def parse_stars(text: str, *, where: str) -> dict[str, int]:
    """The stars of lines `repository TAB stars`, by repository in small letters; `#` begins a comment. Errors: UsageError with the line."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        name, _, count = (cell.strip() for cell in line.partition("\t"))
        if not line.strip() or line.startswith("#"):
            continue
        if not name or not re.fullmatch(r"[0-9]{1,9}", count):
            remedy = "write repository TAB stars: owner/name, and a whole number"
            raise UsageError(f"{where}, line {number}: {line[:60]!r} is no count of stars", remedy=remedy)
        found[name.lower()] = int(count)
    return found


def measure(run: Run, judgments: Judgments) -> Measured:
    """The measures of a run over the judged people; who has no score stands last, ties go by person."""
    by_role = {role: _measures(_order(run.get(role, {}), judged), judged) for role, judged in judgments.items()}
    mean = {name: sum(one[name] for one in by_role.values()) / len(by_role) for name in MEASURES}
    return Measured(by_role=by_role, mean=mean, interval=_interval(run, judgments))


def _order(scores: Mapping[str, float], judged: Iterable[str]) -> list[str]:
    return sorted(judged, key=lambda person: (-scores.get(person, float("-inf")), person))


def _measures(order: Sequence[str], judged: Mapping[str, int]) -> dict[str, float]:
    if not any(judged.values()):
        return dict.fromkeys(MEASURES, 0.0)
    qrels = [Qrel("role", person, relevance) for person, relevance in judged.items()]
    docs = [ScoredDoc("role", person, float(len(order) - place)) for place, person in enumerate(order)]
    found = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, docs)
    return {name: float(found[one]) for name, one in MEASURES.items()}


def _interval(run: Run, judgments: Judgments) -> tuple[float, float]:
    """The 95 % interval of the mean nDCG@10 over resamples of the judged people, the same for every run."""
    rng = np.random.Generator(np.random.PCG64(SEED))  # always the same draws
    sums = np.zeros(RESAMPLES)
    for role, judged in sorted(judgments.items()):
        order = _order(run.get(role, {}), judged)
        gains = np.array([gain(judged[person]) for person in order])
        people = sorted(judged)
        position = {person: place for place, person in enumerate(order)}
        places = np.array([position[person] for person in people])
        for number in range(RESAMPLES):
            drawn = np.sort(places[rng.integers(0, len(people), len(people))])
            sums[number] += ndcg(gains[drawn])
    means = sums / len(judgments)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def gain(relevance: int) -> float:
    """What a person of this relevance (0, 1, 2) is worth in nDCG: 0, 1, 3."""
    return 2.0**relevance - 1.0


def ndcg(gains: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """nDCG@10 of people in an order, given the gain of each; 0 where nobody has one."""
    discount = 1.0 / np.log2(np.arange(2, 12))
    best = np.sort(gains)[::-1][:10]
    whole = float(best @ discount[: len(best)])
    found = float(gains[:10] @ discount[: len(gains[:10])])
    return min(found / whole, 1.0) if whole else 0.0  # the same sum may differ in its last bit
