"""Whom files of known people mean: by an account surely, by a name only possibly, and always by keyed hashes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sourcing.decisions import KnownAs
from sourcing.keyed import account_hash, keyed_name
from sourcing.sheets.known import Acquaintance
from tests.warehouse.few_people import MIRA, NOW, ODD, PEOPLE, SALT, WEI, settle, shown
from tests.warehouse.house import values
from warehouse.accounts.suppress import Suppressed, leave_out_claimed, suppress
from warehouse.connection import Warehouse
from warehouse.team.known import do_not_contact, forget_file, hidden_people, keep, match_known, who_removes_nobody

KNOWN = "SELECT display_name, kind, is_sure, stage, last_contact, source FROM known ORDER BY ALL"


def one(row: int, *accounts: str, name: str = "", stage: str | None = None, last: date | None = None) -> Acquaintance:
    return Acquaintance(row=row, accounts=accounts, name=keyed_name(SALT, name), stage=stage, last_contact=last)


def bring(warehouse: Warehouse, *people: Acquaintance, kind: KnownAs = KnownAs.ATS, source: str = "ats.csv") -> int:
    keep(warehouse, people, kind=kind, source=source, salt=SALT, now=NOW)
    return match_known(warehouse, salt=SALT)


def test_an_account_is_sure_and_a_name_only_possibly(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty)
    count = bring(
        empty,
        one(2, "github:MIRA-sbx", name="Mira Solvang", stage="Onsite", last=date(2026, 10, 1)),
        one(3, name="Berg, Odd", stage="Rejected"),
        one(4, "github:another-odd", name="Odd Berg"),
        one(5, "github:stranger", name="No Body"),
    )
    assert count == 3
    assert shown(empty, tmp_path, KNOWN) == [
        ("Mira Solvang", "ats", True, "Onsite", date(2026, 10, 1), "ats.csv"),
        ("Odd Berg", "ats", False, "Rejected", None, "ats.csv"),
        ("Odd Berg", "ats", False, None, None, "ats.csv"),
    ]


def test_who_is_surely_meant_by_a_row_is_nobody_s_namesake(empty: Warehouse, tmp_path: Path) -> None:
    settle(empty, {ODD: ("Odd Berg", [ODD]), "github:odd-too": ("Odd Berg", ["github:odd-too"])})
    bring(empty, one(2, ODD, name="Odd Berg"))
    assert shown(empty, tmp_path, "SELECT count(*), bool_and(is_sure) FROM known") == [(1, True)]


def test_the_same_file_again_replaces_what_it_said(empty: Warehouse) -> None:
    settle(empty)
    bring(empty, one(2, MIRA), one(3, ODD))
    bring(empty, one(2, WEI), kind=KnownAs.EMPLOYEE, source="people.csv")
    assert bring(empty, one(2, ODD), kind=KnownAs.OFF_LIMITS) == 2
    assert empty.rows("SELECT kind, source FROM known ORDER BY ALL") == [
        ("employee", "people.csv"),
        ("off-limits", "ats.csv"),
    ]
    assert len(hidden_people(empty)) == 2
    assert (forget_file(empty, "ats.csv"), forget_file(empty, "ats.csv")) == (1, 0)
    assert match_known(empty, salt=SALT) == 1


def test_a_declared_linkedin_profile_is_theirs_unless_others_name_it_too(empty: Warehouse) -> None:
    settle(empty)
    claims: list[list[Any]] = [
        [
            MIRA,
            "linkedin:mira-s",
            "profile field",
            "https://linkedin.com/in/mira-s",
            "https://github.com/mira-sbx",
            None,
        ],
        [
            ODD,
            "linkedin:odd",
            "profile field",
            "https://linkedin.com/in/odd",
            "https://github.com/odd-sbx",
            "2 people name this account",
        ],
        [WEI, "x:wei", "profile field", "https://x.com/wei", "https://github.com/wei-sbx", None],
    ]
    empty.insert("identity_claim", claims)
    bring(empty, one(2, "linkedin:mira-s"), one(3, "linkedin:odd"), one(4, "x:wei"))
    rows = empty.rows("SELECT display_name, is_sure FROM known_match JOIN person USING (person_id) ORDER BY ALL")
    assert rows == [("Mira Solvang", True), ("Odd Berg", False), ("Wei Lin", False)]


def declares(warehouse: Warehouse, account: str, profile: str, *, conflict: str | None = None) -> None:
    warehouse.insert("identity_claim", [[account, profile, "profile field", "u", "s", conflict]])


def test_do_not_contact_reaches_who_declares_the_profile_in_the_file(empty: Warehouse) -> None:
    ids = settle(empty)
    declares(empty, MIRA, "linkedin:mira-s")
    declares(empty, ODD, "linkedin:odd", conflict="2 people name this account")
    file = [one(2, "linkedin:MIRA-s"), one(3, "linkedin:odd", name="Odd Berg"), one(4, "linkedin:wei", name="Wei Lin")]
    left = who_removes_nobody(empty, file, salt=SALT)
    assert left == file[1:]
    accounts = [account for row in file for account in row.accounts]
    assert do_not_contact(empty, accounts, source="dnc.csv", salt=SALT, now=NOW) == 5  # two of hers, and three profiles
    assert ids[MIRA] not in {person for (person,) in empty.rows("SELECT person_id FROM person")}
    assert Suppressed.of(empty, salt=SALT).among(PEOPLE[MIRA][1]) == {*PEOPLE[MIRA][1]}
    bring(empty, *left, kind=KnownAs.DO_NOT_CONTACT, source="dnc.csv")
    rows = "SELECT display_name, kind, is_sure FROM known_match JOIN person USING (person_id) ORDER BY ALL"
    assert empty.rows(rows) == [("Odd Berg", "do-not-contact", False), ("Wei Lin", "do-not-contact", False)]


def test_who_declares_a_profile_that_was_suppressed_before_goes_when_met(empty: Warehouse) -> None:
    suppress(empty, "linkedin:mira-s", salt=SALT, reason="asked by letter", now=NOW)
    settle(empty)
    declares(empty, ODD, "linkedin:mira-s", conflict="2 people name this account")
    assert leave_out_claimed(empty, salt=SALT, now=NOW) == 0
    declares(empty, MIRA, "linkedin:mira-s")
    assert leave_out_claimed(empty, salt=SALT, now=NOW) == 2
    assert empty.rows("SELECT display_name FROM person ORDER BY ALL") == [("Odd Berg",), ("Wei Lin",)]
    assert leave_out_claimed(empty, salt=SALT, now=NOW) == 0


def test_nothing_of_a_file_but_hashes_is_kept(empty: Warehouse) -> None:
    bring(empty, one(2, "github:zwanhilde", "git:0123456789abcdef", name="Zwanhilde Quistorpius"))
    told = [str(value).lower() for _, value in values(empty)]
    assert not [value for value in told if "zwanhilde" in value or "0123456789abcdef" in value]
    assert account_hash(SALT, "github:zwanhilde") in told


def test_do_not_contact_suppresses_who_is_held_and_who_is_not_yet(empty: Warehouse) -> None:
    ids = settle(empty)
    count = do_not_contact(empty, ["github:WEI-sbx", "github:not-yet-met"], source="dnc.csv", salt=SALT, now=NOW)
    assert count == 3  # with the account that is joined
    hashes = {one for (one,) in empty.rows("SELECT account_hash FROM suppression")}
    assert hashes == {account_hash(SALT, account) for account in (WEI, "gitlab:wei", "github:not-yet-met")}
    assert {person for (person,) in empty.rows("SELECT person_id FROM person")} == {ids[MIRA], ids[ODD]}
    assert do_not_contact(empty, ["github:not-yet-met"], source="dnc.csv", salt=SALT, now=NOW) == 0
