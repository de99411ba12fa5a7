"""A sheet of notices that went out: what a row means, and every mistake by row and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import UsageError
from sourcing.sheets.notices import KNOWN, notices
from sourcing.sheets.sheet import Mistakes, parse

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("person_id,sent_on,channel\nP0A1B2C3D4E5F,2026-11-03,e-mail\n", ("p0a1b2c3d4e5f", ())),
        ("Account;Sent on;Channel\ngithub:odd-sbx;3.11.2026;e-mail\n", ("", ("github:odd-sbx",))),
        (
            "profiles\tsent_on\tchannel\nhttps://github.com/odd-sbx\t45964\te-mail\n",
            ("", ("https://github.com/odd-sbx",)),
        ),
    ],
)
def test_a_row_is_taken_as_it_is_meant(text: str, means: tuple[str, tuple[str, ...]]) -> None:
    mistakes = Mistakes("told.csv")
    (one,) = notices(parse(text.encode(), name="told.csv", known=KNOWN).rows, today=TODAY, mistakes=mistakes)
    mistakes.check()
    assert (one.person_id, one.accounts) == means and one.channel == "e-mail" and one.row == 2
    assert one.sent_on in (date(2026, 11, 3), date(2025, 11, 3))


def test_every_mistake_is_named_and_an_empty_row_says_nothing() -> None:
    mistakes = Mistakes("told.csv")
    rows = [
        {"person_id": "p1", "sent_on": "", "channel": ""},
        {"person_id": "", "sent_on": "2026-11-03", "channel": "e-mail"},
        {"person_id": "p2", "sent_on": "2026-11-21", "channel": ""},
        {"person_id": "p3", "sent_on": "soon", "channel": "odd@mail.example"},
    ]
    assert notices(enumerate(rows, 2), today=TODAY, mistakes=mistakes) == []
    with pytest.raises(UsageError) as caught:
        mistakes.check()
    assert caught.value.message == (
        "told.csv: row 3, person_id: it is empty, and so is the account; row 4, channel: it is empty; write how it went, such as e-mail; "
        "row 4, sent_on: 2026-11-21 is still to come; row 5, channel: it holds an e-mail address; write how it went, not where to; "
        "row 5, sent_on: 'soon' is no day; write it 2026-11-03"
    )


@given(
    st.lists(
        st.fixed_dictionaries({name: st.text(max_size=30) for name in ("person_id", "account", "sent_on", "channel")})
    )
)
def test_any_row_is_taken_or_named(rows: list[dict[str, str]]) -> None:
    mistakes = Mistakes("told.csv")
    found = notices(enumerate(rows, 2), today=TODAY, mistakes=mistakes)
    named = {row for row, _, _ in mistakes.told}
    assert not named & {one.row for one in found}
    assert all(one.sent_on <= TODAY and one.channel and (one.person_id or one.accounts) for one in found)
