"""The frontier on a real PostgreSQL does what it does on SQLite."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sourcing.clearing_sql import clear_database
from sourcing.database import Database
from sourcing.frontier import Closed, Frontier, State
from sourcing.github.ledger import Ledger
from sourcing.traces import Named
from tests.services import needs_postgres, postgres

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
pytestmark = needs_postgres


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as served:
        yield served


@pytest.fixture
def frontier(url: str) -> Iterator[Frontier]:
    with closing(Database(url)) as database:
        yield Frontier(database)
        with database.begin() as at:
            at.exec_driver_sql("DELETE FROM frontier")


def test_an_item_is_wanted_taken_closed_and_wanted_again(frontier: Frontier) -> None:
    frontier.want("git", {"b": {"location": "ü \n", "commit": None}, "a": {}})
    taken = frontier.lease(["a", "b", "c"], by="one", now=NOW)
    assert [(one.key, one.attempts) for one in taken] == [("a", 1), ("b", 1)]
    assert dict(taken[1].payload) == {"location": "ü \n", "commit": None}
    assert frontier.lease(["a"], by="two", now=NOW) == []
    assert [one.key for one in frontier.lease(["a"], by="two", now=NOW + timedelta(hours=2))] == ["a"]
    frontier.done("a", batch_id="git-1", result="collected")
    frontier.close([Closed(key="b", state=State.DONE, result="unchanged")], want={"c": ("git", {"new": 1})})
    assert frontier.counts("git") == {State.DONE: 2, State.TODO: 1}
    frontier.want("git", {"a": {"again": 1}})
    (again,) = frontier.take("git", most=1, by="two", now=NOW)
    assert again.key == "c" and frontier.release() == 1
    assert {one.key: one.batch_id for one in frontier.items()} == {"a": "git-1", "b": None, "c": None}


def _take(url: str, start: Any, found: Any, who: str) -> None:
    with closing(Database(url)) as database:
        frontier = Frontier(database)
        start.wait(30)
        found.put([one.key for key in range(30) for one in frontier.lease([f"{key:03}"], by=who, now=NOW)])


def test_two_processes_never_take_the_same_item(url: str, frontier: Frontier) -> None:
    names = [f"{number:03}" for number in range(30)]
    frontier.want("git", {name: {} for name in names})
    context = multiprocessing.get_context("fork")
    start, found = context.Barrier(2), context.Queue()
    takers = [context.Process(target=_take, args=(url, start, found, who)) for who in ("one", "two")]
    for process in takers:
        process.start()
    taken = [key for _ in takers for key in found.get(timeout=30)]
    for process in takers:
        process.join()
    assert sorted(taken) == names


def test_an_erasure_takes_people_out(frontier: Frontier) -> None:
    Ledger(frontier.database)
    frontier.want("github", {"login:mira-sbx": {"login": "mira-sbx"}, "login:odd": {"login": "odd", "by": "mira-sbx"}})
    assert [one.key for one in frontier.mentioning(["Mira-sbx"])] == ["login:mira-sbx", "login:odd"]
    assert clear_database(frontier.database, Named(["github:mira-sbx"], salt=b"k")) >= 2
    assert frontier.mentioning(["mira-sbx"]) == []
