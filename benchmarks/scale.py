"""Extraction by two worker processes beside one, over the same landing.

    python -m benchmarks.scale [REPOSITORY ...] [--rounds N] [--url ADDRESS]

Repositories are collected once, and all workers are started and have read their catalogue before the clock starts. Each round takes away
all evidence and extracts it anew, by one worker and by two in turn; the median of each counts. What both landed must be the same, byte
for byte, and the same as this process lands alone. With `--url` the landing is shared at that address, so that every worker brings
and puts parcels; without, workers write into the one folder. Without a repository the sandbox's are read.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from benchmarks._table import table, verdict
from flows.collect import collect_all, plan
from flows.crew import Crew
from flows.extract import extract_all, newest_batches
from flows.house import House
from flows.opening import open_house
from flows.progress import Lines
from sourcing.git.address import Target
from sourcing.sandbox.build import build_world
from sourcing.settings import Settings

BOUND = 1.5


def extracted(house: House, crew: Crew) -> tuple[float, str]:
    """Seconds of one extraction of everything, and the digest of all that it landed."""
    evidence = [one.batch_id for one in house.landing.manifests("evidence")]
    for batch in evidence:
        shutil.rmtree(house.landing.batches / batch)
    house.landing.mirror()
    begun = time.perf_counter()
    pairs = [pair for done in extract_all(replace(house, crew=crew), newest_batches(house)) for pair in done]
    seconds = time.perf_counter() - begun
    files = sorted(path for pair in pairs for path in (house.landing.batches / pair.evidence.batch_id).iterdir())
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()
    return seconds, digest


def measured(house: House, folder: Path, *, rounds: int) -> tuple[dict[str, list[float]], set[str]]:
    """Seconds by who extracted, each round in turn, and the digests of what came of it."""
    seconds: dict[str, list[float]] = {"this process": [], "1 worker": [], "2 workers": []}
    with (
        closing(Crew("local:1", scratch=folder / "one")) as one,
        closing(Crew("local:2", scratch=folder / "two")) as two,
    ):
        crews = {"this process": Crew(), "1 worker": one, "2 workers": two}
        digests = {extracted(house, crew)[1] for crew in crews.values()}  # which warms them
        for _ in range(rounds):
            for name, crew in crews.items():
                took, digest = extracted(house, crew)
                seconds[name].append(took)
                digests.add(digest)
    return seconds, digests


def report(seconds: dict[str, list[float]], digests: set[str], *, repositories: int) -> None:
    middle = {name: statistics.median(took) for name, took in seconds.items()}
    table(
        ("who", "seconds", "repositories a second", "of 1 worker"),
        [
            (name, f"{took:.2f}", f"{repositories / took:.1f}", f"{middle['1 worker'] / took:.2f}")
            for name, took in middle.items()
        ],
    )
    verdict(
        "scale",
        figures=[(middle["1 worker"] / middle["2 workers"], "times one worker, with two", BOUND)],
        at_most=[(float(len(digests)), "different results", 1)],
    )


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repositories", nargs="*", metavar="REPOSITORY")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--url")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repositories = given.repositories or [
            str(one.path) for one in build_world(folder / "world", seed=7).repositories
        ]
        settings = Settings(
            home=folder / "home",
            salt=SecretStr("benchmark"),
            clock=datetime(2026, 11, 1, tzinfo=UTC),
            landing_url=given.url,
        )
        with open_house(settings, progress=Lines(Console(quiet=True))) as house:
            for _ in collect_all(house, plan(house, [Target(location=one) for one in repositories])):
                pass
            seconds, digests = measured(house, folder, rounds=given.rounds)
    report(seconds, digests, repositories=len(repositories))


if __name__ == "__main__":
    main()
