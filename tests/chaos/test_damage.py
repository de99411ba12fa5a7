"""A poisoned batch, a log that cannot be replayed, an older file, a held frontier, a clock that steps back; `make chaos`."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.chaos.calm import Calm, assert_as_calm, dies, ended, stopped
from tests.flows.support import Desk, copied
from warehouse.connection import migrations

pytestmark = pytest.mark.chaos


def cut(table: Path) -> None:
    os.truncate(table, table.stat().st_size // 2)


def wrong(table: Path) -> None:
    table.write_bytes(gzip.compress(b'{"account": \n'))


def changed(table: Path) -> None:
    lines = gzip.decompress(table.read_bytes()).splitlines(keepends=True)
    table.write_bytes(gzip.compress(b"".join(lines[1:])))


def gone(table: Path) -> None:
    table.unlink()


def unlisted(table: Path) -> None:
    (table.parent / "manifest.json").write_text("{")


@pytest.mark.parametrize("kind", ["git", "evidence"])
def test_a_poisoned_batch_stops_the_run_and_is_collected_again(
    calm: Calm, fresh: Callable[[], Desk], kind: str, tmp_path: Path
) -> None:
    desk = fresh()
    dies(desk, "before", "load", *calm.words)
    batch, whole = sorted((desk.folder / ".sourcing/landing/batches").glob(f"{kind}-*"))[0], tmp_path / "whole"
    shutil.copytree(batch, whole)
    for harm in (cut, wrong, changed, gone, unlisted):
        shutil.rmtree(batch)
        shutil.copytree(whole, batch)
        harm(batch / ("commit.jsonl.gz" if kind == "git" else "evidence.jsonl.gz"))
        said = stopped(desk, *calm.words)
        assert str(batch) in said and "remove its folder and collect again" in said, harm
    shutil.rmtree(batch)
    ended(desk, calm)


def test_a_log_that_cannot_be_replayed_is_set_aside_and_everything_loaded_again(
    calm: Calm, fresh: Callable[[], Desk]
) -> None:
    desk = fresh()
    dies(desk, "before", "load", *calm.words)
    file = desk.warehouse
    log = file.with_name("warehouse.duckdb.wal")
    _leave_log(file)
    data = bytearray(log.read_bytes())
    data[100] ^= 0xFF
    log.write_bytes(data)
    done = desk.run(*calm.words)
    assert done.code == 0, done.err
    assert "WARNING" in done.err and "cannot be replayed" in done.err and "is set aside" in done.err
    assert (desk.folder / ".sourcing/aside/warehouse.duckdb.wal.1").read_bytes() == data
    assert_as_calm(desk, calm)


def _leave_log(file: Path) -> None:
    """As a process that was killed: what it wrote stands in the log only."""
    with duckdb.connect(str(file)) as database:
        database.execute("PRAGMA disable_checkpoint_on_shutdown")
        database.execute("INSERT INTO account_met SELECT 'git:' || i, TIMESTAMP '2026-01-01' FROM range(100) t(i)")


@pytest.mark.parametrize("number", [1, 8, len(migrations()) - 1])
def test_a_home_of_an_older_version_is_upgraded_in_the_middle_of_a_run(
    calm: Calm, fresh: Callable[[], Desk], number: int
) -> None:
    desk = fresh()
    dies(desk, "before", "load", *calm.words)
    file = desk.warehouse
    file.unlink()
    with duckdb.connect(str(file)) as raw:
        raw.execute("CREATE TABLE migration (number INTEGER NOT NULL, name VARCHAR NOT NULL)")
        for one, name, sql in migrations()[:number]:
            raw.execute(sql)
            raw.execute("INSERT INTO migration VALUES (?, ?)", [one, name])
    ended(desk, calm)
    assert [*(desk.folder / ".sourcing/aside").iterdir()] != []


def test_a_newer_home_is_left_alone(calm: Calm, tmp_path: Path) -> None:
    desk = copied(calm.desk, tmp_path / "desk")
    with duckdb.connect(desk.warehouse) as raw:
        raw.execute("INSERT INTO migration VALUES (9999, '9999_from_the_future.sql')")
    assert "newer version" in stopped(desk, *calm.words)
    with duckdb.connect(desk.warehouse) as raw:
        raw.execute("DELETE FROM migration WHERE number = 9999")
    ended(desk, calm)


def test_a_frontier_that_another_program_holds(calm: Calm, tmp_path: Path) -> None:
    desk = copied(calm.desk, tmp_path / "desk")
    with closing(sqlite3.connect(desk.folder / ".sourcing/frontier.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "database is locked" in stopped(desk, *calm.words)
    ended(desk, calm)


def test_a_frontier_that_is_lost_is_made_anew(calm: Calm, tmp_path: Path) -> None:
    desk = copied(calm.desk, tmp_path / "desk")
    for path in (desk.folder / ".sourcing").glob("frontier.sqlite*"):
        path.write_bytes(b"no database")
    assert "frontier" in stopped(desk, *calm.words)
    for path in (desk.folder / ".sourcing").glob("frontier.sqlite*"):
        path.unlink()
    ended(desk, calm)


def test_a_clock_that_steps_back_loses_nothing(calm: Calm, tmp_path: Path) -> None:
    desk = copied(calm.desk, tmp_path / "desk")
    written = desk.folder / ".sourcing/written-at"
    written.write_text("2090-01-01T00:00:00+00:00")
    fixed = desk.environment.pop("SOURCING_CLOCK")
    assert "the clock of this machine says" in stopped(desk, *calm.words)
    desk.environment["SOURCING_CLOCK"] = fixed
    ended(desk, calm)
    assert written.read_text() == "2090-01-01T00:00:00+00:00"
