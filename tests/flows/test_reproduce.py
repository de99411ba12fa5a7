"""A stored shortlist comes out again byte for byte; what was edited, and what is not as it was, is told by name."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

import flows.reproduce
from flows.card.write import write_cards
from flows.house import House
from flows.opening import open_house
from flows.progress import Lines
from flows.rank import load_all, rank_role
from flows.reproduce import Reproduced, reproduce
from flows.run_difference import difference
from ranking.role import find_role
from sourcing.errors import LandingError, WarehouseError
from sourcing.settings import load_settings
from tests.flows.support import ROLE, Desk, one_line_error
from tests.warehouse.house import SALT, Hand, collected, repository, written
from warehouse.accounts.identity import record_verdict
from warehouse.accounts.suppress import suppress
from warehouse.runs.stored import find_run, stored

ANNA = Hand(name="Anna Baker", email="11+anna-b@users.noreply.github.com")
BORIS = Hand(name="Boris Miller", email="boris@mail.example")
CARLA = Hand(name="Carla Turner", email="carla@mail.example")


@contextmanager
def opened(root: Path, *, clock: str = "2026-11-02") -> Iterator[House]:
    settings = load_settings(home=root, salt=SALT.decode(), clock=f"{clock}T00:00:00Z")
    with open_house(settings, progress=Lines(Console(quiet=True))) as house:
        yield house


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small repositories, loaded and ranked."""
    folder = tmp_path_factory.mktemp("small")
    oven = written(ANNA, "add oven", "add heat") + written(CARLA, "serve bread over http", folder="serve")
    mill = [*written(BORIS, *(f"monitor part {place}" for place in range(6)), folder="deploy")]
    paths = [repository(folder, "anna-b/oven", oven), repository(folder, "mill/flour", mill)]
    home = collected(folder / "home", paths)
    with opened(home.root, clock="2026-11-01") as house:
        load_all(house, home.pairs)
        rank_role(house, find_role(ROLE, folder=folder))
    return home.root


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def altered(home: Path, sql: str, *values: Any) -> list[Any]:
    with duckdb.connect(str(home / "warehouse.duckdb")) as at:
        return at.execute(sql, values).fetchall()


def again(home: Path, **asked: Any) -> Reproduced:
    with opened(home) as house:
        found = reproduce(house, ROLE, **asked)
    assert not (home / "scratch").exists()
    return found


def manifest(home: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(altered(home, "SELECT manifest FROM run")[0][0])
    return found


def with_manifest(home: Path, **changed: str) -> None:
    altered(home, "UPDATE run SET manifest = ?", json.dumps(manifest(home) | changed, sort_keys=True))


def batch_of(home: Path, table: str) -> Path:
    """The file of a table of a batch that the run was made from."""
    return next(path for path in sorted((home / "landing" / "batches").glob(f"*/{table}.jsonl.gz")))


@pytest.mark.parametrize("encode", [False, True])
def test_the_same_bytes_come_out_again(home: Path, encode: bool) -> None:
    found = again(home, encode=encode)
    assert found.is_same and (found.difference, found.edits, found.changes) == (None, [], [])
    noted = json.loads(altered(home, "SELECT told FROM audit WHERE act = 'ranked'")[0][0])
    assert found.stored == found.again == noted["shortlist"] and (found.people, found.left_out) == (3, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE part SET weight = 16 WHERE part = 'must-have skills'",
            "part 'must-have skills': weight is 16.0 as stored",
        ),
        ("UPDATE entry SET score = 1 WHERE rank = 2", "entry: score is 1.0 as stored"),
        ("UPDATE entry SET level = 'leads' WHERE rank = 3", "entry: level is 'leads' as stored, and 'contributes'"),
        ("UPDATE reason SET sentence = 'bakes' WHERE position = 1", "sentence is 'bakes' as stored"),
        ("DELETE FROM entry WHERE rank = 3", "is not stored"),
        ("UPDATE asked SET skill = 'baking' WHERE position = 1", "asked: skill is 'baking' as stored"),
    ],
)
def test_an_edit_is_told_by_person_and_part(home: Path, change: str, said: str) -> None:
    with opened(home) as house, house.warehouse() as warehouse:
        run = find_run(warehouse, ROLE).run_id
        before = stored(warehouse, run)
        warehouse.run(change)
        assert said in str(difference(stored(warehouse, run), before))


def test_an_edit_is_noticed(home: Path) -> None:
    altered(home, "UPDATE part SET weight = 16 WHERE part = 'must-have skills'")
    found = again(home)
    assert not found.is_same and found.edits == ["the stored shortlist is not the one in the audit log"]
    assert "part 'must-have skills': weight is 16.0 as stored" in str(found.difference)


def test_an_edited_manifest_is_told_though_the_bytes_are_the_same(home: Path) -> None:
    before = manifest(home)["model"]
    with_manifest(home, model="0" * 64)
    found = again(home)
    assert found.difference is None and not found.is_same
    assert [one.partition(" is not ")[0] for one in found.edits] == [
        f"the manifest of {found.run_id}",
        "the stored manifest",
    ]
    assert found.changes == [f"encoder (SHA-256 of its weights): {('0' * 60)}… then, {before[:60]}… now"]


def test_other_weights_make_other_bytes(home: Path) -> None:
    version, named, other = json.loads(manifest(home)["weights"])
    names = list(named)
    named |= {names[0]: named[names[0]] + 1, names[2]: named[names[2]] - 1}
    with_manifest(home, weights=json.dumps([version, named, other]))
    assert "weight" in str(again(home).difference)
    with_manifest(home, weights=json.dumps([version, {**named, names[0]: 99}, other]))
    with pytest.raises(WarehouseError, match="the weights sum to"):
        again(home)


def test_a_changed_batch_is_told_by_name(home: Path) -> None:
    path = batch_of(home, "evidence")
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(LandingError, match=str(path)):
        again(home)
    told = json.loads((path.parent / "manifest.json").read_text())
    told["sha256"]["evidence"] = hashlib.sha256(b"").hexdigest()
    (path.parent / "manifest.json").write_text(json.dumps(told))
    found = again(home)
    assert found.difference and found.changes[0] == f"batches changed in the landing: {path.parent.name}"


def test_batches_that_are_gone_are_told_by_name(home: Path) -> None:
    shutil.rmtree(batch_of(home, "evidence").parent)
    found = again(home)
    assert found.difference and found.changes[0].startswith("batches gone from the landing: ")
    shutil.rmtree(home / "landing")
    with pytest.raises(LandingError, match="none of the 4 batches"):
        again(home)


def test_what_lands_later_changes_nothing(home: Path, tmp_path: Path) -> None:
    collected(home, [repository(tmp_path, "anna-b/new", written(ANNA, "add new"))])
    assert again(home).is_same


def test_who_asked_to_be_left_alone_is_on_neither_side(home: Path) -> None:
    with opened(home) as house, house.warehouse() as warehouse:
        suppress(warehouse, "github:anna-b", salt=SALT, reason="asked by mail", now=house.clock)
    found = again(home)
    assert (found.people, found.left_out, found.edits) == (1, 1, [])  # with the repository goes who wrote in it alone
    assert "is only stored" in str(found.difference)
    assert "it counted in the scores of others (1 acts)" in found.changes[-1]


def test_who_expired_is_on_neither_side(home: Path) -> None:
    altered(home, "UPDATE person SET expires_at = '2026-11-01' WHERE display_name = 'Boris Miller'")
    found = again(home)
    assert found.is_same and (found.people, found.left_out) == (2, 1)


def test_decisions_on_identity_since_do_not_count_and_are_told(home: Path) -> None:
    accounts = [row[0] for row in altered(home, "SELECT account FROM person_account WHERE account LIKE 'git:%'")]
    with opened(home) as house, house.warehouse() as warehouse:
        record_verdict(warehouse, [(accounts[0], accounts[1])], "same", by="R.", reason="the same", now=house.clock)
    found = again(home)
    assert found.is_same and found.changes == ["1 decisions on which accounts are one person's were made since"]


def test_nothing_stays_in_scratch_after_a_crash(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(house: House, *_: Any, **__: Any) -> int:
        assert house.home.warehouse.exists()
        raise KeyboardInterrupt

    before = sorted(home.rglob("*"))
    monkeypatch.setattr(flows.reproduce, "rank_role", crash)
    with pytest.raises(KeyboardInterrupt):
        again(home)
    assert sorted(home.rglob("*")) == before


def test_what_a_manifest_does_not_tell_is_told_by_name(home: Path) -> None:
    with_manifest(home, batch_digests="[")
    with pytest.raises(WarehouseError, match="is missing or damaged"):
        again(home)
    for damaged in ("[", "[1]"):
        altered(home, "UPDATE run SET manifest = ?", damaged)
        with pytest.raises(WarehouseError, match="is no JSON object"):
            again(home)
    altered(home, "UPDATE run SET manifest = '{}'")
    with pytest.raises(WarehouseError, match="'weights' is missing"):
        again(home)
    with opened(home) as house, pytest.raises(WarehouseError, match="lacks role, weights"):
        write_cards(house, ROLE, home / "cards")


def test_as_a_user_meets_it(ran: Desk, tmp_path: Path) -> None:
    shutil.copytree(ran.folder, tmp_path / "desk")
    desk = Desk(tmp_path / "desk")
    same = desk.run("reproduce", ROLE)
    assert same.code == 0 and "the same bytes: " in same.out
    assert "every shortlist is as it was ranked" in desk.run("audit", "verify").out
    altered(desk.folder / ".sourcing", "UPDATE entry SET score = 99 WHERE rank = 7")
    assert "was changed" in one_line_error(desk.run("audit", "verify"))
    other = desk.run("reproduce", ROLE)
    assert other.code == 1 and "first difference: p" in other.out
    assert desk.run("reproduce", "baker").code == 3
