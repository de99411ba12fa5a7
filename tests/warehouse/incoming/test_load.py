"""Loading twice is loading once, order does not matter, and damage leaves what stood before."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from sourcing.errors import LandingError, SourcingError
from sourcing.landing import Landing
from sourcing.sandbox.world import NOW
from tests.warehouse.house import Hand, Home, collected, everything, fill, naive, opened, repository, written
from warehouse.connection import Warehouse
from warehouse.incoming.load import Pair, load

ANNE = Hand(name="Annelise Torvandsen", email="annelise@post.example")
BORIS = Hand(name="Borislav Quimandre", email="borislav@post.example")


def test_twice_is_once(warehouse: Warehouse, world_home: Home) -> None:
    before = everything(warehouse)
    assert fill(warehouse, world_home) == 0
    assert everything(warehouse) == before
    assert all(before[table] for table in ("repository", "account_seen", "commit_fact", "touch", "evidence_fact"))


def test_the_order_of_repositories_does_not_matter(world_home: Home, warehouse: Warehouse, tmp_path: Path) -> None:
    with opened(tmp_path / "other.duckdb") as other:
        for pair in reversed(world_home.pairs):
            load(other, [pair], landing=world_home.landing, salt=b"another key changes nothing")
        fill(other, world_home)
        assert everything(other) == everything(warehouse)


@pytest.fixture
def visits(tmp_path: Path) -> Home:
    """Two visits to one repository, ten days apart: Boris wrote only after the first; and one to another in between."""
    first = repository(tmp_path / "early", "annelise/mill", written(ANNE, "Turn the wheel", "Oil the wheel"))
    more = [*written(ANNE, "Turn the wheel", "Oil the wheel"), *written(BORIS, "Count the flour", folder="sacks")]
    second = repository(tmp_path / "late", "annelise/mill", more)
    aside = repository(tmp_path / "aside", "borislav/barn", written(BORIS, "Close the door"))
    early = collected(tmp_path, [first], at=NOW)
    between = collected(tmp_path, [aside], at=NOW + timedelta(days=5))
    late = collected(tmp_path, [second], at=NOW + timedelta(days=10))
    return Home(root=tmp_path, landing=late.landing, pairs=(*early.pairs, *between.pairs, *late.pairs))


def test_the_newest_visit_wins_in_every_order_of_loading(visits: Home, tmp_path: Path) -> None:
    outcomes = []
    for number, order in enumerate(permutations(visits.pairs)):
        with opened(tmp_path / f"{number}.duckdb") as warehouse:
            for pair in order:
                fill(warehouse, visits, [pair])
            outcomes.append(everything(warehouse))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert len([row for row in outcomes[0]["commit_fact"] if row[0].endswith("/mill")]) == 3
    met = sorted(when for _, when in outcomes[0]["account_met"])
    assert met == [naive(NOW), naive(NOW + timedelta(days=5))]


def test_an_older_visit_does_not_bring_back_what_is_gone(visits: Home, empty: Warehouse) -> None:
    early, _, late = visits.pairs
    assert fill(empty, visits, [late]) == 1
    before = everything(empty, but=["account_met", "person"])
    assert fill(empty, visits, [early]) == 0
    assert everything(empty, but=["account_met", "person"]) == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _lose_a_line(path: Path) -> None:
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:-1])))


def _change_a_letter(path: Path) -> None:
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text[:-4] + b"x" + text[-3:]))


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [_cut, _lose_a_line, _change_a_letter, _remove])
@pytest.mark.parametrize(("which", "table"), [("facts", "commit"), ("facts", "account"), ("evidence", "evidence")])
def test_a_damaged_batch_leaves_the_old_rows(
    visits: Home, empty: Warehouse, damage: Callable[[Path], None], which: str, table: str
) -> None:
    early, _, late = visits.pairs
    fill(empty, visits, [early])
    before = everything(empty)
    path = visits.landing.table(getattr(late, which).batch_id, table)
    whole = path.read_bytes()
    damage(path)
    with pytest.raises(LandingError, match=f"{table}.jsonl.gz"):
        fill(empty, visits, [late])
    assert everything(empty) == before
    path.write_bytes(whole)
    assert fill(empty, visits, [late]) == 1
    assert len(everything(empty)["commit_fact"]) == 3


def test_what_came_before_the_damage_stays_loaded(visits: Home, empty: Warehouse) -> None:
    _remove(visits.landing.table(visits.pairs[2].facts.batch_id, "touch"))
    with pytest.raises(SourcingError):
        fill(empty, visits)
    assert {row[0].rpartition("/")[2] for row in everything(empty)["repository"]} == {"mill", "barn"}


def test_a_repository_without_commits_is_held_as_empty(empty: Warehouse, tmp_path: Path) -> None:
    home = collected(tmp_path, [repository(tmp_path, "annelise/nothing", [])])
    assert fill(empty, home) == 1
    assert empty.rows("SELECT commit, committed_at, commits FROM repository") == [(None, None, 0)]
    assert fill(empty, home) == 0


def test_no_address_reaches_the_warehouse(visits: Home, empty: Warehouse) -> None:
    fill(empty, visits)
    assert "post.example" not in repr(everything(empty))
    assert ANNE.name in repr(everything(empty))


def test_a_batch_of_another_home_is_not_taken_for_ours(visits: Home, empty: Warehouse, tmp_path: Path) -> None:
    pair = visits.pairs[0]
    with pytest.raises(LandingError):
        load(empty, [Pair(facts=pair.facts, evidence=pair.evidence)], landing=Landing(tmp_path / "no"), salt=b"")
    assert everything(empty)["batch"] == []
