"""What files of columns say: Parquet and DuckDB pack their texts, so that their bytes do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warehouse.connection import connected, identifier, literal, translated

_BLOCK = 10_000  # rows told at a time


def text_of(path: Path, *, is_parquet: bool, memory_limit: str) -> Iterator[str]:
    """All that a Parquet file or a DuckDB database says, some rows at a time, a row a line. Errors: WarehouseError."""
    with connected(path.parent, memory_limit=memory_limit) as connection, translated(path):
        sources = [f"read_parquet({literal(path)})"]
        if not is_parquet:
            connection.execute(f"ATTACH {literal(path)} AS held (READ_ONLY)")
            sql = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'held' ORDER BY ALL"
            named = connection.execute(sql).fetchall()
            sources = [f"held.{identifier(schema)}.{identifier(table)}" for schema, table in named]
        for source in sources:
            rows = connection.execute(f"SELECT * FROM {source}")  # noqa: S608
            while block := rows.fetchmany(_BLOCK):
                yield "\n".join(map(str, block))
