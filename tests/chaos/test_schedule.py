"""A schedule that is killed in the middle of a run, and nights slept through; `make chaos`."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from flows.server import started
from sourcing.sandbox.world import World
from tests.flows.pages.scheduled import Scheduled, begun, serving
from tests.flows.support import ROLE, Desk, copied

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def held(sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that holds the people of one repository, signed off."""
    desk = Desk(tmp_path_factory.mktemp("held")).answered()
    repository = str(sandbox_world.repositories[0].path)
    assert desk.run("run", ROLE, "--repo", repository, "--without-prefect").code == 0
    return desk.signed()


def runs(scheduled: Scheduled, job: str) -> dict[str, int]:
    """How many runs of a job are in which state, but for those that are planned."""
    of = {"id": {"any_": [scheduled.deployment(job)["id"]]}}
    states = [run["state"]["name"] for run in scheduled.asked("/flow_runs/filter", deployments=of)]
    return {name: states.count(name) for name in {*states} - {"Scheduled"}}


def late(desk: Desk, *, hours: int) -> None:
    """As if the machine had slept: what was planned, and what ended, is so many hours earlier."""
    with closing(sqlite3.connect(desk.folder / ".sourcing/prefect/prefect.db", timeout=60)) as records, records:
        for column in ("expected_start_time", "next_scheduled_start_time"):
            records.execute(
                f"UPDATE flow_run SET {column} = strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{hours} hours')"
            )
        due = "json_extract(state_details, '$.scheduled_time')"  # until which a run that is begun waits
        earlier = f"strftime('%Y-%m-%dT%H:%M:%SZ', {due}, '-{hours} hours')"
        records.execute(
            f"UPDATE flow_run_state SET state_details = json_set(state_details, '$.scheduled_time', {earlier}) WHERE {due} IS NOT NULL"
        )


def test_nights_slept_through_are_made_up_for_once(held: Desk, tmp_path: Path) -> None:
    desk = copied(held, tmp_path / "desk")
    with (desk.folder / "sourcing.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[schedule]\nretention = "never"\ncompact = "never"\ncron = "never"\npublish = "0 6 * * *"\n')
    with serving(desk) as scheduled:
        while sum(run["auto_scheduled"] for run in scheduled.asked("/flow_runs/filter")) < 3:
            time.sleep(0.3)
        late(desk, hours=24 * 4)
        while sum(runs(scheduled, "publish").values()) < 3 or {*runs(scheduled, "publish")} - {"Completed", "Skipped"}:
            time.sleep(0.3)
        assert runs(scheduled, "publish") == {"Completed": 1, "Skipped": 2}
    late(desk, hours=24 * 3)
    with serving(desk, end=signal.SIGTERM) as scheduled:
        while runs(scheduled, "publish").get("Completed", 0) < 2:
            time.sleep(0.3)
        assert runs(scheduled, "publish") == {"Completed": 2, "Skipped": 2}


def test_a_schedule_that_is_killed_leaves_nothing_that_the_next_does_not_clear(held: Desk, tmp_path: Path) -> None:
    desk = copied(held, tmp_path / "desk")
    killed = begun(desk)
    path = f"/deployments/{killed.deployment(ROLE)['id']}/create_flow_run"
    this = {"id": {"any_": [killed.asked(path, state={"type": "SCHEDULED"})["id"]]}}
    while not any(one["active_slots"] for one in killed.asked("/v2/concurrency_limits/filter")):
        time.sleep(0.1)
    pid, left = killed.process.pid, killed.server
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    killed.process.kill()
    killed.process.wait()
    (of_run,) = (int(pid) for pid in children if int(pid) != left.pid)
    while started(of_run):
        time.sleep(0.1)
    assert started(left.pid) == left.started, "the server outlives the killed schedule"
    with serving(desk) as scheduled:
        assert started(left.pid) != left.started
        assert scheduled.asked("/flow_runs/filter", flow_runs=this)[0]["state_type"] == "CRASHED"
        assert {one["active_slots"] for one in scheduled.asked("/v2/concurrency_limits/filter")} == {0}
        assert scheduled.ran(ROLE)["state_type"] == "COMPLETED"
        done = desk.run("run", ROLE)  # which shares the server, and leaves it up
        assert done.code == 0 and started(scheduled.server.pid) == scheduled.server.started, done.err
        assert {"search", "sourcing"} <= {one["name"] for one in scheduled.asked("/flows/filter")}
