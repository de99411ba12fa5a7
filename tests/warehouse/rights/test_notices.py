"""Until when people are to be told what is held of them, who was, and of whom nothing may be held any longer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sourcing.decisions import Stage
from sourcing.errors import UnknownPersonError
from sourcing.sheets.notices import Sent
from sourcing.sheets.sheet import Mistakes
from tests.warehouse.few_people import MIRA, NOW, ODD, SALT, WEI, said, settle, shown
from tests.warehouse.house import naive
from warehouse.accounts import whom
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.rights.notices import exempt, line, overdue, record, to_tell
from warehouse.team.decisions import decide

DAY = date(2026, 11, 1)
VIEW = "SELECT person_id, tell_by, due_because, is_told FROM notices ORDER BY ALL"


def sent(account: str, *, row: int = 2, on: date = DAY) -> Sent:
    return Sent(row=row, person_id="", accounts=(account,), sent_on=on, channel="e-mail")


def book(warehouse: Warehouse, *notices: Sent) -> list[str]:
    mistakes = Mistakes("told.csv")
    fresh = record(warehouse, notices, by="Ana", now=NOW, salt=SALT, mistakes=mistakes)
    mistakes.check()
    return fresh


def hand_on(warehouse: Warehouse, account: str, *, days: int) -> None:
    at = naive(NOW + timedelta(days=days))
    warehouse.insert("export", [[f"x{days}", "mlops", "csv", "out", "Ana", at]])
    warehouse.insert("export_row", [[f"x{days}", account, "out/a.csv"]])


def test_the_first_of_thirty_days_contact_and_export_sets_the_day(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    decide(empty, [said(MIRA, Stage.APPROVED), said(ODD, Stage.CONTACTED)])
    hand_on(empty, ODD, days=3)
    hand_on(empty, "gitlab:wei", days=2)
    hand_on(empty, WEI, days=5)
    assert {one: rest for one, *rest in shown(empty, tmp_path, VIEW)} == {
        ids[MIRA]: [DAY + timedelta(days=29), "30 days held", False],
        ids[ODD]: [DAY, "first contact", False],
        ids[WEI]: [DAY + timedelta(days=2), "first export", False],
    }
    assert to_tell(empty, ids.values()) == {DAY: 1, DAY + timedelta(days=2): 1, DAY + timedelta(days=29): 1}


@pytest.mark.parametrize("hours", [0, 23])
@pytest.mark.parametrize(("days", "late"), [(0, []), (1, [ODD]), (29, [ODD]), (30, [MIRA, ODD, WEI])])
def test_who_was_not_told_by_the_day_is_due_for_erasure(
    empty: Warehouse, days: int, late: list[str], hours: int, tmp_path: Path
) -> None:
    ids = settle(empty)
    empty.run("UPDATE person SET first_met_at = first_met_at + to_hours(?)", [hours])
    decide(empty, [said(ODD, Stage.REPLIED)])
    found = overdue(empty, now=NOW + timedelta(days=days, hours=hours))
    assert [one.person_id for one in found] == sorted(ids[one] for one in late)
    for one in found:
        assert one.why.startswith("no notice is recorded, and it was due by 2026-11-")
        if one.person_id == ids[WEI]:
            assert one.accounts == (WEI, "gitlab:wei")
    day = DAY + timedelta(days=days)  # what is shown by days says the same
    said_late = shown(empty, tmp_path, f"SELECT person_id FROM notices WHERE tell_by < DATE '{day}' ORDER BY ALL")
    assert [person for (person,) in said_late] == [one.person_id for one in found]


def test_who_was_told_or_need_not_be_is_not(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    assert book(empty, sent("https://gitlab.com/wei"), sent(MIRA)) == [WEI, "git:0011223344556677"]
    assert book(empty, sent("https://gitlab.com/wei"), sent(MIRA)) == []  # again
    people = whom.named(empty, [ODD, ids[ODD], "https://github.com/odd-sbx"], salt=SALT)
    assert people == [ids[ODD]]
    for again in (False, True):
        assert exempt(empty, people, because="works here", by="Ana", now=NOW) == ([] if again else [ODD])
    assert overdue(empty, now=NOW + timedelta(days=400)) == [] and to_tell(empty, ids.values()) == {}
    rows = shown(empty, tmp_path, "SELECT sent_on, channel, exempt_because FROM notices ORDER BY ALL")
    assert rows == [(DAY, "e-mail", None), (DAY, "e-mail", None), (None, None, "works here")]


def test_the_newest_notice_is_shown(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty, {ODD: ("Odd Berg", [ODD])})
    book(empty, sent(ODD), sent(ODD, on=DAY - timedelta(days=9)))
    assert shown(empty, tmp_path, "SELECT sent_on, is_told FROM notices") == [(DAY, True)]


def test_a_row_about_nobody_books_nothing(empty: Warehouse) -> None:
    settle(empty)
    mistakes = Mistakes("told.csv")
    both = [sent(ODD), sent("github:nobody-sbx", row=3)]
    assert record(empty, both, by="Ana", now=NOW, salt=SALT, mistakes=mistakes) == []
    assert mistakes.told == [(3, "person_id", "nobody held is 'github:nobody-sbx'")]
    assert empty.rows("SELECT * FROM notice") == []
    with pytest.raises(UnknownPersonError, match="nobody-sbx"):
        whom.named(empty, ["github:nobody-sbx"], salt=SALT)


def test_a_notice_goes_with_the_person(empty: Warehouse) -> None:
    settle(empty)
    book(empty, sent(ODD))
    suppress(empty, ODD, salt=SALT, reason="asked", now=NOW)
    assert empty.rows("SELECT * FROM notice") == []


def test_the_line_says_what_to_do() -> None:
    row = {"sent_on": None, "channel": None, "exempt_because": None, "tell_by": DAY, "due_because": "first export"}
    assert line(row, today=DAY) == "not yet: to be done by 2026-11-01 (first export)"
    assert line(row, today=DAY + timedelta(days=1)).startswith("no, and should have been by 2026-11-01")
    assert line(row | {"sent_on": DAY, "channel": "letter"}, today=DAY) == "yes, on 2026-11-01 by letter"
    assert line(row | {"exempt_because": "works here"}, today=DAY) == "need not be: works here"
