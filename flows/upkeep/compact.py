"""A home made small again: what nobody needs goes out of every store, each step whole or not at all, and done twice as done once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flows.house import House
from flows.memory import keep_needed_vectors
from flows.rank import publish_all
from sourcing.clearing import settle
from sourcing.database import Database
from sourcing.errors import writing
from sourcing.github.ledger import Ledger
from sourcing.run_records import forget_records
from sourcing.superseded import remove, superseded, unnamed_blobs
from warehouse.compact import (
    batches_needed,
    count_vectors,
    forget_batches,
    former_runs,
    let_go,
    most_vectors,
)
from warehouse.rewrite import rewrite

KEEP = 30  # shortlists of each role
RECORDS = timedelta(days=30)  # that Prefect and the ledger of GitHub's limits look back
MOST_OF_LOG = 1_000_000  # bytes


@dataclass(frozen=True, kw_only=True)
class Spare:
    """What may go: shortlists by id, batches by id, the files of blobs; `sizes` are bytes by kind of thing."""

    runs: Sequence[str]
    batches: Sequence[str]
    blobs: Sequence[Path]
    sizes: dict[str, int]

    def rows(self) -> Iterator[dict[str, object]]:
        """One row a kind of thing."""
        told = {"former shortlists": self.runs, "superseded batches": self.batches, "files nobody names": self.blobs}
        for what, things in told.items():
            yield {"what": what, "count": len(things), "bytes": self.sizes.get(what)}


def spare(house: House, *, keep: int) -> Spare:
    """What of a home may go where the latest `keep` shortlists of each role stay, with all that makes them again.

    Errors: WarehouseError, LandingError.
    """
    settle(house.landing)
    with house.warehouse() as warehouse:
        runs = former_runs(warehouse, keep=keep)
        needed = batches_needed(warehouse, without=runs)
    needed |= {item.batch_id for item in house.frontier.items() if item.batch_id}
    batches = [one.batch_id for one in superseded(house.landing, needed=needed)]
    blobs = unnamed_blobs(house.landing, without=frozenset(batches))
    sizes = {
        "superseded batches": sum(size_of(house.landing.batches / one) for one in batches),
        "files nobody names": sum(size_of(one) for one in blobs),
    }
    return Spare(runs=runs, batches=batches, blobs=blobs, sizes=sizes)


def make_small(house: House, *, keep: int) -> Spare:
    """What went. Killed at any point, the next time does the rest. Errors: WarehouseError, LandingError, HomeError, ModelError."""
    found = spare(house, keep=keep)
    if found.runs:
        with house.warehouse() as warehouse, warehouse.transaction():
            let_go(warehouse, found.runs, now=house.clock)
    remove(house.landing, found.batches)
    with writing(house.landing.root):
        for path in found.blobs:
            path.unlink()
    house.landing.mirror()
    with house.warehouse() as warehouse:
        forget_batches(warehouse, held={one.batch_id for one in house.landing.manifests()})
    _forget_vectors(house)
    _forget_records(house)
    rewrite(house.home.warehouse, memory_limit=house.settings.memory_limit)
    publish_all(house)
    return found


def _forget_vectors(house: House) -> None:
    """Where vectors are many more than texts could be: keeps those that the ranked roles read."""
    with house.warehouse() as warehouse:
        if 0 < most_vectors(warehouse) < count_vectors(warehouse):  # 0 where no role is ranked that could say which
            keep_needed_vectors(house, warehouse)


def _forget_records(house: House) -> None:
    """Takes out what is said of runs long ago: by the ledger of GitHub's limits, by Prefect, and by its server."""
    before = house.clock - RECORDS
    Ledger(house.frontier.database).forget(before)
    house.frontier.database.compact()
    records, log = house.home.prefect / "prefect.db", house.home.prefect / "server.log"
    if records.exists():
        with closing(Database(f"sqlite:///{records}")) as database:
            forget_records(database, before)
    with writing(log):
        if log.exists() and log.stat().st_size > MOST_OF_LOG:
            last = log.read_bytes()[-MOST_OF_LOG:]
            with log.open("r+b") as file:  # its server may write on: it appends
                file.truncate(0)
                file.write(last)


def size_of(place: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files)
