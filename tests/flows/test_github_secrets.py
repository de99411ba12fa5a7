"""The token: written nowhere, said nowhere, and what happens when it is missing or wrong."""

from __future__ import annotations

from pathlib import Path

from sourcing.sandbox.forge import Forge, Weather, serving
from sourcing.sandbox.world import World
from tests.flows.forge import ALONE, OWN, Visit, at_forge, logins, pointed, shortlist, taken_from, without_token
from tests.flows.support import ROLE, Desk, Done, one_line_error
from tests.github.traces import holding

CANARY = "ghp_canary0never0to0be0seen0anywhere0"
SEED = 100  # of weather that meets the first seven requests in six ways


def test_no_weather_brings_the_token_to_light(found: Visit, ran: Desk, sandbox_world: World, tmp_path: Path) -> None:
    weather = Weather(rate=0.2, seed=SEED, retry_after=1)
    with serving(sandbox_world, token=CANARY, weather=weather) as own:
        desk = taken_from(found.desk, tmp_path / "desk", own).having_met_prefect(ran)
        own.hub.push(OWN, "NOTES.md", "# Notes\n", ALONE)
        done = desk.run("run", ROLE, *logins(ALONE))
        assert done.code == 0 and "(1 read now)" in done.err, done.err
        assert len({one.weather for one in own.log} - {""}) >= 4 and own.violations == []
        own.hub.revoke_token()
        refused = desk.run("run", ROLE, *logins("torvald-sbx"), "--without-prefect")
        assert refused.code == 3 and "refuses the token" in one_line_error(refused)
    handed = [
        desk.run("report", ROLE, "--out", "report.html"),
        desk.run("review", ROLE, "--out", "sheet.jsonl"),
        desk.run("publish", "--parquet", "tables"),
        desk.run("audit", "show"),
    ]
    assert [one.code for one in handed] == [0, 0, 0, 0], [one.err for one in handed]
    assert all(CANARY not in one.out + one.err for one in (done, refused, *handed))
    assert (desk.folder / ".sourcing/prefect/prefect.db").exists()
    assert holding(desk.folder, CANARY) == []
    (desk.folder / "planted").write_text(CANARY)
    assert holding(desk.folder, CANARY) == [desk.folder / "planted"]


def test_a_wrong_token_loses_nothing_that_is_held(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk = taken_from(found.desk, tmp_path / "desk", forge, GITHUB_TOKEN=CANARY)
    done = desk.run("run", ROLE, *logins("torvald-sbx"), "--without-prefect")
    assert done.code == 3 and "GitHub refuses the token: Bad credentials; set a valid" in one_line_error(done)
    assert CANARY not in done.out + done.err
    assert shortlist(desk) == found.shortlist
    assert holding(desk.folder, CANARY) == []


def test_the_token_is_not_handed_to_git(forge: Forge, sandbox_world: World, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    seen = tmp_path / "environment"
    (folder / "git").write_text(f'#!/bin/sh\nenv >> {seen}\nexec /usr/bin/env PATH="${{PATH#*:}}" git "$@"\n')
    (folder / "git").chmod(0o755)
    desk = at_forge(tmp_path / "desk", forge, GITHUB_TOKEN=CANARY)
    desk.environment["PATH"] = f"{folder}:{desk.environment['PATH']}"
    done = desk.run("collect", "--repo", str(sandbox_world.repository("ferox-sbx/juniper-weir-platform").path))
    assert done.code == 0, done.err
    assert "PATH=" in seen.read_text() and CANARY not in seen.read_text()


def lines(done: Done) -> dict[str, str]:
    """Doctor's lines about GitHub: verdict by name."""
    rows = [line.partition(": ")[0].split(maxsplit=1) for line in done.out.splitlines()]
    return {name: verdict for verdict, name in rows if name.startswith("github")}


def test_doctor_tells_what_is_left_of_each_limit(found: Visit, forge: Forge) -> None:
    before = forge.points + forge.requests
    done = found.desk.run("doctor")
    assert done.code == 0, done.out
    assert lines(done) == dict.fromkeys(["github graphql", "github core", "github search", "github code_search"], "ok")
    assert "of 5,000 left, full again at" in done.out and forge.points + forge.requests == before


def test_doctor_says_how_to_mend_a_wrong_token(found: Visit, forge: Forge) -> None:
    done = pointed(Desk(found.desk.folder), forge, GITHUB_TOKEN=CANARY).run("doctor")
    assert done.code == 1 and lines(done) == {"github": "MEND"}
    assert "set a valid GITHUB_TOKEN" in done.out and CANARY not in done.out + done.err


def test_doctor_takes_no_token_for_no_fault(found: Visit) -> None:
    done = without_token(Desk(found.desk.folder)).run("doctor")
    assert done.code == 0 and lines(done) == {"github": "ok"} and "--repo" in done.out
