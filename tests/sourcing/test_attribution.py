"""Whose work a file is: shares that follow from the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.attribution import LEAST_SHARE, Ownership
from sourcing.records import Account, Touch
from tests.sourcing.views import ADA, BEN, EVA, touched


def shares(*touches: Touch) -> list[tuple[Account, float]]:
    return [(touch.account, round(share, 4)) for touch, share in Ownership(touches).shares("a")]


def test_who_brought_a_file_has_one_commit_more() -> None:
    assert shares(touched("a", ADA, 1, first=True), touched("a", BEN, 1), touched("a", EVA, 1)) == [
        (ADA, 0.5),
        (BEN, 0.25),
        (EVA, 0.25),
    ]


def test_a_single_author_has_all_of_it() -> None:
    assert shares(touched("a", ADA, 0.01)) == [(ADA, 1.0)]


def test_a_sliver_is_left_out_and_given_to_nobody() -> None:
    assert shares(touched("a", ADA, 97), touched("a", BEN, 3)) == [(ADA, 0.97)]


@pytest.mark.parametrize("path", ["b", ""])
def test_a_file_that_nobody_touched_is_nobodys(path: str) -> None:
    assert Ownership([touched("a", ADA, 1)]).shares(path) == []


def test_no_weight_is_no_share() -> None:
    assert shares(touched("a", ADA, 0)) == []


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=40))
def test_shares_are_parts_of_one_and_do_not_depend_on_order(weights: list[float]) -> None:
    touches = [
        touched("a", Account(site="git", handle=f"{number:016x}"), weight) for number, weight in enumerate(weights)
    ]
    expected = Ownership(touches).shares("a")
    assert sum(share for _, share in expected) <= 1 + 1e-9
    assert all(LEAST_SHARE <= share <= 1 for _, share in expected)
    assert Ownership(touches[::-1]).shares("a") == expected
