"""Whom an export hands on: the gate before it, those whom a human approved, and the ledger behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sourcing.decisions import Stage
from tests.flows.exports.support import NOW, cells, decide, export, say, tables
from tests.flows.support import ROLE, Desk, copied, one_line_error


def test_nobody_decided_means_nothing_is_written_and_it_is_said(desk: Desk, people: list[dict[str, Any]]) -> None:
    done = desk.run("export", ROLE, "--format", "greenhouse", "--out", "out", "--by", "Ada")
    assert done.code == 0 and not (desk.folder / "out").exists()
    assert "0 can go" in done.err and "nothing was written" in done.err
    assert f"{len(people)} to be decided: `sourcing review {ROLE} --out review.xlsx`" in done.err
    assert desk.run("exports", "--json").json() == []


def test_without_a_sign_off_nobody_is_handed_on(ran: Desk, tmp_path: Path, people: list[dict[str, Any]]) -> None:
    desk = copied(ran, tmp_path / "desk")
    decide(desk, people[0], Stage.APPROVED)
    done = desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada")
    assert done.code == 2 and not (desk.folder / "out").exists()
    assert "not signed off; complete them (legal/" in one_line_error(done) and "`sourcing sign-off" in done.err
    assert "legal/notice.md: 6 places to fill in" in done.err
    assert desk.run("review", ROLE, "--out", "sheet.csv").code == 0  # needs none
    refused = desk.run("sign-off", "--by", "Ada Example")
    assert refused.code == 2 and "legal/notice.md: 6 places" in one_line_error(refused)
    assert desk.run("sql", "FROM sign_offs", "--json").json() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("legal/notice.md", "changed since Ada Example signed off on 2026-11-01: legal/notice.md"),
        ("sourcing.toml", "2026-11-01: the purpose, or how long people are kept"),
        ("", "2026-11-01: legal/notice.md"),
    ],
)
def test_what_changed_is_signed_anew(desk: Desk, changed: str, says: str, people: list[dict[str, Any]]) -> None:
    decide(desk, people[0], Stage.APPROVED)
    if changed:
        path = desk.folder / changed
        path.write_text(path.read_text("utf-8").replace("hire", "hire people"), "utf-8")
    else:
        (desk.folder / "legal/notice.md").unlink()
    done = desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada")
    assert done.code == 2 and says in one_line_error(done)
    if not changed:
        assert desk.run("init").code == 0  # drafts what is missing, and nothing else
        assert "legal/notice.md: 6 places to fill in" in desk.run("doctor").out
    desk.signed()
    assert export(desk, "csv") == ["DELETE-BY.txt", f"csv-{ROLE}.csv"]


def test_who_should_have_been_told_waits_until_that_is_recorded(desk: Desk, people: list[dict[str, Any]]) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    decide(desk, second, Stage.CONTACTED, by="Grace", day=30)
    decide(desk, second, Stage.APPROVED, by="Grace", day=31)
    done = desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--json")
    assert (done.json()["can_go"], done.json()["waiting"]["notice"]) == (1, 1)
    assert done.json()["to_tell"] == {"2026-11-01": 1}
    assert "1 person to be told by 2026-11-01" in done.err and "send legal/notice.md" in done.err
    (desk.folder / "told.csv").write_text(f"person_id;sent_on;channel\n{second['person']};30.10.2026;e-mail\n", "utf-8")
    assert desk.run("notice", "record", "told.csv", "--by", "Ada").code == 0
    export(desk, "csv")
    assert [row["person_id"] for row in cells(desk, f"csv-{ROLE}-2.csv")] == [second["person"]]
    note = (desk.folder / "out/DELETE-BY.txt").read_text("utf-8").splitlines()
    assert [line.split(":")[0] for line in note[2:]] == [f"2027-01-30  csv-{ROLE}.csv", f"2027-01-30  csv-{ROLE}-2.csv"]


def test_who_disputes_something_waits_for_the_answer(desk: Desk, people: list[dict[str, Any]]) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    desk.well("dispute", first["person"], "somebody else did that", "--about", ROLE, "--by", "Ada")
    done = desk.well("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--json")
    assert (done.json()["can_go"], done.json()["waiting"]["contested"]) == (1, 1)
    assert "1 approved, and they dispute something" in done.err
    assert [row["person_id"] for row in cells(desk, f"csv-{ROLE}.csv")] == [second["person"]]
    (open_one,) = desk.well("dispute", "list", "--json").json()
    desk.well(
        "dispute", "resolve", open_one["dispute_id"], "--rejected", "--reason", "the history shows it", "--by", "Ada"
    )
    export(desk, "csv")
    assert [row["person_id"] for row in cells(desk, f"csv-{ROLE}-2.csv")] == [first["person"]]


def test_only_those_a_human_approved_go_and_nobody_goes_twice(desk: Desk, people: list[dict[str, Any]]) -> None:
    first, second, third, fourth = people[:4]
    decide(desk, first, Stage.APPROVED)
    decide(desk, second, Stage.REJECTED)
    decide(desk, third, Stage.APPROVED)
    decide(desk, third, Stage.REJECTED, by="Grace")
    decide(desk, fourth, Stage.APPROVED, day=18)
    decide(desk, fourth, Stage.NOT_INTERESTED, day=19)
    assert tables(desk, "greenhouse") == [f"greenhouse-{ROLE}.csv"]
    (row,) = cells(desk, f"greenhouse-{ROLE}.csv")
    assert f"external id {first['person']}" in row["Notes"] and "https://" in row["Notes"]
    done = desk.run("export", ROLE, "--format", "greenhouse", "--out", "out", "--by", "Ada", "--json")
    told = done.json()
    assert told["can_go"] == 0 and told["files"] == {} and told["delete_by"] is None
    assert told["waiting"] == {
        "undecided": len(people) - 4,
        "disputed": 1,
        "contested": 0,
        "notice": 0,
        "contact": 0,
        "already_exported": 1,
        "hidden": 0,
        "left": 0,
        "decided_otherwise": 2,
    }
    assert "`--again`" in done.err
    assert tables(desk, "greenhouse", "--again") == [f"greenhouse-{ROLE}-2.csv", f"greenhouse-{ROLE}.csv"]
    assert tables(desk, "csv") == [f"csv-{ROLE}.csv", f"greenhouse-{ROLE}-2.csv", f"greenhouse-{ROLE}.csv"]
    listed = desk.run("exports", "--json").json()
    assert [(one["format"], one["people"], one["exported_by"], one["delete_by"]) for one in listed] == [
        ("csv", 1, "Ada", "2027-01-30"),
        ("greenhouse", 1, "Ada", "2027-01-30"),
    ]
    assert listed[1]["files"] == [f"out/greenhouse-{ROLE}-2.csv", f"out/greenhouse-{ROLE}.csv"]
    assert desk.run("exports", "--role", "another", "--json").json() == []


def test_one_pool_alone_and_an_unknown_one(desk: Desk, people: list[dict[str, Any]]) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    say(desk, "INSERT INTO pool VALUES (?, ?, ?, ?, ?)", "spring", "serving", NOW.replace(year=2027).date(), "Ada", NOW)
    say(desk, "INSERT INTO pool_member VALUES (?, ?, ?, ?)", "spring", second["accounts"][0], "Ada", NOW)
    done = desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--pool", "autumn")
    assert done.code == 2 and "spring" in one_line_error(done)
    export(desk, "csv", "--pool", "spring")
    assert [row["person_id"] for row in cells(desk, f"csv-{ROLE}.csv")] == [second["person"]]


def test_employees_are_hidden_and_counted(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = next(one for one in people if one["profiles"])
    decide(desk, one, Stage.APPROVED)
    (desk.folder / "staff.csv").write_text(f"profile\n{one['profiles'][0]}\n", "utf-8")
    assert desk.run("known", "import", "staff.csv", "--kind", "employee").code == 0
    told = desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--json").json()
    assert (told["can_go"], told["waiting"]["hidden"]) == (0, 1)


def test_who_is_suppressed_between_two_exports_is_in_neither_file_nor_list(
    desk: Desk, people: list[dict[str, Any]]
) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    export(desk, "csv")
    assert desk.run("suppress", one["accounts"][0], "--reason", "asked").code == 0
    assert desk.run("exports", "--json").json() == []
    told = desk.run("export", ROLE, "--format", "csv", "--out", "again", "--by", "Ada", "--again", "--json").json()
    assert told["can_go"] == 0 and told["files"] == {}
