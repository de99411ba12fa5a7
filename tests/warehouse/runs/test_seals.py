"""A stored shortlist that is edited, cut or dropped shows; one that somebody left lawfully does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import SALT, Hand, collected, fill, opened, repository, written
from warehouse.accounts.suppress import suppress
from warehouse.audit import record, verify
from warehouse.connection import Warehouse
from warehouse.runs.seals import RANKED, broken, seal_of, seals
from warehouse.runs.stored import find_run, stored

ANNA = Hand(name="Anna Baker", email="11+anna-b@users.noreply.github.com")
BORIS = Hand(name="Boris Miller", email="boris@mail.example")


def noted(warehouse: Warehouse, *, is_provisional: bool = False) -> None:
    """The shortlist of `ranked`, noted as ranking does."""
    run = find_run(warehouse, "baker").run_id
    told = {"role": "baker", "run": run, "ranked": len(stored(warehouse, run).people), **seal_of(warehouse, run)}
    record(warehouse, RANKED, now=NOW, told={**told, "provisional": is_provisional})


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Warehouse]:
    paths = [
        repository(tmp_path, "anna-b/oven", written(ANNA, "add oven", "add heat") + written(BORIS, "add door")),
        repository(tmp_path, "mill/flour", written(BORIS, "add mill", "add stone")),
    ]
    home = collected(tmp_path, paths)
    with opened(home.file) as warehouse:
        fill(warehouse, home)
        ranked(warehouse)
        noted(warehouse)
        yield warehouse


def test_what_nobody_touched_holds(sealed: Warehouse) -> None:
    assert broken(sealed) == [] and verify(sealed).faults == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE entry SET score = score + 0.0001 WHERE rank = 1", "was changed"),
        ("UPDATE entry SET rank = 3 - rank", "was changed"),
        ("UPDATE entry SET level_says = 'leads'", "was changed"),
        ("UPDATE part SET weight = 99", "was changed"),
        ("UPDATE reason SET sentence = sentence || '.'", "was changed"),
        ("UPDATE eligibility SET answer = 'no'", "was changed"),
        ("UPDATE requirement SET strength = 1", "was changed"),
        ("DELETE FROM entry WHERE rank = 1", "was changed"),
        ("INSERT INTO asked SELECT * FROM asked LIMIT 1", "was changed"),
        ("UPDATE run SET title = 'Miller'", "was changed"),
        ("UPDATE run SET ranked_at = ranked_at - INTERVAL 1 DAY", "was changed"),
        ('UPDATE run SET manifest = \'{"model": "another"}\'', "the manifest of shortlist"),
        ("UPDATE run SET is_latest = false", "is not called the latest"),
        ("DELETE FROM run", "is gone"),
        ("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", "no act in the log ranked shortlist"),
        (
            "INSERT INTO run SELECT * REPLACE ('rforged' AS run_id) FROM run",
            "no act in the log ranked shortlist rforged",
        ),
    ],
)
def test_every_edit_shows(sealed: Warehouse, change: str, said: str) -> None:
    sealed.run(change)
    assert any(said in fault for fault in broken(sealed))
    assert verify(sealed).faults == ()


def test_who_is_taken_out_leaves_a_shortlist_that_holds(sealed: Warehouse) -> None:
    before = sealed.rows("SELECT count(*) FROM reason")
    suppress(sealed, "github:anna-b", salt=SALT, reason="asked by mail", now=NOW)
    assert sealed.rows("SELECT count(*) FROM entry") == [(1,)] and sealed.rows("SELECT count(*) FROM reason") < before
    assert broken(sealed) == [] and verify(sealed).faults == ()
    [seal] = seals(sealed).values()
    assert (seal.ranked, seal.times_shortened) == (2, 1)
    sealed.run("DELETE FROM reason")
    assert "was changed" in broken(sealed)[0]


def test_an_edit_is_not_washed_away_by_a_lawful_act(sealed: Warehouse) -> None:
    sealed.run("UPDATE entry SET score = 99 WHERE rank = 2")
    suppress(sealed, "github:anna-b", salt=SALT, reason="asked by mail", now=NOW)
    assert "was changed" in broken(sealed)[0]


def test_a_provisional_shortlist_makes_way(sealed: Warehouse) -> None:
    sealed.run("DELETE FROM audit")
    record(sealed, RANKED, now=NOW, told={"role": "baker", "run": "rfirst", "ranked": 1, "provisional": True})
    assert [fault for fault in broken(sealed) if "rfirst" in fault] == ["shortlist rfirst of baker is gone"]
    noted(sealed)
    assert broken(sealed) == []
