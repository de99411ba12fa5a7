"""Numbers as people say them."""

from __future__ import annotations

import pytest

from sourcing.numbers import counted


@pytest.mark.parametrize(
    ("number", "what", "said"),
    [
        (1, "person", "1 person"),
        (0, "person", "0 people"),
        (1_204, "repository", "1,204 repositories"),
        (1, "new contact", "1 new contact"),
        (2, "Python module", "2 Python modules"),
    ],
)
def test_a_number_goes_with_its_noun(number: int, what: str, said: str) -> None:
    assert counted(number, what) == said
