"""What is new since the last look: after a second run with one more repository, on the screen and as feeds."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from sourcing.sandbox.world import World
from tests.flows.support import ROLE, Desk, one_line_error
from warehouse.connection import open_published
from warehouse.published.shown import changes_by_kind


@pytest.fixture(scope="module")
def again(ran: Desk, sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk a day later, after a run that read repositories of people who were not ranked before."""
    folder = tmp_path_factory.mktemp("again") / "desk"
    shutil.copytree(ran.folder, folder)
    desk = Desk(folder, clock="2026-11-02T00:00:00Z")
    more = [str(one.path) for one in sandbox_world.repositories[1:12:4]]
    done = desk.run("run", ROLE, *(word for path in more for word in ("--repo", path)), "--without-prefect")
    assert done.code == 0, done.err
    return desk


def test_a_first_run_has_no_news(ran: Desk, tmp_path: Path) -> None:
    shutil.copytree(ran.folder, tmp_path / "desk")
    assert "nothing" in Desk(tmp_path / "desk").run("changes", ROLE, "--all").out


def test_news_are_shown_once_to_who_looks_and_all_of_them_on_demand(again: Desk) -> None:
    first = again.run("changes", ROLE)
    assert "ranked for the first time" in first.out and "since" not in first.out
    second = again.run("changes", ROLE)
    assert "nothing" in second.out and "since 2 November 2026" in second.out
    everything = again.run("changes", ROLE, "--all", "--json").json()
    assert {one["kind"] for one in everything} >= {"new"}
    assert everything == again.run("changes", ROLE, "--since", "2026-11-01", "--json").json()
    assert again.run("changes", ROLE, "--since", "2026-11-02", "--json").json() == []
    names = {row["display_name"] for row in again.run("sql", "FROM changes", "--json").json()}
    assert names == {one["display_name"] for one in everything}


def test_they_are_counted_by_kind(again: Desk) -> None:
    told = again.run("changes", ROLE, "--all", "--json").json()
    with open_published(again.folder / ".sourcing/published/shortlists.duckdb") as published:
        rows = changes_by_kind(published, ROLE)
    assert {row["kind"]: row["changes"] for row in rows} == Counter(one["kind"] for one in told)
    people = Counter(kind for kind, _ in {(one["kind"], one["person_id"]) for one in told})
    assert {row["kind"]: row["people"] for row in rows} == people


def test_feeds_hold_the_same_and_are_no_look(again: Desk) -> None:
    (again.folder / ".sourcing" / "looked.json").unlink(missing_ok=True)
    done = again.run("changes", ROLE, "--rss", "news.xml", "--jsonl", "news.jsonl")
    assert done.code == 0 and done.out == "", done.err
    lines = [json.loads(line) for line in (again.folder / "news.jsonl").read_text("utf-8").splitlines()]
    items = Xml.parse(again.folder / "news.xml").findall("./channel/item")
    assert len(items) == len(lines) > 0
    assert [item.findtext("title") for item in items] == [f"{one['display_name']}: {one['kind']}" for one in lines]
    assert len({item.findtext("guid") for item in items}) == len(items)
    assert not (again.folder / ".sourcing" / "looked.json").exists()


def test_what_is_wrong_is_said(again: Desk) -> None:
    assert "no shortlist for role 'baker'" in one_line_error(again.run("changes", "baker"))
    looked = again.folder / ".sourcing" / "looked.json"
    looked.write_text("[1]")
    assert "looked.json cannot be read" in one_line_error(again.run("changes", ROLE))
    looked.unlink()
