"""What sheets say is taken as it is meant, and every mistake in them is named by row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.decisions import Stage
from sourcing.errors import UsageError
from sourcing.sheets.sheet import Mistakes
from sourcing.sheets.verdicts import NoStage, Said, stage, verdicts

TODAY = date(2026, 11, 1)
WHO = {"person_id": "p0a1b2c3d4e5f", "decision_reason": "clear", "decided_by": "Ana"}


def read(*rows: Mapping[str, str], by: str = "") -> list[Said]:
    mistakes = Mistakes("review.csv")
    found = verdicts(enumerate(rows, 2), role="mlops", today=TODAY, by=by, mistakes=mistakes)
    mistakes.check()
    return found


def refused(*rows: Mapping[str, str]) -> str:
    with pytest.raises(UsageError) as caught:
        read(*rows)
    return caught.value.message


@given(
    one=st.sampled_from(list(Stage)),
    change=st.sampled_from([str, str.upper, str.title, lambda text: f" {text} ", lambda text: text.replace(" ", "_")]),
)
def test_a_stage_is_understood_in_any_case(one: Stage, change: type[str]) -> None:
    assert stage(change(str(one))) is one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aproved", "did you mean 'approved for outreach'?"),
        ("rejectd", "did you mean 'rejected'?"),
        ("purple", "write one of: to review, later"),
    ],
)
def test_a_near_spelling_is_named(text: str, said: str) -> None:
    with pytest.raises(NoStage) as caught:
        stage(text)
    assert said in str(caught.value)


def test_a_row_says_what_it_says_and_one_without_a_verdict_nothing() -> None:
    found = read(
        {**WHO, "decision": "Approved"}, {**WHO, "decision": " "}, {**WHO, "person_id": " P9 ", "decision": "hired"}
    )
    assert [(one.row, one.person_id, one.stage, one.reason, one.decider) for one in found] == [
        (2, "p0a1b2c3d4e5f", Stage.APPROVED, "clear", "Ana"),
        (4, "p9", Stage.HIRED, "clear", "Ana"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"decision": "later 2026-12-01"},
        {"decision": "Later until 1.12.2026"},
        {"decision": "later", "until": "46357"},
        {"decision": "later", "until": "12/01/2026", "person_id": "p1"},
    ],
)
def test_later_has_a_day(row: dict[str, str]) -> None:
    other = {**WHO, "decision": "later", "until": "12/13/2026"}  # shows how the column is written
    assert read({**WHO, **row}, {**other, "person_id": "p2"})[0].until == date(2026, 12, 1)


def test_every_mistake_is_named_by_row_and_column() -> None:
    said = refused(
        {**WHO, "decision": "aproved"},
        {**WHO, "decision": "later"},
        {**WHO, "decision": "later 2026-10-01"},
        {**WHO, "decision": "later", "until": "01/02/2027"},
        {"person_id": "", "decision": "hired", "decision_reason": "", "decided_by": ""},
        {**WHO, "decision": "hired", "decision_reason": "mail mira@mail.example"},
        {**WHO, "decision": "hired", "role": "another"},
    )
    told = dict(re.findall(r"(row \d+, \w+): (.+?)(?=; row \d|$)", said))
    for where, what in {
        "row 2, decision": "did you mean",
        "row 3, decision": "needs a day",
        "row 4, decision": "2026-10-01 is not to come",
        "row 5, until": "may be 2027-02-01 or 2027-01-02",
        "row 6, person_id": "it is empty",
        "row 6, decision_reason": "it is empty",
        "row 6, decided_by": "nobody is named",
        "row 7, decision_reason": "an e-mail address",
        "row 8, role": "it is of 'another'",
    }.items():
        assert what in told.pop(where), said
    assert not told


def test_one_decider_says_one_thing_of_somebody() -> None:
    twice = {**WHO, "decision": "hired"}
    assert len(read(twice, twice)) == 1
    assert len(read(twice, {**twice, "decision": "rejected", "decided_by": "Bo"})) == 2
    assert "row 3, decision: it says rejected, and row 2 says hired" in refused(
        twice, {**twice, "decision": "rejected"}
    )


def test_feedback_of_a_report_is_three_answers() -> None:
    row = {"role": "mlops", "person_id": "p1", "comment": "=great", "by": "Mo"}
    found = read(
        {**row, "answer": "Yes"},
        {**row, "answer": "no", "person_id": "p2", "comment": ""},
        {**row, "answer": "maybe", "person_id": "p3"},
    )
    assert [(one.stage, one.reason) for one in found] == [
        (Stage.APPROVED, "=great"),
        (Stage.REJECTED, "answered no"),
        (Stage.TO_REVIEW, "=great"),
    ]
    assert "row 2, answer: 'perhaps' is no answer" in refused({**row, "answer": "perhaps"})


def test_who_decides_is_named_by_the_row_before_the_command() -> None:
    rows = {**WHO, "decision": "hired"}, {**WHO, "decision": "hired", "decided_by": "", "person_id": "p2"}
    assert [one.decider for one in read(*rows, by="Zed")] == ["Ana", "Zed"]


@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(["person_id", "decision", "decision_reason", "decided_by", "until", "answer", "role"]),
            st.text(max_size=20),
        )
    )
)
def test_any_rows_are_understood_or_named(rows: list[dict[str, str]]) -> None:
    mistakes = Mistakes("review.csv")
    found = verdicts(enumerate(rows, 2), role="mlops", today=TODAY, by="Ana", mistakes=mistakes)
    assert all(one.reason and one.decider for one in found)
    assert len(found) + len(mistakes) <= 9 * len(rows)
