"""A file of every older form, with rows in every table, becomes one like a new one and keeps its rows; before that it is copied as it is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sourcing.errors import WarehouseError
from tests.warehouse.house import opened
from warehouse.aside import folder_of
from warehouse.connection import Warehouse, migrations, schema_of

NUMBERS = [number for number, *_ in migrations()]
ROWS = 3
REMADE = {12: {"decision"}}  # tables that a migration made anew, for nothing had ever written to them
_VALUES: dict[str, Any] = {
    "BOOLEAN": True,
    "INTEGER": 7,
    "BIGINT": 7,
    "DOUBLE": 0.5,
    "FLOAT[]": [0.5, 1.5],
    "VARCHAR": "said",
    "VARCHAR[]": ["one", "other"],
    "DATE": date(2026, 1, 2),
    "TIMESTAMP": datetime(2026, 1, 2, 3, 4, 5),
}


def written_by(path: Path, number: int) -> dict[str, list[dict[str, Any]]]:
    """A file as the version that ended with a migration wrote it, with rows in every table: those rows."""
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE migration (number INTEGER NOT NULL, name VARCHAR NOT NULL)")
        for one, name, sql in migrations():
            if one <= number:
                raw.execute(sql)
                raw.execute("INSERT INTO migration VALUES (?, ?)", [one, name])
        held = {}
        for (table,) in raw.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if table != "migration":
                held[table] = _rows_into(raw, table)
    return held


def _rows_into(raw: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """Rows of every kind of value, and of NULL wherever it may stand."""
    sql = "SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
    columns = raw.execute(sql, [table]).fetchall()
    rows = []
    for number in range(ROWS):
        row = {
            name: None if null and number == 0 else f"said {number}" if kind == "VARCHAR" else _VALUES[kind]
            for name, kind, null in columns
        }
        raw.execute(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in row)})", [*row.values()])
        rows.append(row)
    return rows


def form(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Every table and column with type, place, default, what NULL and it mean, and every constraint."""
    columns = """
        SELECT table_name, column_name, column_index, data_type, is_nullable, column_default, comment
        FROM duckdb_columns() WHERE NOT internal ORDER BY ALL
    """
    tables = "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL"
    constraints = "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL"
    return [row for sql in (columns, tables, constraints) for row in warehouse.rows(sql)]


@pytest.fixture(scope="module")
def new_form(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    with opened(tmp_path_factory.mktemp("new") / "w.duckdb") as warehouse:
        return form(warehouse)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_file_of_an_older_version_becomes_a_new_one_with_its_rows(
    tmp_path: Path, number: int, new_form: list[tuple[Any, ...]]
) -> None:
    path = tmp_path / "w.duckdb"
    held = written_by(path, number)
    lost = {table for later, tables in REMADE.items() if later > number for table in tables}
    with opened(path) as warehouse:
        assert form(warehouse) == new_form
        assert warehouse.rows("SELECT number FROM migration ORDER BY rowid") == [(one,) for one in NUMBERS]
        assert all(warehouse.rows(f"FROM {table}") == [] for table in lost)
        for table, rows in held.items():
            if table not in lost:
                columns = ", ".join(f'"{name}"' for name in rows[0])
                assert warehouse.dicts(f"SELECT {columns} FROM {table} ORDER BY rowid") == rows, table


@pytest.mark.parametrize("number", NUMBERS[-2:])
def test_it_is_copied_as_it_is_before_that(tmp_path: Path, number: int) -> None:
    path = tmp_path / "w.duckdb"
    held, before = written_by(path, number), path.read_bytes()
    with opened(path):
        pass
    copies = [*folder_of(path).iterdir()] if folder_of(path).exists() else []
    if number == NUMBERS[-1]:
        assert copies == []
        return
    assert [one.name for one in copies] == [f"w.before-{number + 1:04}.duckdb"] and copies[0].read_bytes() == before
    assert copies[0].stat().st_mode & 0o077 == 0 and schema_of(copies[0]) == number
    with duckdb.connect(str(copies[0]), read_only=True) as raw:
        assert all(raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (ROWS,) for table in held)


def test_a_new_file_is_not_copied(tmp_path: Path) -> None:
    with opened(tmp_path / "w.duckdb"):
        assert not folder_of(tmp_path / "w.duckdb").exists()


def test_where_it_cannot_be_copied_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    written_by(path, NUMBERS[-2])
    folder_of(path).write_text("a file stands where the folder is to be")
    with pytest.raises(Exception, match="aside"), opened(path):
        pass
    assert schema_of(path) == NUMBERS[-2]


def test_a_log_of_an_older_version_is_in_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    written_by(path, NUMBERS[-2])
    with duckdb.connect(str(path), config={"wal_autocheckpoint": "1GB"}) as raw:
        raw.execute("PRAGMA disable_checkpoint_on_shutdown")
        raw.execute("INSERT INTO account_met VALUES ('git:late', TIMESTAMP '2026-01-01')")
    assert path.with_name("w.duckdb.wal").exists()
    with opened(path):
        pass
    (copy,) = folder_of(path).iterdir()
    with duckdb.connect(str(copy), read_only=True) as raw:
        assert raw.execute("SELECT count(*) FROM account_met WHERE account = 'git:late'").fetchone() == (1,)


def test_a_newer_file_is_neither_copied_nor_changed(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with opened(path) as warehouse:
        warehouse.insert("migration", [(9999, "9999_from_the_future.sql")])
    with pytest.raises(WarehouseError, match="newer version"), opened(path):
        pass
    assert not folder_of(path).exists() and schema_of(path) == 9999
