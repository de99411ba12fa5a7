"""Who people are moves nobody: every score and every place stay as they are when identities are swapped. The whole is a benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks._people import people
from benchmarks.invariance import swaps
from ranking.role import RoleSpec
from ranking.shortlist import lot
from ranking.texts.names import spellings
from ranking.texts.text import clean, clean_own, stands_on, words_of_paths
from tests.ranking.people import profile, work

PEOPLE, FEWER, ROLES = 12, 6, ("mlops-operator", "nlp-developer")


def test_all_of_an_identity_swapped_moves_no_score_and_no_place(shipped: dict[str, RoleSpec], tmp_path: Path) -> None:
    (everything,) = swaps(people(PEOPLE), [shipped[name] for name in ROLES], tmp_path, alone=())
    assert everything == ("everything", 0, 0.0, 0.0, 0)


def test_without_redaction_the_same_swap_moves_people(shipped: dict[str, RoleSpec], tmp_path: Path) -> None:
    (everything,) = swaps(people(FEWER), [shipped[ROLES[1]]], tmp_path, is_unredacted=True, alone=())
    assert everything.scores > 0


@pytest.mark.parametrize(
    "said",
    [
        "by Ilse",
        "WALDBAUM's",
        "i. waldbaum",
        "Waldbaum, Ilse",
        "ilsewaldbaum",
        "iwaldbaum",
        "in Tuebelau",
        "ilse-wb/mill",
    ],
)
def test_an_owner_is_taken_out_in_every_spelling(said: str) -> None:
    owned = work(owners=("Ilse Waldbaum", "ilse-wb", "Tuebelau"))
    left = clean(f"grind {said} fine", owned).lower()
    assert not any(part in left for part in ("ilse", "waldbaum", "tuebelau", "wb"))


def test_own_names_go_from_own_words_and_paths_alone() -> None:
    mine = work(
        called=("Łucja Wiśniewska",), paths=("users/lucja/a.py", "models/WiśniewskaNet.py"), subjects=("Lucja: grind",)
    )
    assert "lucja" in clean("Lucja", mine).lower() and "lucja" not in clean_own("Lucja", mine).lower()
    assert words_of_paths(mine).split() == ["users", "a", "py;", "models", "Net", "py"]


def test_words_of_the_trade_are_no_names() -> None:
    assert "ruby" not in {one.lower() for one in spellings(("Ruby Spark",))} and "Ruby Spark" in spellings(
        ("Ruby Spark",)
    )
    assert clean("Train the model with Spark", work(owners=("Ruby Spark", "model"))) == "Train the with Spark".replace(
        "the ", "the   ", 1
    )


def test_a_package_that_nobody_knows_says_what_words_of_the_trade_say() -> None:
    named = (
        "torch",
        "ilse-wb-pipelines",
        "acme-feature-store",
        "google-sdk",
        "pytest-timeout",
        "tuebelau",
        "nk-okonjo",
    )
    assert stands_on(work(dependencies=named, owners=("ilse-wb",))) == "feature store pipelines pytest sdk torch"


@pytest.mark.parametrize(
    "said", ["speed of gcmc/lightgcn", "train with fp16/bf16", "drift of model:latest", "made by PyTorch"]
)
def test_what_names_no_maker_stays(said: str) -> None:
    assert clean(said, work()) == said


@pytest.mark.parametrize("who", ["Julia Marsh", "May Ling", "Maria de la Cruz", "Ruby van der Velde and Bo Ek"])
def test_a_maker_is_taken_out_though_a_part_of_the_name_is_of_the_trade(who: str) -> None:
    assert clean(f"made by {who}, for all", work()).split() == ["made", ",", "for", "all"]


def test_people_of_one_score_stand_by_their_work_and_not_by_their_id() -> None:
    assert lot(profile("pa")) == lot(profile("pb")) != lot(profile("pa", work=(work(commits=41),)))
