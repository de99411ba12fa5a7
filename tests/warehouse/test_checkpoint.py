"""Nobody writes where a warehouse's rows stand: a process that is killed at any moment leaves the file of before, or the whole new one."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.house import opened
from tests.warehouse.readers import reader
from warehouse.checkpoint import log_of
from warehouse.connection import Warehouse, whole

DAY = "TIMESTAMP '2026-01-01'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A warehouse that holds one account."""
    with opened(tmp_path / "w.duckdb") as warehouse:
        met(warehouse, 1)
    return tmp_path / "w.duckdb"


def met(warehouse: Warehouse, count: int, *, name: str = "git:") -> None:
    warehouse.run(f"INSERT INTO account_met SELECT '{name}' || i, {DAY} FROM range({count}) r(i)")


def held(path: Path) -> int:
    with opened(path) as warehouse:
        return int(warehouse.rows("SELECT count(*) FROM account_met")[0][0])


def test_no_byte_of_the_file_changes_before_the_end_of_the_block(path: Path) -> None:
    before = path.read_bytes()
    with opened(path) as warehouse:
        for number in range(5):
            with warehouse.transaction():
                met(warehouse, 200_000, name=f"git:{number}-")
            assert path.read_bytes()[: len(before)] == before
    assert not log_of(path).exists() and [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() != before and held(path) == 1_000_001


def test_what_a_failing_block_committed_stays(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), opened(path) as warehouse:
        met(warehouse, 2, name="git:late-")
        raise ZeroDivisionError
    assert path.read_bytes() == before and held(path) == 3


def test_a_copy_that_was_not_ready_is_taken_back(path: Path) -> None:
    copy = path.with_name(f".settling-{path.name}")
    copy.write_bytes(path.read_bytes()[:10_000])
    log_of(copy).write_bytes(b"half")
    assert held(path) == 1
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_copy_that_was_ready_takes_the_place(path: Path) -> None:
    former = path.with_name("former.duckdb")
    shutil.copy(path, former)
    with opened(path) as warehouse:
        met(warehouse, 2, name="git:late-")
    path.rename(path.with_name(f".settling-{path.name}"))
    former.rename(path)
    path.with_name(f".spent-{path.name}.wal").write_bytes(b"whose rows are in the copy")
    assert held(path) == 3
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_copy_that_has_taken_the_place_stays(path: Path) -> None:
    path.with_name(f".spent-{path.name}.wal").write_bytes(b"whose rows are in the file")
    assert held(path) == 1
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_of_a_large_file_a_small_log_stays_until_it_is_asked_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.checkpoint._SMALL", 1_000)
    before = path.read_bytes()
    with opened(path) as warehouse:
        met(warehouse, 2, name="git:late-")
    assert path.read_bytes() == before and log_of(path).exists() and held(path) == 3
    whole(path, memory_limit="1GB")
    assert not log_of(path).exists()
    with duckdb.connect(str(path), read_only=True) as raw:
        assert raw.execute("SELECT count(*) FROM account_met").fetchone() == (3,)


def test_rows_that_nobody_fetched_keep_no_former_file_open(path: Path) -> None:
    with opened(path) as warehouse:
        met(warehouse, 5_000)
        rows = warehouse.stream("SELECT * FROM account_met", {}, block=10)
        next(rows)
    with opened(path) as warehouse:
        met(warehouse, 1, name="git:late-")
    with reader(path) as other:
        assert other.rows("SELECT count(*) FROM account_met") == [[5_002]]
