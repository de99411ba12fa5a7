"""The static encoder: one vector a word piece, distilled from the sentence encoder, for a first look at a great many texts.

The way of Model2Vec (each piece encoded alone, principal components, pieces weighted down by how common they are), written out,
because that library holds transformers back by twenty releases.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ranking.encoder import Vector, quiet_torch
from sourcing.errors import ModelError, writing

DIMENSIONS = 256
BLOCK = 1_024  # texts, or pieces, encoded at once
SMOOTHING = 1e-4  # a piece of probability p weighs SMOOTHING / (SMOOTHING + p); the vocabulary is sorted by how common its pieces are


class StaticEncoder:
    """Encodes texts some two hundred times faster than the model it was distilled from, by the mean of their pieces' vectors.

    `model` is the folder of that model, `folder` where the distilled one is kept: made on first need, half a minute.
    """

    def __init__(self, model: Path, folder: Path) -> None:
        self._model, self._folder = model, folder

    def encode(self, texts: Iterable[str]) -> Mapping[str, Vector]:
        """The unit vector of each text. Errors: ModelError, HomeError."""
        wanted = sorted(set(texts))
        vectors = self._encoder.encode(wanted, batch_size=BLOCK, normalize_embeddings=True, show_progress_bar=False)
        return dict(zip(wanted, np.asarray(vectors, dtype=np.float32), strict=True))

    @cached_property
    def _encoder(self) -> Any:
        quiet_torch()
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        if not self._folder.exists():
            self._distil()
        return SentenceTransformer(modules=[StaticEmbedding.load(str(self._folder))], device="cpu")

    def _distil(self) -> None:
        """Distils into a folder beside, which takes its place whole."""
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        try:
            model = SentenceTransformer(str(self._model), device="cpu", local_files_only=True)
            made = StaticEmbedding(model.tokenizer.backend_tokenizer, embedding_weights=_pieces(model))
        except (OSError, ValueError, KeyError, RuntimeError) as cause:
            raise ModelError(
                f"no static encoder can be distilled from {self._model}: {cause}",
                remedy="reinstall the model, or name another",
            ) from cause
        with writing(self._folder):
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder.parent) as draft:
                whole = Path(draft) / "whole"
                whole.mkdir()
                made.save(str(whole))
                whole.rename(self._folder)


def _pieces(model: Any) -> npt.NDArray[np.float32]:
    """One vector for each piece of the model's vocabulary, shape (pieces, DIMENSIONS)."""
    import torch
    from sklearn.decomposition import PCA

    words = model.tokenizer
    size, (first, last) = len(words), (words.cls_token_id, words.sep_token_id)
    encoded = []
    with torch.inference_mode():
        for start in range(0, size, BLOCK):
            ids = torch.tensor([[first, piece, last] for piece in range(start, min(size, start + BLOCK))])
            encoded.append(
                model({"input_ids": ids, "attention_mask": torch.ones_like(ids)})["sentence_embedding"].numpy()
            )
    whole = np.concatenate(encoded)
    vectors = PCA(min(DIMENSIONS, *whole.shape), svd_solver="full").fit_transform(whole)
    shares = 1.0 / np.arange(2, size + 2)
    weights = SMOOTHING / (SMOOTHING + shares / shares.sum())
    return np.ascontiguousarray(vectors * weights[:, None], dtype=np.float32)
