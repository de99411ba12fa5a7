"""Names never reach a ranking text; words inside words stay; nothing takes long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.texts.text import clean, masker, own_tokens, stem, tokens, without_echo, words_of_path
from tests.ranking.people import work

MASKED = ("Ilse Waldbaum", "ilse-wb", "mill-stone", "Ada", "O'Farrow-Quist", "王小明", "Đorđe Łaski")


@pytest.mark.parametrize(
    "text",
    [
        "by Ilse Waldbaum",
        "by ILSE WALDBAUM",
        "by Ilse  Waldbaum",
        "by Ilse\nWaldbaum",
        "by ilse.waldbaum",
        "by ilse_waldbaum",
        "by Ilse-Waldbaum's",
        "(ilse-wb)",
        "ilse_wb",
        "ilsewb",
        "Millstone",
        "mill stone",
        "Ada.",
        "O'Farrow-Quist",
        "o'farrow quist",
        "作者王小明です",
        "đorđe łaski",
        "mail ilse@post.example now",
        "see https://post.example/ilse",
        "thanks @ilse",
        "from ilse/branch",
    ],
)
def test_names_logins_repositories_and_addresses_are_masked(text: str) -> None:
    left = clean(f"grind {text} fine", work(masked=MASKED)).lower()
    assert left.startswith("grind") and left.endswith("fine")
    for word in ("ilse", "waldbaum", "wb", "mill", "stone", "ada", "farrow", "quist", "王", "łaski", "post"):
        assert word not in left


@pytest.mark.parametrize(
    "text", ["adapt", "Adamant", "adaptive", "roadAda2", "millstones", "wheel", "adagrad", "ilse", "waldbaum"]
)
def test_a_masked_word_inside_another_stays_and_so_does_half_a_name(text: str) -> None:
    assert clean(text, work(masked=MASKED)) == text


def test_short_words_are_no_names() -> None:
    assert masker(["", "a", "bo"]) is None
    assert clean("go to c", work(masked=("go", "to", "c"))) == "go to c"


@pytest.mark.parametrize("name", ["(a+)+", "a.b|c", "[x", "\\d+", "^$", "C++ user"])
def test_names_are_no_patterns(name: str) -> None:
    assert clean("aaaa axb 5 kept", work(masked=(name,))) == "aaaa axb 5 kept"


@given(st.lists(st.text(min_size=1, max_size=12), max_size=5), st.text(max_size=80))
def test_any_name_and_any_text(names: list[str], text: str) -> None:
    left = clean(text, work(masked=tuple(names)))
    assert len(left) <= len(text) + 2 * len(text)
    assert isinstance(tokens(left), list)


def test_tokens_are_split_stemmed_and_free_of_filler() -> None:
    assert tokens("Fix the DataLoader for training_loops in C++") == [*tokens("data loader train loop"), "c++"]
    assert tokens("evaluations") == tokens("evaluation") == [stem("evaluation")]
    assert tokens("") == [] and tokens("the of and") == [] and tokens("1 22 !") == []


def test_paths_are_words() -> None:
    assert words_of_path("src/dataLoader_v2.py") == "src dataLoader v 2 py"


def test_own_words_are_subjects_and_paths_and_no_readme() -> None:
    held = own_tokens(
        work(subjects=("Grind wheat",), paths=("stones/dress.py",), readme="kubernetes", dependencies=("torch",))
    )
    assert set(tokens("grind wheat dress")) <= set(held)
    assert not {"kubernetes", "kubernet", "torch"} & set(held)


ASKED = frozenset(
    tokens(
        "Run pipelines, model registry, Kubernetes, Helm, monitoring, alerts, drift, Docker, MLflow, Airflow, feature store"
    )
)
HONEST = (
    "A small web framework for recipes: it parses templates, serves pages and keeps baskets in a tiny file database."
)


def test_a_stretch_that_repeats_the_role_is_left_out() -> None:
    stuffed = "Kubernetes Helm monitoring alerts drift Docker MLflow Airflow model registry feature store pipelines"
    assert without_echo(f"{stuffed} {HONEST}", ASKED) == HONEST
    assert without_echo(f"{HONEST} {stuffed} {stuffed}", ASKED) == HONEST


def test_prose_of_the_trade_stays() -> None:
    prose = (
        "We watch drift of the model with Docker and a small dashboard, because nobody reads alerts that come at night."
    )
    assert without_echo(prose, ASKED) == prose
    assert without_echo("Kubernetes and Helm.", ASKED) == "Kubernetes and Helm."
    assert without_echo("", ASKED) == "" and without_echo(HONEST, frozenset()) == HONEST


@pytest.mark.parametrize("unit", ["a", "a.", "a-", "b+"])
def test_a_million_characters_without_a_space_are_cleaned(unit: str) -> None:
    """Each pattern looks at a character a bounded number of times: with a quadratic one this test would not end."""
    text = unit * (1_000_000 // len(unit))
    assert clean(text, work(masked=MASKED)) == text
    assert clean(f"{text}@post.example", work(masked=MASKED)) == " "
