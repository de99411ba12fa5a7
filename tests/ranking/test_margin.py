"""A margin says how far a score rests on few rows of evidence; the same evidence has the same one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ranking.margin import margin
from ranking.score import assess
from sourcing.profiles import Profile
from tests.ranking.people import CHANCES, TODAY, profile, proof, role


def of(person: Profile) -> float:
    chances = {one.repository: CHANCES for one in person.work}
    found = assess(person, role(), lexical=0.5, words={}, chances=chances, as_of=TODAY)
    return margin(person, role(), parts=found.parts, work=found.work, as_of=TODAY)


def test_nothing_found_has_no_margin_and_one_row_has_one() -> None:
    assert of(profile(proofs=())) == 0.0
    assert of(profile(proofs=(proof(own_value=2.0, skills=("Docker",)),))) > 1.0


def test_many_rows_are_surer_than_few() -> None:
    few = profile(proofs=tuple(proof(n, own_value=1.0, skills=("Docker",)) for n in range(2)))
    many = profile(proofs=tuple(proof(n, own_value=1.0, skills=("Docker",)) for n in range(40)))
    assert of(many) < of(few)


@given(st.permutations(range(8)))
def test_the_order_of_the_rows_is_nothing(order: list[int]) -> None:
    rows = tuple(proof(n, own_value=n / 2, skills=("Docker", "Terraform")) for n in range(8))
    person = profile(proofs=rows)
    assert abs(of(replace(person, proofs=tuple(rows[n] for n in order))) - of(person)) < 0.011
