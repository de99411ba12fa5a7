"""What the team says of people: by command and by the sheet that came back, shown in every list, refused whole where it is wrong."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.flows.support import ROLE, Desk, one_line_error


@pytest.fixture
def desk(ran: Desk, tmp_path: Path) -> Desk:
    """A desk of one's own after a whole run."""
    mine = Desk(tmp_path / "desk")
    shutil.copytree(ran.folder, mine.folder, dirs_exist_ok=True)
    mine.environment |= {"SOURCING_BY": "Ana Recruiter"}
    return mine


def ranked(desk: Desk, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.run("shortlist", ROLE, "--json", *words).json()
    return found


def sheet(
    desk: Desk, fill: Callable[[dict[str, str]], dict[str, str]], *, encoding: str = "utf-16", mark: str = ";"
) -> Path:
    """The review sheet as it comes back: filled in, and saved by another program."""
    path = desk.folder / "review.csv"
    desk.well("review", ROLE, "--out", str(path))
    with path.open(newline="", encoding="utf-8") as file:
        rows = [fill(row) for row in csv.DictReader(file)]
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_people_are_decided_on_by_name_and_folded(desk: Desk) -> None:
    everyone = ranked(desk, "--all")
    first, second, third = (one["person"] for one in everyone[:3])
    assert (
        "2 new verdicts"
        in desk.well("decide", ROLE, "1", everyone[1]["accounts"][0], "--stage", "Approved", "--reason", "clear").err
    )
    desk.well("decide", ROLE, third, "--stage", "later", "--until", "1.3.2027", "--reason", "in spring", "--by", "Bo")
    assert (
        "0 new verdicts, 1 said before"
        in desk.well("decide", ROLE, "1", "--stage", "approved", "--reason", "clear").err
    )
    left = desk.run("shortlist", ROLE, "--json")
    assert [one["rank"] for one in left.json()][:2] == [4, 5]
    assert "not shown: 2 approved for outreach, 1 later" in left.err
    decided = ranked(desk, "--decided")
    assert [(one["person"], one["stage"], one["decided_by"], one["until"]) for one in decided] == [
        (first, "approved for outreach", "Ana Recruiter", None),
        (second, "approved for outreach", "Ana Recruiter", None),
        (third, "later", "Bo", "2027-03-01"),
    ]
    assert [one["person"] for one in ranked(desk, "--all")] == [one["person"] for one in everyone]
    desk.environment["SOURCING_CLOCK"] = "2027-03-01T08:00:00Z"
    assert ranked(desk)[0]["person"] == third  # the day has come


def test_deciders_side_by_side_and_the_history(desk: Desk) -> None:
    desk.well("decide", ROLE, "1", "--stage", "approved", "--reason", "clear")
    desk.well("decide", ROLE, "1", "--stage", "rejected", "--reason", "too far", "--by", "Bo")
    desk.well("decide", ROLE, "1", "--stage", "rejected", "--reason", "too late", "--by", "Bo")
    assert [(one["is_disputed"], one["stage"]) for one in ranked(desk, "--decided")] == [(True, "rejected")]
    history = desk.run("decisions", ROLE, "1", "--json").json()
    assert [(one["decider"], one["reason"], one["is_newest_of_decider"]) for one in history] == [
        ("Bo", "too late", True),
        ("Bo", "too far", False),
        ("Ana Recruiter", "clear", True),
    ]
    assert "others decided otherwise" in desk.run("shortlist", ROLE, "--decided").out
    assert "(decided anew since)" in desk.run("decisions", ROLE).out
    assert [one["stage"] for one in desk.run("explain", ROLE, "1", "--json").json()["team_says"]["decisions"]] == [
        "rejected",
        "rejected",
        "approved for outreach",
    ]


def test_a_sheet_goes_out_and_comes_back(desk: Desk) -> None:
    verdicts = {"1": "APPROVED FOR OUTREACH", "2": "later 1.12.2026", "3": "Rejected"}

    def fill(row: dict[str, str]) -> dict[str, str]:
        if row["rank"] not in verdicts:
            return row
        mangled = f" {row['person_id'].upper()} "
        by = "Bo" if row["rank"] == "3" else ""
        return row | {
            "person_id": mangled,
            "decision": verdicts[row["rank"]],
            "decision_reason": "'=why",
            "decided_by": by,
        }

    path = sheet(desk, fill)
    said = desk.well("decide", ROLE, "--file", str(path)).err
    assert "3 new verdicts" in said and "rows without a verdict" in said
    assert [(one["stage"], one["decided_by"], one["until"]) for one in ranked(desk, "--decided")] == [
        ("approved for outreach", "Ana Recruiter", None),
        ("later", "Ana Recruiter", "2026-12-01"),
        ("rejected", "Bo", None),
    ]
    assert {one["reason"] for one in desk.run("decisions", ROLE, "--json").json()} == {"=why"}
    assert "0 new verdicts, 3 said before" in desk.well("decide", ROLE, "--file", str(path)).err
    desk.well("decide", ROLE, "1", "--stage", "rejected", "--reason", "works for a client")
    again = desk.well("decide", ROLE, "--file", str(path)).err
    assert "0 new verdicts, 2 said before, 1 replaced since by their deciders" in again
    assert "Ana Recruiter said approved for outreach before, and rejected since" in again
    assert [one["stage"] for one in ranked(desk, "--decided")] == ["rejected", "later", "rejected"]


def test_a_sheet_with_mistakes_is_refused_whole(desk: Desk) -> None:
    wrong = {"1": {"decision": "aproved"}, "2": {"person_id": "p000000000000", "profiles": "", "accounts": ""}, "3": {}}

    def fill(row: dict[str, str]) -> dict[str, str]:
        if row["rank"] not in wrong:
            return row
        return row | {"decision": "hired", "decision_reason": "yes", "decided_by": ""} | wrong[row["rank"]]

    del desk.environment["SOURCING_BY"]
    ended = desk.run("decide", ROLE, "--file", str(sheet(desk, fill)))
    told = one_line_error(ended)
    assert ended.code == 2
    for part in ("row 2, decision: 'aproved' is no stage", "row 3, decided_by: nobody is named", "row 4, decided_by"):
        assert part in told
    named = one_line_error(desk.run("decide", ROLE, "--file", "review.csv", "--by", "Ana"))
    assert "row 3, person_id: nobody held is 'p000000000000'" in named
    assert desk.run("decisions", ROLE, "--json").json() == []


def test_a_hiring_manager_answers_without_an_account(desk: Desk) -> None:
    people = [one["person"] for one in ranked(desk, "--all")]
    rows = [f"{ROLE},{people[0]},yes,good,Mo", f"{ROLE},{people[1]},no,,Mo", f"{ROLE},{people[2]},,,Mo"]
    (desk.folder / "feedback.csv").write_text("role,person_id,answer,comment,by\n" + "\n".join(rows), "utf-8")
    assert "2 new verdicts" in desk.well("decide", ROLE, "--file", "feedback.csv").err
    assert [(one["stage"], one["reason"]) for one in desk.run("decisions", ROLE, "--json").json()] == [
        ("rejected", "answered no"),
        ("approved for outreach", "good"),
    ]
    book = Workbook()
    page = book.worksheets[0]
    for line in ["role,person_id,answer,comment,by", *rows]:
        page.append(line.split(","))
    book.save(desk.folder / "feedback.xlsx")
    assert "0 new verdicts, 2 said before" in desk.well("decide", ROLE, "--file", "feedback.xlsx").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["decide", ROLE], "nothing to decide"),
        (["decide", ROLE, "1", "--stage", "hird", "--reason", "x"], "did you mean 'hired'"),
        (["decide", ROLE, "1", "--stage", "later", "--reason", "x"], "go together"),
        (["decide", ROLE, "1", "--stage", "later", "--reason", "x", "--until", "2026-10-01"], "is not to come"),
        (["decide", ROLE, "1", "--stage", "hired", "--reason", "mira@mail.example"], "an e-mail address"),
        (["decide", ROLE, "nobody-at-all", "--stage", "hired", "--reason", "x"], "nobody in the shortlist"),
        (["decide", ROLE, "--file", "sourcing.toml"], "is no review sheet"),
        (["decide", "no-such-role", "1", "--stage", "hired", "--reason", "x"], "no shortlist for role"),
        (["known", "import", "sourcing.toml", "--kind", "ats"], "no column that names people"),
        (["known", "remove", "--source", "x.csv"], "nobody is known by a file"),
        (["contacts", "import", "sourcing.toml"], "has no column"),
        (["pool", "add", "none", ROLE, "1"], "there is no pool"),
        (["pool", "make", "edge", "--purpose", " ", "--expires", "2027-01-01"], "the purpose is empty"),
        (["pool", "make", "edge", "--purpose", "x", "--expires", "2026-11-01"], "is not to come"),
        (["tag", ROLE, "1", "gpu"], "a purpose and a last day"),
        (["note", ROLE, "1", "0170 1234567"], "a phone number"),
    ],
)
def test_what_is_wrong_is_said(ran: Desk, words: list[str], said: str) -> None:
    ran.environment["SOURCING_BY"] = "Ana"
    try:
        ended = ran.run(*words)
    finally:
        del ran.environment["SOURCING_BY"]
    assert ended.code == 2 and said in one_line_error(ended)


def test_known_people_are_flagged_hidden_or_left_alone(desk: Desk) -> None:
    people = ranked(desk, "--all")
    first, second, third = people[:3]
    handle = next(one for one in people if one["profiles"])
    (desk.folder / "staff.csv").write_text(f"name;github\n{first['name']};\n;{handle['profiles'][0]}\n", "utf-8-sig")
    (desk.folder / "ats.csv").write_text(
        f"candidate,stage,last_activity\n{second['name']},Onsite,13/10/2026\n{third['name']},,\n", "utf-8"
    )
    said = desk.well("known", "import", "staff.csv", "--kind", "employee").err
    assert "held and among them: 1, in no list from now on" in said
    desk.well("known", "import", "ats.csv", "--kind", "ats")
    listed = desk.run("shortlist", ROLE, "--all", "--json")
    now = {one["person"]: one for one in listed.json()}
    assert handle["person"] not in now and "in no list: 1 of your own employees" in listed.err
    if second["person"] in now:
        assert (now[second["person"]]["known"], now[second["person"]]["last_contact"]) == (
            ["possibly ats: Onsite"],
            "2026-10-13",
        )
    assert "possibly" in desk.run("shortlist", ROLE, "--all").out
    files = desk.run("known", "list", "--json").json()
    assert [(one["source"], one["kind"], one["people"], one["held"]) for one in files] == [
        ("ats.csv", "ats", 2, 0),
        ("staff.csv", "employee", 2, 1),
    ]
    desk.well("known", "remove", "--source", "staff.csv")
    assert handle["person"] in {one["person"] for one in ranked(desk, "--all")}
    (desk.folder / "dnc.csv").write_text(f"profile\n{handle['profiles'][0]}\n", "utf-8")
    desk.well("known", "import", "dnc.csv", "--kind", "do-not-contact")
    assert handle["person"] not in {one["person"] for one in ranked(desk, "--all")}
    assert handle["accounts"][0].encode() not in (desk.folder / ".sourcing/published/shortlists.duckdb").read_bytes()


def test_pools_tags_and_notes(desk: Desk) -> None:
    first = ranked(desk)[0]
    desk.well("pool", "make", "edge people", "--purpose", "roles on devices", "--expires", "2027-06-01")
    assert desk.run("pool", "list", "--json").json()[0]["people"] == 0
    assert "2 added" in desk.well("pool", "add", "edge people", ROLE, "1", "2").err
    desk.well("pool", "remove", "edge people", ROLE, "2")
    desk.well("decide", ROLE, "1", "--stage", "replied", "--reason", "wrote back")
    (shown,) = desk.run("pool", "show", "edge people", "--json").json()
    assert (shown["person_id"], shown["stages"]) == (first["person"], [f"replied for {ROLE}"])
    assert shown["last_contact"] == "2026-11-01"
    desk.well("tag", ROLE, "1", "2", "gpu", "--purpose", "next role", "--expires", "2027-01-01")
    desk.well("tag", ROLE, "2", "gpu", "--remove")
    assert "the person may ask to read it" in desk.well("note", ROLE, "1", "gave a talk on drift").err
    said = desk.run("explain", ROLE, "1", "--json").json()["team_says"]
    assert [
        [one["text"] for one in said["notes"]],
        [one["tag"] for one in said["tags"]],
        [one["pool"] for one in said["pools"]],
    ] == [
        ["gave a talk on drift"],
        ["gpu"],
        ["edge people"],
    ]
    assert "Notes, which the person may ask to read" in desk.run("explain", ROLE, "1").out
    desk.environment["SOURCING_CLOCK"] = "2027-01-02T00:00:00Z"
    desk.well("publish")
    said = desk.run("explain", ROLE, "1", "--json").json()["team_says"]
    assert (said["tags"], len(said["pools"])) == ([], 1)


def test_a_search_says_what_the_team_said_and_hides_whom_it_must(desk: Desk) -> None:
    found = desk.run("find", "Kubernetes and MLflow", "--json").json()["people"]
    desk.well("decide", ROLE, found[1]["person"], "--stage", "contacted", "--reason", "wrote to them")
    again = desk.run("find", "Kubernetes and MLflow", "--json").json()["people"]
    assert (again[1]["stages"], again[1]["last_contact"]) == ([f"contacted for {ROLE}"], "2026-11-01")
    assert (again[0]["stages"], again[0]["known"]) == ([], [])
    person = next(
        one for one in ranked(desk, "--all") if one["profiles"] and one["person"] in {each["person"] for each in found}
    )
    (desk.folder / "customers.csv").write_text(f"profile\n{person['profiles'][0]}\n", "utf-8")
    desk.well("known", "import", "customers.csv", "--kind", "off-limits")
    searched = desk.run("find", "Kubernetes and MLflow", "--json")
    assert (
        person["person"] not in {one["person"] for one in searched.json()["people"]} and "in no list: 1" in searched.err
    )


def test_contacts_come_back(desk: Desk) -> None:
    first = ranked(desk)[0]
    head = "person_id,name,role,profiles,contact,kind,obtained_from,basis,obtained_on\n"
    filled = f"{first['person']},x,{ROLE},,mira@mail.example,,her talk page,legitimate interest,30.10.2026\n"
    path = desk.folder / "needs_contact.csv"
    path.write_text(f"{head}{filled}{first['person']},x,{ROLE},,,,,,\n", "utf-8-sig")
    assert "1 new contact, 1 row not filled in" in desk.well("contacts", "import", str(path)).err
    assert b"mira@mail" not in (desk.folder / ".sourcing/published/shortlists.duckdb").read_bytes()
    path.write_text(head + filled.replace("her talk page", "").replace("30.10.2026", "1/2/2026"), "utf-8")
    told = one_line_error(desk.run("contacts", "import", str(path)))
    assert "row 2, obtained_from: it is empty" in told and "row 2, obtained_on: '1/2/2026' may be" in told


def test_who_was_contacted_for_one_role_is_flagged_in_all(desk: Desk) -> None:
    assert desk.run("rank", "mlops-researcher").code == 0
    first = ranked(desk)[0]
    desk.well("decide", ROLE, "1", "--stage", "not interested", "--reason", "said so")
    other = {one["person"]: one for one in desk.run("shortlist", "mlops-researcher", "--all", "--json").json()}
    assert other[first["person"]]["elsewhere"] == [f"not interested for {ROLE}"]
    assert other[first["person"]]["stage"] == "to review"
    assert f"not interested for {ROLE}" in desk.run("shortlist", "mlops-researcher", "--all").out
