"""A run that is killed and given again ends where a calm one ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from flows.server import started
from sourcing.landing import Landing
from tests.flows.support import Desk


def test_killed_after_the_first_batch_landed(ran: Desk, repository_list: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "killed").answered()
    words = ("run", "mlops-operator", "--repo-list", str(repository_list), "--without-prefect")
    landing = Landing(desk.folder / ".sourcing/landing")
    process = desk.start(*words, output=subprocess.DEVNULL)
    while not landing.manifests("git") and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.wait()
    landed = {manifest.batch_id: manifest for manifest in landing.manifests()}
    done = desk.run(*words)
    assert done.code == 0, done.err
    assert {name: landing.manifest(name) for name in landed} == landed
    said = [one.run("shortlist", "mlops-operator", "--all", "--json").out for one in (ran, desk)]
    assert said[0] == said[1]


def test_a_killed_run_leaves_a_server_that_the_next_run_ends(repositories: list[Path], tmp_path: Path) -> None:
    desk = Desk(tmp_path / "orphan").answered()
    record = desk.folder / ".sourcing/prefect/server.json"
    words = ("run", "mlops-operator", "--repo", str(repositories[0]))
    process = desk.start(*words, output=subprocess.DEVNULL)
    while not (record.exists() and record.read_text()) and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    left = json.loads(record.read_text())
    assert started(left["pid"]) == left["started"], "the server outlives the killed run"
    assert desk.run(*words).code == 0
    assert started(left["pid"]) != left["started"]


def test_an_interrupt_says_how_to_go_on(repository_list: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "interrupted").answered()
    words = ("run", "mlops-operator", "--repo-list", str(repository_list), "--without-prefect")
    landing = Landing(desk.folder / ".sourcing/landing")
    process = desk.start(*words)
    while not landing.manifests("git") and process.poll() is None:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130 and "goes on where this one was" in err and "Traceback" not in err


def test_an_interrupt_ends_a_prefect_run_at_once_and_its_server_with_it(
    ran: Desk, repository_list: Path, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "interrupted").answered().having_met_prefect(ran)
    words = ("run", "mlops-operator", "--repo-list", str(repository_list))
    landing = Landing(desk.folder / ".sourcing/landing")
    process = desk.start(*words, group=True)
    while not landing.manifests("git") and process.poll() is None:
        time.sleep(0.01)
    server = json.loads((desk.folder / ".sourcing/prefect/server.json").read_text())
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "goes on where this one was" in err and "Traceback" not in err, err
    assert started(server["pid"]) != server["started"]
