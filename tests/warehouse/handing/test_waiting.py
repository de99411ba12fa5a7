"""What somebody filled in of whom waits for a contact stays in the file until the warehouse has it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from sourcing.decisions import Contact
from tests.warehouse.exports.support import candidate
from tests.warehouse.few_people import MIRA, NOW, ODD, SALT, WEI, settle
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.exports import catalogue
from warehouse.handing.exporting import planned
from warehouse.handing.handover import Handover, hand_over
from warehouse.handing.waiting import HEADER, NEEDS_CONTACT
from warehouse.team.contacts import keep

WANTED = catalogue()["instantly"]


def export(warehouse: Warehouse, folder: Path, ids: dict[str, str], *accounts: str) -> list[dict[str, str]]:
    """The file after an export of people none of whom has an address."""
    urls = {one: {"github": f"https://github.com/{one.partition(':')[2]}"} for one in accounts}
    people = [candidate(one, person_id=ids[one], account=one, profiles=urls[one]) for one in accounts]
    asked = Handover(role="baker", wanted=WANTED, folder=folder, by="Ada", now=NOW, until=NOW.date())
    hand_over(warehouse, planned(people, WANTED, exported=()), asked, noted=lambda: None)
    with (folder / NEEDS_CONTACT).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / NEEDS_CONTACT).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)


def found(value: str, **more: str) -> dict[str, str]:
    return {"contact": value, "obtained_from": "'-a talk", "basis": "said so", "obtained_on": "2026-10-01", **more}


def test_an_export_of_a_few_keeps_what_is_filled_in_of_others(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    mira, odd, wei = export(empty, tmp_path, ids, MIRA, ODD, WEI)
    fill(
        tmp_path,
        [
            mira | found("mira@mail.example"),
            mira | found("+49 170 1234567", kind="phone"),
            odd | found("odd@mail.example") | {"person_id": "pffffffffffff", "profiles": "https://github.com/odd-sbx"},
            wei | {"Our own column": "asked her friend"},
        ],
    )
    again = export(empty, tmp_path, ids, WEI)
    told = {(row["name"], row["contact"], row["kind"], row["Our own column"]) for row in again}
    assert told == {
        (WEI, "", "email", "asked her friend"),
        (MIRA, "mira@mail.example", "email", ""),
        (MIRA, "'+49 170 1234567", "phone", ""),
        (ODD, "odd@mail.example", "email", ""),
    }
    assert {row["obtained_from"] for row in again} == {"", "'-a talk"}
    assert export(empty, tmp_path, ids, WEI) == again


def test_what_the_warehouse_has_and_who_is_held_no_longer_goes(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    mira, odd, _ = export(empty, tmp_path, ids, MIRA, ODD, WEI)
    fill(
        tmp_path,
        [mira | found("mira@mail.example"), mira | found("+49 170 12", kind="phone"), odd | found("o@mail.example")],
    )
    brought = Contact(
        account=MIRA,
        kind="email",
        value="mira@mail.example",
        obtained_from="a talk",
        basis="said so",
        obtained_on=date(2026, 10, 1),
    )
    keep(empty, [brought], by="Ada", now=NOW)
    suppress(empty, ODD, salt=SALT, reason="asked", now=NOW)
    assert [(row["name"], row["contact"]) for row in export(empty, tmp_path, ids, WEI)] == [
        (WEI, ""),
        (MIRA, "'+49 170 12"),  # which is no formula
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_who_waits_has_a_row_and_each_that_was_filled_in(empty: Warehouse, tmp_path: Path, times: int) -> None:
    ids = settle(empty)
    (mira,) = export(empty, tmp_path, ids, MIRA)
    assert tuple(mira) == HEADER
    fill(tmp_path, [mira | found(f"m{n}@mail.example") for n in range(times)])
    rows = export(empty, tmp_path, ids, MIRA, ODD)
    assert [(row["name"], row["contact"]) for row in rows] == [
        *((MIRA, f"m{n}@mail.example") for n in range(times)),
        (ODD, ""),
    ]
