"""What a worker process does alone: an order and some names in, batches into the landing, their ids out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sourcing.errors import EnvironmentFault, LeftAloneError, RepositoryError
from sourcing.extract import catalogue_version, extract
from sourcing.git.address import Target
from sourcing.git.source import VERSION, Head, Limits, batch_of, collect, newest
from sourcing.landing import Landing
from sourcing.shared_landing import SharedLanding
from sourcing.signals import catalogue
from sourcing.suppression import Suppressed


class Status(StrEnum):
    """What came of one repository."""

    COLLECTED = "collected"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"  # its owner is suppressed, or was erased
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Collected:
    """One repository's outcome; `failure` is set where it failed, `batch_id` where it is held.

    `commits` and `files` are held of it; `brought` texts were new to a landing folder that somebody else counts. `is_cut`: it was
    read now, and its history is that of a shallow clone.
    """

    key: str
    status: Status
    batch_id: str | None = None
    commits: int = 0
    files: int = 0
    brought: int = 0
    is_cut: bool = False
    failure: RepositoryError | None = None


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What is needed to read a repository; `sparing` is the landing that takes in nothing of those to be left alone."""

    landing: Landing
    sparing: Callable[[], Landing]
    salt: bytes
    clock: datetime
    limits: Limits
    scratch: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What every part of a step is done by; `url` is None where the workers share `landing` with the writer, as one machine does.

    `suppressed` are keyed hashes of those to be left alone, `apart` those of accounts that a human set apart. `version` is the code's,
    which must be the worker's too.
    """

    landing: Path
    url: str | None
    turn: str
    salt: bytes = field(repr=False)
    clock: datetime
    limits: Limits
    suppressed: frozenset[str] = field(repr=False)
    apart: frozenset[str] = field(repr=False)
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Repositories by their key; an address may hold a password, and Dask logs what a part that failed was given."""

    targets: Mapping[str, Target] = field(repr=False)


def code_version() -> str:
    """What makes two processes read and extract alike."""
    return f"{VERSION} {catalogue_version(catalogue())}"


def read_repositories(order: Order, asked: Asked) -> list[Collected]:
    """What came of each repository, landed one by one. Errors: HomeError, LandingError, EnvironmentFault."""
    with _bench(order) as bench:
        done = [read_one(key, target, bench=bench) for key, target in asked.targets.items()]
        if order.url is None and done:
            done[-1] = replace(done[-1], brought=bench.landing.take_brought())
        return done


def extract_batches(order: Order, batches: Sequence[str]) -> list[str]:
    """The batch of evidence of each batch, extracted where it was not before. Errors: LandingError, PluginError, EnvironmentFault."""
    with _bench(order) as bench:
        bench.landing.bring(batches)
        landing = bench.sparing()
        return [extract(bench.landing.manifest(one), landing=landing).batch_id for one in batches]


def read_one(key: str, target: Target, *, bench: Bench) -> Collected:
    """What came of one repository. Errors: HomeError, LandingError."""
    try:
        identity = batch_of(target, commit=newest(target, limits=bench.limits), salt=bench.salt)
        bench.landing.bring([identity])
        status = Status.UNCHANGED if bench.landing.has(identity) else Status.COLLECTED
        if status is Status.COLLECTED:
            identity = collect(
                target,
                landing=bench.sparing(),
                salt=bench.salt,
                clock=bench.clock,
                limits=bench.limits,
                scratch=bench.scratch,
            ).batch_id
    except LeftAloneError:
        return Collected(key=key, status=Status.LEFT_ALONE)
    except RepositoryError as failure:
        return Collected(key=key, status=Status.FAILED, failure=failure)
    rows = bench.landing.manifest(identity).rows
    is_cut = status is Status.COLLECTED and next(iter(bench.landing.read(identity, "head", Head))).is_shallow
    return Collected(
        key=key,
        status=status,
        batch_id=identity,
        commits=rows.get("commit", 0),
        files=rows.get("file", 0),
        is_cut=is_cut,
    )


@contextmanager
def _bench(order: Order) -> Iterator[Bench]:
    """The bench of a worker; what it copied of a shared landing is gone after the block. Errors: EnvironmentFault."""
    os.umask(0o077)
    if order.version != code_version():
        raise EnvironmentFault(
            "a worker runs another version of this code", remedy="bring all machines to one version, then run again"
        )
    with tempfile.TemporaryDirectory(prefix="sourcing-", dir=_place()) as folder:
        landing = (
            SharedLanding(Path(folder) / "landing", url=order.url, turn=order.turn)
            if order.url
            else Landing(order.landing)
        )
        people = Suppressed(order.suppressed, salt=order.salt, apart=order.apart) if order.suppressed else None
        yield Bench(
            landing=landing,
            sparing=lambda: landing.sparing(people),
            salt=order.salt,
            clock=order.clock,
            limits=order.limits,
            scratch=Path(folder) / "scratch",
        )


def _place() -> str:
    """The folder of this worker, which Dask empties when the worker is gone, however it went."""
    from distributed import get_worker

    return str(get_worker().local_directory)
