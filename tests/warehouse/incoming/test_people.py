"""Profiles in the tables: of people whose work was read, as they showed themselves last, and of nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sourcing.github.facts import Profile
from sourcing.github.people import Archive
from sourcing.landing import Draft, Landing, Manifest
from sourcing.records import Account, AccountLink
from tests.github.invented import WHEN, elsewhere, person
from tests.warehouse.house import SALT
from warehouse.accounts.suppress import Suppressed, suppress
from warehouse.connection import Warehouse
from warehouse.incoming.people import OF_PROFILE, load_links, load_profiles

DAY = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def visited(landing: Landing, *people: Profile, days: int = 0) -> list[Manifest]:
    """The batches of these profiles, seen so many days later."""
    archive = Archive(landing=landing, clock=DAY + timedelta(days=days))
    return [archive.keep(one) for one in people]


def met(warehouse: Warehouse, *accounts: str, is_bot: bool = False) -> None:
    """Something of these accounts was read in a repository."""
    warehouse.insert("account_seen", [["git.example/x/y", account, "", is_bot, "b"] for account in accounts])


def loaded(warehouse: Warehouse, manifests: Sequence[Manifest], landing: Landing) -> int:
    return load_profiles(warehouse, manifests, landing=landing, salt=SALT)


def held(warehouse: Warehouse) -> list[str]:
    return [row[0] for row in warehouse.rows("SELECT account FROM profile ORDER BY account")]


def test_a_profile_stands_in_the_tables_as_it_was_seen(empty: Warehouse, landing: Landing) -> None:
    work = (elsewhere(merged=3, commits=8), elsewhere("works-sbx/kiln", merged=0, commits=2))
    shown = person(
        location="Turku",
        is_hireable=True,
        links=("https://a.example",),
        elsewhere=work,
        merged_requests=9,
        claims=("Triton",),
        readme_links=("https://b.example",),
    )
    met(empty, "github:amarint-sbx")
    (manifest,) = visited(landing, shown)
    assert loaded(empty, [manifest], landing) == 1
    ((*row, batch, claims, readme_links),) = empty.rows("SELECT * FROM profile")
    assert row == ["github:amarint-sbx", "Amarin T", 7, "Turku", True, ["https://a.example"], 9]
    assert (claims, readme_links) == (["Triton"], ["https://b.example"])
    assert batch == manifest.batch_id
    assert empty.rows(
        "SELECT repository, merged, last_merged_at, commits FROM work_elsewhere ORDER BY merged DESC"
    ) == [
        ("github.example/works-sbx/loom", 3, WHEN.replace(tzinfo=None), 8),
        ("github.example/works-sbx/kiln", 0, None, 2),
    ]


def test_loading_twice_changes_nothing(empty: Warehouse, landing: Landing) -> None:
    met(empty, "github:amarint-sbx")
    manifests = visited(landing, person(elsewhere=(elsewhere(),)))
    assert [loaded(empty, manifests, landing) for _ in range(3)] == [1, 0, 0]
    assert [empty.rows(f"SELECT count(*) FROM {table}") for table in OF_PROFILE] == [[(1,)], [(1,)]]


def test_the_newest_visit_replaces_what_was_held(empty: Warehouse, landing: Landing) -> None:
    met(empty, "github:amarint-sbx")
    first = person(location="Turku", elsewhere=(elsewhere(), elsewhere("works-sbx/kiln")))
    assert loaded(empty, visited(landing, first), landing) == 1
    visited(landing, replace(first, location="", elsewhere=(elsewhere(merged=7),)), days=9)
    assert loaded(empty, landing.manifests(), landing) == 1
    assert empty.rows("SELECT location FROM profile") == [("",)]
    assert empty.rows("SELECT merged FROM work_elsewhere") == [(7,)]


def test_nobody_is_held_of_whom_nothing_was_read(empty: Warehouse, landing: Landing) -> None:
    met(empty, "github:amarint-sbx")
    met(empty, "github:mill-bot", is_bot=True)
    manifests = visited(landing, *(person(login) for login in ("Amarint-SBX", "jonnat-sbx", "mill-bot")))
    assert loaded(empty, manifests, landing) == 1
    assert held(empty) == ["github:amarint-sbx"]


def test_the_suppressed_are_left_out_and_taken_out(empty: Warehouse, landing: Landing) -> None:
    met(empty, "github:amarint-sbx", "github:jonnat-sbx")
    people = visited(landing, person(elsewhere=(elsewhere(),)), person("jonnat-sbx"))
    loaded(empty, people, landing)
    suppress(empty, "github:Amarint-SBX", salt=SALT, reason="asked", now=DAY)
    assert held(empty) == ["github:jonnat-sbx"]
    assert empty.rows("SELECT * FROM work_elsewhere") == []
    met(empty, "github:amarint-sbx")
    assert loaded(empty, people, landing) == 0 and held(empty) == ["github:jonnat-sbx"]


def test_nothing_is_said_of_work_in_what_the_suppressed_own(empty: Warehouse, landing: Landing) -> None:
    suppress(empty, "github:works-sbx", salt=SALT, reason="asked by letter", now=DAY)
    met(empty, "github:amarint-sbx")
    shown = person(elsewhere=(elsewhere("works-sbx/loom"), elsewhere("others-sbx/kiln")))
    assert loaded(empty, visited(landing, shown), landing) == 1
    assert empty.rows("SELECT repository FROM work_elsewhere") == [("github.example/others-sbx/kiln",)]


@pytest.mark.parametrize("spares", [False, True])
def test_a_join_that_github_declares_takes_along_who_is_held(empty: Warehouse, landing: Landing, spares: bool) -> None:
    hers, login = Account(site="git", handle="0123456789abcdef"), Account(site="github", handle="amarint-sbx")
    met(empty, login.key)
    empty.insert("batch", [["git-1", "git", "s", "git.example/x/y", DAY.replace(tzinfo=None), "1", None]])
    suppress(empty, hers.key, salt=SALT, reason="asked by mail", now=DAY)
    place = landing.sparing(Suppressed.of(empty, salt=SALT)) if spares else landing
    told = {"link": [AccountLink(a=hers, b=login, reason="GitHub shows the login beside a commit")]}
    draft = Draft(
        batch_id="github-1", kind="github", source="s", repository="git.example/x/y", fetched_at=DAY, version="1", tables=told
    )  # fmt: skip
    for _ in range(2):
        assert load_links(empty, [place.write(draft)], landing=place, salt=SALT) == 0
        assert login.key in Suppressed.of(empty, salt=SALT) and not empty.rows("FROM account_seen")
