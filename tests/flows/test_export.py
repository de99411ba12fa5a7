"""From the first verdict to a file in a tool's own columns: the commands, the gate before them, and the ledger behind."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from sourcing.decisions import Stage
from tests.flows.support import ROLE, Desk, copied, one_line_error
from warehouse.handing.tables import read_table

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture(scope="module")
def signed(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after a whole run and a sign-off; only copied."""
    return copied(ran, tmp_path_factory.mktemp("signed")).signed()


@pytest.fixture(scope="module")
def people(signed: Desk) -> list[dict[str, Any]]:
    """Everybody ranked there, best first."""
    return signed.ranked()


@pytest.fixture
def desk(signed: Desk, tmp_path: Path) -> Desk:
    """A desk of one's own, signed off."""
    return copied(signed, tmp_path / "desk")


def say(desk: Desk, statement: str, rows: list[list[object]]) -> None:
    with duckdb.connect(str(desk.folder / ".sourcing/warehouse.duckdb")) as warehouse:
        warehouse.executemany(statement, rows)


def decide(desk: Desk, person: dict[str, str], stage: Stage, *, by: str = "Ada", day: int = 20) -> None:
    row = [ROLE, person["accounts"][0], str(stage), "strong work", by, NOW.replace(day=day), None, "test"]
    say(desk, "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row])


def find(desk: Desk, person: dict[str, str], kind: str, value: str) -> None:
    row = [person["accounts"][0], kind, value, "their own page", "they invite mail there", NOW.date(), "Ada", NOW]
    say(desk, "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row])


def export(desk: Desk, name: str, *more: str, out: str = "out") -> list[str]:
    """The files in the folder after an export that went well."""
    done = desk.run("export", ROLE, "--format", name, "--out", out, "--by", "Ada", *more)
    assert done.code == 0, done.err
    return sorted(path.name for path in (desk.folder / out).glob("*")) if (desk.folder / out).exists() else []


def tables(desk: Desk, name: str, *more: str) -> list[str]:
    """The same without the note of when to delete them."""
    return [file for file in export(desk, name, *more) if file != "DELETE-BY.txt"]


def cells(desk: Desk, name: str) -> list[dict[str, str]]:
    with (desk.folder / "out" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


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


def test_who_has_no_address_waits_in_a_file_of_their_own_until_one_is_found(
    desk: Desk, people: list[dict[str, Any]]
) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    find(desk, first, "email", "first@mail.example")
    assert tables(desk, "instantly") == ["needs_contact.csv", "ready.csv"]
    assert [row["email"] for row in cells(desk, "ready.csv")] == ["first@mail.example"]
    (row,) = cells(desk, "needs_contact.csv")
    assert (row["person_id"], row["kind"], row["role"]) == (second["person"], "email", ROLE)
    assert [row[name] for name in ("contact", "obtained_from", "basis", "obtained_on")] == [""] * 4
    assert row["reason"] == "instantly needs an e-mail address"

    path = desk.folder / "out/needs_contact.csv"
    text = path.read_text("utf-8").replace(",,email,,,,", ",second@mail.example,email,a talk,said so,2026-10-21,")
    path.write_text(text, "utf-8")
    assert tables(desk, "instantly") == ["needs_contact.csv", "ready.csv"]  # not lost by another export
    assert cells(desk, "needs_contact.csv")[0]["contact"] == "second@mail.example"

    find(desk, second, "email", "second@mail.example")
    assert tables(desk, "instantly") == ["needs_contact.csv", "ready-2.csv", "ready.csv"]
    assert [row["email"] for row in cells(desk, "ready-2.csv")] == ["second@mail.example"]
    assert not [name for name in ("first@mail.example",) if name in desk.run("sql", "FROM exports", "--json").out]


def test_a_linkedin_url_that_somebody_declares_will_do(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    claim: list[object] = [
        one["accounts"][0],
        "linkedin:mira-invented",
        "names it",
        "https://linkedin.com/in/mira-invented",
        "x",
        None,
    ]
    say(desk, "INSERT INTO identity_claim VALUES (?, ?, ?, ?, ?, ?)", [claim])
    assert tables(desk, "gem") == ["ready.csv"]
    assert cells(desk, "ready.csv")[0]["LinkedIn URL"] == "https://www.linkedin.com/in/mira-invented"


def test_the_newest_contact_of_a_kind_counts(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    find(desk, one, "email", "new@mail.example")
    row = [one["accounts"][-1], "email", "old@mail.example", "x", "y", NOW.date(), "Ada", NOW.replace(day=1)]
    say(desk, "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row])
    assert tables(desk, "salesloft") == ["ready.csv"]
    assert cells(desk, "ready.csv")[0]["email"] == "new@mail.example"


def test_a_time_zone_goes_along_for_a_role_that_asks_for_one(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    find(desk, one, "email", "a@mail.example")
    place = [one["accounts"][0], one["name"], 7, "Amsterdam, Netherlands", None, [], 0, "b", [], []]
    say(desk, "INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [place])
    say(desk, "DELETE FROM eligibility WHERE ?", [[True]])
    export(desk, "lemlist")
    asked = "INSERT INTO eligibility SELECT run_id, ?, 1, 'time zone: UTC', 'no', 'x' FROM run WHERE is_latest"
    say(desk, asked, [[one["person"]]])
    export(desk, "lemlist", "--again")
    assert [cells(desk, name)[0]["timezone"] for name in ("ready.csv", "ready-2.csv")] == ["", "Europe/Amsterdam"]


def test_one_pool_alone_and_an_unknown_one(desk: Desk, people: list[dict[str, Any]]) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    say(
        desk,
        "INSERT INTO pool VALUES (?, ?, ?, ?, ?)",
        [["spring", "serving", NOW.replace(year=2027).date(), "Ada", NOW]],
    )
    say(desk, "INSERT INTO pool_member VALUES (?, ?, ?, ?)", [["spring", second["accounts"][0], "Ada", NOW]])
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


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "nothing"), "one of: apollo, ashby"),
        (("--format", "csv", "--by", " "), "nobody is named who does this"),
        (("--format", "csv", "--set", "email=x"), "cannot be set"),
        (("--format", "csv", "--set", "email"), "has no ="),
        (("--format", "lever", "--set", "Stage="), "needs Stage, and it is empty"),
        (("--format", "csv", "--out", "sourcing.toml"), "is a file"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    desk: Desk, words: tuple[str, ...], says: str, people: list[dict[str, Any]]
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    done = desk.run("export", ROLE, "--out", "out", "--by", "Ada", *words)
    assert done.code == 2 and says in one_line_error(done)
    assert not (desk.folder / "out").exists() or not list((desk.folder / "out").iterdir())
    assert desk.run("exports", "--json").json() == []


def test_a_dry_run_says_and_writes_nothing(desk: Desk, people: list[dict[str, Any]]) -> None:
    decide(desk, people[0], Stage.APPROVED)
    assert export(desk, "csv", "--dry-run") == []
    assert "1 can go" in desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--dry-run").err
    assert desk.run("exports", "--json").json() == []


def test_a_folder_that_cannot_be_written_leaves_no_trace_in_the_ledger(
    desk: Desk, people: list[dict[str, Any]]
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    (desk.folder / "file").write_text("")
    done = desk.run("export", ROLE, "--format", "csv", "--out", "file/below", "--by", "Ada")
    assert done.code == 3, done.err
    assert desk.run("exports", "--json").json() == []


@pytest.mark.parametrize("is_in_the_ledger", [True, False])
def test_an_export_that_was_killed_is_ended_by_the_next_command(
    desk: Desk, people: list[dict[str, Any]], is_in_the_ledger: bool
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    export(desk, "csv")
    out, name = desk.folder / "out", f"csv-{ROLE}.csv"
    with duckdb.connect(str(desk.folder / ".sourcing/warehouse.duckdb")) as warehouse:
        ((export_id,),) = warehouse.execute("SELECT export_id FROM export").fetchall()
    (out / f".{export_id}").mkdir()
    (out / name).rename(out / f".{export_id}" / name)  # as it lies before it gets its name
    line = (out / "DELETE-BY.txt").read_text("utf-8").splitlines()[-1]
    (out / "DELETE-BY.txt").unlink()
    note = {"export_id": export_id, "folder": str(out), "names": [name], "lines": [line]}
    (desk.folder / ".sourcing/exporting.json").write_text(json.dumps(note), "utf-8")
    if not is_in_the_ledger:
        say(desk, "DELETE FROM export WHERE export_id = ?", [[export_id]])
    said = desk.well("publish").err
    if is_in_the_ledger:
        assert "an export into" in said and "is finished first" in said
        assert sorted(path.name for path in out.iterdir()) == ["DELETE-BY.txt", name]
        assert (out / "DELETE-BY.txt").read_text("utf-8").splitlines()[2:] == [line]
    else:
        assert "is removed; nobody was handed on" in said and list(out.iterdir()) == []
    assert not (desk.folder / ".sourcing/exporting.json").exists()


def test_a_needs_contact_file_of_another_kind_is_kept(desk: Desk, people: list[dict[str, Any]]) -> None:
    decide(desk, people[0], Stage.APPROVED)
    (desk.folder / "out").mkdir()
    mine = desk.folder / "out/needs_contact.csv"
    for text, says in (("a,b\n1,2\n", "is no list"), ("\0", "no UTF-8 text"), ("", "is no list")):
        mine.write_text(text)
        done = desk.run("export", ROLE, "--format", "gem", "--out", "out", "--by", "Ada")
        assert done.code == 2 and says in one_line_error(done) and mine.read_text() == text


def test_formats_say_how_sure_their_columns_are(desk: Desk) -> None:
    told = {one["format"]: one for one in desk.run("formats", "--json").json()}
    assert told["greenhouse"]["certainty"] == "vendor page" and told["lever"]["can_be_set"]
    assert "names of its API" in told["ashby"]["certainty"] and "names of its API" in desk.run("formats").out
    said = " ".join(desk.run("export", "--help").out.replace("│", " ").split())
    assert "ashby (names of its API; its import page maps the columns)" in said and "greenhouse," in said


@pytest.mark.parametrize("ending", ["", ".xlsx", ".csv", ".jsonl", ".parquet"])
def test_the_review_sheet_in_every_kind_of_file(desk: Desk, ending: str, people: list[dict[str, Any]]) -> None:
    first = people[0]
    decide(desk, first, Stage.LATER)
    assert desk.run("publish").code == 0
    done = desk.run("review", ROLE, "--out", f"sheet{ending}")
    path = desk.folder / f"sheet{ending or '.xlsx'}"
    assert done.code == 0 and f"{path.name}: {len(people)} people" in done.err
    before = path.read_bytes()
    assert desk.run("review", ROLE, "--out", f"sheet{ending}").code == 0 and path.read_bytes() == before


def test_the_workbook_has_a_drop_down_of_stages_and_stays_in_sight(desk: Desk) -> None:
    assert desk.run("review", ROLE, "--out", "sheet.xlsx").code == 0
    sheet = load_workbook(desk.folder / "sheet.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")
    (choice,) = sheet.data_validations.dataValidation
    names = [cell.value for cell in sheet[1]]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "decision")
    assert str(choice.sqref) == f"{column}2:{column}{sheet.max_row}"
    assert choice.formula1 == f'"{",".join(Stage)}"'
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert isinstance(sheet.cell(2, names.index("score") + 1).value, float)


def test_a_byte_order_mark_where_excel_needs_one(desk: Desk) -> None:
    assert desk.run("review", ROLE, "--out", "sheet.csv", "--bom").code == 0
    assert (desk.folder / "sheet.csv").read_bytes().startswith(b"\xef\xbb\xbfstatus,")
    assert desk.run("review", ROLE, "--out", "sheet.xlsx", "--bom").code == 2


def test_every_view_as_parquet(desk: Desk) -> None:
    done = desk.run("publish", "--parquet", "views")
    assert done.code == 0, done.err
    views = {
        row["view_name"]
        for row in desk.run("sql", "SELECT view_name FROM duckdb_views() WHERE NOT internal", "--json").json()
    }
    assert {path.stem for path in (desk.folder / "views").iterdir()} == views >= {"shortlist", "people", "evidence"}
    counts = " UNION ALL ".join(f"SELECT '{view}' AS name, count(*) AS n FROM {view}" for view in sorted(views))
    for told in desk.well("sql", counts, "--json").json():
        assert len(read_table(desk.folder / "views" / f"{told['name']}.parquet", known=()).rows) == told["n"]
