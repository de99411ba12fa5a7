"""The model is the one named, each text has one vector, and none is computed twice."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from ranking.encoder import Encoder, Vector, model_folder
from sourcing.errors import ModelError
from sourcing.settings import MODEL, MODEL_SHA256
from tests.ranking.people import encoder

TEXTS = ["A service that ranks films.", "", "Ein Lied über Wälder 🌲", "word " * 900]


def test_other_weights_are_refused() -> None:
    with pytest.raises(ModelError, match="are not the ones named"):
        Encoder(MODEL, sha256="0" * 64, store={})


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "none"), "all-MiniLM-L6-v2"):
        with pytest.raises(ModelError, match="no sentence-transformers folder"):
            Encoder(name, sha256=None, store={})


def test_weights_must_be_safetensors(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickled")
    with pytest.raises(ModelError, match="safetensors"):
        Encoder(str(tmp_path), sha256=None, store={})


def test_a_model_that_does_not_load_is_our_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(MODEL), folder)
    (folder / "model.safetensors").write_bytes(b"no tensors at all")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Encoder(str(folder), sha256=None, store={}).encode(["a text"])


def test_a_folder_by_path_is_the_same_model(tmp_path: Path) -> None:
    by_path = Encoder(str(model_folder(MODEL)), sha256=MODEL_SHA256, store={})
    assert by_path.revision == MODEL_SHA256


def test_alone_and_after_others_the_same_bits() -> None:
    alone = {text: encoder().encode([text])[text] for text in TEXTS[:1]}
    together = encoder().encode([*reversed(TEXTS), *TEXTS])
    again = encoder().encode(sorted(TEXTS))
    for text in TEXTS:
        assert together[text].tobytes() == again[text].tobytes()
        assert together[text].dtype == np.float32 and abs(float(np.linalg.norm(together[text])) - 1) < 1e-5
    assert alone[TEXTS[0]].tobytes() == together[TEXTS[0]].tobytes()


def test_what_is_stored_is_not_computed() -> None:
    store: dict[str, Vector] = {}
    key = hashlib.sha256(b"held already").hexdigest()
    mark = np.full(384, 7, dtype=np.float32)
    store[key] = mark
    asked = encoder(store)
    steps: list[tuple[int, int]] = []
    found = asked.encode(["held already"], progress=lambda done, total: steps.append((done, total)))
    assert found["held already"] is mark and steps == []
    assert "_model" not in vars(asked), "the model was loaded for nothing"


def test_new_texts_are_stored_once_and_progress_is_told() -> None:
    store: dict[str, Vector] = {}
    steps: list[tuple[int, int]] = []
    encoder(store).encode(["one", "two", "one"], progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]
    assert set(store) == {hashlib.sha256(text.encode()).hexdigest() for text in ("one", "two")}
