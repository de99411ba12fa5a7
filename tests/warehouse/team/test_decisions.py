"""Verdicts: all are kept, the newest of each decider counts, those who disagree stand side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sourcing.decisions import Stage
from sourcing.sheets.sheet import Mistakes
from sourcing.sheets.verdicts import Said, verdicts
from tests.warehouse.few_people import MIRA, NOW, ODD, SALT, WEI, said, settle, shown
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.team.decisions import decide, of_sheet

DECIDED = "SELECT stage, decided_by, until, is_disputed FROM decided"


def test_the_newest_of_each_decider_counts_and_all_are_kept(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    assert decide(empty, [said(MIRA, Stage.LATER, until=date(2027, 1, 1))]) == 1
    assert decide(empty, [said(MIRA, Stage.APPROVED)]) == 1  # within the same second
    assert shown(empty, tmp_path, DECIDED) == [("approved for outreach", "Ana", None, False)]
    assert shown(empty, tmp_path, "SELECT stage, is_newest_of_decider FROM decisions ORDER BY decided_at") == [
        ("later", False),
        ("approved for outreach", True),
    ]


def test_what_was_said_already_is_no_new_row(empty: Warehouse) -> None:
    settle(empty)
    same = said(MIRA, Stage.APPROVED)
    assert decide(empty, [same, same]) == 1
    assert decide(empty, [same, said("git:0011223344556677", Stage.APPROVED)]) == 0  # the same person
    assert decide(empty, [said(MIRA, Stage.APPROVED, by="ana")]) == 0
    assert decide(empty, [said(MIRA, Stage.APPROVED, reason="other")]) == 1
    assert decide(empty, [said(MIRA, Stage.REJECTED), same]) == 2


def test_deciders_who_disagree_stand_side_by_side(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    decide(empty, [said(MIRA, Stage.APPROVED), said(ODD, Stage.APPROVED), said(WEI, Stage.TO_REVIEW)])
    decide(
        empty,
        [said(MIRA, Stage.REJECTED, by="Bo"), said(ODD, Stage.CONTACTED, by="Bo"), said(WEI, Stage.APPROVED, by="Bo")],
    )
    rows = shown(
        empty,
        tmp_path,
        "SELECT display_name, stage, is_disputed FROM decided JOIN people USING (person_id) ORDER BY ALL",
    )
    assert rows == [
        ("Mira Solvang", "rejected", True),
        ("Odd Berg", "contacted", False),  # a step further is no other opinion
        ("Wei Lin", "approved for outreach", False),
    ]
    assert shown(empty, tmp_path, "SELECT count(*) FROM decisions WHERE is_newest_of_decider") == [(6,)]


def test_a_clock_that_goes_back_changes_no_order(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    decide(empty, [said(MIRA, Stage.APPROVED)])
    earlier = said(MIRA, Stage.HIRED)
    decide(
        empty,
        [
            type(earlier)(
                **{
                    **{name: getattr(earlier, name) for name in earlier.__slots__},
                    "decided_at": NOW - timedelta(days=9),
                }
            )
        ],
    )
    assert shown(empty, tmp_path, DECIDED) == [("hired", "Ana", None, False)]


def row(number: int, person: str, *accounts: str) -> Said:
    return Said(
        row=number, person_id=person, accounts=accounts, stage=Stage.HIRED, reason="yes", decider="Ana", until=None
    )


def test_a_sheet_names_who_is_not_held_and_who_is_suppressed(empty: Warehouse) -> None:
    ids = settle(empty)
    suppress(empty, ODD, salt=SALT, reason="asked", now=NOW)
    mistakes = Mistakes("review.csv")
    asked = [
        row(2, ids[MIRA]),
        row(3, "p000000000000"),
        row(4, ids[ODD], ODD),
        row(5, "", "https://github.com/Wei-Sbx"),
        row(6, "pffffffffffff", "gitlab:wei"),  # was somebody's id before accounts were joined
        row(7, "", MIRA, WEI),
    ]
    found = of_sheet(empty, asked, role="mlops", via="review.csv", now=NOW, salt=SALT, mistakes=mistakes)
    assert [one.account for one in found] == ["git:0011223344556677", WEI, WEI]
    assert {one.via for one in found} == {"review.csv"}
    assert [(number, what.split(" (")[0]) for number, _, what in mistakes.told] == [
        (3, "nobody held is 'p000000000000'"),
        (4, f"{ids[ODD]} is marked do-not-contact, and no longer held"),
        (7, "the row is more than one person"),
    ]


def test_ids_that_were_filled_down_or_sorted_alone_put_nothing_on_others(empty: Warehouse) -> None:
    ids = settle(empty)
    suppress(empty, WEI, salt=SALT, reason="asked", now=NOW)
    mistakes = Mistakes("review.csv")
    asked = [
        row(2, ids[MIRA], MIRA, "git:0011223344556677"),
        row(3, ids[MIRA], ODD),  # filled down
        row(4, ids[MIRA], "https://gitlab.com/wei"),  # over the row of somebody who is no longer held
        row(5, ids[ODD], MIRA),  # sorted alone
        row(6, ids[ODD], "https://odd.example", "github:odd-old"),  # accounts of nobody held say nothing
        row(7, ids[MIRA], MIRA, ODD),  # were one person when the sheet was written
    ]
    found = of_sheet(empty, asked, role="mlops", via="review.csv", now=NOW, salt=SALT, mistakes=mistakes)
    assert [one.account for one in found] == ["git:0011223344556677", ODD, "git:0011223344556677"]
    mira, odd = f"Mira Solvang ({ids[MIRA]})", f"Odd Berg ({ids[ODD]})"
    assert mistakes.told == [
        (3, "person_id", f"the id is {mira}'s, and the accounts are {odd}'s; give each row its own id"),
        (
            4,
            "person_id",
            f"the id is {mira}'s, and gitlab:wei, which it shows, is marked do-not-contact; give each row its own id",
        ),
        (5, "person_id", f"the id is {odd}'s, and the accounts are {mira}'s; give each row its own id"),
    ]


def test_a_sheet_whose_id_was_filled_down_names_each_row(empty: Warehouse) -> None:
    ids = settle(empty)
    shown = {"decision": "rejected", "decision_reason": "no serving", "decided_by": "Ana", "person_id": ids[MIRA]}
    rows = [(number, shown | {"accounts": one}) for number, one in enumerate((MIRA, ODD, WEI, MIRA), 2)]
    mistakes = Mistakes("review.csv")
    said = verdicts(rows, role="mlops", today=NOW.date(), by="", mistakes=mistakes)
    assert [one.row for one in said] == [2, 3, 4]  # the last repeats the first
    of_sheet(empty, said, role="mlops", via="review.csv", now=NOW, salt=SALT, mistakes=mistakes)
    assert [number for number, _, _ in mistakes.told] == [3, 4]


def test_a_sheet_that_is_brought_again_revives_nothing(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    later = replace(row(4, ids[WEI]), stage=Stage.LATER, until=date(2027, 1, 1))
    rows = [replace(row(2, ids[MIRA]), stage=Stage.APPROVED), row(3, ids[ODD]), later]

    def bring(*more: Said) -> tuple[int, list[str]]:
        mistakes, old = Mistakes("review.csv"), list[str]()
        take = partial(of_sheet, role="mlops", via="review.csv", now=NOW, salt=SALT)
        found = decide(empty, take(empty, [*rows, *more], mistakes=mistakes, replaced=old))
        mistakes.check()
        return found, old

    assert bring() == (3, []) and bring() == (0, [])
    decide(empty, [said(MIRA, Stage.REJECTED), said(WEI, Stage.APPROVED, by="Bo")])
    assert bring(replace(row(5, ids[ODD]), decider="Bo")) == (
        1,
        ["row 2: Ana said approved for outreach before, and rejected since"],
    )
    assert shown(empty, tmp_path, f"{DECIDED} ORDER BY ALL") == [
        ("approved for outreach", "Bo", None, True),
        ("hired", "Bo", None, False),
        ("rejected", "Ana", None, False),
    ]
    assert decide(empty, [said(MIRA, Stage.APPROVED, reason="yes")]) == 1  # by command it is meant


def test_a_verdict_outlives_who_it_was_on_without_naming_them(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    decide(empty, [said(MIRA, Stage.CONTACTED)])
    suppress(empty, MIRA, salt=SALT, reason="asked", now=NOW)
    (account,) = empty.rows("SELECT account FROM decision")[0]
    assert account.startswith("gone:") and "mira" not in account
    assert shown(empty, tmp_path, DECIDED) == []
