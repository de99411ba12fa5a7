"""What a timetable comes to, who may serve it, and what a run of it tells; without Prefect."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from flows.artifacts import picture, summary, table
from flows.digest import Digest, digest_of
from flows.github.tally import Tally
from flows.opening import when_free
from flows.pipeline import Report
from flows.progress import Lines
from flows.schedule.deploy_file import write_deployments
from flows.schedule.jobs import check, jobs
from flows.server import Server, end_orphan, recorded, started
from ranking.role import template
from sourcing.errors import LockedError, RoleError, SettingsError
from sourcing.home import Home
from sourcing.lock import single_writer
from sourcing.settings import Settings
from sourcing.timetable import NEVER, RoleTimes, Timetable
from tests.flows.support import ROLE, Desk, one_line_error
from warehouse.connection import open_published
from warehouse.published.shown import shortlist


@pytest.fixture
def roles(tmp_path: Path) -> Path:
    """A folder with one role of one's own."""
    folder = tmp_path / "roles"
    folder.mkdir()
    (folder / "ours.toml").write_text(template(ROLE).text.replace(f'name = "{ROLE}"', 'name = "ours"'), "utf-8")
    return folder


def test_with_nothing_written_every_role_runs_nightly_retention_daily_and_compacting_weekly(roles: Path) -> None:
    found = jobs(Settings(), folder=roles)
    assert [(job.name, job.flow, job.cron, job.timezone) for job in found] == [
        ("ours", "search", "0 2 * * *", "UTC"),
        ("retention", "retention", "0 1 * * *", "UTC"),
        ("compact", "compact", "0 0 * * 0", "UTC"),
    ]
    assert found[0].parameters == {"role": "ours", "budget": None, "depth": 0, "sites": True}


def test_named_roles_alone_are_served_each_at_its_own_time(roles: Path) -> None:
    asked = Timetable(
        cron="0 3 * * 1-5",
        timezone="Europe/Berlin",
        publish="30 6 * * *",
        retention=NEVER,
        compact=NEVER,
        roles={ROLE: RoleTimes(timezone="America/New_York", budget=500), "ours": RoleTimes(cron="0 4 * * *")},
    )
    found = jobs(Settings(schedule=asked), folder=roles)
    assert [(job.name, job.cron, job.timezone) for job in found] == [
        (ROLE, "0 3 * * 1-5", "America/New_York"),
        ("ours", "0 4 * * *", "Europe/Berlin"),
        ("publish", "30 6 * * *", "Europe/Berlin"),
    ]
    assert found[0].parameters["budget"] == 500
    with pytest.raises(RoleError, match="did you mean 'ours'"):
        jobs(Settings(schedule=Timetable(roles={"our": RoleTimes()})), folder=roles)
    with pytest.raises(SettingsError, match="nothing to schedule"):
        jobs(Settings(schedule=Timetable(retention=NEVER, compact=NEVER)), folder=roles / "none")


def test_a_night_when_clocks_change_is_one_night(roles: Path) -> None:
    asked = Timetable(cron="30 2 * * *", timezone="Europe/Berlin")
    job = jobs(Settings(schedule=asked), folder=roles)[0]
    spring = [at.astimezone(UTC) for at in job.next(datetime(2027, 3, 27, 12, tzinfo=UTC), times=2)]
    assert [at.date() for at in spring] == [date(2027, 3, 28), date(2027, 3, 29)]
    autumn = job.next(datetime(2026, 10, 24, 12, tzinfo=UTC), times=2)
    assert [at.date() for at in autumn] == [date(2026, 10, 25), date(2026, 10, 26)]


def test_the_command_lists_before_anybody_signed_and_serves_only_afterwards(tmp_path: Path) -> None:
    desk = Desk(tmp_path).answered()
    rows = desk.run("schedule", "--list", "--json").json()
    assert [row["job"] for row in rows] == [ROLE, "retention", "compact"]
    assert rows[1]["next"] == "Sun 2026-11-01 01:00, Mon 2026-11-02 01:00, Tue 2026-11-03 01:00"
    refused = desk.run("schedule")
    assert refused.code == 2 and "sourcing sign-off" in one_line_error(refused)
    assert desk.run("schedule", "--write", "prefect.yaml").code == 2 and not (tmp_path / "prefect.yaml").exists()
    says = {row["check"]: row for row in json.loads(desk.run("doctor", "--json").out)}["schedule"]
    assert says["ok"] and says["says"].startswith(
        "not served; `sourcing schedule` would run 3 jobs, the next retention"
    )


def test_the_file_for_a_team_s_server_says_what_the_timetable_says(roles: Path, tmp_path: Path) -> None:
    found = jobs(Settings(schedule=Timetable(timezone="Asia/Tokyo")), folder=roles)
    write_deployments(tmp_path / "prefect.yaml", found, home=Home(tmp_path))
    told = yaml.safe_load((tmp_path / "prefect.yaml").read_text("utf-8"))
    assert [(one["name"], one["entrypoint"], one["parameters"]) for one in told["deployments"]] == [
        (job.name, f"flows.schedule.nightly.{job.flow}", job.parameters) for job in found
    ]
    assert {one["schedules"][0]["timezone"] for one in told["deployments"]} == {"Asia/Tokyo"}


def digest(home: Home, *, has_names: bool) -> Digest:
    report = Report(tally=Tally(found=40, met=38, spent=120, people_left=2))
    with open_published(home.published) as published:
        return digest_of(published, ROLE, report, today=date(2026, 11, 1), has_names=has_names)


def test_a_digest_counts_and_names_nobody_unless_asked(ran: Desk) -> None:
    home = Home(ran.folder / ".sourcing")
    plain = digest(home, has_names=False)
    assert plain.subject == "MLOps / ML platform engineer: nothing new; 46 awaiting a decision"
    assert "Budget: 120 points and requests of GitHub" in plain.body
    assert "Completeness: 40 people wanted, 38 met (0 unchanged), 2 still to do" in plain.body
    named = replace(plain, news={"new": 2}, names={"new": ["Ada Example", "Bo Example"]})
    assert "2 new; 46" in named.subject and "New: 2 (Ada Example, Bo Example)" in named.body
    assert "New: 2\n" in replace(named, names={}).body


def test_what_prefect_keeps_of_a_run_names_nobody_and_hides_nothing_odd(ran: Desk) -> None:
    home = Home(ran.folder / ".sourcing")
    with open_published(home.published) as published:
        people = shortlist(published, ROLE)
    rows = table(people)
    assert [row["person"] for row in rows] == [row["person_id"] for row in people]
    told = json.dumps(rows)
    assert not [row for row in people if row["display_name"] in told or set(row["accounts"]) & set(told.split('"'))]
    odd = replace(digest(home, has_names=False), title="A | <img src=x> [b](http://c.example)")
    assert r"A \| \<img src=x\> \[b\](http://c.example)" in summary(odd)
    drawn = base64.b64decode(picture({"strong evidence": 3, "some evidence": 6}).rpartition(",")[2][:-1]).decode()
    assert drawn.count("<rect") == 3 and 'width="120"' in drawn and 'width="240"' in drawn


def test_a_run_waits_for_the_writer_before_it(tmp_path: Path) -> None:
    settings, stack = Settings(home=tmp_path / "home"), ExitStack()
    Home(settings.home).prepare()
    stack.enter_context(single_writer(Home(settings.home).lock))

    class Freeing(Lines):
        def note(self, text: str) -> None:
            assert text.startswith("waiting: ")
            stack.close()

    with when_free(settings, progress=Freeing(Console(quiet=True)), seconds=60) as house:
        assert house.home.root == tmp_path / "home"
        with pytest.raises(LockedError), when_free(settings, progress=Lines(Console(quiet=True)), seconds=0):
            pass


def test_the_server_of_a_schedule_at_work_is_left_alone_and_an_orphan_is_not(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prefect.mkdir()
    sleeping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        us = os.getpid()
        made = Server(
            pid=sleeping.pid,
            started=started(sleeping.pid),
            owner=us,
            owner_started=started(us),
            port=1,
            key="k",
            has_pages=True,
        )
        (home.prefect / "server.json").write_text(json.dumps(made.__dict__))
        assert not end_orphan(home) and recorded(home) == made
        assert check(Settings(home=tmp_path))[2].startswith(f"served by process {us} on http://127.0.0.1:1: 2 jobs")
        (home.prefect / "server.json").write_text(json.dumps({**made.__dict__, "owner_started": "1"}))
        threading.Thread(target=sleeping.wait).start()
        assert end_orphan(home) and recorded(home) is None
    finally:
        sleeping.kill()
