"""A schedule as it is served: who gets in, what its form takes, what a run leaves on the page and sends out."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from sourcing.sandbox.forge import Forge
from tests.flows.everywhere import places
from tests.flows.forge import PRODUCT, planned, pointed
from tests.flows.pages.scheduled import Scheduled, listening, serving
from tests.flows.support import ROLE, Desk, copied

Told = tuple[Scheduled, Any, list[dict[str, str]]]


@pytest.fixture(scope="module")
def scheduled(ran: Desk, forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduled]:
    """A schedule that is up."""
    desk = pointed(copied(ran, tmp_path_factory.mktemp("schedule") / "desk").signed(), forge)
    planned(desk, f'repositories = ["{PRODUCT}"]\n')
    with (desk.folder / "sourcing.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[schedule]\nnotify = "custom-webhook/hiring"\npublish = "0 6 * * *"\n')
        settings.write(f"[schedule.roles.{ROLE}]\nbudget = 40\n")
    with serving(desk) as up:
        yield up


@pytest.fixture(scope="module")
def told(scheduled: Scheduled) -> Iterator[Told]:
    """The same after a run of it that asked GitHub and ended, and what was sent out."""
    with listening() as (address, heard):
        _make_block(scheduled, address)
        yield scheduled, scheduled.ran(ROLE), heard


def _make_block(scheduled: Scheduled, address: str) -> None:
    """The block that a team makes by hand on the page Blocks."""
    kind = scheduled.api.get("/block_types/slug/custom-webhook").json()["id"]
    schema = scheduled.asked("/block_schemas/filter", block_schemas={"block_type_id": {"any_": [kind]}})[0]["id"]
    data = {"name": "hiring", "url": address, "json_data": {"subject": "{{subject}}", "body": "{{body}}"}}
    scheduled.asked("/block_documents/", name="hiring", block_type_id=kind, block_schema_id=schema, data=data)


def test_only_who_has_the_word_gets_in_and_no_other_page_does(scheduled: Scheduled) -> None:
    server = scheduled.server
    assert httpx.post(f"{server.address}/api/flow_runs/filter", json={}).status_code == 401
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in httpx.options(f"{server.address}/api/flow_runs/", headers=asked).headers


def test_the_timetable_is_what_prefect_has_planned(scheduled: Scheduled) -> None:
    wanted, end = {"00:00", "01:00", "02:00", "06:00"}, time.monotonic() + 60
    while (found := _planned(scheduled)) != wanted and time.monotonic() < end:  # it plans every few seconds
        time.sleep(0.2)
    assert found == wanted


def _planned(scheduled: Scheduled) -> set[str]:
    runs = scheduled.asked("/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}})
    return {run["expected_start_time"][11:16] for run in runs if run["auto_scheduled"]}


def test_its_form_takes_a_known_role_and_numbers_that_mean_something(scheduled: Scheduled) -> None:
    found = scheduled.deployment(ROLE)
    schema = found["parameter_openapi_schema"]["properties"]
    assert ROLE in schema["role"]["enum"] and schema["depth"]["minimum"] == 0
    for wrong in ({"role": "nobody-s"}, {"role": ROLE, "budget": 0}):
        path = f"/deployments/{found['id']}/create_flow_run"
        assert scheduled.api.post(path, json={"parameters": wrong}).status_code in (409, 422)


@pytest.mark.chaos
def test_a_run_sends_one_digest_and_prefect_keeps_no_name(told: Told) -> None:
    scheduled, run, heard = told
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"search for {ROLE}")
    (sent,) = heard
    assert re.match(r"MLOps / ML platform engineer: [1-9]\d* new, .*; \d+ awaiting a decision$", sent["subject"])
    assert re.search(r"^Budget: [1-9]\d* points and requests of GitHub$", sent["body"], re.M)
    assert "Completeness: 8 people wanted, 6 met" in sent["body"] and "Notices due within 7 days: 0" in sent["body"]
    names = [one["name"] for one in scheduled.desk.ranked()]
    with closing(sqlite3.connect(scheduled.desk.folder / ".sourcing/prefect/prefect.db")) as records:
        dump = "\n".join(records.iterdump())
    token = scheduled.desk.environment["GITHUB_TOKEN"]
    assert "summary-mlops-operator" in dump and token not in dump
    assert not [name for name in names if name in dump or name in str(heard)]
    assert token.encode() not in Path(f"/proc/{scheduled.server.pid}/environ").read_bytes()


@pytest.mark.chaos
def test_a_run_that_fails_says_so(told: Told) -> None:
    scheduled, _, heard = told
    notice = scheduled.desk.folder / "legal/notice.md"
    kept = notice.read_text("utf-8")
    notice.write_text(f"{kept}\nOne more line.\n", "utf-8")
    run = scheduled.ran(ROLE)
    notice.write_text(kept, "utf-8")
    assert run["state_type"] == "FAILED"
    while not heard[-1]["subject"].startswith("sourcing: "):  # it is sent once the state is kept
        assert scheduled.process.poll() is None
        time.sleep(0.1)
    assert heard[-1]["subject"] == f"sourcing: search for {ROLE} failed"
    assert "changed since Ada Example signed off" in heard[-1]["body"] and "legal/notice.md" in heard[-1]["body"]


@pytest.mark.chaos
def test_a_home_is_made_small_and_somebody_forgotten_while_its_server_is_up(told: Told) -> None:
    desk = told[0].desk
    person, *_ = [one["person"] for one in desk.ranked()]
    prefect = desk.folder / ".sourcing/prefect"
    assert told[0].ran("compact")["state_type"] == "COMPLETED" and all(places(prefect, [person]).values())
    done = desk.run("forget", person, "--reason", "asked by letter")
    assert done.code == 0 and places(prefect, [person]) == {person: set()}, done.err


@pytest.mark.chaos
@pytest.mark.browser
def test_a_run_reads_well_on_the_page(told: Told, browser: Browser) -> None:
    server, asked = told[0].server, list[str]()
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server.address)
        page.locator("input[type=password]").fill(server.login)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Dashboard").first).to_be_visible()
        page.goto(f"{server.address}/artifacts/key/summary-{ROLE}")
        page.locator("a[href*='/artifacts/artifact/']").first.click()
        expect(page.get_by_role("cell", name="Awaiting a decision")).to_be_visible()
        drawn = page.locator("img[alt^='Level of evidence: ']")
        assert drawn.evaluate("one => one.decode().then(() => one.naturalWidth)") == 480
        page.goto(f"{server.address}/artifacts/key/shortlist-{ROLE}")
        page.locator("a[href*='/artifacts/artifact/']").first.click()
        expect(page.get_by_text("how much we could see")).to_be_visible()
        expect(page.get_by_text("strong evidence").first).to_be_visible()
    assert [one for one in asked if not one.startswith((f"{server.address}/", "data:", "blob:"))] == []


def test_a_team_s_own_server_takes_the_file(scheduled: Scheduled) -> None:
    assert scheduled.desk.run("schedule", "--write", "prefect.yaml").code == 0
    scheduled.asked("/work_pools/", name="sourcing", type="process")
    place = {
        "PREFECT_API_URL": f"{scheduled.server.address}/api",
        "PREFECT_API_AUTH_STRING": scheduled.server.login,
        "PREFECT_HOME": str(scheduled.desk.folder / "elsewhere"),
    }
    words = ["--no-prompt", "deploy", "--all", "--prefect-file", "prefect.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        cwd=scheduled.desk.folder,
        env={**os.environ, **scheduled.desk.environment, **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = scheduled.deployment(ROLE)
    assert (found["work_pool_name"], found["entrypoint"]) == ("sourcing", "flows.schedule.nightly.search")
    assert [one["schedule"]["cron"] for one in found["schedules"]] == ["0 2 * * *"]
    assert ROLE in found["parameter_openapi_schema"]["properties"]["role"]["enum"]
