"""Takes people out of a landing: their batches go, their rows go out of the batches of others, and blobs that name them go.

A batch keeps its id and the time at which it was fetched, so that it is neither loaded nor collected again, and renews nobody's time.
To be done again it takes no more than being called again: it may be ended at any point.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sourcing.errors import LandingError, writing
from sourcing.landing import Landing, Manifest, as_line, sync_folder, write_manifest, write_table
from sourcing.traces import Named, cleaned

_FORMER, _FRESH = ".former-", ".fresh-"
_DAMAGED = (LandingError, gzip.BadGzipFile, FileNotFoundError, EOFError, zlib.error, ValueError)


def clear(landing: Landing, people: Named) -> Counter[str]:
    """How many batches went, how many were written anew, how many rows and blobs went. Errors: HomeError, LandingError."""
    done: Counter[str] = Counter()
    with writing(landing.root):
        settle(landing)
        held: set[str] = set()
        for folder in _folders(landing):
            held |= _clear_batch(landing, folder, people, done)
        for path in landing.blobs.glob("??/*"):
            if path.parent.name + path.name not in held or _names_them(path, people):
                path.unlink()
                done["blobs removed"] += 1
    landing.mirror()
    return done


def settle(landing: Landing) -> None:
    """Ends what a killed rewriting left between two names."""
    for former in landing.batches.glob(f"{_FORMER}*"):
        name = former.name.removeprefix(_FORMER)
        fresh = landing.batches / f"{_FRESH}{name}"
        if not landing.has(name) and fresh.is_dir():
            fresh.rename(landing.batches / name)
        shutil.rmtree(former)
    for left in landing.batches.glob(f"{_FRESH}*"):
        shutil.rmtree(left)


def told_of(landing: Landing, people: Named, *, follows: bool) -> tuple[set[str], set[str]]:
    """The accounts that batches link to those of people, and the names shown with any of them; of nobody else where it does not follow.

    For somebody suppressed before, of whom the warehouse knows nothing more.
    """
    accounts, names = set(people.accounts), set[str]()
    rows: list[dict[str, Any]] = []
    for folder in _folders(landing):
        with suppress(*_DAMAGED):  # such a batch goes whole, and tells no more of anybody
            rows += _rows_of_people(folder, people)
    size = 0
    while size < len(accounts):
        size = len(accounts)
        for row in rows:
            pair = {str(row[end]).lower() for end in ("a", "b") if end in row}
            accounts |= pair if follows and pair & accounts else set()
    for row in rows:
        who = str(row.get("account") or f"github:{row.get('login')}").lower()
        if who in accounts:
            names |= {str(row.get(field) or "") for field in ("display_name", "name")}
    return accounts, names - {""}


def accounts_told(landing: Landing) -> set[str]:
    """Every account that a batch names as one. Errors: LandingError where a batch cannot be read."""
    return {account for manifest in landing.manifests() for account in _accounts_of(landing, manifest)}


def accounts_told_before(landing: Landing, moment: datetime) -> set[str]:
    """The accounts that batches name which were fetched before a moment, or then; batches that cannot be read tell of nobody."""
    found = set[str]()
    for manifest in landing.manifests():
        if manifest.fetched_at <= moment:
            with suppress(*_DAMAGED):
                found |= set(_accounts_of(landing, manifest))
    return found


def _accounts_of(landing: Landing, manifest: Manifest) -> Iterator[str]:
    for table in (name for name in ("account", "link", "profile", "told") if name in manifest.sha256):
        landing.verify(manifest, tables=[table])
        for line in _lines(landing.table(manifest.batch_id, table)):
            told = json.loads(line)
            parts = (told.get(one) for one in ("profile", "artifact", "link", "met")) if table == "told" else (told,)
            for row in filter(None, parts):
                yield from (str(row[end]) for end in ("account", "a", "b") if row.get(end))
                if row.get("login"):
                    yield f"github:{row['login']}"


def _rows_of_people(folder: Path, people: Named) -> Iterator[dict[str, Any]]:
    for table in ("account", "link", "profile", "told"):
        path = folder / f"{table}.jsonl.gz"
        if path.is_file():
            for line in _lines(path):
                if table == "link" or people.may_be_in(line.decode("utf-8", "replace")):
                    row = json.loads(line)
                    yield (row.get("profile") or {}) if table == "told" else row


def _folders(landing: Landing) -> list[Path]:
    found = landing.batches.iterdir() if landing.batches.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and not path.name.startswith("."))


def _clear_batch(landing: Landing, folder: Path, people: Named, done: Counter[str]) -> set[str]:
    """The blobs that what is left of a batch names; a batch that cannot be read is no batch, and goes."""
    try:
        manifest = landing.manifest(folder.name)
        is_theirs = manifest.repository in people or people.owns(manifest.repository)
        tables = {} if is_theirs else _cleaned(folder, manifest, people)
        blobs = _blobs_of(folder)
    except _DAMAGED:
        is_theirs = True  # for all that can be told
    if is_theirs:
        shutil.rmtree(folder)
        done["batches removed"] += 1
        return set()
    if tables:
        _replace(landing, folder, manifest, tables, people, done)
    return blobs


def _cleaned(folder: Path, manifest: Manifest, people: Named) -> dict[str, list[bytes | None]]:
    """The lines of every table without people; no table where the batch does not name them. Errors: those of a damaged batch."""
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not any(people.may_be_in(_text(path)) for path in (folder / "manifest.json", *paths)):
        return {}
    tables: dict[str, list[bytes | None]] = {}
    for path in paths:
        table, lines = path.name.removesuffix(".jsonl.gz"), list(_lines(path))
        if hashlib.sha256(b"".join(lines)).hexdigest() != manifest.sha256.get(table):
            raise LandingError(f"{path} is not what was written", remedy="collect again")
        tables[table] = [_line(line, people) for line in lines]
    return tables


def _replace(
    landing: Landing,
    folder: Path,
    manifest: Manifest,
    tables: dict[str, list[bytes | None]],
    people: Named,
    done: Counter[str],
) -> None:
    """Puts a fresh batch in place of one; what cannot be written leaves the former. Errors: OSError."""
    fresh = landing.batches / f"{_FRESH}{folder.name}"
    former = landing.batches / f"{_FORMER}{folder.name}"
    fresh.mkdir(mode=0o700)
    rows, digests = {}, {}
    for table, lines in tables.items():
        rows[table], digests[table] = write_table(fresh / f"{table}.jsonl.gz", lines)
        done["rows removed"] += len(lines) - rows[table]
    write_manifest(fresh, replace(manifest, source=people.redact(manifest.source), rows=rows, sha256=digests))
    folder.rename(former)
    fresh.rename(folder)
    sync_folder(landing.batches)
    shutil.rmtree(former)
    done["batches written anew"] += 1


def _line(line: bytes, people: Named) -> bytes | None:
    """A line without what it says of people; untouched, byte for byte, where it says nothing of them."""
    if not people.may_be_in(line.decode("utf-8", "replace")):
        return line.rstrip(b"\n")
    row = json.loads(line)
    kept = cleaned(row, people)
    return line.rstrip(b"\n") if kept == row else as_line(kept)


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as lines:
        yield from lines


def _text(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8", "replace")


def _blobs_of(folder: Path) -> set[str]:
    path = folder / "text.jsonl.gz"
    return {json.loads(line)["blob"] for line in _lines(path)} if path.is_file() else set()


def _names_them(path: Path, people: Named) -> bool:
    """Whether a blob names them; one that cannot be unpacked is no use to anybody."""
    try:
        content = zlib.decompress(path.read_bytes()).decode("utf-8", "replace")
    except zlib.error:
        return True
    return people.is_in(content)
