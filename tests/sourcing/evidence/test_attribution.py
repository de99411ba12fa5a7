"""Whose work a file is: shares that follow from the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.evidence.attribution import LEAST_SHARE, Ownership
from sourcing.records import Account, Touch
from tests.sourcing.views import ADA, BEN, EVA, contributions, touched


def shares(*touches: Touch) -> list[tuple[Account, float]]:
    return [(touch.account, round(share, 4)) for touch, share in Ownership(contributions(*touches)).shares("a")]


def test_shares_are_parts_of_what_all_changes_count_for() -> None:
    assert shares(touched("a", ADA, 2, first=True), touched("a", BEN, 1), touched("a", EVA, 1)) == [
        (ADA, 0.5),
        (BEN, 0.25),
        (EVA, 0.25),
    ]


def test_a_single_author_has_all_of_it_but_not_of_what_came_in_a_mass() -> None:
    assert shares(touched("a", ADA, 2)) == [(ADA, 1.0)]
    assert shares(touched("a", ADA, 0.24)) == [(ADA, 0.24)]


def test_a_sliver_is_left_out_and_given_to_nobody() -> None:
    assert shares(touched("a", ADA, 97), touched("a", BEN, 3)) == [(ADA, 0.97)]


def test_who_made_a_single_commit_has_only_what_is_mostly_theirs() -> None:
    visit = touched("a", BEN, 1, commits=1)
    assert shares(touched("a", ADA, 2), visit) == [(ADA, 0.6667)]
    assert shares(touched("a", ADA, 1), visit) == [(ADA, 0.5), (BEN, 0.5)]
    assert shares(touched("a", ADA, 2), visit, touched("b", BEN, 1, commits=2)) == [(ADA, 0.6667), (BEN, 0.3333)]


@pytest.mark.parametrize("path", ["b", ""])
def test_a_file_that_nobody_touched_is_nobodys(path: str) -> None:
    assert Ownership(contributions(touched("a", ADA, 1))).shares(path) == []


def test_no_weight_is_no_share() -> None:
    assert shares(touched("a", ADA, 0)) == []


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=40))
def test_shares_are_parts_of_one_and_do_not_depend_on_order(weights: list[float]) -> None:
    touches = [
        touched("a", Account(site="git", handle=f"{number:016x}"), weight) for number, weight in enumerate(weights)
    ]
    expected = Ownership(contributions(*touches)).shares("a")
    assert sum(share for _, share in expected) <= 1 + 1e-9
    assert all(LEAST_SHARE <= share <= 1 for _, share in expected)
    assert Ownership(contributions(*touches[::-1])).shares("a") == expected
