"""Real runs, Prefect's server and all, killed at random moments; `make chaos`.

CHAOS_SEED chooses the moments, CHAOS_KILLS how many there are.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from sourcing.landing import Landing
from sourcing.sandbox.world import World
from tests.flows.support import Desk

KILLS = int(os.environ.get("CHAOS_KILLS", "5"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))


@pytest.mark.chaos
def test_killed_at_random_moments_the_shortlist_is_that_of_the_calm_run(sandbox_world: World, tmp_path: Path) -> None:
    words = ("run", "mlops-operator", "--repo-list", str(sandbox_world.root / "repos.tsv"))
    calm = Desk(tmp_path / "calm").answered()
    begun = time.monotonic()
    assert calm.run(*words).code == 0
    length = time.monotonic() - begun
    desk, moments = Desk(tmp_path / "killed").answered(), random.Random(SEED)
    landing = Landing(desk.folder / ".sourcing/landing")
    landed: dict[str, bytes] = {}
    for moment in sorted(
        moments.uniform(0.05, 0.95) * length for _ in range(KILLS)
    ):  # early ones first: each finds work
        process = desk.start(*words, output=subprocess.DEVNULL)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        now = {
            one.batch_id: (landing.root / "batches" / one.batch_id / "manifest.json").read_bytes()
            for one in landing.manifests()
        }
        assert now.items() >= landed.items(), "what has landed is never written again"
        print(f"killed after {moment:.1f} s of {length:.1f} s: {len(now)} batches landed")
        landed = now
    done = desk.run(*words)
    assert done.code == 0, done.err
    after = {
        one.batch_id: (landing.root / "batches" / one.batch_id / "manifest.json").read_bytes()
        for one in landing.manifests()
    }
    assert after.items() >= landed.items()
    assert (
        desk.run("shortlist", "mlops-operator", "--all", "--json").out
        == calm.run("shortlist", "mlops-operator", "--all", "--json").out
    )
    sheets = [one.folder / "review.csv" for one in (calm, desk)]
    for one, sheet in zip((calm, desk), sheets, strict=True):
        assert one.run("review", "mlops-operator", "--out", str(sheet)).code == 0
    assert sheets[0].read_bytes() == sheets[1].read_bytes()
