"""Repositories into the landing, batch by batch; what fails is named and left for the next run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from flows.house import House
from flows.work import Asked, Bench, Collected, read_one, read_repositories
from sourcing.git.address import Target, located
from sourcing.git.clone import without_credentials

BATCH = 8  # repositories a task; each of them lands by itself
PART = 2  # of those that workers read


def plan(house: House, targets: Sequence[Target]) -> list[dict[str, Target]]:
    """All targets by their frontier key, in batches, each target once, after they were put into the frontier.

    The frontier keeps addresses without credentials; those live in this process and those of its workers alone.
    """
    wanted: dict[str, Target] = {}
    for target in _asked(house, targets):
        key = "git " + " @ ".join(part for part in (without_credentials(target.location), target.commit) if part)
        wanted.setdefault(key, target)
    house.frontier.want("git", {key: _payload(target) for key, target in wanted.items()})
    keys, size = list(wanted), BATCH if house.crew.is_here else PART
    return [{key: wanted[key] for key in keys[start : start + size]} for start in range(0, len(keys), size)]


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


def collect_all(house: House, asked: Sequence[Mapping[str, Target]]) -> Iterator[list[Collected]]:
    """What came of each repository, batch by batch, read here or by workers. Errors: HomeError, LandingError, EnvironmentFault.

    What has landed stays landed. Leases are the writer's: a batch whose worker is killed is given to another.
    """
    if house.crew.is_here or not asked:
        yield from (collect_batch(house, targets) for targets in asked)
        return
    parts = (Asked(targets=_leased(house, targets)) for targets in asked)
    for done in house.crew.map(partial(read_repositories, house.order()), parts):
        house.landing.bring([one.batch_id for one in done if one.batch_id])
        house.reuse.fresh("files", sum(one.brought for one in done))
        yield [_closed(house, one) for one in done]


def collect_batch(house: House, targets: Mapping[str, Target]) -> list[Collected]:
    """What came of each repository of one batch. Errors: HomeError, LandingError; what has landed stays landed."""
    bench = Bench(
        landing=house.landing,
        sparing=cache(house.sparing),  # where everything is as it was nobody is asked who is to be left alone
        salt=house.salt,
        clock=house.clock,
        limits=house.limits,
        scratch=house.home.scratch,
    )
    return [_closed(house, read_one(key, target, bench=bench)) for key, target in _leased(house, targets).items()]


def _leased(house: House, targets: Mapping[str, Target]) -> dict[str, Target]:
    """Those of the targets that are free, in hand now."""
    items = house.frontier.lease(list(targets), by=house.owner, now=house.clock)
    return {item.key: targets[item.key] for item in items}


def _closed(house: House, one: Collected) -> Collected:
    """The same outcome, written down in the frontier."""
    if one.failure:
        house.frontier.failed(one.key, result=str(one.failure))
        house.progress.note(f"failed: {one.failure}")
    elif one.batch_id:
        if one.is_cut:
            where = one.key.removeprefix("git ")
            house.progress.note(
                f"{where} is a shallow clone: who began its files is not seen (`git fetch --unshallow`)"
            )
        house.frontier.done(one.key, batch_id=one.batch_id, result=one.status)
    else:
        house.frontier.settled(one.key, result=one.status)
    return one
