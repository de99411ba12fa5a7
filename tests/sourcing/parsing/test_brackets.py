"""How deep brackets may stand."""

from __future__ import annotations

import pytest

from sourcing.parsing.brackets import is_deep


@pytest.mark.parametrize(
    ("text", "deep"),
    [("", False), ("([{}])" * 9, False), ("(" * 3 + ")" * 3, False), ("()([{(", True), (")))((((", False)],
)
def test_open_brackets_are_counted(text: str, deep: bool) -> None:
    assert is_deep(text, most=3) is deep
