"""BM25 over what people wrote, against the role's own words."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from ranking.texts.text import tokens

if TYPE_CHECKING:
    from bm25s import BM25

BASIS = 6  # decimals of a score


def _bm25s() -> ModuleType:
    """bm25s, which brings scipy along (not every command ranks) and tells of every step from its import on."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return cast("ModuleType", bm25s)


class Index:
    """The words of everybody, one document a person; nobody's words are kept, only how much each weighs."""

    def __init__(self, index: BM25 | None, size: int) -> None:
        self._index, self._size = index, size

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]]) -> Index:
        """The index of documents, each the words of one person, in order."""
        corpus = _Corpus(documents)
        if not corpus.words:
            return cls(None, len(corpus))
        bm25s = _bm25s()
        index = bm25s.BM25(k1=1.5, b=0.75)
        index.index(bm25s.tokenization.Tokenized(ids=corpus, vocab=corpus.words), show_progress=False)
        return cls(index, len(corpus))

    @classmethod
    def load(cls, folder: Path, size: int) -> Index:
        """What `save` wrote, mapped into memory, not read."""
        return cls(_bm25s().BM25.load(folder, mmap=True) if folder.exists() else None, size)

    def save(self, folder: Path) -> None:
        """Writes the index into a new folder; nothing where no word is held."""
        if self._index is not None:
            self._index.save(folder, show_progress=False)

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """The BM25 score of each document, in order, divided by the best; all 0 where no word is shared."""
        asked = dict.fromkeys(tokens(query))
        if self._index is None or not (known := [token for token in asked if token in self._index.vocab_dict]):
            return np.zeros(self._size, dtype=np.float32)
        found: npt.NDArray[np.float32] = self._index.get_scores(known)
        best = found.max()
        return found / best if best > 0 else found

    def holders(self, words: frozenset[str]) -> npt.NDArray[np.int32]:
        """The places of the documents that hold every one of the words, of which there is at least one; each once, in no order."""
        index = self._index
        if index is None or not all(word in index.vocab_dict for word in words):
            return np.empty(0, dtype=np.int32)
        places, starts = index.scores["indices"], index.scores["indptr"]
        of_each = (places[starts[one] : starts[one + 1]] for one in (index.vocab_dict[word] for word in words))
        held, *others = sorted(of_each, key=len)  # a document stands there once
        for more in others:
            is_there = np.zeros(self._size, dtype=np.bool_)
            is_there[more] = True
            held = held[is_there[held]]
        holding: npt.NDArray[np.int32] = held
        return holding


class _Corpus(Sequence[list[int]]):
    """Documents as numbers of words, in little memory."""

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        self.words: dict[str, int] = {}
        self._ids, self._ends = array("I"), array("Q")
        for document in documents:
            self._ids.extend(self.words.setdefault(word, len(self.words)) for word in document)
            self._ends.append(len(self._ids))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> list[int]:  # type: ignore[override]
        return self._ids[self._ends[place - 1] if place else 0 : self._ends[place]].tolist()

    def __iter__(self) -> Iterator[list[int]]:
        return (self[place] for place in range(len(self)))


def bm25(documents: Sequence[Sequence[str]], query: str) -> list[float]:
    """The BM25 score of each document, in order, divided by the best; all 0 where no word is shared."""
    return [round(float(score), BASIS) for score in Index.of(documents).scores(query)]
