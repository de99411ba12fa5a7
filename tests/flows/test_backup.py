"""A home comes back from one file as it was, but for whoever left since; a damaged file and a home in use are refused."""

from __future__ import annotations

import fcntl
import json
import shutil
from pathlib import Path

import pytest

from flows.upkeep.restore import settle
from sourcing.database import Database
from sourcing.frontier import Frontier
from sourcing.home import Home
from tests.flows.everywhere import places
from tests.flows.support import Desk, copied, one_line_error


def held(desk: Desk) -> dict[str, bytes]:
    """The files of a home that a backup holds, but for the databases, which are compared by what they say."""
    home = desk.folder / ".sourcing"
    kept = [path for name in ("landing", "weights") for path in (home / name).rglob("*") if path.is_file()]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in kept}


@pytest.fixture(scope="module")
def kept(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path]:
    """A desk after a run, and its backup."""
    folder = tmp_path_factory.mktemp("kept")
    desk = copied(ran, folder / "desk")
    file = folder / "backup.tar"
    desk.well("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    return desk, file


def test_it_comes_back_on_another_machine_as_it_was(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk, file = kept
    other = Desk(tmp_path / "other").answered()
    said = other.run("restore", str(file))
    assert said.code == 0 and "no warehouse was here before" in said.err, said.err
    assert other.ranked() == desk.ranked() and held(other) == held(desk)
    other.well("audit", "verify")
    assert not (other.folder / ".sourcing/.restoring").exists()
    assert (
        one_line_error(other.run("restore", str(file))).startswith("error: ")
        and other.run("restore", str(file)).code == 2
    )


def test_whoever_left_since_stays_away(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk = copied(kept[0], tmp_path / "desk")
    forgotten, silent, *_ = (one["person"] for one in desk.ranked())
    markers = [forgotten, *(one.partition(":")[2] for one in _accounts(desk, forgotten))]
    desk.well("forget", forgotten, "--reason", "asked by letter")
    desk.well("suppress", silent, "--reason", "asked by letter")
    left = desk.ranked()
    assert {forgotten, silent}.isdisjoint(one["person"] for one in left)
    said = desk.run("restore", str(kept[1]), "--replace")
    assert said.code == 0 and "left since" in said.err, said.err
    assert desk.ranked() == left
    assert not any(places(desk.folder / ".sourcing", markers).values())
    desk.well("audit", "verify")
    assert desk.run("suppress", silent, "--reason", "again").code == 2, "nobody of this id is held"


def _accounts(desk: Desk, person: str) -> list[str]:
    sql = f"SELECT accounts FROM people WHERE person_id = '{person}'"
    found: list[str] = desk.run("sql", sql, "--json").json()[0]["accounts"]
    return found


def test_what_is_lost_and_what_was_added_is_as_in_the_backup(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk = copied(kept[0], tmp_path / "desk")
    home = desk.folder / ".sourcing"
    shutil.rmtree(next((home / "landing/batches").iterdir()))
    (home / "frontier.sqlite").write_bytes(b"SQLite format 3\0 and nothing else")
    (home / "looked.json").write_text("{}")
    desk.well("restore", str(kept[1]), "--replace")
    assert held(desk) == held(kept[0]) and not (home / "looked.json").exists()


def test_a_damaged_backup_changes_nothing(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk = copied(kept[0], tmp_path / "desk")
    before, file = desk.ranked(), tmp_path / "damaged.tar"
    data = bytearray(kept[1].read_bytes())
    data[len(data) // 3] ^= 0x01
    file.write_bytes(data)
    done = desk.run("restore", str(file), "--replace")
    assert done.code == 3 and "take another backup" in one_line_error(done)
    assert desk.ranked() == before and not (desk.folder / ".sourcing/.restoring").exists()


def test_a_home_in_use_or_with_another_key_is_left_alone(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk = copied(kept[0], tmp_path / "desk")
    with (desk.folder / ".sourcing/lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (("restore", str(kept[1]), "--replace"), ("backup", str(tmp_path / "other.tar"))):
            done = desk.run(*words)
            assert done.code == 3 and "is being written by process" in one_line_error(done)
    desk.environment["SOURCING_SALT"] = "another"
    done = desk.run("restore", str(kept[1]), "--replace")
    assert done.code == 2 and "SOURCING_SALT" in one_line_error(done)


def test_a_frontier_elsewhere_is_in_no_backup_and_is_left_alone(kept: tuple[Desk, Path], tmp_path: Path) -> None:
    desk, elsewhere = copied(kept[0], tmp_path / "desk"), tmp_path / "elsewhere.sqlite"
    (desk.folder / ".sourcing/frontier.sqlite").rename(elsewhere)
    desk.environment["SOURCING_FRONTIER_URL"] = f"sqlite:///{elsewhere}"
    items = Frontier(Database(f"sqlite:///{elsewhere}")).items()
    said = desk.run("backup", str(tmp_path / "backup.tar"))
    assert said.code == 0 and "back it up where it is" in said.err
    desk.well("restore", str(tmp_path / "backup.tar"), "--replace")
    assert Frontier(Database(f"sqlite:///{elsewhere}")).items() == items != []
    assert not (desk.folder / ".sourcing/frontier.sqlite").exists() and desk.ranked() == kept[0].ranked()


def test_a_backup_goes_to_another_disk_and_over_nothing(kept: tuple[Desk, Path]) -> None:
    desk, file = kept
    inside = desk.run("backup", ".sourcing/backup.tar")
    assert inside.code == 2 and "lies in the home itself" in one_line_error(inside)
    again = desk.run("backup", str(file))
    assert again.code == 2 and "exists already" in one_line_error(again)


@pytest.mark.parametrize("moved", range(0, 6))
def test_a_restore_that_is_ended_while_it_moves_is_finished_by_the_next(tmp_path: Path, moved: int) -> None:
    home = Home(tmp_path / "home")
    stores = ["warehouse.duckdb", "frontier.sqlite", "landing", "published/shortlists.duckdb"]
    for side, root in (("former", home.root), ("fresh", home.restoring)):
        for name in stores:
            path = root / name / "batch" if name == "landing" else root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(side)
    (home.root / "looked.json").write_text("former")
    (home.root / "warehouse.duckdb.wal").write_text("former")
    (home.restoring / "ready").write_text(json.dumps(stores))
    for name in stores[:moved]:
        place = home.root / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()
        if moved < 5:  # else it was ended between the two
            (home.restoring / name).rename(place)
    assert settle(home) and not settle(home)
    files = {
        path.relative_to(home.root).as_posix(): path.read_text() for path in home.root.rglob("*") if path.is_file()
    }
    assert files == {name if name != "landing" else "landing/batch": "fresh" for name in stores}
