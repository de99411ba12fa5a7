"""Erasure in the warehouse: what stays of the erased is keyed, what was said of others is untouched, and a purpose decides who may be back."""

from __future__ import annotations

from pathlib import Path

from sourcing.decisions import KnownAs, Stage
from sourcing.sheets.known import Acquaintance
from tests.warehouse.few_people import MIRA, NOW, ODD, PEOPLE, WEI, said, settle
from tests.warehouse.house import SALT, opened
from warehouse.accounts.identity import person_id
from warehouse.accounts.suppress import EXPIRED, Suppressed, ids_of, state_purpose, suppress
from warehouse.connection import Warehouse
from warehouse.rewrite import rewrite
from warehouse.rights.erase import are_held, erase, namesakes, traces
from warehouse.rights.recipients import recipients
from warehouse.team.decisions import decide
from warehouse.team.known import keep
from warehouse.team.pools import note


def gone(warehouse: Warehouse, account: str, *, kind: str = "erased") -> None:
    with warehouse.transaction():
        people = traces(warehouse, [account], salt=SALT)
        erase(warehouse, people, kind=kind, reason="Mira Solvang asked", now=NOW, salt=SALT)


def test_the_text_of_a_verdict_goes_and_those_on_others_stay(empty: Warehouse) -> None:
    ids = settle(empty)
    decide(
        empty,
        [said(MIRA, Stage.REJECTED, reason="Mira is too far"), said(ODD, Stage.REJECTED, reason="like Mira Solvang")],
    )
    note(empty, [ids[ODD]], "knows Mira Solvang", by="Ana", now=NOW)
    gone(empty, MIRA)
    rows = empty.rows("SELECT account, reason FROM decision ORDER BY account")
    assert rows[0] == (ODD, "like Mira Solvang") and rows[1][0].startswith("gone:") and rows[1][1] == ""
    assert empty.rows("SELECT text FROM note") == [("knows Mira Solvang",)]
    assert {reason for (reason,) in empty.rows("SELECT reason FROM suppression")} == {"[erased] asked"}


def test_rankings_under_a_former_id_go_too(empty: Warehouse) -> None:
    ids = settle(empty, {ODD: PEOPLE[ODD], MIRA: ("Mira Solvang", [MIRA]), WEI: ("Wei Lin", [WEI])})
    ranked = [[run, person, place] for run in ("one", "two") for place, person in enumerate(sorted(ids.values()), 1)]
    for run, person, rank in ranked:
        fields = {
            "run_id": run,
            "person_id": person,
            "rank": rank,
            "score": 1.0,
            "coverage": 1.0,
            "band": "some evidence",
        }
        names = ", ".join(fields)
        empty.run(f"INSERT INTO entry ({names}) VALUES ({', '.join('?' * len(fields))})", [*fields.values()])
    # An address that comes before her login joins, so that she has another id from now on.
    earlier = "git:0011223344556677"
    empty.run("UPDATE person SET person_id = ? WHERE person_id = ?", [person_id(earlier), ids[MIRA]])
    empty.run("UPDATE person_account SET person_id = ? WHERE person_id = ?", [person_id(earlier), ids[MIRA]])
    empty.insert("person_account", [[person_id(earlier), earlier, "accepted by Ana on 2026-11-01: one person"]])
    asked = traces(empty, [MIRA], salt=SALT)
    assert asked.ids == {person_id(earlier), person_id(MIRA)} and are_held(empty, asked)
    assert not are_held(empty, traces(empty, ["github:nobody"], salt=SALT))
    suppress(empty, WEI, salt=SALT, reason="asked by mail", now=NOW)
    gone(empty, MIRA)
    assert empty.rows("SELECT DISTINCT person_id FROM entry") == [(ids[ODD],)]


def test_a_suppression_reaches_former_ids_and_nobody_else_s(empty: Warehouse) -> None:
    ids = settle(empty)
    assert ids_of(empty, PEOPLE[MIRA][1]) == {person_id(MIRA), ids[MIRA]}
    empty.insert("person_account", [[person_id(MIRA), "gitlab:another", "for a test"]])
    assert ids_of(empty, PEOPLE[MIRA][1]) == {ids[MIRA]}
    assert ids_of(empty, ["github:nobody"]) == {person_id("github:nobody")}


def test_a_name_goes_from_what_others_did_in_any_spelling(empty: Warehouse) -> None:
    settle(empty)
    said_so = ["as MIRA SOLVANG says", "as Mirä Sólvang says", "as Miras Solvang says"]
    empty.insert("account_link", [["host/x/y", ODD, "git:odd", reason, "b"] for reason in said_so])
    gone(empty, MIRA)
    left = [reason for (reason,) in empty.rows("SELECT reason FROM account_link")]
    assert left == ["as [erased] says", "as [erased] says", "as Miras Solvang says"]


def test_what_a_namesake_asked_for_and_signed_stays(empty: Warehouse) -> None:
    settle(empty)
    now = NOW.replace(tzinfo=None)
    empty.insert("correction", [[ODD, "name", "Mira Solvang", "Mira Solvang asked", "Mira Solvang", now]])
    empty.insert("sign_off", [[1, "notice.md", "00", "Mira Solvang", now]])
    gone(empty, MIRA)
    assert empty.rows("SELECT value, recorded_by FROM correction") == [("Mira Solvang", "Mira Solvang")]
    assert empty.rows("SELECT signed_by FROM sign_off") == [("Mira Solvang",)]


def test_people_called_alike_or_with_the_same_handle_elsewhere_are_named(empty: Warehouse) -> None:
    alike, elsewhere = (
        ("codeberg:solvang", ("MIRA SOLVANG", ["codeberg:solvang"])),
        ("dblp:x", ("M S", ["dblp:x", "gitlab:mira-sbx"])),
    )
    ids = settle(empty, {**PEOPLE, **dict([alike, elsewhere])})
    people = traces(empty, [MIRA], salt=SALT)
    assert namesakes(empty, people) == {
        ids["codeberg:solvang"]: ["codeberg:solvang"],
        ids["dblp:x"]: ["dblp:x", "gitlab:mira-sbx"],
    }


def test_of_a_file_of_people_known_the_whole_row_goes(empty: Warehouse) -> None:
    settle(empty)
    rows = [Acquaintance(row=2, accounts=(MIRA, "linkedin:mira"), name="00", stage="rejected", last_contact=None)]
    rows += [Acquaintance(row=3, accounts=(ODD,), name=None, stage=None, last_contact=None)]
    keep(empty, rows, kind=KnownAs.ATS, source="ats.csv", salt=SALT, now=NOW)
    gone(empty, MIRA)
    assert empty.rows("SELECT line FROM known") == [(3,)]


def test_the_text_also_goes_of_somebody_suppressed_before(empty: Warehouse) -> None:
    settle(empty)
    decide(empty, [said(ODD, Stage.REJECTED, reason="Odd is too far")])
    empty.insert("export", [["x", "mlops", "gem", ".", "Ana", NOW.replace(tzinfo=None)]])
    empty.insert("export_row", [["x", ODD, "ready.csv"]])
    suppress(empty, ODD, salt=SALT, reason="asked", now=NOW)
    assert empty.rows("SELECT reason FROM decision") == [("Odd is too far",)]
    gone(empty, ODD)
    assert empty.rows("SELECT reason FROM decision") == [("",)]
    (received,) = recipients(empty, traces(empty, [ODD], salt=SALT), salt=SALT)
    assert received.format == "gem" and received.file == "ready.csv"


def test_who_expired_may_be_back_under_a_new_purpose_alone(empty: Warehouse) -> None:
    settle(empty)
    state_purpose(empty, "hire bakers", salt=SALT, now=NOW)
    gone(empty, MIRA, kind=EXPIRED)
    gone(empty, ODD)
    state_purpose(empty, "hire  bakers", salt=SALT, now=NOW)
    assert Suppressed.of(empty, salt=SALT).among([MIRA, ODD]) == {MIRA, ODD}
    state_purpose(empty, "hire millers", salt=SALT, now=NOW)
    assert Suppressed.of(empty, salt=SALT).among([MIRA, ODD]) == {ODD}
    state_purpose(empty, "hire bakers", salt=SALT, now=NOW)
    assert Suppressed.of(empty, salt=SALT).among([MIRA, ODD]) == {MIRA, ODD}
    suppress(empty, MIRA, salt=SALT, reason="asked", now=NOW)
    state_purpose(empty, "hire millers", salt=SALT, now=NOW)
    assert Suppressed.of(empty, salt=SALT).among([MIRA, ODD]) == {MIRA, ODD}


def test_the_bytes_go_with_the_rewriting_and_all_else_stays(empty: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with opened(path) as warehouse:
        ids = settle(warehouse)
        note(warehouse, [ids[MIRA]], "met at the quillwort meeting", by="Ana", now=NOW)
        warehouse.run("CHECKPOINT")
        gone(warehouse, MIRA)
        before = warehouse.rows("FROM person_account ORDER BY ALL")
    assert b"quillwort" in path.read_bytes()
    rewrite(path, memory_limit="1GB")
    assert b"quillwort" not in path.read_bytes() and b"mira-sbx" not in path.read_bytes()
    with opened(path) as warehouse:
        assert warehouse.rows("FROM person_account ORDER BY ALL") == before
        assert "UTC" in str(warehouse.rows("SELECT comment FROM duckdb_columns() WHERE column_name = 'expires_at'"))
