"""The first stage finds the people whom the second would put first, and forgets nothing between memory and disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from ranking.columns import Columns, columns
from ranking.encoder import model_folder
from ranking.role import RoleSpec
from ranking.shortlist import rank
from ranking.sieve import nearest
from ranking.static import StaticEncoder
from sourcing.errors import ModelError
from sourcing.settings import MODEL
from tests.ranking.people import Crowd, profile, role, work


@pytest.fixture(scope="module")
def everybody(crowd: Crowd) -> Columns:
    return columns(sorted(crowd.people, key=lambda one: one.person_id), encode=crowd.encoder.encode, as_of=crowd.as_of)


@pytest.mark.parametrize("name", ["mlops-operator", "nlp-developer", "vision-researcher"])
def test_the_first_of_the_whole_sum_are_among_the_nearest(
    name: str, crowd: Crowd, everybody: Columns, shipped: dict[str, RoleSpec]
) -> None:
    first = [entry.person_id for entry in crowd.ranked(shipped[name]).entries[:10]]
    near = nearest(everybody, shipped[name], most=20)
    assert len(near) == 20 and set(first) <= set(near)


def test_whoever_passes_has_the_score_they_would_have_among_all(
    crowd: Crowd, everybody: Columns, shipped: dict[str, RoleSpec]
) -> None:
    asked = shipped["mlops-operator"]
    near = nearest(everybody, asked, most=12)
    close = [one for one in crowd.people if one.person_id in near]
    made = rank(close, asked, encoder=crowd.encoder, as_of=crowd.as_of, manifest={}, lexical=near)
    whole = {entry.person_id: entry for entry in crowd.ranked(asked).entries}
    assert {entry.person_id: entry.parts for entry in made.entries} == {key: whole[key].parts for key in near}


def test_columns_are_the_same_from_disk(everybody: Columns, shipped: dict[str, RoleSpec], tmp_path: Path) -> None:
    everybody.save(tmp_path / "columns")
    read = Columns.load(tmp_path / "columns")
    assert isinstance(read.numbers, np.memmap) and len(read.people) == len(everybody.people)
    for asked in shipped.values():
        assert nearest(read, asked, most=30) == nearest(everybody, asked, most=30)


def test_nobody_and_somebody_without_a_word(crowd: Crowd, tmp_path: Path) -> None:
    nobody = columns([], encode=crowd.encoder.encode, as_of=crowd.as_of)
    nobody.save(tmp_path / "columns")
    assert nearest(nobody, role(), most=5) == nearest(Columns.load(tmp_path / "columns"), role(), most=5) == {}
    silent = profile(work=(work(subjects=(), paths=(), readme="", dependencies=()),), proofs=())
    alone = columns([silent], encode=crowd.encoder.encode, as_of=crowd.as_of)
    assert nearest(alone, role(), most=5) == {silent.person_id: 0.0}


def test_equals_go_by_person_id(crowd: Crowd) -> None:
    twins = [profile(f"p{number:012}") for number in range(6)]
    made = columns(twins, encode=crowd.encoder.encode, as_of=crowd.as_of)
    assert list(nearest(made, role(), most=3)) == [one.person_id for one in twins[:3]]


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the packaged one's make and vocabulary, very small and knowing nothing."""
    import torch  # here, for every worker that only collects this file would wait for these
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    bare, whole = (tmp_path_factory.mktemp("small") / name for name in ("bare", "whole"))
    shutil.copytree(model_folder(MODEL), bare, ignore=shutil.ignore_patterns("model.safetensors"))
    torch.manual_seed(1)
    config = BertConfig.from_pretrained(bare, hidden_size=32, intermediate_size=32, num_attention_heads=2)
    config.num_hidden_layers = 1
    BertModel(config).save_pretrained(bare)
    SentenceTransformer(modules=[Transformer(str(bare)), Pooling(32)], device="cpu").save(str(whole))
    return whole


def test_a_static_encoder_is_distilled_once_and_encodes_each_text_alike(small_model: Path, tmp_path: Path) -> None:
    texts = ["serve a model in production", "", "Ein Lied über Wälder", "word " * 900]
    made = StaticEncoder(small_model, tmp_path / "static").encode(texts)
    kept = (tmp_path / "static" / "model.safetensors").read_bytes()
    again = StaticEncoder(small_model, tmp_path / "static")
    for text in texts:
        assert np.allclose(again.encode([text])[text], made[text], atol=1e-6)
    assert abs(float(np.linalg.norm(made[texts[0]])) - 1.0) < 1e-5
    StaticEncoder(small_model, tmp_path / "other").encode(texts)
    assert (tmp_path / "other" / "model.safetensors").read_bytes() == kept


def test_a_model_that_cannot_be_distilled_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no static encoder can be distilled from"):
        StaticEncoder(tmp_path / "nothing", tmp_path / "static").encode(["a text"])
