"""Evidence for every repository held, at its newest visit."""

from __future__ import annotations

from collections.abc import Sequence

from flows.house import House
from sourcing.extract import extract
from sourcing.landing import Manifest
from warehouse.load import Pair

BATCH = 16  # repositories a task


def newest_batches(house: House) -> list[list[Manifest]]:
    """The newest git batch of each repository held, grouped for tasks."""
    newest = {manifest.repository: manifest for manifest in house.landing.manifests("git")}
    held = [newest[key] for key in sorted(newest)]
    return [held[start : start + BATCH] for start in range(0, len(held), BATCH)]


def extract_batch(house: House, manifests: Sequence[Manifest]) -> list[Pair]:
    """Each git batch with its evidence, extracted where it was not before. Errors: LandingError, PluginError."""
    return [Pair(facts=manifest, evidence=extract(manifest, landing=house.landing)) for manifest in manifests]
