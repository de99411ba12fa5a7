"""What the warehouse does not hand to ranking: stars, commits that change nothing, other people's commits in one's own fork."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from sourcing.profiles import Profile, Proof, Work
from sourcing.sandbox.world import NOW
from tests.warehouse.house import Hand, Step, collected, fill, git_account, opened, repository, written
from warehouse.connection import Warehouse
from warehouse.profiles import profiles

ANNE = Hand(name="Annelise Torvandsen", email="annelise@post.example")
BORIS = Hand(name="Borislav Quimandre", email="borislav@post.example")
FAME = {"star", "stars", "stargazers", "starred", "followers", "watchers", "popularity", "fame"}


def _held(tmp_path: Path, *paths: Path) -> dict[str, Profile]:
    """The profiles by account."""
    home = collected(tmp_path, paths)
    with opened(home.file) as warehouse:
        fill(warehouse, home)
        accounts: dict[str, str] = dict(warehouse.rows("SELECT person_id, account FROM person_account"))
        return {accounts[one.person_id]: one for one in profiles(warehouse, now=NOW)}


def test_nothing_that_ranking_reads_can_hold_stars(warehouse: Warehouse) -> None:
    """Ten thousand stars more cannot change an order that has no place to put them."""
    named = {field.name for record in (Profile, Work, Proof) for field in fields(record)}
    named |= {column for (column,) in warehouse.rows("SELECT DISTINCT column_name FROM duckdb_columns()")}
    assert {"commits", "readme", "own_value"} <= named
    assert not {name for name in named if FAME & set(name.lower().split("_"))}


def test_commits_that_change_no_file_count_nothing(tmp_path: Path) -> None:
    work = written(ANNE, "Turn the wheel", "Oil the wheel", "Grind the flour")
    empty = [Step(by=ANNE, subject="Kubernetes MLflow drift alerts", files={})] * 200
    plain = _held(tmp_path / "a", repository(tmp_path / "plain", "annelise/mill", work))
    stuffed = _held(tmp_path / "b", repository(tmp_path / "stuffed", "annelise/mill", [*work, *empty]))
    assert stuffed[git_account(ANNE.email)].work == plain[git_account(ANNE.email)].work


def test_a_fork_brings_its_owner_their_own_commits_only(tmp_path: Path) -> None:
    work = written(ANNE, "Turn the wheel", "Oil the wheel", "Grind the flour")
    mine = written(BORIS, "Name me in the README", folder="notes")
    original = repository(tmp_path / "first", "annelise/mill", work)
    fork = repository(tmp_path / "second", "borislav/mill", [*work, *mine])
    held = _held(tmp_path, original, fork)
    (his,) = held[git_account(BORIS.email)].work
    assert (his.commits, his.share, his.subjects) == (1, 0.25, ("Name me in the README",))
    assert [one.commits for one in held[git_account(ANNE.email)].work] == [3]
