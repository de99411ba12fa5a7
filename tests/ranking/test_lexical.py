"""BM25 at its edges."""

from __future__ import annotations

import logging

from hypothesis import given
from hypothesis import strategies as st

from ranking.lexical import Index, bm25
from ranking.texts.text import tokens

WORDS = st.sampled_from(tokens("grind wheat stone water wheel sack flour kubernetes"))
QUERY = "Grind the wheat with water"


def test_nobody_and_nothing() -> None:
    assert bm25([], QUERY) == []
    assert bm25([[]], QUERY) == [0.0]
    assert bm25([[], []], QUERY) == [0.0, 0.0]
    assert bm25([["wheat"]], "") == [0.0]


def test_no_shared_word_is_zero_for_all() -> None:
    assert bm25([tokens("a compiler"), tokens("a parser")], QUERY) == [0.0, 0.0]


def test_an_empty_document_among_others_is_zero() -> None:
    assert bm25([[], tokens("wheat"), []], QUERY) == [0.0, 1.0, 0.0]


def test_everybody_with_the_same_words_is_equal() -> None:
    assert bm25([tokens("grind wheat")] * 3, QUERY) == [1.0, 1.0, 1.0]


def test_a_word_asked_twice_counts_once() -> None:
    documents = [tokens("wheat wheel"), tokens("water water wheel")]
    assert bm25(documents, "wheat water") == bm25(documents, "wheat water wheat wheat WHEAT")


def test_a_rarer_word_weighs_more_and_repetition_saturates() -> None:
    documents = [tokens("wheat"), tokens("water"), tokens("water"), tokens("water wheel")]
    rare, common, *_ = bm25(documents, "wheat water")
    assert rare == 1.0 > common > 0
    little, much = bm25([[*tokens("wheat"), "x"], [*tokens("wheat") * 50, "x"]], "wheat")
    assert much == 1.0 and little > 0.3


@given(st.lists(st.lists(WORDS, max_size=8), max_size=8), st.permutations(range(8)))
def test_scores_lie_in_0_to_1_and_follow_their_documents(documents: list[list[str]], order: list[int]) -> None:
    scores = bm25(documents, QUERY)
    assert len(scores) == len(documents) and all(0.0 <= score <= 1.0 for score in scores)
    shared = set(tokens(QUERY))
    assert [score > 0 for score in scores] == [bool(shared & set(document)) for document in documents]
    places = [place for place in order if place < len(documents)]
    assert bm25([documents[place] for place in places], QUERY) == [scores[place] for place in places]


@given(
    documents=st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=8),
    asked=st.frozensets(st.sampled_from("abcde"), min_size=1),
)
def test_who_holds_every_word_is_found_once(documents: list[list[str]], asked: frozenset[str]) -> None:
    found = Index.of(documents).holders(asked).tolist()
    assert sorted(found) == [place for place, words in enumerate(documents) if asked <= set(words)]


def test_nothing_is_told_of_how_the_index_is_made() -> None:
    bm25([["wheat"]], "wheat")
    assert logging.getLogger("bm25s").level == logging.WARNING
