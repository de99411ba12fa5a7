"""What people left lying in a home: whatever names the erased goes, the state of tools loses the words, and the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from flows.rights.leftovers import clear_leftovers
from sourcing.database import Database
from sourcing.frontier import Frontier
from sourcing.home import Home
from sourcing.traces import Named
from tests.flows.everywhere import places
from tests.warehouse.house import opened

GONE = Named(["github:mira-sbx"], names=["Mira Solvang"], salt=b"k")


def note(path: Path) -> None:
    path.write_text("Mira Solvang, met at the quillwort meeting")


def answer(path: Path) -> None:
    path.write_text('{"asked_for": ["github:mira-sbx"], "note": "met at the quillwort meeting"}')


def about_nobody(path: Path) -> None:
    path.write_text("met at the quillwort meeting")


def copy_of_the_warehouse(path: Path) -> None:
    with opened(path) as warehouse:
        said = [f"Mira Solvang was met at the quillwort meeting {one}" for one in range(5_000)]
        warehouse.insert("note", [["git:0011", one, "Ana", datetime(2026, 11, 1)] for one in said])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("answer/disclosure.json", answer),
        ("settings.toml", note),
        ("mira-sbx/answer.txt", about_nobody),
        ("before-0016.duckdb", copy_of_the_warehouse),
        ("old.sqlite-wal", note),
    ],
)
def test_a_file_about_the_erased_goes_whole(home: Home, name: str, written: Callable[[Path], None]) -> None:
    path = home.root / name
    path.parent.mkdir(exist_ok=True)
    written(path)
    assert clear_leftovers(home, GONE, files=(), frontier=None, memory_limit="512MB") == {str(path): "removed"}
    assert not any(places(home.root, ["mira-sbx", "Mira Solvang", "quillwort"]).values())
    assert not (home.root / "mira-sbx").exists()


@pytest.mark.parametrize("name", ["looked.json", "weights/1.toml", "prefect/profiles.toml", "server.log"])
def test_the_state_of_a_tool_loses_the_words(home: Home, name: str) -> None:
    path = home.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("a = 'Mira Solvang'\nb = 'Odd Berg'\n")
    assert clear_leftovers(home, GONE, files=(), frontier=None, memory_limit="512MB") == {str(path): "words removed"}
    assert path.read_text() == "a = '[erased]'\nb = 'Odd Berg'\n"


def test_of_others_nothing_goes(home: Home) -> None:
    path = home.root / "report.html"
    path.write_text("Odd Berg")
    assert clear_leftovers(home, GONE, files=(), frontier=None, memory_limit="512MB") == {} and path.exists()


@pytest.mark.parametrize("elsewhere", ["postgresql://host/frontier", None])
def test_a_frontier_that_is_no_longer_used_is_cleared_too(home: Home, elsewhere: str | None) -> None:
    with closing(Database(home.frontier_url(None))) as database:
        Frontier(database).want("github-person", {"github-person mira-sbx": {"login": "mira-sbx"}})
    done = clear_leftovers(home, GONE, files=(), frontier=elsewhere, memory_limit="512MB")
    assert bool(done) == bool(elsewhere) == (not places(home.root, ["mira-sbx"])["mira-sbx"])


def test_a_table_without_a_key_is_cleared_too(home: Home) -> None:
    path = home.root / "mine.sqlite"
    with closing(Database(f"sqlite:///{path}")) as database, database.begin() as at:
        at.exec_driver_sql("CREATE TABLE met (who TEXT, times INTEGER)")
        at.exec_driver_sql("INSERT INTO met VALUES ('Mira Solvang', NULL), ('Odd Berg', 2)")
    assert clear_leftovers(home, GONE, files=(), frontier=None, memory_limit="512MB") == {str(path): "rows removed"}
    found = places(home.root, ["Mira Solvang", "Odd Berg"])
    assert not found["Mira Solvang"] and found["Odd Berg"]
