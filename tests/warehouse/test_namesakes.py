"""Two people who show one name in one repository stand side by side for a human to look at, and stay two."""

from __future__ import annotations

from pathlib import Path

from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import HIDDEN, OTHER, ranked
from tests.warehouse.house import Hand, collected, fill, git_account, repository, written
from warehouse.connection import Warehouse, open_published
from warehouse.published.publish import publish

SAME = Hand(name=HIDDEN.name.lower(), email="ottilie@post.example")
ELSEWHERE = Hand(name=OTHER.name, email="casimir@other.example")


def test_of_one_name_in_one_repository(empty: Warehouse, tmp_path: Path) -> None:
    house = [
        *written(HIDDEN, "Add a wall"),
        *written(SAME, "Add a roof", folder="roof"),
        *written(OTHER, "Add a door", folder="door"),
    ]
    barn = [*written(ELSEWHERE, "Add hay"), *written(HIDDEN, "Add straw", folder="straw")]
    fill(
        empty,
        collected(tmp_path, [repository(tmp_path, "guild/house", house), repository(tmp_path, "guild/barn", barn)]),
    )
    ranked(empty)
    publish(empty, tmp_path / "shortlists.duckdb", now=NOW)
    with open_published(tmp_path / "shortlists.duckdb") as published:
        [(account, other, repositories)] = published.rows("SELECT account, other_account, repositories FROM namesakes")
        assert {account, other} == {"github:ottilie-v", git_account(SAME.email)}
        assert [one.rpartition("/")[2] for one in repositories] == ["house"]
        assert published.rows("SELECT count(*) FROM people") == [(4,)]
