"""A run past one machine: workers of Dask that are killed, object storage, PostgreSQL; the shortlist is that of one process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from sourcing.sandbox.world import World
from tests.flows.support import Desk
from tests.services import BUCKET, needs_postgres, postgres, storage


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The worker processes of a run, oldest first."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
        return [one.pid for one in children if "spawn_main" in " ".join(one.cmdline())]
    except psutil.NoSuchProcess:
        return []


def kill_when(desk: Desk, process: subprocess.Popen[str], kind: str) -> bool:
    """Whether a worker was killed as soon as the first batch of a kind had come to the writer."""
    while process.poll() is None:
        if any((desk.folder / ".sourcing/landing/batches").glob(f"{kind}-*")) and (found := workers(process)):
            os.kill(found[0], signal.SIGKILL)
            return True
        time.sleep(0.01)
    return False


@pytest.mark.chaos
@needs_postgres
def test_killed_workers_change_nothing(sandbox_world: World, tmp_path: Path) -> None:
    listed = tmp_path / "repos.tsv"
    listed.write_text("".join(f"{one.path}\n" for one in sandbox_world.repositories[::2]), "utf-8")
    words = ("run", "mlops-operator", "--repo-list", str(listed), "--without-prefect")
    calm = Desk(tmp_path / "calm").answered()
    assert calm.run(*words).code == 0
    with storage() as environment, postgres() as url:
        desk = Desk(tmp_path / "many").answered()
        desk.environment |= environment | {
            "SOURCING_DASK": "local:2",
            "SOURCING_LANDING_URL": f"s3://{BUCKET}/team",
            "SOURCING_FRONTIER_URL": url,
        }
        process = desk.start(*words, output=subprocess.DEVNULL)
        assert kill_when(desk, process, "git") and kill_when(desk, process, "evidence")
        assert process.wait(600) == 0
        told = [one.run("shortlist", "mlops-operator", "--all", "--json").out for one in (calm, desk)]
        assert told[0] == told[1] and len(told[0]) > 10_000
        second = Desk(tmp_path / "second", clock=desk.environment["SOURCING_CLOCK"]).answered()
        second.environment |= {**desk.environment, "SOURCING_DASK": "local:1"}
        killed = second.start(*words, output=subprocess.DEVNULL)
        assert kill_when(second, killed, "evidence")
        killed.kill()
        killed.wait()
        done = second.run(*words)
        assert done.code == 0 and "(0 read now)" in done.err, done.err
        assert second.run("shortlist", "mlops-operator", "--all", "--json").out == told[0]
