"""The orders that ours is measured against: what others rank by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from ranking.encoder import Encoder
from ranking.lexical import bm25
from ranking.texts.text import clean_own, context_tokens, own_tokens, stands_on, words_of_paths
from sourcing.profiles import Profile, Work

SEED = 1
TRUNCATED = 256  # words of a profile that a plain encoder takes in


def by_commits(people: Sequence[Profile]) -> dict[str, float]:
    """Who has most commits."""
    return {person.person_id: float(sum(work.commits for work in person.work)) for person in people}


def by_stars(people: Sequence[Profile], stars: Mapping[str, int]) -> dict[str, float]:
    """Who committed to the repositories with most stars, summed; `stars` are by repository, `owner/name` or as held, in small letters.

    Stars are no part of what is held: whoever measures brings them. A repository without any counts 0.
    """
    return {
        person.person_id: float(sum(_stars_of(work.repository.lower(), stars) for work in person.work))
        for person in people
    }


def _stars_of(repository: str, stars: Mapping[str, int]) -> int:
    return stars.get(repository, stars.get("/".join(repository.split("/")[-2:]), 0))


def by_chance(people: Sequence[Profile]) -> dict[str, float]:
    """In an order of chance, always the same."""
    drawn = {person.person_id: hashlib.sha256(f"{SEED} {person.person_id}".encode()).digest() for person in people}
    return {person: int.from_bytes(digest[:6]) / 2**48 for person, digest in drawn.items()}


def by_words(people: Sequence[Profile], query: str) -> dict[str, float]:
    """BM25 over own commit subjects, paths and the dependencies around them: the best of the plain ways."""
    documents = [
        [word for work in person.work for word in (*own_tokens(work), *context_tokens(work))] for person in people
    ]
    return {person.person_id: score for person, score in zip(people, bm25(documents, query), strict=True)}


def by_meaning(people: Sequence[Profile], query: str, *, encoder: Encoder) -> dict[str, float]:
    """The plain encoder: one vector of a person's text, cut where the model cuts, beside that of the query."""
    texts = {person.person_id: " ".join(" ".join(map(_text, person.work)).split()[:TRUNCATED]) for person in people}
    vectors = encoder.encode([*texts.values(), query])
    return {person: float(vectors[text] @ vectors[query]) for person, text in texts.items()}


def _text(work: Work) -> str:
    return " ".join((clean_own(". ".join(work.subjects), work), words_of_paths(work), stands_on(work)))
