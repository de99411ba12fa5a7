"""How people can be reached goes along, and who cannot be reached waits in a file of their own."""

from __future__ import annotations

from typing import Any

from sourcing.decisions import Stage
from tests.flows.exports.support import cells, decide, export, find, say, tables
from tests.flows.support import ROLE, Desk, one_line_error


def test_who_has_no_address_waits_in_a_file_of_their_own_until_one_is_found(
    desk: Desk, people: list[dict[str, Any]]
) -> None:
    first, second = people[:2]
    for one in (first, second):
        decide(desk, one, Stage.APPROVED)
    find(desk, first["accounts"][0], "email", "first@mail.example")
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

    find(desk, second["accounts"][0], "email", "second@mail.example")
    assert tables(desk, "instantly") == ["needs_contact.csv", "ready-2.csv", "ready.csv"]
    assert [row["email"] for row in cells(desk, "ready-2.csv")] == ["second@mail.example"]
    assert "first@mail.example" not in desk.well("sql", "FROM exports", "--json").out


def test_a_linkedin_url_that_somebody_declares_will_do(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    page = "https://linkedin.com/in/mira-invented"
    claim = (one["accounts"][0], "linkedin:mira-invented", "names it", page, "x", None)
    say(desk, "INSERT INTO identity_claim VALUES (?, ?, ?, ?, ?, ?)", *claim)
    assert tables(desk, "gem") == ["ready.csv"]
    assert cells(desk, "ready.csv")[0]["LinkedIn URL"] == "https://www.linkedin.com/in/mira-invented"


def test_the_newest_contact_of_a_kind_counts(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    find(desk, one["accounts"][0], "email", "new@mail.example")
    find(desk, one["accounts"][-1], "email", "old@mail.example", day=1)
    assert tables(desk, "salesloft") == ["ready.csv"]
    assert cells(desk, "ready.csv")[0]["email"] == "new@mail.example"


def test_a_time_zone_goes_along_for_a_role_that_asks_for_one(desk: Desk, people: list[dict[str, Any]]) -> None:
    one = people[0]
    decide(desk, one, Stage.APPROVED)
    find(desk, one["accounts"][0], "email", "a@mail.example")
    place: list[object] = [one["accounts"][0], one["name"], 7, "Amsterdam, Netherlands", None, [], 0, "b", [], []]
    say(desk, "INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *place)
    say(desk, "DELETE FROM eligibility")
    export(desk, "lemlist")
    asked = "INSERT INTO eligibility SELECT run_id, ?, 1, 'time zone: UTC', 'no', 'x' FROM run WHERE is_latest"
    say(desk, asked, one["person"])
    export(desk, "lemlist", "--again")
    assert [cells(desk, name)[0]["timezone"] for name in ("ready.csv", "ready-2.csv")] == ["", "Europe/Amsterdam"]


def test_a_needs_contact_file_of_another_kind_is_kept(desk: Desk, people: list[dict[str, Any]]) -> None:
    decide(desk, people[0], Stage.APPROVED)
    (desk.folder / "out").mkdir()
    mine = desk.folder / "out/needs_contact.csv"
    for text, says in (("a,b\n1,2\n", "is no list"), ("\0", "no UTF-8 text"), ("", "is no list")):
        mine.write_text(text)
        done = desk.run("export", ROLE, "--format", "gem", "--out", "out", "--by", "Ada")
        assert done.code == 2 and says in one_line_error(done) and mine.read_text() == text
