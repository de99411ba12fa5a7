"""An export is written whole or not at all: what cannot be, a dry run, a folder that takes nothing, a kill."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest

from sourcing.decisions import Stage
from tests.flows.exports.support import decide, export, say
from tests.flows.support import ROLE, Desk, one_line_error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "nothing"), "one of: apollo, ashby"),
        (("--format", "csv", "--by", " "), "nobody is named who does this"),
        (("--format", "csv", "--set", "email=x"), "cannot be set"),
        (("--format", "csv", "--set", "email"), "has no ="),
        (("--format", "lever", "--set", "Stage="), "needs Stage, and it is empty"),
        (("--format", "csv", "--out", "sourcing.toml"), "is a file"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    desk: Desk, words: tuple[str, ...], says: str, people: list[dict[str, Any]]
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    done = desk.run("export", ROLE, "--out", "out", "--by", "Ada", *words)
    assert done.code == 2 and says in one_line_error(done)
    assert not (desk.folder / "out").exists() or not list((desk.folder / "out").iterdir())
    assert desk.run("exports", "--json").json() == []


def test_a_dry_run_says_and_writes_nothing(desk: Desk, people: list[dict[str, Any]]) -> None:
    decide(desk, people[0], Stage.APPROVED)
    assert export(desk, "csv", "--dry-run") == []
    assert "1 can go" in desk.run("export", ROLE, "--format", "csv", "--out", "out", "--by", "Ada", "--dry-run").err
    assert desk.run("exports", "--json").json() == []


def test_a_folder_that_cannot_be_written_leaves_no_trace_in_the_ledger(
    desk: Desk, people: list[dict[str, Any]]
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    (desk.folder / "file").write_text("")
    done = desk.run("export", ROLE, "--format", "csv", "--out", "file/below", "--by", "Ada")
    assert done.code == 3, done.err
    assert desk.run("exports", "--json").json() == []


@pytest.mark.parametrize("is_in_the_ledger", [True, False])
def test_an_export_that_was_killed_is_ended_by_the_next_command(
    desk: Desk, people: list[dict[str, Any]], is_in_the_ledger: bool
) -> None:
    decide(desk, people[0], Stage.APPROVED)
    export(desk, "csv")
    out, name = desk.folder / "out", f"csv-{ROLE}.csv"
    with duckdb.connect(desk.warehouse) as warehouse:
        ((export_id,),) = warehouse.execute("SELECT export_id FROM export").fetchall()
    (out / f".{export_id}").mkdir()
    (out / name).rename(out / f".{export_id}" / name)  # as it lies before it gets its name
    line = (out / "DELETE-BY.txt").read_text("utf-8").splitlines()[-1]
    (out / "DELETE-BY.txt").unlink()
    note = {"export_id": export_id, "folder": str(out), "names": [name], "lines": [line]}
    (desk.folder / ".sourcing/exporting.json").write_text(json.dumps(note), "utf-8")
    if not is_in_the_ledger:
        say(desk, "DELETE FROM export WHERE export_id = ?", export_id)
    said = desk.well("publish").err
    if is_in_the_ledger:
        assert "an export into" in said and "is finished first" in said
        assert sorted(path.name for path in out.iterdir()) == ["DELETE-BY.txt", name]
        assert (out / "DELETE-BY.txt").read_text("utf-8").splitlines()[2:] == [line]
    else:
        assert "is removed; nobody was handed on" in said and list(out.iterdir()) == []
    assert not (desk.folder / ".sourcing/exporting.json").exists()


def test_formats_say_how_sure_their_columns_are(desk: Desk) -> None:
    told = {one["format"]: one for one in desk.run("formats", "--json").json()}
    assert told["greenhouse"]["certainty"] == "vendor page" and told["lever"]["can_be_set"]
    assert "names of its API" in told["ashby"]["certainty"] and "names of its API" in desk.run("formats").out
    said = " ".join(desk.run("export", "--help").out.replace("│", " ").split())
    assert "ashby (names of its API; its import page maps the columns)" in said and "greenhouse," in said
