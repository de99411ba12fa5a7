"""Who is to be left alone, carried from one warehouse into another: keyed hashes alone, so that erasures and do-not-contact outlive a restore."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sourcing.keyed import account_hash
from warehouse.accounts.suppress import IN_FORCE
from warehouse.connection import Warehouse, literal, open_warehouse, whole


def newest_digest(path: Path, *, memory_limit: str) -> str:
    """The newest digest of the log of a warehouse that nobody has open, empty where there is none. Errors: WarehouseError.

    All that stands in its write-ahead log only is in the file afterwards, so that it can be carried over.
    """
    with open_warehouse(path, memory_limit=memory_limit) as warehouse:
        digest = warehouse.rows("SELECT arg_max(digest, number) FROM audit")[0][0] or ""
    whole(path, memory_limit=memory_limit)
    return digest


def carry_over(warehouse: Warehouse, *, of: Path) -> None:
    """Brings in the tombstones and purposes of another file, which count before those held here; who is kept out for good stays so.

    Errors: WarehouseError.
    """
    warehouse.run(f"ATTACH {literal(of)} AS present (READ_ONLY)", about=of)
    try:
        with warehouse.transaction():
            warehouse.run("""
                CREATE TEMP TABLE both_sides AS
                SELECT *, 1 AS side FROM present.suppression UNION ALL BY NAME SELECT *, 2 AS side FROM suppression
            """)
            warehouse.run("DELETE FROM suppression")
            warehouse.run("""
                INSERT INTO suppression BY NAME SELECT * EXCLUDE (side) FROM both_sides
                QUALIFY row_number() OVER (PARTITION BY account_hash ORDER BY kind = 'expired', side) = 1 ORDER BY account_hash
            """)
            warehouse.run("INSERT INTO purpose SELECT * FROM present.purpose EXCEPT SELECT * FROM purpose")
            warehouse.run("DROP TABLE both_sides")
    finally:
        warehouse.run("DETACH present")


def still_held(warehouse: Warehouse, *, salt: bytes, told: Collection[str]) -> dict[str, set[str]]:
    """The accounts that stand in a table here, or are `told` elsewhere, although they are to be left alone; by kind."""
    columns = warehouse.rows("""
        SELECT table_name, column_name FROM duckdb_columns() WHERE column_name IN ('account', 'to_account', 'of_account')
        AND database_name = current_database() AND NOT internal ORDER BY ALL
    """)
    sql = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in columns)  # noqa: S608
    named = {*told, *(account for (account,) in warehouse.rows(sql) if account)}
    kinds: dict[str, str] = dict(warehouse.rows(f"SELECT account_hash, kind FROM suppression WHERE {IN_FORCE}"))  # noqa: S608
    found: dict[str, set[str]] = {}
    for account in named:
        if kind := kinds.get(account_hash(salt, account)):
            found.setdefault(kind, set()).add(account)
    return found
