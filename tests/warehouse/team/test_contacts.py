"""Ways to reach people: the newest of each kind, a declared LinkedIn profile where nobody brought one, and never published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sourcing.decisions import Contact
from sourcing.sheets.contacts import Reach, reaches
from sourcing.sheets.sheet import Mistakes
from tests.warehouse.few_people import MIRA, NOW, ODD, SALT, WEI, settle, shown
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.team.contacts import contacts, keep, of_sheet

MAIL = Contact(
    account=MIRA,
    kind="email",
    value="mira@mail.example",
    obtained_from="her talk page",
    basis="legitimate interest",
    obtained_on=date(2026, 10, 1),
)


def claim(
    warehouse: Warehouse, account: str, linkedin: str, *, kind: str = "profile field", conflict: str | None = None
) -> None:
    page = f"https://github.com/{account.partition(':')[2]}"
    row = [account, f"linkedin:{linkedin}", kind, f"https://linkedin.com/in/{linkedin}", page, conflict]
    warehouse.insert("identity_claim", [row])


def test_the_newest_of_each_kind_counts(empty: Warehouse) -> None:
    ids = settle(empty)
    newer = replace(MAIL, account="git:0011223344556677", value="m@mail.example", obtained_on=date(2026, 10, 9))
    phone = replace(MAIL, kind="phone", value="+49 170 1234567")
    assert keep(empty, [newer, MAIL, phone], by="Ana", now=NOW) == 3
    assert keep(empty, [MAIL], by="Ana", now=NOW) == 0
    assert contacts(empty) == {ids[MIRA]: {"email": newer, "phone": phone}}
    assert contacts(empty, [ODD]) == {} and set(contacts(empty, [MIRA, ODD])) == {ids[MIRA]}


def test_a_declared_profile_fills_the_column_unless_it_is_in_doubt(empty: Warehouse) -> None:
    ids = settle(empty)
    claim(empty, MIRA, "mira-s")
    claim(empty, MIRA, "her-boss", kind="text")  # a field says more than a text
    claim(empty, ODD, "odd", conflict="2 people name this account")
    claim(empty, WEI, "wei-1")
    claim(empty, WEI, "wei-2")
    found = contacts(empty)
    assert set(found) == {ids[MIRA]}
    declared = found[ids[MIRA]]["linkedin"]
    assert declared.value == "https://www.linkedin.com/in/mira-s" and declared.basis == "declared by the person"
    assert (declared.obtained_from, declared.account) == ("https://github.com/mira-sbx", MIRA)
    brought = replace(MAIL, kind="linkedin", value="https://www.linkedin.com/in/mira-new")
    keep(empty, [brought], by="Ana", now=NOW)
    assert contacts(empty)[ids[MIRA]]["linkedin"] == brought


def test_who_is_suppressed_is_refused_and_what_was_held_is_gone(empty: Warehouse) -> None:
    ids = settle(empty)
    keep(empty, [MAIL], by="Ana", now=NOW)
    suppress(empty, MIRA, salt=SALT, reason="asked", now=NOW)
    assert empty.rows("SELECT count(*) FROM contact") == [(0,)] and contacts(empty) == {}
    said = {"kind": "email", "value": "x@mail.example", "obtained_from": "x", "basis": "x", "obtained_on": NOW.date()}
    rows = [
        Reach(row=2, person_id=ids[MIRA], accounts=("https://github.com/mira-sbx",), **said),  # type: ignore[arg-type]
        Reach(row=3, person_id=ids[ODD], accounts=(), **said),  # type: ignore[arg-type]
    ]
    mistakes = Mistakes("needs_contact.csv")
    assert [one.account for one in of_sheet(empty, rows, salt=SALT, mistakes=mistakes)] == [ODD]
    assert [(row, "do-not-contact" in what) for row, _, what in mistakes.told] == [(2, True)]


def test_a_contact_beside_the_id_of_somebody_else_is_a_mistake(empty: Warehouse) -> None:
    ids = settle(empty)
    filled = {"contact": "odd@mail.example", "obtained_from": "x", "basis": "x", "obtained_on": "2026-10-01"}
    mistakes = Mistakes("needs_contact.csv")
    rows = reaches(
        [(2, filled | {"person_id": ids[MIRA], "profiles": "https://github.com/odd-sbx"})],
        today=NOW.date(),
        mistakes=mistakes,
    )
    assert of_sheet(empty, rows, salt=SALT, mistakes=mistakes) == []
    assert [(row, "the accounts are Odd Berg" in what) for row, _, what in mistakes.told] == [(2, True)]


def test_no_contact_is_published(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    keep(empty, [MAIL], by="Ana", now=NOW)
    shown(empty, tmp_path, "SELECT 1")
    assert b"mira@mail" not in (tmp_path / "shortlists.duckdb").read_bytes()
