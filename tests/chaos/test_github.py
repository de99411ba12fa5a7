"""GitHub in foul weather, and the run killed ten times over: the warehouse is that of the calm run; `make chaos`.

CHAOS_SEED chooses weather and moments, CHAOS_KILLS how many there are.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from sourcing.sandbox.forge import Forge, Weather, serving
from sourcing.sandbox.world import World
from tests.flows.support import Desk
from warehouse.runs.seals import RANKED

KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))
CANARY = "ghp_canary0never0to0be0seen0anywhere0"
WORDS = ("run", "mlops-operator", "--query", "type:user", "--contributors-of", "openlattice-sbx/flowtrellis")
IN_HAND = 150  # blobs one query may bring


def desk_at(folder: Path, forge: Forge) -> Desk:
    desk = Desk(folder).answered()
    desk.environment |= {
        "GITHUB_TOKEN": CANARY,
        "SOURCING_GITHUB_URL": forge.url,
        "SOURCING_GITHUB_PAUSE": "0",
        "SOURCING_GITHUB_SECONDARY": "1",
        "SOURCING_GITHUB_TIMEOUT": "5",
    }
    return desk


def foul(seed: int) -> Weather:
    """The first weather from a seed on that brings more than ten kinds of fault within 60 requests, fewer than any run makes."""
    found = (Weather(rate=0.2, seed=one, retry_after=1) for one in itertools.count(seed * 1_000_000))
    return next(one for one in found if len({one.fault(number, "graphql") for number in range(60)} - {""}) > 10)


Rows = list[tuple[object, ...]]


def held(desk: Desk) -> dict[str, Rows]:
    """Every row of every table of the warehouse, in order of its text."""
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        names = [name for (name,) in warehouse.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {name: sorted(warehouse.execute(f'SELECT * FROM "{name}"').fetchall(), key=str) for name in names}


def acts(audit: Rows) -> tuple[list[tuple[object, ...]], object]:
    """What the log tells of acts that are no ranking, and of the newest ranking: each of many runs may have ranked what it had."""
    rankings = [(number, told) for number, _, act, _, told, *_ in audit if act == RANKED]
    return sorted((act, actor, told) for _, _, act, actor, told, *_ in audit if act != RANKED), max(rankings)[1]


def sent_again(forge: Forge) -> int:
    """How often a blob was delivered that had been delivered before; a text that is no UTF-8 is, over REST, in any weather."""
    return sum(count - 1 for count in forge.blobs.values())


def kill_at_random(desk: Desk, *, kills: int, length: float) -> None:
    moments = random.Random(SEED)
    for moment in sorted(moments.uniform(0.1, 1.2) * length for _ in range(kills)):
        process = desk.start(*WORDS, "--without-prefect", output=subprocess.DEVNULL)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        batches = len(list((desk.folder / ".sourcing/landing/batches").glob("*/manifest.json")))
        print(f"killed after {moment:.1f} s: {batches} batches landed")


def finish(desk: Desk) -> None:
    """The same command until nothing is left."""
    for attempt in range(8):
        done = desk.run(*WORDS)
        assert CANARY not in done.out + done.err
        if done.code == 0:
            print(f"complete after {attempt + 1} more runs")
            return
        assert done.code in (1, 3), done.err
    raise AssertionError(done.err)


@pytest.mark.chaos
@pytest.mark.parametrize("kills", [0, KILLS])
def test_every_kind_of_weather_and_ten_kills_leave_the_warehouse_of_the_calm_run(
    sandbox_world: World, tmp_path: Path, kills: int
) -> None:
    with serving(sandbox_world, token=CANARY, hourly=1_000_000) as forge:
        calm = desk_at(tmp_path / "calm", forge)
        begun = time.monotonic()
        done = calm.run(*WORDS, "--without-prefect")
        length = time.monotonic() - begun
        assert done.code == 0, done.err
        price, blobs, inexact = forge.points + forge.requests, len(forge.blobs), sent_again(forge)
    with serving(sandbox_world, token=CANARY, hourly=1_000_000, weather=foul(SEED)) as forge:
        desk = desk_at(tmp_path / "foul", forge)
        kill_at_random(desk, kills=kills, length=length)
        finish(desk)
        twice = sent_again(forge) - inexact
        kinds = {one.weather for one in forge.log if one.weather}
        print(
            f"{forge.points + forge.requests} points and requests (calm: {price}); {twice} of {blobs} blobs sent again"
        )
        print(f"weather met: {sorted(kinds)}; requests against a limit: {len(forge.violations)}")
        assert forge.violations == []
        assert twice <= kills * IN_HAND
        assert len(kinds) > 10
    found, wanted = held(desk), held(calm)
    assert acts(found.pop("audit")) == acts(wanted.pop("audit"))
    assert desk.run("audit", "verify").code == 0
    assert [name for name in wanted if found[name] != wanted[name]] == []
    assert_no_trace(desk.folder)


def assert_no_trace(folder: Path) -> None:
    """No file below the folder holds the token, in the clear or compressed."""
    from tests.github.traces import holding

    assert holding(folder, CANARY) == []
