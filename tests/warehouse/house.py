"""Homes for tests: landings filled from real Git repositories, and warehouses loaded from them."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sourcing.extract import extract
from sourcing.git.address import Target
from sourcing.git.source import Limits, collect
from sourcing.keyed import keyed_handle
from sourcing.landing import Landing
from sourcing.sandbox.fastimport import Change, Commit, Draft, Identity, write_repository
from sourcing.sandbox.world import NOW, load_world
from sourcing.traces import Traces
from tests.once import once
from warehouse.accounts.identity import rebuild_people
from warehouse.connection import Row, Warehouse, open_warehouse
from warehouse.incoming.load import Pair, load

SALT = b"a key for tests"
HOST = "https://git.sandbox.invalid"
RETENTION = 365
APP = b"import torch\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/score')\ndef score() -> float:\n    return 1.0\n"


@dataclass(frozen=True, kw_only=True)
class Home:
    """A landing with what was collected into it."""

    root: Path
    landing: Landing
    pairs: tuple[Pair, ...]

    @property
    def file(self) -> Path:
        return self.root / "warehouse.duckdb"


def git_account(address: str) -> str:
    """The account of an e-mail address."""
    return f"git:{keyed_handle(SALT, address)}"


def collected(root: Path, paths: Iterable[Path], *, at: datetime = NOW, sparing: Traces | None = None) -> Home:
    """A home whose landing holds these repositories, read and extracted; nothing of those whom it spares."""
    landing = Landing(root / "landing").sparing(sparing)
    pairs = []
    for path in paths:
        target = Target(location=str(path))
        facts = collect(target, landing=landing, salt=SALT, clock=at, limits=Limits(), scratch=root / "scratch")
        pairs.append(Pair(facts=facts, evidence=extract(facts, landing=landing)))
    return Home(root=root, landing=landing, pairs=tuple(pairs))


@contextmanager
def opened(path: Path) -> Iterator[Warehouse]:
    """The warehouse at a path; a new one is a copy of one that was made new."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_new())
    with open_warehouse(path, memory_limit="1GB") as warehouse:
        yield warehouse


@cache
def _new() -> bytes:
    with TemporaryDirectory() as folder:
        with open_warehouse(Path(folder) / "w.duckdb", memory_limit="1GB"):
            pass
        return (Path(folder) / "w.duckdb").read_bytes()


def fill(warehouse: Warehouse, home: Home, pairs: Sequence[Pair] | None = None) -> int:
    """How many repositories changed; people joined anew."""
    changed = load(warehouse, home.pairs if pairs is None else pairs, landing=home.landing, salt=SALT)
    rebuild_people(warehouse, retention_days=RETENTION)
    return changed


def everything(warehouse: Warehouse, *, but: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Every row of every table, in order."""
    tables = [
        name for (name,) in warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1")
    ]
    return {name: warehouse.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in tables if name not in set(but)}


def values(warehouse: Warehouse) -> Iterator[tuple[str, Any]]:
    """Every value of every table with the table's name."""
    for table, rows in everything(warehouse).items():
        for row in rows:
            yield from ((table, value) for value in row)


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Somebody who commits."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One commit: by whom, what it says, which files it writes."""

    by: Hand
    subject: str
    files: dict[str, bytes]


def repository(folder: Path, slug: str, steps: Sequence[Step], *, began: datetime = NOW - timedelta(days=300)) -> Path:
    """A bare Git repository with these commits, a day apart, whose origin is on an invented host."""
    commits = []
    for place, step in enumerate(steps):
        seconds = int((began + timedelta(days=place)).timestamp())
        who = Identity(name=step.by.name, email=step.by.email, seconds=seconds, utc_offset="+0000")
        changes = tuple(Change(path=path, data=data) for path, data in sorted(step.files.items()))
        parents = (place - 1,) if place else ()
        commits.append(
            Commit(author=who, committer=who, message=f"{step.subject}\n".encode(), changes=changes, parents=parents)
        )
    path = folder / f"{slug}.git"
    write_repository(path, Draft(commits=tuple(commits)), url=f"{HOST}/{slug}.git")
    return path


def written(by: Hand, *subjects: str, folder: str = "src") -> list[Step]:
    """One small commit of an author for each subject."""
    return [
        Step(by=by, subject=subject, files={f"{folder}/part_{place}.py": APP + f"# {subject}\n".encode()})
        for place, subject in enumerate(subjects)
    ]


def later(pair: Pair, *, days: int) -> Pair:
    """The same pair as if it had been fetched at another time; for retention alone."""
    moved = replace(pair.facts, fetched_at=pair.facts.fetched_at + timedelta(days=days))
    return Pair(facts=moved, evidence=pair.evidence)


@cache
def town(world: Path) -> Home:
    """The home of the sandbox world below `world`, loaded once for all tests; its landing is everybody's, its warehouse a copy."""

    def build(folder: Path) -> None:
        home = collected(folder, [one.path for one in load_world(world).repositories])
        with opened(home.file) as warehouse:
            fill(warehouse, home)
        (folder / "pairs").write_bytes(pickle.dumps(home.pairs))

    held = once(world.parent / "town", build)
    mine = world.parent / f"town-{os.getpid()}"
    mine.mkdir()
    shutil.copy(held / "warehouse.duckdb", mine)
    return Home(root=mine, landing=Landing(held / "landing"), pairs=pickle.loads((held / "pairs").read_bytes()))


def naive(moment: datetime) -> datetime:
    """A moment as the tables hold it."""
    return moment.astimezone(UTC).replace(tzinfo=None)
