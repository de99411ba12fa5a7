"""The frontier on real SQLite: who has what in hand, and that no two have the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sourcing.database import Database
from sourcing.errors import HomeError
from sourcing.frontier import Frontier, Item, State

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'frontier.sqlite'}"


@pytest.fixture
def frontier(tmp_path: Path) -> Frontier:
    return Frontier(Database(url(tmp_path)))


def keys(items: list[Item]) -> list[str]:
    return [item.key for item in items]


def want(frontier: Frontier, *names: str, **payload: Any) -> None:
    frontier.want("git", dict.fromkeys(names, payload))


def test_what_is_wanted_is_to_do_and_taken_once(frontier: Frontier) -> None:
    want(frontier, "b", "a", location="ü \n", commit=None)
    taken = frontier.lease(["a", "b", "c"], by="one", now=NOW)
    assert keys(taken) == ["a", "b"]
    assert (taken[0].kind, dict(taken[0].payload)) == ("git", {"location": "ü \n", "commit": None})
    assert (taken[0].state, taken[0].attempts) == (State.LEASED, 1)
    assert frontier.lease(["a", "b"], by="two", now=NOW) == []


def test_a_lease_ends_with_its_time(frontier: Frontier) -> None:
    want(frontier, "a")
    frontier.lease(["a"], by="one", now=NOW, minutes=60)
    assert frontier.lease(["a"], by="two", now=NOW + timedelta(minutes=60)) == []
    (again,) = frontier.lease(["a"], by="two", now=NOW + timedelta(minutes=61))
    assert again.attempts == 2


def test_a_lease_is_compared_in_utc(frontier: Frontier) -> None:
    want(frontier, "a")
    frontier.lease(["a"], by="one", now=NOW, minutes=60)
    east = (NOW + timedelta(minutes=30)).astimezone(tz=datetime.fromisoformat("2024-01-01T00:00:00+09:00").tzinfo)
    assert frontier.lease(["a"], by="two", now=east) == []


def test_done_and_failed_are_not_to_do_until_wanted_again(frontier: Frontier) -> None:
    want(frontier, "a", "b")
    frontier.lease(["a", "b"], by="one", now=NOW)
    frontier.done("a", batch_id="git-1", result="collected")
    frontier.failed("b", result="gone")
    assert [(item.state, item.batch_id, item.last_result) for item in frontier.items()] == [
        (State.DONE, "git-1", "collected"),
        (State.FAILED, None, "gone"),
    ]
    assert frontier.lease(["a", "b"], by="two", now=NOW + timedelta(days=9)) == []
    want(frontier, "a", "b", new=1)
    taken = frontier.lease(["a", "b"], by="two", now=NOW)
    assert [(item.batch_id, dict(item.payload), item.attempts) for item in taken] == [
        ("git-1", {"new": 1}, 2),
        (None, {"new": 1}, 2),
    ]


def test_a_failure_keeps_the_name_of_what_landed_before(frontier: Frontier) -> None:
    want(frontier, "a")
    frontier.done("a", batch_id="git-1", result="collected")
    frontier.failed("a", result="gone")
    assert frontier.items()[0].batch_id == "git-1"


def test_wanting_what_is_in_hand_leaves_it_in_hand(frontier: Frontier) -> None:
    want(frontier, "a", first=1)
    frontier.lease(["a"], by="one", now=NOW)
    want(frontier, "a", second=2)
    (item,) = frontier.items(["a"])
    assert (item.state, dict(item.payload)) == (State.LEASED, {"first": 1})


def test_release_gives_back_what_is_in_hand_and_nothing_else(frontier: Frontier) -> None:
    want(frontier, "a", "b", "c")
    frontier.lease(["a", "b"], by="one", now=NOW)
    frontier.done("b", batch_id="x", result="")
    assert frontier.release() == 1
    assert [item.state for item in frontier.items()] == [State.TODO, State.DONE, State.TODO]
    assert keys(frontier.lease(["a", "b", "c"], by="two", now=NOW)) == ["a", "c"]


def test_items_come_by_key_and_only_those_asked_for(frontier: Frontier) -> None:
    want(frontier, "c", "a", "b")
    assert keys(frontier.items()) == ["a", "b", "c"]
    assert keys(frontier.items(["c", "a", "x"])) == ["a", "c"]
    assert frontier.items([]) == []


def test_forty_thousand_keys_are_no_trouble(frontier: Frontier) -> None:
    names = [f"{number:05}" for number in range(40_000)]
    want(frontier, *names[::100])
    assert keys(frontier.items(names)) == names[::100]


def _take(at: str, start: Any, found: Any, who: str) -> None:
    frontier = Frontier(Database(at))
    start.wait(30)
    mine = [key for number in range(30) for key in keys(frontier.lease([f"{number:03}"], by=who, now=NOW))]
    found.put(mine)


def test_two_processes_never_take_the_same_item(tmp_path: Path, frontier: Frontier) -> None:
    names = [f"{number:03}" for number in range(30)]
    want(frontier, *names)
    context = multiprocessing.get_context("fork")
    start, found = context.Barrier(3), context.Queue()
    takers = [context.Process(target=_take, args=(url(tmp_path), start, found, f"{who}")) for who in range(3)]
    for process in takers:
        process.start()
    taken = [key for _ in takers for key in found.get(timeout=30)]
    for process in takers:
        process.join()
    assert sorted(taken) == names
    assert {item.attempts for item in frontier.items()} == {1}


def _want(at: str, start: Any, who: str) -> None:
    start.wait(30)
    frontier = Frontier(Database(at))
    for number in range(20):
        frontier.want(who, {f"{number}": {}})


def test_two_processes_may_want_the_same_items(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    both = [context.Process(target=_want, args=(url(tmp_path), start, who)) for who in ("one", "two")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert len(Frontier(Database(url(tmp_path))).items()) == 20


def _die_holding(at: str) -> None:
    Frontier(Database(at)).lease(["a"], by="killed", now=NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_process_had_in_hand_comes_back(tmp_path: Path, frontier: Frontier) -> None:
    want(frontier, "a")
    process = multiprocessing.get_context("fork").Process(target=_die_holding, args=(url(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert frontier.lease(["a"], by="two", now=NOW) == []
    assert frontier.release() == 1
    assert keys(frontier.lease(["a"], by="two", now=NOW)) == ["a"]


def test_a_damaged_database_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "frontier.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(HomeError, match=r"frontier\.sqlite fails"):
        Frontier(Database(url(tmp_path)))


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="unable to open"):
        Frontier(Database(url(tmp_path / "none")))


@pytest.mark.parametrize(
    "address",
    ["postgresql://maria:hush@127.0.0.1:1/x", "nosuch://maria:hush@127.0.0.1/x", "postgresql+nodriver://maria:hush@h/x", "maria:hush"],
)  # fmt: skip
def test_a_server_out_of_reach_is_an_error_without_its_password(address: str) -> None:
    with pytest.raises(HomeError) as caught:
        Frontier(Database(address))
    assert "hush" not in str(caught.value)


def test_what_mentions_somebody_is_found_in_key_and_payload(frontier: Frontier) -> None:
    want(frontier, "login:Mira-sbx")
    want(frontier, "forge.example/odd/press", authors=[{"login": "mira-SBX"}])
    want(frontier, "forge.example/odd/cellar", authors=[{"login": "mira_sbx"}])
    assert keys(frontier.mentioning(["mira-sbx"])) == ["forge.example/odd/press", "login:Mira-sbx"]


@pytest.mark.chaos
def test_what_somebody_still_reads_is_not_said_to_be_gone(tmp_path: Path) -> None:
    database = Database(url(tmp_path))
    want(Frontier(database), "marit-sbx")
    with closing(sqlite3.connect(tmp_path / "frontier.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM frontier").fetchall()
        with database.begin() as at:
            at.exec_driver_sql("DELETE FROM frontier")
        with pytest.raises(HomeError, match="somebody reads it"):
            database.compact()
    database.compact()
    assert b"marit-sbx" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
