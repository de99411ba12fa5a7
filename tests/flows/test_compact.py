"""What nights leave behind goes, what the latest shortlists need stays, and a removal that was ended midway is done by the next one."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from flows.extract import extract_batch, newest_batches
from flows.house import House
from flows.rank import load_all, publish_all, rank_role
from flows.reproduce import reproduce
from flows.rights.erase import start
from flows.upkeep.compact import Spare, make_small, spare
from ranking.role import find_role
from sourcing.database import Database
from sourcing.errors import LandingError, WarehouseError
from sourcing.git.source import ChosenText
from sourcing.landing import Landing
from sourcing.run_records import forget_records
from tests.flows.everywhere import places
from tests.flows.support import ROLE, Desk, copied
from tests.flows.test_reproduce import ANNA, BORIS, opened
from tests.warehouse.house import collected, repository, written
from warehouse.audit import verify
from warehouse.runs.seals import broken
from warehouse.runs.stored import find_run, stored

NIGHTS = 3


def night(root: Path, number: int) -> str:
    """The id of the run of one night, on which one of two repositories was another."""
    day = datetime(2026, 11, number, tzinfo=UTC)
    oven = repository(root / f"{number}", "anna-b/oven", written(ANNA, f"night {number}", "bake", "cool"))
    mill = repository(root / f"{number}", "mill/flour", written(BORIS, "grind", "sell", folder="deploy"))
    collected(root / "home", [oven, mill], at=day)
    with opened(root / "home", clock=f"{day:%Y-%m-%d}") as house:
        load_all(house, [pair for batch in newest_batches(house) for pair in extract_batch(house, batch)])
        rank_role(house, find_role(ROLE, folder=root))
        publish_all(house)
        with house.warehouse() as warehouse:
            return find_run(warehouse, ROLE).run_id


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home after some nights, and the runs of those nights."""
    root = tmp_path_factory.mktemp("lived")
    return root / "home", [night(root, number) for number in range(1, NIGHTS + 1)]


@pytest.fixture
def home(lived: tuple[Path, list[str]], tmp_path: Path) -> Path:
    shutil.copytree(lived[0], tmp_path / "home")
    return tmp_path / "home"


def done(home: Path, *, keep: int = 2) -> Spare:
    with opened(home, clock="2026-11-20") as house:
        return make_small(house, keep=keep)


def digests(house: House, runs: list[str]) -> list[str]:
    with house.warehouse() as warehouse:
        return [stored(warehouse, find_run(warehouse, run).run_id).digest for run in runs]


def test_what_the_latest_need_stays_and_the_rest_goes(home: Path, lived: tuple[Path, list[str]]) -> None:
    runs = lived[1]
    with opened(home) as house:
        before = digests(house, runs[-2:])
    assert list(done(home).runs) == runs[:-2]
    with opened(home) as house:
        assert digests(house, runs[-2:]) == before
        held = house.landing.manifests("git")
        assert sum("oven" in one.repository for one in held) == 2, "one visit for each shortlist that stays"
        assert len(list(house.landing.blobs.glob("??/*"))) == len(_blobs(house.landing))
        with house.warehouse() as warehouse:
            assert not verify(warehouse).faults and not broken(warehouse)
        for run in runs[-2:]:
            assert reproduce(house, run).is_same
        with pytest.raises(WarehouseError, match=rf"{runs[0]} cannot be made again.* on 2026-11-20"):
            reproduce(house, runs[0])


def _blobs(landing: Landing) -> set[str]:
    return {text.blob for one in landing.manifests("git") for text in landing.read(one.batch_id, "text", ChosenText)}


def test_a_look_changes_nothing_and_a_second_time_finds_nothing(home: Path) -> None:
    with opened(home) as house:
        first, again = (spare(house, keep=2) for _ in range(2))
    assert first == again and first.runs and first.batches and first.blobs
    assert done(home) == first
    with opened(home) as house:
        nothing = spare(house, keep=2)
    assert not (nothing.runs or nothing.batches or nothing.blobs)


def test_ended_midway_the_next_one_ends_where_a_calm_one_does(home: Path, tmp_path: Path) -> None:
    calm = tmp_path / "calm"
    shutil.copytree(home, calm)
    done(calm)
    with opened(home) as house:
        found = spare(house, keep=2)
        place = house.landing.batches / found.batches[0]
        place.rename(
            place.with_name(f".tmp-gone-{place.name}")
        )  # as a kill between the two steps of a removal leaves it
        found.blobs[0].unlink()
        house.home.warehouse.with_name(".fresh-warehouse.duckdb").write_bytes(b"half")
    done(home)
    assert _files(home) == _files(calm)


def _files(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def test_somebody_forgotten_in_it_stands_nowhere(home: Path) -> None:
    done(home)
    named = ["anna-b", "anna baker"]
    assert all(places(home, named).values())
    with opened(home) as house:
        start(house, ["github:anna-b"], kind="erased", reason="asked", actor="Ana")
    assert places(home, named) == {name: set() for name in named}


def test_vectors_of_former_texts_go_where_they_are_many(home: Path) -> None:
    with opened(home) as house, house.warehouse() as warehouse:
        before = {one for (one,) in warehouse.rows("SELECT text_hash FROM embedding")}
        warehouse.run("INSERT INTO embedding SELECT model, 'former' || i, vector FROM embedding, range(100) t(i)")
    done(home)
    with opened(home) as house, house.warehouse() as warehouse:
        after = {one for (one,) in warehouse.rows("SELECT text_hash FROM embedding")}
    assert after and after <= before


def test_a_damaged_batch_is_named_and_nothing_goes(home: Path) -> None:
    landing = Landing(home / "landing")
    newest = landing.manifests("git")[-1].batch_id
    landing.table(newest, "text").write_bytes(b"no gzip")
    before = _files(home)
    with pytest.raises(LandingError, match=newest):
        done(home)
    assert _files(home) == before


def test_prefect_forgets_what_is_long_ago(ran: Desk, tmp_path: Path) -> None:
    records = copied(ran, tmp_path / "mine").folder / ".sourcing/prefect/prefect.db"
    with closing(Database(f"sqlite:///{records}")) as database:
        assert forget_records(database, datetime(2020, 1, 1, tzinfo=UTC)) == 0
        with database.begin() as at:
            at.execute(text("UPDATE flow_run SET deployment_id = 'a job'"))
        forget_records(database, datetime(2999, 1, 1, tzinfo=UTC))
        with database.begin() as at:
            kept = "the latest run of a job, by which a schedule knows what it missed"
            assert at.execute(text("SELECT count(*) FROM flow_run")).scalar() == 1, kept
            at.execute(text("UPDATE flow_run SET deployment_id = NULL"))
        assert forget_records(database, datetime(2999, 1, 1, tzinfo=UTC)) > 0
        with database.begin() as at:
            counts = [
                at.execute(text(f"SELECT count(*) FROM {name}")).scalar()
                for name in ("flow_run", "flow_run_state", "task_run", "task_run_state", "events")
            ]
    assert not any(counts)
