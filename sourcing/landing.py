"""The landing: immutable batches of compressed JSON Lines, and blobs by their git id; sources write nothing else.

    landing/batches/<batch id>/<table>.jsonl.gz   one record a line
    landing/batches/<batch id>/manifest.json      source, versions, rows and SHA-256 of every table
    landing/blobs/ab/cdef…                        zlib-compressed git blobs

A batch appears whole or not at all (its folder is renamed into place); the same id written twice stays as it was first.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from sourcing.errors import LandingError, writing
from sourcing.keyed import account_hash
from sourcing.records import LeftOut
from sourcing.traces import Along, Traces, cleaned, joined_to

Record = TypeVar("Record")
LEFT_OUT = "left_out"  # the table of those whom a batch leaves out because its links join them to somebody left alone
LAYOUT = 1  # grows when the files of a batch change their form


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a batch holds and where it comes from; `fetched_at` is UTC, `rows` and `sha256` are by table."""

    batch_id: str
    kind: str
    source: str
    repository: str
    fetched_at: datetime
    version: str
    parent: str | None
    rows: Mapping[str, int]
    sha256: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A batch about to be written: identity and tables of records."""

    batch_id: str
    kind: str
    source: str
    repository: str
    fetched_at: datetime
    version: str
    tables: Mapping[str, Iterable[Any]]
    parent: str | None = None


@dataclass(kw_only=True, slots=True)
class _Seen:
    """What an open landing knows without looking again: manifests, each while its file is the same, and blobs it took in."""

    manifests: dict[str, tuple[tuple[int, int], Manifest]] = field(default_factory=dict)
    blobs: int = 0


def batch_id(kind: str, *parts: str) -> str:
    """The identity of a batch: its kind and 20 hex digits of what it was made from."""
    return f"{kind}-{hashlib.sha256(chr(0).join((str(LAYOUT), *parts)).encode()).hexdigest()[:20]}"


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def _spared(record: Any, people: Traces | None) -> bytes | None:
    """A record as its line, without what it says of people who are left out; None where it is about one of them."""
    line = _adapter(type(record)).dump_json(record)
    if people is None:
        return line
    row = json.loads(line)
    kept = cleaned(row, people)
    return line if kept == row else as_line(kept)


class Landing:
    """One landing folder, of which readers see `only` these batches where some are named.

    Errors: HomeError on a full or read-only disk, LandingError on what cannot be read back.
    """

    def __init__(self, root: Path, *, only: Collection[str] | None = None, left_out: Traces | None = None) -> None:
        self.root = root
        self.batches = root / "batches"
        self.blobs = root / "blobs"
        self._only = only
        self._left_out = left_out
        self._seen = _Seen()

    def sparing(self, people: Traces | None) -> Self:
        """The same landing, which takes in nothing of these people: no row, no word in a row, no blob that names them.

        Whom the links of a batch join to them is left out of that batch too, and stands in its table `left_out` by keyed hash alone.
        """
        same = copy(self)  # with one memory of what was seen
        same._left_out = people
        return same

    def bring(self, batches: Collection[str]) -> None:
        """Makes batches that another machine landed readable here: nothing to do where there is but one folder."""

    def level(self) -> None:
        """Makes this folder and a shared landing hold the same batches: nothing to do where there is but one."""

    def mirror(self) -> None:
        """Makes a shared landing what this folder has become: nothing to do where there is but one."""

    def take_brought(self) -> int:
        """How many blobs were new since this was asked last."""
        brought, self._seen.blobs = self._seen.blobs, 0
        return brought

    def spares(self, repository: str) -> bool:
        """Whether a repository is that of somebody left out."""
        return self._left_out is not None and self._left_out.owns(repository)

    def leaves_alone(self, account: str) -> bool:
        """Whether an account is that of somebody left out."""
        return self._left_out is not None and account in self._left_out

    def has(self, batch: str) -> bool:
        """Whether a batch is here, whole."""
        return (self._only is None or batch in self._only) and (self.batches / batch / "manifest.json").is_file()

    def write(self, draft: Draft) -> Manifest:
        """The manifest of the batch, written whole; an existing batch of this id stays untouched and is returned."""
        if self.has(draft.batch_id):
            return self.manifest(draft.batch_id)
        with writing(self.root):
            self.batches.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=".tmp-", dir=self.batches))
            try:
                return self._write(draft, staging=staging)
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def _write(self, draft: Draft, *, staging: Path) -> Manifest:
        rows, digests = {}, {}
        tables, people = self._with_those_joined(draft.tables)
        for table, records in sorted(tables.items()):
            rows[table], digests[table] = write_table(
                staging / f"{table}.jsonl.gz", (_spared(record, people) for record in records)
            )
        manifest = Manifest(
            batch_id=draft.batch_id,
            kind=draft.kind,
            source=draft.source,
            repository=draft.repository,
            fetched_at=draft.fetched_at,
            version=draft.version,
            parent=draft.parent,
            rows=rows,
            sha256=digests,
        )
        write_manifest(staging, manifest)
        staging.chmod(0o700)
        place = self.batches / draft.batch_id
        if place.is_dir() and not self.has(draft.batch_id):
            shutil.rmtree(place)  # it lost its manifest: what is left of it is no batch
        try:
            staging.rename(place)
        except OSError:
            if self.has(draft.batch_id):  # another process was first
                return self.manifest(draft.batch_id)
            raise
        sync_folder(self.batches)
        return manifest

    def _with_those_joined(
        self, tables: Mapping[str, Iterable[Any]]
    ) -> tuple[Mapping[str, Iterable[Any]], Traces | None]:
        """The tables of a batch, and who is left out of it: also those whom its own links join to who is left out everywhere."""
        people = self._left_out
        if people is None or "link" not in tables:
            return tables, people
        links = list(tables["link"])
        joined = joined_to(people, ((link.a.key, link.b.key) for link in links))
        if not joined:
            return {**tables, "link": links}, people
        keyed = [
            LeftOut(account_hash=account_hash(people.salt, account), of_hash=account_hash(people.salt, root))
            for account, roots in joined.items()
            for root in roots
        ]
        rows = sorted(keyed, key=lambda one: (one.account_hash, one.of_hash))
        return {**tables, "link": links, LEFT_OUT: rows}, Along(people, joined)

    def spared(self, record: Record) -> Record | None:
        """A record as it would be read again once it is landed here: without what it says of those left out, None where it is about one."""
        if self._left_out is None:
            return record
        line = _spared(record, self._left_out)
        return None if line is None else cast("Record", _adapter(type(record)).validate_json(line))

    def manifest(self, batch: str) -> Manifest:
        """The manifest of one batch. Errors: LandingError where it is not there or damaged."""
        path = self.batches / batch / "manifest.json"
        try:
            at = path.stat()
            mark, known = (at.st_ino, at.st_mtime_ns), self._seen.manifests.get(batch)
            if known is None or known[0] != mark:
                known = mark, _adapter(Manifest).validate_json(path.read_bytes())
                self._seen.manifests[batch] = known
        except (OSError, ValidationError) as cause:
            raise LandingError(f"{path} cannot be read", remedy="remove its folder and collect again") from cause
        return known[1]

    def digest(self, batch: str) -> str:
        """SHA-256 of the digests of a batch's tables by name; empty where the batch is not here. Errors: LandingError."""
        if not self.has(batch):
            return ""
        return hashlib.sha256(json.dumps(dict(self.manifest(batch).sha256), sort_keys=True).encode()).hexdigest()

    def names(self) -> list[str]:
        """The ids of all batches, in order."""
        found = self.batches.iterdir() if self.batches.is_dir() else ()
        return sorted(path.name for path in found if not path.name.startswith(".") and self.has(path.name))

    def manifests(self, kind: str | None = None) -> list[Manifest]:
        """All batches of a kind, oldest first by the time they were fetched, ties by id."""
        found = (one for one in map(self.manifest, self.names()) if kind in (None, one.kind))
        return sorted(found, key=lambda one: (one.fetched_at, one.batch_id))

    def table(self, batch: str, table: str) -> Path:
        """The file of one table of a batch, for readers that stream it themselves."""
        return self.batches / batch / f"{table}.jsonl.gz"

    def read(self, batch: str, table: str, kind: type[Record]) -> Iterator[Record]:
        """The records of one table of a batch, in the order written. Errors: LandingError on a damaged file.

        A reader that goes on to the end learns that the bytes are those written, or gets the error instead.
        """
        path, adapter, digest = self.table(batch, table), _adapter(kind), hashlib.sha256()
        try:
            with gzip.open(path, "rb") as lines:
                for line in lines:
                    digest.update(line)
                    yield adapter.validate_json(line)
        except (OSError, EOFError, zlib.error, ValidationError) as cause:
            raise LandingError(f"{path} is damaged: {cause}", remedy="remove its folder and collect again") from cause
        if self.manifest(batch).sha256.get(table) != digest.hexdigest():
            raise LandingError(f"{path} is not what was written", remedy="remove its folder and collect again")

    def verify(self, manifest: Manifest, *, tables: Iterable[str]) -> None:
        """Compares tables with their manifest, for readers that stream the files themselves. Errors: LandingError."""
        for table in tables:
            if table in manifest.sha256:
                path = self.table(manifest.batch_id, table)
                remedy = "remove its folder and collect again"
                try:
                    with gzip.open(path, "rb") as lines:
                        digest = hashlib.file_digest(lines, "sha256").hexdigest()
                except (OSError, EOFError, zlib.error) as cause:
                    raise LandingError(f"{path} is damaged: {cause}", remedy=remedy) from cause
                if digest != manifest.sha256[table]:
                    raise LandingError(f"{path} is damaged: not the rows its manifest names", remedy=remedy)

    def discard_unfinished(self) -> int:
        """How many half-written batches and blobs of ended processes were removed."""
        left = list(self.batches.glob(".tmp-*"))
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        drafts = list(self.blobs.glob("*/.tmp-*"))
        for draft in drafts:
            draft.unlink(missing_ok=True)
        return len(left) + len(drafts)

    def put_blob(self, name: str, data: bytes) -> None:
        """Keeps a blob under its git id; one already held is left as it is, a damaged one is written anew."""
        path = self.blob_file(name)
        if (path.is_file() and self.has_blob(name)) or (
            self._left_out and self._left_out.is_in(data.decode("utf-8", "replace"))
        ):
            return
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(zlib.compress(data, 6))
                Path(draft).replace(path)
                self._seen.blobs += 1
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise

    def has_blob(self, name: str) -> bool:
        """Whether a blob is held, undamaged."""
        return self.blob(name) is not None

    def blob(self, name: str) -> bytes | None:
        """A held blob, None where it is not held or its bytes are not what its id says."""
        try:
            data = zlib.decompress(self.blob_file(name).read_bytes())
        except (OSError, zlib.error):
            return None
        return data if git_name(data, like=name) == name else None

    def blob_file(self, name: str) -> Path:
        """Where a blob lies, or would."""
        return self.blobs / name[:2] / name[2:]


def git_name(data: bytes, *, like: str) -> str:
    """The git id of a blob, in the form (SHA-1 or SHA-256) of another id."""
    digest = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def as_line(row: Any) -> bytes | None:
    """A row as a batch holds it; None for none."""
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def write_table(path: Path, lines: Iterable[bytes | None]) -> tuple[int, str]:
    """Rows and SHA-256 of the uncompressed lines, those that are None left out; the file's bytes depend on the lines alone."""
    digest, rows = hashlib.sha256(), 0
    with path.open("wb") as raw:
        with (
            gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0, filename="") as packed,
            io.BufferedWriter(packed) as out,
        ):
            for line in lines:
                if line is not None:
                    digest.update(line + b"\n")
                    out.write(line + b"\n")
                    rows += 1
        raw.flush()
        os.fsync(raw.fileno())
    return rows, digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest of a batch beside its tables, and makes both survive a power cut."""
    document = asdict(manifest) | {"fetched_at": manifest.fetched_at.isoformat()}
    _write_synced(folder / "manifest.json", json.dumps(document, indent=1, sort_keys=True).encode())
    sync_folder(folder)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
