"""Migrations once and in order; damaged, foreign and newer files refused; the published file has no way out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sourcing.errors import UsageError, WarehouseError
from tests.warehouse.house import everything, opened
from warehouse.connection import Warehouse, migrations, open_published, open_warehouse


def test_migrations_apply_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with opened(path) as warehouse:
        first = everything(warehouse)
    with opened(path) as warehouse:
        assert everything(warehouse) == first
        rows = warehouse.rows("SELECT number, name FROM migration ORDER BY rowid")
    assert rows == [(number, name) for number, name, _ in migrations()]
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))


def test_an_older_file_is_brought_up_to_date_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    number, name, sql = migrations()[0]
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE migration (number INTEGER NOT NULL, name VARCHAR NOT NULL)")
        raw.execute(sql)
        raw.execute("INSERT INTO migration VALUES (?, ?)", [number, name])
        raw.execute("INSERT INTO account_met VALUES ('git:0', TIMESTAMP '2026-01-01')")
    with opened(path) as warehouse:
        assert warehouse.rows("SELECT account FROM account_met") == [("git:0",)]
        assert warehouse.rows("SELECT count(*) FROM migration") == [(len(migrations()),)]
        assert warehouse.rows("SELECT * FROM person") == []


def test_a_migration_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE decision (of_somebody_else INTEGER)")
    with pytest.raises(WarehouseError, match="decision"), opened(path):
        pass
    with duckdb.connect(str(path)) as raw:
        assert raw.execute("SELECT max(number) FROM migration").fetchall() == [(2,)]
        assert raw.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'embedding'").fetchall() == [(0,)]


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with opened(path) as warehouse:
        warehouse.insert("migration", [(9999, "9999_from_the_future.sql")])
        before = everything(warehouse)
    with pytest.raises(WarehouseError, match="newer version"), opened(path):
        pass
    with duckdb.connect(str(path), read_only=True) as raw:
        assert raw.execute("SELECT * FROM migration ORDER BY ALL").fetchall() == before["migration"]


def test_every_column_that_needs_words_has_them(empty: Warehouse) -> None:
    """NULL, moments and amounts are never left to be guessed; what NULL means is said wherever it may stand."""
    columns = empty.rows(
        "SELECT table_name || '.' || column_name, is_nullable, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE NOT internal"
    )
    assert len(columns) > 80
    silent = [name for name, null, _, comment in columns if null and "NULL" not in comment]
    unitless = [name for name, _, kind, comment in columns if kind in ("DOUBLE", "TIMESTAMP", "DATE") and not comment]
    assert (silent, unitless) == ([], [])


def test_no_index_and_no_view_stands_in_the_warehouse(empty: Warehouse) -> None:
    assert empty.rows("SELECT count(*) FROM duckdb_indexes()") == [(0,)]
    assert empty.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal") == []


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\0" + b"\0" * 4096])
def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"w\.duckdb"), opened(path):
        pass
    assert path.read_bytes() == content


def test_a_senseless_memory_limit_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError), open_warehouse(tmp_path / "w.duckdb", memory_limit="much"):
        pass


def test_a_failed_block_changes_nothing_and_the_next_one_works(empty: Warehouse) -> None:
    with pytest.raises(WarehouseError), empty.transaction():
        empty.insert("account_met", [["git:1", "2026-01-01"]])
        empty.run("SELECT * FROM no_such_table")
    with pytest.raises(KeyError), empty.transaction():
        empty.insert("account_met", [["git:2", "2026-01-01"]])
        raise KeyError("ours")
    with empty.transaction():
        empty.insert("account_met", [["git:3", "2026-01-01"]])
    assert empty.rows("SELECT account FROM account_met") == [("git:3",)]


@pytest.mark.parametrize(
    "escape",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH '/tmp/elsewhere.duckdb' AS elsewhere",
        "COPY (SELECT 1) TO '/tmp/leak.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE TABLE mine (x INTEGER)",
        "DELETE FROM person_account",
    ],
)
def test_the_published_file_has_no_way_out_and_no_way_in(tmp_path: Path, escape: str) -> None:
    path = tmp_path / "published.duckdb"
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE person_account (x INTEGER)")
    with open_published(path) as published, pytest.raises(WarehouseError):
        published.dicts(escape)


def test_what_was_never_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist yet"), open_published(tmp_path / "none.duckdb"):
        pass


@pytest.mark.parametrize("query", ["SELECT " + "1 + " * 3_000 + "1", "FROM a" + "(" * 101, "WITH a AS (" * 7])
def test_what_duckdb_would_parse_for_minutes_is_refused(tmp_path: Path, query: str) -> None:
    with opened(tmp_path / "w.duckdb") as warehouse, pytest.raises(UsageError, match="more than"):
        warehouse.query(query)
