"""A log of JSON has one object a line, a run of its own, and names nobody."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from flows.log import JsonLog, Logged
from tests.flows.support import Desk, copied


def told(err: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.splitlines()]


def test_a_command_tells_its_stages_and_its_error(ran: Desk, tmp_path: Path) -> None:
    desk = copied(ran, tmp_path / "desk")
    desk.environment["SOURCING_LOG_FORMAT"] = "json"
    rows = told(desk.run("publish").err)
    assert [(row["stage"], row["event"]) for row in rows if "stage" in row] == [
        ("publish", "started"),
        ("publish", "finished"),
    ]
    assert len({row["run"] for row in rows}) == 1 and {row["command"] for row in rows} == {"publish"}
    failed = desk.run("backup", ".sourcing/backup.tar")
    (row,) = told(failed.err)
    assert failed.code == 2 and row["level"] == "error" and "lies in the home itself" in row["text"]


def test_what_is_about_somebody_is_left_out(ran: Desk, tmp_path: Path) -> None:
    desk = copied(ran, tmp_path / "desk")
    desk.environment["SOURCING_LOG_FORMAT"] = "json"
    done = desk.run("suppress", "github:quillwort-probe", "--reason", "asked")
    assert done.code == 0 and told(done.err) and "quillwort" not in done.err


@pytest.mark.parametrize(
    "said",
    [
        "failed: https://forge.example/quillwort/tool: not found",
        "  failed: /srv/mirrors/quillwort/tool.git is no repository",
        "github:quillwort is left alone",
        "met https://quillwort:word@forge.example/x, quillwort@mail.example and git:quillwort, once",
    ],
)
def test_words_lose_who_they_name(said: str) -> None:
    out = io.StringIO()
    log = JsonLog(out, command="run", home=Path("/home/somebody/.sourcing"))
    Logged(log).note(said)
    (row,) = told(out.getvalue())
    assert "quillwort" not in out.getvalue() and row["text"]


def test_paths_of_the_home_stay_and_halves_of_lines_wait() -> None:
    out = io.StringIO()
    log = JsonLog(out, command="run", home=Path("/data/.sourcing"))
    log.write("WARNING: /data/.sourcing/lock")
    assert not out.getvalue()
    log.write(" is held\n\n")
    (row,) = told(out.getvalue())
    assert row["level"] == "warning" and row["text"] == "/data/.sourcing/lock is held"


def test_the_objects_of_a_run_that_a_schedule_started_pass_as_they_are() -> None:
    out, inner = io.StringIO(), io.StringIO()
    JsonLog(inner, command="schedule", home=Path("home")).write("done\n")
    JsonLog(out, command="schedule", home=Path("home")).write(inner.getvalue())
    assert out.getvalue() == inner.getvalue()
