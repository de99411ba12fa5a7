"""The published file's views as Parquet, for tools that read no DuckDB."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sourcing.errors import writing
from warehouse.connection import check_published, connected, literal, translated


def write_views(published: Path, folder: Path, *, memory_limit: str) -> list[Path]:
    """The files written, one for each view of the published file, under its name. Errors: WarehouseError, HomeError."""
    check_published(published)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as scratch:
        with connected(Path(scratch) / "duckdb-tmp", memory_limit=memory_limit) as database, translated(published):
            database.execute(f"ATTACH {literal(published)} AS shared (READ_ONLY)")
            database.execute("USE shared")
            views = database.execute(
                "SELECT view_name FROM duckdb_views() WHERE database_name = 'shared' AND NOT internal ORDER BY 1"
            )
            for (view,) in views.fetchall():
                draft = Path(scratch) / f"{view}.parquet"
                database.execute(f'COPY (FROM "{view}") TO {literal(draft)} (FORMAT parquet)')
                written.append(folder / draft.name)
        with writing(folder):
            for path in written:
                draft = Path(scratch) / path.name
                draft.chmod(0o600)
                draft.replace(path)
    return written
