"""Evidence for every repository held, at its newest visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice

from flows.github.renamed import moved
from flows.house import House
from flows.work import extract_batches
from sourcing.extract import extract, extracted
from sourcing.github.repositories import KIND as GITHUB
from sourcing.landing import Manifest
from warehouse.incoming.load import Pair

BATCH = 16  # repositories a task
PART = 4  # repositories a worker takes at a time
KINDS = ("git", GITHUB)


def newest_batches(house: House) -> list[list[Manifest]]:
    """The batch that tells most of each repository held, grouped for tasks."""
    newest: dict[str, Manifest] = {}
    gone = moved(house.frontier)
    for manifest in house.landing.manifests():
        held = newest.get(manifest.repository)
        if manifest.kind in KINDS and manifest.repository not in gone and (held is None or _tells_more(manifest, held)):
            newest[manifest.repository] = manifest
    found = [newest[key] for key in sorted(newest)]
    return [found[start : start + BATCH] for start in range(0, len(found), BATCH)]


def _tells_more(manifest: Manifest, held: Manifest) -> bool:
    """Whether a batch is to stand for its repository: a later visit, and of one moment the reading of more.

    A repository that was read whole over Git is not given up for what the API tells of some of its people.
    """
    return _rank(manifest) >= _rank(held)


def _rank(manifest: Manifest) -> tuple[bool, object, int, str]:
    people = manifest.rows.get("account", 0)
    return manifest.kind == "git", manifest.fetched_at, people, manifest.batch_id


def extract_all(house: House, batches: Sequence[Sequence[Manifest]]) -> Iterator[list[Pair]]:
    """Each batch of repositories with its evidence, extracted here or by workers. Errors: LandingError, PluginError, EnvironmentFault."""
    missing = [[one.batch_id for one in batch if not extracted(one, landing=house.landing)] for batch in batches]
    if house.crew.is_here or not any(missing):
        yield from (extract_batch(house, batch) for batch in batches)
        return
    asked = [*chain.from_iterable(missing)]
    parts = (asked[start : start + PART] for start in range(0, len(asked), PART))
    made = chain.from_iterable(house.crew.map(partial(extract_batches, house.order()), parts))
    for batch, absent in zip(batches, missing, strict=True):
        house.landing.bring([*islice(made, len(absent))])
        house.reuse.fresh("repositories", len(absent))
        yield extract_batch(house, batch)


def extract_batch(house: House, manifests: Sequence[Manifest]) -> list[Pair]:
    """Each batch with its evidence, extracted where it was not before. Errors: LandingError, PluginError."""
    held = {one.batch_id: extracted(one, landing=house.landing) for one in manifests}
    landing = house.landing if all(held.values()) else house.sparing()
    house.reuse.fresh("repositories", sum(one is None for one in held.values()))
    return [Pair(facts=one, evidence=held[one.batch_id] or extract(one, landing=landing)) for one in manifests]
