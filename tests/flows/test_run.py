"""One real run through Prefect, read as a recruiter and as an auditor would."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from flows.server import started
from sourcing.sandbox.world import World
from tests.flows.support import Desk, one_line_error


def test_shortlist_json_has_everyone_with_a_score_that_is_the_sum_of_its_parts(ran: Desk) -> None:
    people = ran.ranked()
    assert len(people) > 30
    assert [one["rank"] for one in people] == list(range(1, len(people) + 1))
    assert [one["score"] for one in people] == sorted((one["score"] for one in people), reverse=True)
    for one in people:
        assert one["accounts"] and one["band"] in ("strong evidence", "some evidence", "insufficient evidence")
        assert one["score"] == pytest.approx(sum(one["parts"].values()), abs=1e-3)


def test_the_people_at_the_top_are_operators(ran: Desk, sandbox_world: World) -> None:
    truth = {person.name: person for person in sandbox_world.people}
    top = ran.run("shortlist", "mlops-operator", "--top", "5", "--json").json()
    assert [truth[one["name"]].archetype for one in top].count("operator") >= 4


def test_bots_are_nobody(ran: Desk) -> None:
    people = ran.ranked()
    assert not [one["name"] for one in people if "[bot]" in one["name"]]


def test_every_way_of_naming_a_person_finds_them(ran: Desk) -> None:
    people = ran.ranked()
    someone = next(one for one in people if one["profiles"])
    login = someone["profiles"][0].rpartition("/")[2]
    for name in (
        str(someone["rank"]),
        someone["person"],
        login,
        f"@{login}",
        f"github:{login}",
        someone["profiles"][0],
    ):
        assert ran.run("explain", "mlops-operator", name, "--json").json()["person"] == someone["person"]


def test_explain_links_every_reason_to_a_line(ran: Desk) -> None:
    told = ran.run("explain", "mlops-operator", "1", "--json").json()
    links = [one["link"] for one in told["reasons"] if one["link"]]
    assert links and all("/blob/" in link and "#L" in link for link in links)
    assert all(part["points"] == pytest.approx(part["weight"] * part["value"], abs=1e-3) for part in told["parts"])
    said = ran.run("explain", "mlops-operator", "2").out
    assert "What would change the rank\n  To rank 1 (" in said and "not what a person can do" in said
    ahead = ran.run("explain", "mlops-operator", "2", "--json").json()["would_change"]
    assert ahead["neighbours"]["above"]["rank"] == 1 and ahead["skills"] and ahead["rests_most_on"]["link"]


def test_review_sheet_holds_everyone_and_no_contact(ran: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "review.csv"
    assert ran.run("review", "mlops-operator", "--out", str(sheet)).code == 0
    rows = list(csv.DictReader(sheet.open(newline="", encoding="utf-8")))
    assert len(rows) == len(ran.ranked())
    assert {row["status"] for row in rows} == {"for review"}
    assert "@example" not in sheet.read_text("utf-8")


def test_no_address_is_stored_anywhere(ran: Desk, sandbox_world: World) -> None:
    with duckdb.connect(ran.warehouse, read_only=True) as warehouse:
        tables = [name for (name,) in warehouse.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        text = "\n".join(str(warehouse.execute(f"SELECT * FROM {name}").fetchall()) for name in tables)
    addresses = {address for person in sandbox_world.people for address in person.emails}
    assert not [address for address in addresses if address in text]


def test_prefect_saw_batches_and_counts_but_no_path_or_name(ran: Desk, repositories: list[Path]) -> None:
    with closing(sqlite3.connect(ran.folder / ".sourcing" / "prefect" / "prefect.db")) as records:
        states = dict(records.execute("SELECT name, state_type FROM task_run").fetchall())
        assert {name.split("-")[0] for name in states} >= {"discover", "collect", "extract", "load", "rank", "publish"}
        assert set(states.values()) == {"COMPLETED"}
        artifacts = records.execute("SELECT key, description FROM artifact").fetchall()
        dump = "\n".join(records.iterdump())
    assert [key for key, says in artifacts if "sourcing changes mlops-operator" in says] == ["changes-mlops-operator"]
    assert not [name for one in ran.ranked() if (name := one["name"]) in dump]
    assert not [path for path in repositories if str(path) in dump or path.parent.name in dump]


def test_prefect_leaves_no_server_behind(ran: Desk) -> None:
    assert not (ran.folder / ".sourcing" / "prefect" / "server.json").exists()
    assert started(2**22 - 1) is None


def test_home_is_private(ran: Desk) -> None:
    for path in (ran.folder / ".sourcing").rglob("*"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_the_same_command_again_reads_nothing_twice(ran: Desk, repository_list: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "again")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    before = sorted(path.name for path in (desk.folder / ".sourcing/landing/batches").iterdir())
    done = desk.run("run", "mlops-operator", "--repo-list", str(repository_list), "--without-prefect")
    assert done.code == 0 and "(0 read now)" in done.err
    assert sorted(path.name for path in (desk.folder / ".sourcing/landing/batches").iterdir()) == before


def test_two_runs_over_the_same_landing_give_the_same_bytes(ran: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other", clock="2026-11-05T12:00:00Z").answered()
    shutil.copytree(ran.folder / ".sourcing/landing", other.folder / ".sourcing/landing")
    assert other.run("run", "mlops-operator", "--without-prefect").code == 0
    said = [desk.run("shortlist", "mlops-operator", "--all", "--json").out for desk in (ran, other)]
    assert said[0] == said[1]
    sheets = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for desk, sheet in zip((ran, other), sheets, strict=True):
        desk.run("review", "mlops-operator", "--out", str(sheet))
    assert sheets[0].read_bytes() == sheets[1].read_bytes()


def test_any_client_reads_the_published_file_while_a_run_writes(ran: Desk) -> None:
    published = ran.folder / ".sourcing/published/shortlists.duckdb"
    with (
        duckdb.connect(ran.warehouse) as writer,
        duckdb.connect(str(published), read_only=True) as reader,
    ):
        writer.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM shortlist WHERE role = 'mlops-operator'").fetchall()[0][0] > 30


def test_sql_answers(ran: Desk) -> None:
    rows = ran.run("sql", "SELECT count(*) AS people FROM people", "--json").json()
    assert rows[0]["people"] > 30
    for wrong in ("DROP TABLE run", "SELECT nothing FROM people", "SELEC", "SELECT * FROM read_csv('/etc/passwd')"):
        done = ran.run("sql", wrong)
        assert done.code == 2 and "the query fails" in one_line_error(done)


def test_sql_as_csv_runs_in_no_spreadsheet(ran: Desk) -> None:
    done = ran.run("sql", "SELECT '=1+1' AS name, 3 AS n, [1, 2] AS list, NULL AS nothing, true AS yes", "--csv")
    assert list(csv.reader(done.out.splitlines())) == [
        ["name", "n", "list", "nothing", "yes"],
        ["'=1+1", "3", "[1, 2]", "", "True"],
    ]
    assert ran.run("sql", "FROM people WHERE false", "--csv").out == ""
    assert "choose one" in one_line_error(ran.run("sql", "FROM people", "--csv", "--json"))
