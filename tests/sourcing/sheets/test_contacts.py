"""Contacts that came back are taken with their origin, or refused by row and column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import UsageError
from sourcing.sheets.contacts import Reach, contact_of, reaches
from sourcing.sheets.sheet import Mistakes

TODAY = date(2026, 11, 1)
ROW = {
    "person_id": "P0A1B2C3D4E5F",
    "name": "Mira",
    "contact": "mira@mail.example",
    "kind": "",
    "obtained_from": "her talk page",
    "basis": "legitimate interest",
    "obtained_on": "30.10.2026",
}
EMPTY = {**ROW, "contact": "", "obtained_from": "", "basis": " ", "obtained_on": ""}


def read(*rows: Mapping[str, str]) -> list[Reach]:
    mistakes = Mistakes("needs_contact.csv")
    found = reaches(enumerate(rows, 2), today=TODAY, mistakes=mistakes)
    mistakes.check()
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mira@mail.example", ("email", "mira@mail.example")),
        ("mailto:mira@mail.example", ("email", "mira@mail.example")),
        ("https://de.linkedin.com/in/Mira-S/?x=1", ("linkedin", "https://www.linkedin.com/in/mira-s")),
        ("linkedin.com/in/mira-s", ("linkedin", "https://www.linkedin.com/in/mira-s")),
        ("+49 (170) 123-4567", ("phone", "+49 (170) 123-4567")),
        ("tel:0301234567", ("phone", "0301234567")),
        ("https://github.com/mira", None),
        ("12345", None),
        ("ask Odd", None),
        ("", None),
    ],
)
def test_what_a_contact_is(text: str, found: tuple[str, str] | None) -> None:
    assert contact_of(text) == found


def test_a_filled_row_is_taken_and_an_empty_one_passed_over() -> None:
    found = read(ROW, EMPTY, {**ROW, "contact": "'+49 170 1234567", "kind": "Phone"})
    assert [(one.row, one.person_id, one.kind, one.value, one.obtained_on) for one in found] == [
        (2, "p0a1b2c3d4e5f", "email", "mira@mail.example", date(2026, 10, 30)),
        (4, "p0a1b2c3d4e5f", "phone", "+49 170 1234567", date(2026, 10, 30)),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"basis": ""}, "row 2, basis: it is empty"),
        ({"obtained_from": " "}, "row 2, obtained_from: it is empty"),
        ({"contact": ""}, "row 2, contact: it is empty"),
        ({"obtained_on": ""}, "row 2, obtained_on: it is empty"),
        ({"obtained_on": "2026-11-02"}, "row 2, obtained_on: 2026-11-02 is still to come"),
        ({"obtained_on": "01/02/2026"}, "row 2, obtained_on: '1/2/2026' may be"),
        (
            {"contact": "ask Odd"},
            "row 2, contact: it is no e-mail address, address of a LinkedIn profile, phone number",
        ),
        ({"kind": "linkedin"}, "row 2, contact: it is no address of a LinkedIn profile"),
        ({"kind": "pigeon"}, "row 2, kind: 'pigeon' is none of"),
        ({"person_id": ""}, "row 2, person_id: it is empty"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read({**ROW, **change})
    assert said in refused.value.message


@given(rows=st.lists(st.fixed_dictionaries({column: st.text(max_size=25) for column in ROW})))
def test_any_rows_are_taken_or_named(rows: list[dict[str, str]]) -> None:
    mistakes = Mistakes("needs_contact.csv")
    found = reaches(enumerate(rows, 2), today=TODAY, mistakes=mistakes)
    assert all(one.value and one.obtained_from and one.basis and one.obtained_on <= TODAY for one in found)
