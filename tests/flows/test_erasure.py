"""Somebody forgotten stands in no byte of a home, before and after everything is read again; everybody else is held as before."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.rights.erase import start
from sourcing.keyed import keyed_handle
from sourcing.moments import naive_utc
from sourcing.sandbox.forge import Forge
from sourcing.sandbox.web.serve import Web
from tests.flows.everywhere import places
from tests.flows.forge import PRODUCT, at_forge, logins
from tests.flows.imported import NOW, accounts_of, fill, house_at
from tests.flows.support import ROLE, Desk, one_line_error
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.suppress import suppress
from warehouse.rights.erase import whom

NOTE, REASON, PLACE = "met at the quillwort meeting", "knows the fennel pipeline", ".sourcing/handed"


def team_says(desk: Desk, person: str, *, other: str) -> None:
    """What a team may leave of somebody in a home, files and all; of somebody else a verdict and a note too."""
    desk.signed().environment |= {"SOURCING_BY": "Ana"}
    desk.well("decide", ROLE, person, other, "--stage", "approved for outreach", "--reason", REASON)
    desk.well("note", ROLE, person, NOTE)
    desk.well("note", ROLE, other, "asks for spring")
    desk.well("pool", "make", "spring", "--purpose", "spring hiring", "--expires", "2027-03-01")
    desk.well("pool", "add", "spring", ROLE, person, other)
    for name in ("xlsx", "greenhouse"):
        desk.well("export", ROLE, "--format", name, "--out", PLACE, "--by", "Ana")
    desk.well("report", ROLE, "--out", ".sourcing/report.html")
    desk.well("review", ROLE, "--out", ".sourcing/review.xlsx")
    desk.well("publish", "--parquet", ".sourcing/views")


def chosen(desk: Desk) -> dict[str, Any]:
    """Somebody of whom a login and a repository of their own are held, with all that names them."""
    sql = """
        SELECT p.person_id, p.display_name, p.accounts, (SELECT count(*) FROM work w WHERE w.person_id = p.person_id) AS places
        FROM people p WHERE len(p.profiles) > 0 AND (SELECT count(*) FROM people q WHERE q.display_name = p.display_name) = 1
        AND EXISTS (FROM repository r WHERE contains(r.repository, split_part(p.profiles[1], '/', 4))) ORDER BY places DESC, 1 LIMIT 1
    """
    found: dict[str, Any] = desk.run("sql", sql, "--json").json()[0]
    return found


def markers(person: dict[str, Any]) -> list[str]:
    handles = [account.partition(":")[2] for account in person["accounts"]]
    return [*handles, person["display_name"], person["person_id"], NOTE]


def held_of_others(desk: Desk, *people: dict[str, Any]) -> Counter[str]:
    """Rows by table and account, and by table and person, of everybody else, outside the repositories that the people own."""
    accounts = {account for person in people for account in person["accounts"]}
    logins = [one.partition(":")[2] for one in sorted(accounts) if one.startswith("github:")]
    found: Counter[str] = Counter()
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        columns: dict[str, set[str]] = {}
        for table, column in warehouse.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall():
            columns.setdefault(table, set()).add(column)
        for table, names in columns.items():
            whose = next((one for one in ("account", "person_id") if one in names), None)
            if whose and table not in ("reason", "requirement", "support", "entry", "part", "eligibility"):
                outside = " AND NOT ".join(["", *(f"contains(repository, '/{one}/')" for one in logins)])
                sql = f"SELECT {whose}, count(*) FROM {table} WHERE true {outside if 'repository' in names else ''} GROUP BY 1"
                found |= {f"{table} {one}": count for one, count in warehouse.execute(sql).fetchall()}
    mine = {*accounts, *(person["person_id"] for person in people)}
    return Counter({key: count for key, count in found.items() if key.split(" ")[1] not in mine and "gone:" not in key})


def called_alike(desk: Desk, person: dict[str, Any]) -> list[dict[str, Any]]:
    """All people of that name whom the warehouse holds, the person among them."""
    sql = "SELECT person_id, list(account) FROM person JOIN person_account USING (person_id) WHERE display_name = ? GROUP BY 1"
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        rows = warehouse.execute(sql, [person["display_name"]]).fetchall()
    return [{"person_id": one, "accounts": accounts} for one, accounts in rows]


def nowhere(desk: Desk, person: dict[str, Any]) -> None:
    found = {marker: where for marker, where in places(desk.folder / ".sourcing", markers(person)).items() if where}
    assert not found


@pytest.fixture
def told(ran: Desk, tmp_path: Path) -> tuple[Desk, dict[str, Any]]:
    """A desk after a run with Prefect and a team's work, and somebody of whom everything was said."""
    desk = Desk(tmp_path / "desk")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    person = chosen(desk)
    other = next(one["person"] for one in desk.ranked() if one["person"] != person["person_id"])
    team_says(desk, person["person_id"], other=other)
    return desk, person


def test_a_person_stands_everywhere_and_then_nowhere(told: tuple[Desk, dict[str, Any]], repository_list: Path) -> None:
    desk, person = told
    desk.well("compact")
    before, others = places(desk.folder / ".sourcing", markers(person)), held_of_others(desk, person)
    assert all(before.values()) and (desk.folder / ".sourcing/words.json.gz").exists()
    assert {where.split(" ")[0] for store in before.values() for where in store} >= {
        *("landing", "warehouse.duckdb", "published", "prefect", "handed", "report.html", "review.xlsx", "views")
    }
    said = desk.well("forget", person["person_id"], "--reason", "asked by letter", "--json").out
    told_of = json.loads(said)
    assert {one["format"] for one in told_of["handed_on"]} == {"xlsx", "greenhouse"}
    assert all(person["person_id"] in letter and person["display_name"] not in letter for letter in told_of["letters"])
    nowhere(desk, person)
    assert (desk.folder / ".sourcing/words.json.gz").exists()  # what the living wrote is not cleaned again
    left = held_of_others(desk, person)
    assert others == left
    desk.well("run", ROLE, "--repo-list", str(repository_list), "--without-prefect")
    nowhere(desk, person)
    assert held_of_others(desk, person) == left
    assert "none changed, none missing" in desk.well("audit", "verify").out


def test_nobody_is_erased_by_guess_and_somebody_unknown_only_with_an_account(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    fill(desk.folder / ".sourcing")
    ended = desk.run("forget", "nobody-at-all", "--reason", "asked")
    assert ended.code == 2 and "SITE:HANDLE" in one_line_error(ended)
    assert desk.run("forget", "github:nobody", "--reason", " ").code == 2
    ended = desk.run("forget", "https://github.com/nobody-at-all", "--reason", "asked")
    assert ended.code == 0 and "is not held" in ended.err
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        assert {kind for (kind,) in warehouse.execute("SELECT kind FROM suppression").fetchall()} == {"erased"}


def test_an_erasure_that_ended_midway_is_done_by_the_next_command(tmp_path: Path) -> None:
    home = fill(tmp_path / "home")
    with house_at(home) as house:
        house.frontier.want("github-person", {"github-person marit-sbx": {"login": "marit-sbx"}})
        nothing: Any = None
        ends_there = replace(house, frontier=nothing)
        with pytest.raises(AttributeError):
            start(ends_there, ["github:marit-sbx"], kind="erased", reason="asked", actor="Ana")
        assert house.home.erasing.exists()
    assert {where.split(" ")[0] for where in places(home, ["marit-sbx"])["marit-sbx"]} == {
        "erasing.json",
        "frontier.sqlite",
    }
    with house_at(home) as house, house.warehouse() as warehouse:
        assert warehouse.rows("SELECT act FROM audit") == [("erased",)]
    assert places(home, ["marit-sbx"]) == {"marit-sbx": set()} and not (home / "erasing.json").exists()


def test_everybody_whose_time_is_over_goes_the_same_way(ran: Desk, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", clock="2028-01-01T00:00:00Z")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    people = {one["person_id"]: one for one in desk.run("sql", "FROM people", "--json").json()}
    due = desk.run("retention", "--dry-run", "--json").json()
    assert {one["person"] for one in due} >= people.keys() and {one["why"][:10] for one in due} == {"kept until"}
    desk.well("retention")
    assert desk.run("retention", "--dry-run", "--json").json() == []
    nowhere(desk, next(iter(people.values())))
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        rows = warehouse.execute("SELECT DISTINCT kind, purpose IS NOT NULL FROM suppression").fetchall()
    assert rows == [("expired", True)]


def test_that_somebody_was_erased_is_logged_once_also_of_whom_nothing_more_was_held(tmp_path: Path) -> None:
    home = fill(tmp_path / "home")
    with house_at(home) as house:
        with house.warehouse() as warehouse:
            suppress(warehouse, "github:marit-sbx", salt=house.salt, reason="asked", now=NOW)
        for _ in range(2):
            start(house, ["github:marit-sbx"], kind="erased", reason="asked", actor="Ana")
        with house.warehouse() as warehouse:
            assert warehouse.rows("SELECT act FROM audit") == [("erased",)]


def test_an_address_of_mail_or_of_any_profile_means_who_has_it(tmp_path: Path) -> None:
    home, mine = fill(tmp_path / "home"), f"git:{keyed_handle(b'test', 'marit@mail.example')}"
    with house_at(home) as house, house.warehouse() as warehouse:
        warehouse.insert("account_link", [["forge.example/works/oven", mine, "github:marit-sbx", "declared", "b"]])
        warehouse.insert("account_seen", [["forge.example/works/oven", mine, "", False, "b"]])
        warehouse.insert("account_met", [[mine, naive_utc(NOW)]])
        rebuild_people(warehouse, retention_days=365)
        everyone = accounts_of(warehouse, "github:marit-sbx")
        assert mine in everyone
        words = ("marit-sbx", "Marit@mail.example", "www.github.com/Marit-SBX", "github:marit-sbx")
        for word in words:
            assert set(whom(warehouse, [word], salt=house.salt)[word].accounts) == everyone
        assert whom(warehouse, ["odd@mail.example"], salt=house.salt)["odd@mail.example"].person_id == ""


@pytest.mark.chaos
def test_killed_at_any_moment_the_next_command_ends_it(told: tuple[Desk, dict[str, Any]], tmp_path: Path) -> None:
    desk, person = told
    others = held_of_others(desk, person)
    sql = f"SELECT accounts[1] AS account FROM people WHERE person_id <> '{person['person_id']}' ORDER BY person_id LIMIT 1"
    other = desk.run("sql", sql, "--json").json()[0]["account"]
    for number in range(12):
        mine = Desk(tmp_path / f"killed-{number}")
        shutil.copytree(desk.folder, mine.folder, dirs_exist_ok=True)
        mine.environment |= {"SOURCING_BY": "Ana"}
        process = mine.start("forget", person["person_id"], "--reason", "asked", output=-3)
        note, seen = mine.folder / ".sourcing/erasing.json", time.monotonic() + 60
        while not note.exists() and process.poll() is None and time.monotonic() < seen:
            time.sleep(0.01)
        time.sleep(number * 0.25)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        mine.well("note", ROLE, other, "still here")
        assert not note.exists()
        nowhere(mine, person)
        assert not others - held_of_others(mine, person)


@pytest.mark.chaos
def test_of_all_sources_nothing_is_left(forge: Forge, web: Web, tmp_path: Path) -> None:
    star = Counter(one.person.handle for one in web.community.presences).most_common(1)[0][0]
    desk = at_forge(tmp_path / "desk", forge)
    desk.environment |= {"SOURCING_SITE_ROUTE": web.url, "SOURCING_SITE_PACE": "0", "SOURCING_SITES_OFF": "[]"}
    shutil.rmtree(desk.folder / "legal")  # drafted while no site was read
    desk.well("init")
    words = ("run", ROLE, "--contributors-of", PRODUCT, *logins(star, "ferox-sbx"))
    desk.well(*words)
    met = desk.folder / "met.csv"
    met.write_text(
        f"name,link,note,met_at,lawful_basis\nS,https://github.com/{star},{NOTE},2026-05-01,they wrote to us\n"
    )
    desk.well("import", "people", str(met))
    sql = f"SELECT person_id, display_name, accounts FROM people WHERE list_contains(accounts, 'github:{star}')"
    person = desk.run("sql", sql, "--json").json()[0]
    other = desk.run("sql", f"SELECT person_id FROM shortlist WHERE person_id <> '{person['person_id']}'", "--json")
    team_says(desk, person["person_id"], other=other.json()[0]["person_id"])
    alike = called_alike(desk, person)
    before, others = places(desk.folder / ".sourcing", markers(person)), held_of_others(desk, *alike)
    assert all(before.values()) and "frontier.sqlite (rows of frontier)" in before[star]
    told_of = json.loads(desk.well("forget", f"https://github.com/{star}", "--reason", "asked by letter", "--json").out)
    unjoined = {one["person_id"] for one in alike} - {person["person_id"]}
    assert {*told_of["namesakes"]} == unjoined  # accounts that nothing joins, which a human sees to be theirs
    if unjoined:
        desk.well("forget", *sorted(unjoined), "--reason", "the same person")
    nowhere(desk, person)
    assert others == held_of_others(desk, *alike)
    desk.well(*words, "--without-prefect")
    nowhere(desk, person)
