"""BM25 over what people wrote, against the role's own words."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import bm25s

from ranking.text import tokens

logging.getLogger("bm25s").setLevel(logging.WARNING)


def bm25(documents: Sequence[Sequence[str]], query: str) -> list[float]:
    """The BM25 score of each document, in order, divided by the best; all 0 where no word is shared."""
    if not any(documents):
        return [0.0] * len(documents)
    index = bm25s.BM25(k1=1.5, b=0.75)
    index.index([list(document) for document in documents], show_progress=False)
    vocabulary = index.vocab_dict
    asked = [token for token in dict.fromkeys(tokens(query)) if token in vocabulary]
    if not asked:
        return [0.0] * len(documents)
    scores = [float(score) for score in index.get_scores(asked)]
    best = max(scores)
    return [round(score / best, 6) if best > 0 else 0.0 for score in scores]
