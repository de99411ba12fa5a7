"""Repositories into the landing, batch by batch; what fails is named and left for the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from flows.house import House
from sourcing.errors import LeftAloneError, RepositoryError
from sourcing.frontier import Item
from sourcing.git.address import Target, located
from sourcing.git.clone import without_credentials
from sourcing.git.source import batch_of, collect, newest
from sourcing.landing import Landing

BATCH = 8  # repositories a task; each of them lands by itself


class Status(StrEnum):
    """What came of one repository."""

    COLLECTED = "collected"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"  # its owner is suppressed, or was erased
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """One repository's outcome; `failure` is set where it failed. `commits` and `files` are held of it."""

    key: str
    status: Status
    commits: int = 0
    files: int = 0
    failure: RepositoryError | None = None


def plan(house: House, targets: Sequence[Target]) -> list[dict[str, Target]]:
    """All targets by their frontier key, in batches, each target once, after they were put into the frontier.

    The frontier keeps addresses without credentials; those live in this process alone.
    """
    wanted: dict[str, Target] = {}
    for target in _asked(house, targets):
        key = "git " + " @ ".join(part for part in (without_credentials(target.location), target.commit) if part)
        wanted.setdefault(key, target)
    house.frontier.want("git", {key: _payload(target) for key, target in wanted.items()})
    keys = list(wanted)
    return [{key: wanted[key] for key in keys[start : start + BATCH]} for start in range(0, len(keys), BATCH)]


def _asked(house: House, targets: Sequence[Target]) -> Iterator[Target]:
    """The targets without those whose very address names somebody who is to be left alone: it is not even put in line."""
    people = house.left_alone()
    for target in map(located, targets):
        where = without_credentials(target.location)
        if people is None or not (people.is_address(where) or people.redact(where) != where):
            yield target
        else:
            house.progress.note("a repository is left alone, as is its owner")


def _payload(target: Target) -> dict[str, str | None]:
    return {"location": without_credentials(target.location), "commit": target.commit, "web_url": target.web_url}


def collect_batch(house: House, targets: Mapping[str, Target]) -> list[Collected]:
    """What came of each repository of one batch. Errors: HomeError, LandingError; what has landed stays landed."""
    items = house.frontier.lease(list(targets), by=house.owner, now=house.clock)
    landing = cache(house.sparing)  # where everything is as it was nobody is asked who is to be left alone
    return [_collect_one(house, item, target=targets[item.key], landing=landing) for item in items]


def _collect_one(house: House, item: Item, *, target: Target, landing: Callable[[], Landing]) -> Collected:
    try:
        identity = batch_of(target, commit=newest(target, limits=house.limits), salt=house.salt)
        status = Status.UNCHANGED if house.landing.has(identity) else Status.COLLECTED
        if status is Status.COLLECTED:
            identity = collect(
                target,
                landing=landing(),
                salt=house.salt,
                clock=house.clock,
                limits=house.limits,
                scratch=house.home.scratch,
            ).batch_id
    except LeftAloneError:
        house.frontier.settled(item.key, result=Status.LEFT_ALONE)
        return Collected(key=item.key, status=Status.LEFT_ALONE)
    except RepositoryError as failure:
        house.frontier.failed(item.key, result=str(failure))
        house.progress.note(f"failed: {failure}")
        return Collected(key=item.key, status=Status.FAILED, failure=failure)
    house.frontier.done(item.key, batch_id=identity, result=status)
    rows = house.landing.manifest(identity).rows
    return Collected(key=item.key, status=status, commits=rows.get("commit", 0), files=rows.get("file", 0))
