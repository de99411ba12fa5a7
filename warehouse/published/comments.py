"""Words beside every table and column of the published file, so that any client shows them."""

from __future__ import annotations

import tomllib

from warehouse.connection import Warehouse, literal
from warehouse.shipped import shipped


def comment(warehouse: Warehouse, *, schema: str) -> None:
    """Puts the words of `comments.toml` on the tables and columns of a database; what has words of its own keeps them."""
    told = tomllib.loads(shipped("published/comments.toml"))
    bare = """
        SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ? AND comment IS NULL ORDER BY ALL
    """
    statements = []
    for table, column in warehouse.rows(bare, [schema]):
        words = told["of"].get(table, {}).get(column) or told["columns"].get(column)
        if words:
            statements.append(f'COMMENT ON COLUMN {schema}."{table}"."{column}" IS {literal(words)}')
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND comment IS NULL ORDER BY ALL"
    for (table,) in warehouse.rows(tables, [schema]):
        if table in told["tables"]:
            statements.append(f'COMMENT ON TABLE {schema}."{table}" IS {literal(told["tables"][table])}')
    warehouse.run(";\n".join(statements))  # hundreds, of which each alone costs more to hand over than to do
