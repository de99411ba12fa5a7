"""What is read back from disk, and what is asked of what was published."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path

import duckdb

from flows.github.seeks import read_logins
from sourcing.community import Artifact
from sourcing.errors import LandingError, UsageError
from sourcing.git.address import read_list
from sourcing.landing import Landing, git_name
from sourcing.records import CommitFact, Evidence, FileEntry
from sourcing.settings import FILE, load_settings
from tests.fuzz.target import Target
from warehouse.connection import Warehouse, open_published

_BLOB = b"import torch\n"
_MANIFEST = {
    "batch_id": "a-1", "kind": "git", "source": "git", "repository": "a", "fetched_at": "2026-11-01T00:00:00Z", "version": "1", "parent": None,
    "rows": {"file": 1}, "sha256": {"file": "0" * 64},
}  # fmt: skip
_ROWS = b'{"path":"a.py","mode":"100644","blob":"aa"}\n["a.py","100644","aa"]\n'
_QUERIES = [
    b"SELECT * FROM people WHERE rank < 3 ORDER BY 1",
    b"WITH a AS (SELECT 1 AS b) SELECT list(b), {'x': b} FROM a",
    b"FROM people",
]
_SETTINGS = b'regions = ["EU"]\n[purpose]\nemployer = "Mill"\ncontact = "a@mail.example"\n'


def targets() -> Iterator[Target]:
    """Batches, their manifests and blobs; lists and settings; SQL as `sourcing sql` takes it, planned and not run."""
    yield Target(name="stores/batch", run=_batch, seeds=lambda: [_ROWS, gzip.compress(_ROWS)])
    yield Target(name="stores/manifest", run=_manifest, seeds=lambda: [json.dumps(_MANIFEST).encode()])
    yield Target(name="stores/blob", run=_blob, seeds=lambda: [zlib.compress(_BLOB)])
    yield Target(
        name="stores/lists",
        run=_lists,
        seeds=lambda: [b"https://git.example/a/b\t\thttps://git.example/a/b\n# no\nada-sbx\n"],
    )
    yield Target(name="stores/settings", run=_settings, seeds=lambda: [_SETTINGS])
    yield Target(name="stores/sql", run=_sql, seeds=lambda: _QUERIES, most=100_000)


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="fuzz-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _written(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _batch(data: bytes) -> None:
    plain = data if data[:2] != b"\x1f\x8b" else b""
    packed = data if not plain else gzip.compress(plain, 1)
    _written("landing/batches/a-1/file.jsonl.gz", packed)
    told = _MANIFEST | {"sha256": {"file": hashlib.sha256(plain).hexdigest()}}
    _written("landing/batches/a-1/manifest.json", json.dumps(told).encode())
    for kind in (FileEntry, CommitFact, Evidence, Artifact):
        try:
            list(Landing(_folder() / "landing").read("a-1", "file", kind))
        except LandingError:
            continue


def _manifest(data: bytes) -> None:
    _written("landing/batches/a-2/manifest.json", data)
    Landing(_folder() / "landing").manifest("a-2")


def _blob(data: bytes) -> None:
    name = git_name(_BLOB, like="a" * 40)
    _written(f"landing/blobs/{name[:2]}/{name[2:]}", data)
    Landing(_folder() / "landing").blob(name)


def _lists(data: bytes) -> None:
    path = _written("list", data)
    for read in (read_list, read_logins):
        try:
            read(path)
        except UsageError:
            continue


def _settings(data: bytes) -> None:
    """The settings of the folder in which a command is run."""
    with chdir(_written(FILE, data).parent):
        load_settings()


@cache
def _published() -> Warehouse:
    path = _folder() / "published.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("CREATE TABLE people AS SELECT 1 AS rank, 'ada' AS name, [1, 2] AS listed")
    opened = open_published(path)
    atexit.register(opened.__exit__, None, None, None)
    return opened.__enter__()


def _sql(data: bytes) -> None:
    _published().query("EXPLAIN " + data.decode("utf-8", "replace"))
