"""Every signal says what it asks, what it counts and why that matters; the page in the docs is what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.signals import catalogue
from sourcing.signals.__main__ import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_what_the_signals_say() -> None:
    assert (DOCS / "signals.md").read_text("utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("name", catalogue())
def test_a_signal_says_for_whom_it_matters_in_one_sentence_each(name: str) -> None:
    why = catalogue()[name].why
    assert why
    assert all(sentence.endswith(".") and sentence[0].isupper() and len(sentence) < 200 for sentence in why.values())
