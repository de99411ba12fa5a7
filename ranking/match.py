"""How strongly evidence shows a skill: saturating sums of what the person wrote, recent work first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Set
from datetime import date
from functools import cache, lru_cache

from ranking.texts.text import tokens
from sourcing.places import Place, place
from sourcing.profiles import Proof, Work
from sourcing.skills import catalogue

HALF_LIFE_YEARS = 5.0
ENOUGH = 2.0  # own amount at which a skill is shown to 63 %
MOST_OF_ROW = 8.0  # of an own amount that one row of evidence can give
OUTSIDE = 0.4  # weight of examples, tests of examples, development images
COURSE = 0.15
NAMED = 0.35  # strength of a skill that only own words name
BESIDE = 0.2  # of a proof beside the product, where one is to be shown
_BESIDE = re.compile(
    r" in (a test|an example|the documentation) in |files? in (the root folder|docs?/|examples?/|tests?/)"
)


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
    """For each skill shown: 1 - exp(-amount/2) in 0..1, and the proof that tells most. Order: as first shown.

    What a test, an example or the documentation shows counts in full, and is shown only where the product shows nothing like it.
    """
    amounts: dict[str, list[float]] = {}
    best: dict[str, tuple[float, Proof]] = {}
    for proof in proofs:
        amount = min(proof.own_value, MOST_OF_ROW) * place_weight(proof) * recency(proof.observed_at, as_of)
        for skill in skills_shown(proof):
            amounts.setdefault(skill, []).append(amount)
            told = amount * (BESIDE if _BESIDE.search(proof.detail) else 1.0)
            if skill not in best or (told, proof.evidence_id) > (best[skill][0], best[skill][1].evidence_id):
                best[skill] = (told, proof)
    return {skill: (strength(math.fsum(given)), best[skill][1]) for skill, given in amounts.items()}


def strength(amount: float) -> float:
    """How surely an own amount shows a skill, 0..1."""
    return 1.0 - math.exp(-amount / ENOUGH)


def skills_shown(proof: Proof) -> tuple[str, ...]:
    """The skills one proof shows: those its finding names, and those the catalogue ties to its kind."""
    return _shown(proof.skills, proof.signal, proof.kind)


@lru_cache(maxsize=10_000)  # few findings differ in these
def _shown(named: tuple[str, ...], signal: str, kind: str) -> tuple[str, ...]:
    ties = _ties()
    return tuple(dict.fromkeys((*named, *ties.get(signal, ()), *ties.get(f"{signal}/{kind}", ()))))


@cache
def _ties() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for skill in catalogue().values():
        for name in skill.signals:
            table[name] = (*table.get(name, ()), skill.name)
    return table


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


def word_strength(skill: str, words: Set[str]) -> float:
    """A little strength for a skill that only the person's own words speak of: subjects and paths, never a README."""
    return NAMED if any(asked <= words for asked in ways_to_say(skill)) else 0.0


@cache
def ways_to_say(skill: str) -> list[frozenset[str]]:
    """For each name of a skill the tokens that must all be there."""
    known = catalogue().get(skill)
    names = (skill, *known.aliases) if known else (skill,)
    return [frozenset(asked) for name in names if (asked := tokens(name))]
