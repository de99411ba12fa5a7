"""A search that decodes every store of a home, by its own means: what is packed is unpacked, databases are read value by value and byte by byte."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb


def places(home: Path, markers: Sequence[str]) -> dict[str, set[str]]:
    """Where each marker stands: the store (first folder or file) by marker; in any case, and in any of its encodings."""
    found: dict[str, set[str]] = {marker: set() for marker in markers}
    wanted = {marker: marker.lower() for marker in markers}
    for path in sorted(one for one in home.rglob("*") if one.is_file()):
        for how, text in _texts(path):
            lowered = text.lower()
            for marker, needle in wanted.items():
                if needle in lowered:
                    found[marker].add(f"{path.relative_to(home).parts[0]} ({how})")
    return found


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    data = path.read_bytes()
    yield "bytes", data.decode("utf-8", "replace")
    yield "name", str(path)
    if data[:2] == b"\x1f\x8b":
        yield "unpacked", gzip.decompress(data).decode("utf-8", "replace")
    elif data[:1] == b"\x78":
        with suppress(zlib.error):
            yield "unpacked", zlib.decompress(data).decode("utf-8", "replace")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (("unzipped", packed.read(name).decode("utf-8", "replace")) for name in packed.namelist())
    elif data[:16] == b"SQLite format 3\0":
        yield from _sqlite(path)
    elif data[8:12] == b"DUCK" or data[:4] == b"PAR1":
        yield from _duckdb(path)
    elif path.name == "HEAD" and (path.parent / "objects").is_dir():
        yield "objects", _objects(path.parent)


def _sqlite(path: Path) -> Iterator[tuple[str, str]]:
    with TemporaryDirectory() as folder:  # a copy: whoever closes a database last changes its files
        for one in path.parent.glob(f"{path.name}*"):
            shutil.copy(one, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                yield f"rows of {table}", repr(database.execute(f"SELECT * FROM {table}").fetchall())


def _duckdb(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".parquet":
        yield "rows", repr(duckdb.connect().execute("FROM read_parquet(?)", [str(path)]).fetchall())
        return
    with duckdb.connect(str(path), read_only=True) as database:
        for (table,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield f"rows of {table}", repr(database.execute(f"SELECT * FROM {table}").fetchall())
        yield "sql", repr(database.execute("SELECT * FROM duckdb_views()").fetchall())


def _objects(git_dir: Path) -> str:
    asked = ["git", "-C", str(git_dir), "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(asked, capture_output=True, check=True).stdout.decode("utf-8", "replace")
