"""A compaction killed at random moments, again and again, ends where a calm one ends; `make chaos`."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.flows.support import ROLE, Desk
from tests.flows.test_compact import night
from tests.warehouse.house import SALT

KILLS = int(os.environ.get("CHAOS_KILLS", "5"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))
NIGHTS = 6


@pytest.mark.chaos
def test_killed_at_random_moments_it_ends_where_a_calm_one_does(tmp_path: Path) -> None:
    for number in range(1, NIGHTS + 1):
        night(tmp_path / "lived", number)
    calm, killed = (_desk(tmp_path / name, of=tmp_path / "lived/home") for name in ("calm", "killed"))
    begun = time.monotonic()
    assert calm.run("compact", "--keep", "2").code == 0
    length, moments = time.monotonic() - begun, random.Random(SEED)
    for moment in sorted(moments.uniform(0.1, 1.0) * length for _ in range(KILLS)):
        process = killed.start("compact", "--keep", "2", output=subprocess.DEVNULL)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert _shown(killed, "shortlist", ROLE, "--all", "--json") == _shown(
            calm, "shortlist", ROLE, "--all", "--json"
        )
    assert killed.run("compact", "--keep", "2").code == 0
    assert _files(killed) == _files(calm)
    for desk in (calm, killed):
        assert desk.run("audit", "verify").code == 0
        assert desk.run("reproduce", ROLE).code == 0


def _desk(folder: Path, *, of: Path) -> Desk:
    """A desk whose home is a copy of another."""
    shutil.copytree(of, folder / ".sourcing")
    desk = Desk(folder, clock="2026-11-20T00:00:00Z")
    desk.environment["SOURCING_SALT"] = SALT.decode()
    return desk


def _shown(desk: Desk, *words: str) -> str:
    done = desk.run(*words)
    assert done.code == 0, done.err
    return done.out


def _files(desk: Desk) -> set[str]:
    """All files but those that Prefect makes as it likes."""
    home = desk.folder / ".sourcing"
    return {
        path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file() and "prefect" not in path.parts
    }
