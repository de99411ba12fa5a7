"""What a spreadsheet made of a cell is undone, and what could mean two things is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.sheets.cells import NoDay, bare, could_run, day, identifier, order_of, unguarded, way_to_reach
from warehouse.handing.safe_csv import safe

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FORMS = (
    "{0:%Y-%m-%d}",
    "'{0:%Y-%m-%d}",
    " {0:%Y-%m-%d} 00:00:00 ",
    "{0:%Y-%m-%dT10:30:00Z}",
    "{0:%Y/%m/%d}",
    "{0.day}.{0.month}.{0.year}",
    "{0:%d.%m.%Y}",
    "{0.day} {0:%B} {0.year}",
    "{0:%b} {0.day}, {0.year}",
    "{0:%d-%b-%Y}",
)


@given(when=DAYS, form=st.sampled_from(FORMS))
def test_a_day_is_read_in_every_form_that_means_one(when: date, form: str) -> None:
    assert day(form.format(when)) == when


@given(when=DAYS)
def test_a_serial_number_is_the_day_that_spreadsheets_count(when: date) -> None:
    assert day(str((when - date(1899, 12, 30)).days)) == when
    assert day("46327") == date(2026, 11, 1) and day("46327.0") == date(2026, 11, 1)


@given(when=DAYS, mark=st.sampled_from("/-"))
def test_two_orders_are_told_apart_or_refused(when: date, mark: str) -> None:
    american = f"{when:%m}{mark}{when:%d}{mark}{when:%Y}"
    if when.day > 12 or when.day == when.month:
        assert day(american) == when
    else:
        with pytest.raises(NoDay) as refused:
            day(american)
        other = date(when.year, when.day, when.month)
        assert str(when) in str(refused.value) and str(other) in str(refused.value)
    assert day(american, order="mdy") == when
    assert day(f"{when:%d}{mark}{when:%m}{mark}{when:%Y}", order="dmy") == when


@given(text=st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        assert isinstance(day(text), date)
    except NoDay as refused:
        assert "write" in str(refused)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "31.2.2026", "1.11.26", "13/13/2026", "2026", "1 Foo 2026"])
def test_no_day(text: str) -> None:
    with pytest.raises(NoDay):
        day(text)


def test_a_column_shows_its_order_or_does_not() -> None:
    assert order_of(["01/02/2026", "13/02/2026", "2026-01-01"]) == "dmy"
    assert order_of(["01/02/2026", "02/13/2026"]) == "mdy"
    assert order_of(["01/02/2026"]) == order_of(["13/02/2026", "02/13/2026"]) == order_of([]) == ""
    assert day("01/02/2026", order="dmy") - day("01/02/2026", order="mdy") == timedelta(days=30)


@pytest.mark.parametrize(
    "cell", ["p0a1b2c3d4e5f", "P0A1B2C3D4E5F", " p0a1 b2c3\u00a0d4e5f\u200b", "'p0a1b2c3d4e5f", '"p0a1b2c3d4e5f"']
)
def test_an_id_is_what_it_was(cell: str) -> None:
    assert identifier(cell) == "p0a1b2c3d4e5f"


@given(text=st.text(max_size=50).map(lambda text: text.replace("\0", "").strip()))
def test_what_was_kept_from_running_comes_back_as_it_was(text: str) -> None:
    if not (text.startswith("'") and could_run(text[1:])):  # which nobody can tell from a guarded one
        assert unguarded(safe(text)) == text


@given(text=st.text(max_size=50))
def test_a_word_is_bare_once(text: str) -> None:
    assert bare(bare(text)) == bare(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("write to mira@mail.example", "an e-mail address"),
        ("mira (at) mail.example", "an e-mail address"),
        ("call +49 170 1234567", "a phone number"),
        ("0170 1234567", "a phone number"),
        ("(555) 010-4477", "a phone number"),
        ("met on 2026-11-01, and 01.11.2026", None),
        ("1,000,000 parameters, arXiv 2301.01234, v1.2.3", None),
        ("@mira on the forge, 100% of 12345678 rows", None),
        ("", None),
    ],
)
def test_what_reaches_somebody_is_seen(text: str, what: str | None) -> None:
    assert way_to_reach(text) == what
