"""People found on GitHub, read and ranked: one run, the next, and one that is broken off."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from sourcing.landing import Landing
from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.world import World
from tests.flows.forge import (
    ALONE,
    OWN,
    PRODUCT,
    WHOLE,
    Visit,
    asked,
    at_forge,
    by_login,
    interrupted,
    logins,
    number,
    planned,
    shortlist,
    spent,
    taken_from,
    without_token,
)
from tests.flows.support import ROLE, Desk, Done, one_line_error


def test_everybody_who_commits_to_the_product_is_ranked_under_their_login(found: Visit, sandbox_world: World) -> None:
    rows = json.loads(found.shortlist)
    handles = {*sandbox_world.repository(PRODUCT).contributors, ALONE}
    assert {one for row in rows for one in row["accounts"] if one.startswith("github:")} == {
        f"github:{h}" for h in handles
    }
    assert len(rows) == len(handles) and [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["provisional"] for row in rows] == [None] * len(rows) and "PROVISIONAL" not in found.done.out
    assert (
        sandbox_world.person(max(by_login(found.shortlist).items(), key=lambda one: one[1]["score"])[0]).archetype
        == "operator"
    )


def test_every_claim_links_to_a_line_at_the_commit_that_was_read(found: Visit, sandbox_world: World) -> None:
    (row,) = asked(found.desk, "SELECT count(*) AS rows, count(link) AS links FROM evidence")
    assert row["rows"] == row["links"] > 100
    heads = {one.slug: one.head for one in sandbox_world.repositories}
    for row in asked(found.desk, "SELECT DISTINCT link FROM evidence WHERE path IS NOT NULL"):
        fits = re.fullmatch(r"https://git\.sandbox\.invalid/([^/]+/[^/]+)/blob/([0-9a-f]{40})/[^#]+#L\d+", row["link"])
        assert fits and heads[fits[1]] == fits[2], row["link"]


def test_the_run_says_how_complete_it_is_and_what_it_cost(found: Visit) -> None:
    said = found.done.err
    assert f"contributors-of {PRODUCT}: 8 found" in said
    assert "9 people wanted, 7 met (0 unchanged), 2 no person (a bot), 0 still to do" in said
    assert re.search(r"^(\d+) repositories held \(\1 read now\), 0 not there, 0 still to do$", said, re.M)
    assert number(r"asked GitHub for (\d+) points and requests", said) == found.spent


def test_the_ledger_holds_what_every_answer_cost_and_no_name(found: Visit) -> None:
    with closing(sqlite3.connect(found.desk.folder / ".sourcing/frontier.sqlite")) as frontier, frontier:
        rows = frontier.execute("SELECT query, points + requests, pieces, outcome FROM github_ledger").fetchall()
    assert sum(price for _, price, _, _ in rows) == found.spent
    assert {name for name, _, _, _ in rows} >= {"contributors", "profiles", "commits", "trees", "blobs", "authorship"}
    assert all(pieces >= 1 and outcome == "good" for _, _, pieces, outcome in rows)
    assert "-sbx" not in str(rows)


def test_work_in_repositories_of_others_stands_with_the_person(found: Visit) -> None:
    people = asked(found.desk, "SELECT profiles[1] AS profile, merged_elsewhere FROM people")
    merged = {row["profile"].rpartition("/")[2]: row["merged_elsewhere"] for row in people}
    assert not merged.pop(ALONE) and len(merged) == 6 and min(merged.values()) > 0


def test_no_blob_is_sent_twice(found: Visit) -> None:
    assert found.most_sent == 1


def test_the_same_command_again_looks_everybody_over_for_next_to_nothing(
    found: Visit, forge: Forge, tmp_path: Path
) -> None:
    desk = taken_from(found.desk, tmp_path / "again", forge)
    before, sent = spent(forge), forge.blobs.total()
    done = desk.run(*WHOLE)
    assert done.code == 0 and "7 met (7 unchanged)" in done.err and "(0 read now)" in done.err
    assert spent(forge) - before <= 3 and forge.blobs.total() == sent
    assert shortlist(desk) == found.shortlist


def test_only_what_was_pushed_to_is_read_again(found: Visit, sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world) as own:
        desk = taken_from(found.desk, tmp_path / "pushed", own)
        head = own.hub.push(OWN, "NOTES.md", "# Notes\n\nThe tariff moved on.\n", ALONE)
        done = desk.run(*WHOLE)
        assert done.code == 0 and "7 met (6 unchanged)" in done.err and "(1 read now)" in done.err
        assert own.blobs.total() <= 1
    explained = desk.run("explain", ROLE, ALONE, "--json").json()
    links = [one["link"] for one in explained["reasons"] if one["link"]]
    assert links and all(f"/{OWN}/blob/{head}/" in link for link in links)


def test_with_nothing_named_the_plan_of_the_role_finds_the_people(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk = planned(taken_from(found.desk, tmp_path / "plan", forge), f'repositories = ["{PRODUCT}"]\n')
    done = desk.run("run", ROLE, "--without-prefect")
    assert done.code == 0 and f"contributors-of {PRODUCT}: 8 found" in done.err and "8 people wanted, 6 met" in done.err


def test_the_plan_that_comes_with_a_role_asks_for_its_topics(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk, before = taken_from(found.desk, tmp_path / "plan", forge), len(forge.log)
    done = desk.run("run", ROLE, "--budget", "4", "--without-prefect")
    assert done.code == 0 and "ways of finding people not gone to the end" in done.err
    assert "SearchRepositories" in {one.query for one in forge.log[before:]}
    assert "PROVISIONAL: " in done.out


@pytest.mark.parametrize("words", [("run", ROLE), ("collect", *logins(ALONE))])
def test_without_a_token_people_cannot_be_found(words: tuple[str, ...], bare: Desk) -> None:
    desk = without_token(Desk(bare.folder))
    done = desk.run(*words)
    error = one_line_error(done)
    assert done.code == 3 and "GITHUB_TOKEN" in error and "--repo" in error


def test_without_a_token_those_held_are_ranked(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk, before = without_token(taken_from(found.desk, tmp_path / "held", forge)), len(forge.log)
    done = desk.run("run", ROLE, "--without-prefect")
    assert done.code == 0, done.err
    assert shortlist(desk) == found.shortlist and len(forge.log) == before


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One search broken off three times: by Ctrl-C before anybody was read, by a budget, by Ctrl-C again; then whole."""

    stopped_early: Done
    budget: int
    budgeted: Done
    budgeted_spent: int
    provisional: str
    stopped: Done
    still_provisional: str
    whole: Done
    last: str


@pytest.fixture(scope="module")
def broken(found: Visit, sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broken]:
    budget = found.spent * 2 // 3 + 1  # less than the whole costs, enough to read somebody
    with serving(sandbox_world) as own:
        desk = at_forge(tmp_path_factory.mktemp("broken"), own)
        slow = {"SOURCING_GITHUB_PAUSE": "0.2"}  # so that it cannot be over before Ctrl-C
        quick = desk.environment
        desk.environment = quick | slow
        early = interrupted(desk, *WHOLE, after="met ")
        desk.environment = quick
        before = spent(own)
        budgeted = desk.run(*WHOLE, "--budget", str(budget))
        paid, provisional = spent(own) - before, shortlist(desk)
        desk.environment = quick | slow
        stopped = interrupted(desk, *WHOLE, after="contributors-of ")
        desk.environment = quick
        still = shortlist(desk)
        whole = desk.run(*WHOLE)
        yield Broken(
            stopped_early=early,
            budget=budget,
            budgeted=budgeted,
            budgeted_spent=paid,
            provisional=provisional,
            stopped=stopped,
            still_provisional=still,
            whole=whole,
            last=shortlist(desk),
        )


def test_ctrl_c_before_anybody_was_read_keeps_whom_it_met(broken: Broken) -> None:
    done = broken.stopped_early
    assert done.code == 130 and "goes on where this one was" in done.err and "Traceback" not in done.err, done.err
    assert "7 met" in done.err and "7 met (7 unchanged)" in broken.budgeted.err


def test_a_budget_is_kept_and_the_run_says_what_more_would_buy(broken: Broken) -> None:
    done = broken.budgeted
    assert done.code == 0 and 0 < broken.budgeted_spent <= broken.budget, done.err
    assert number(r"asked GitHub for (\d+) points", done.err) == broken.budgeted_spent
    paused = rf"^paused: the budget of {broken.budget} is spent .*; about \d+ more points would buy the rest$"
    assert re.search(paused, done.err, re.M)
    assert not re.search(r"^\d+ repositories held .* 0 still to do$", done.err, re.M)


def test_what_a_budget_leaves_is_provisional_in_text_and_json(broken: Broken) -> None:
    assert "PROVISIONAL: " in broken.budgeted.out and "repositories to read" in broken.budgeted.out
    rows = json.loads(broken.provisional)
    assert rows and all("budget" in row["provisional"] for row in rows)


def test_ctrl_c_ranks_what_is_held_and_says_that_it_is_provisional(broken: Broken) -> None:
    done = broken.stopped
    assert done.code == 130 and "stopping: ranking what is held" in done.err and "Traceback" not in done.err, done.err
    assert "PROVISIONAL: " in done.out
    rows = json.loads(broken.still_provisional)
    assert rows and all("stopped" in row["provisional"] for row in rows)


def test_a_search_broken_off_three_times_ends_as_the_unbroken_one(broken: Broken, found: Visit) -> None:
    assert broken.whole.code == 0 and "paused" not in broken.whole.err
    assert broken.last == found.shortlist


def test_a_budget_too_small_for_anybody_is_no_failure(forge: Forge, tmp_path: Path) -> None:
    desk, before = at_forge(tmp_path / "desk", forge), spent(forge)
    done = desk.run(*WHOLE, "--budget", "2")
    assert done.code == 0 and spent(forge) - before <= 2
    assert "paused: the budget of 2 is spent" in done.err and not done.out.strip()


def test_collecting_takes_every_way_of_finding_people(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk = taken_from(found.desk, tmp_path / "desk", forge)
    (desk.folder / "people.txt").write_text("# met in Turku\n@pashto-sbx\nhttps://github.com/kaliska-sbx\n", "utf-8")
    ways = {
        ("--org", "quaymark-sbx", "--login", "pashto-sbx"): ("org quaymark-sbx: 10 found", "11 people wanted, 9 met"),
        ("--query", "ferox"): ("query ferox: 1 found", "1 person wanted, 1 met (1 unchanged)"),
        ("--logins", "people.txt"): ("2 people wanted, 2 met (1 unchanged)",),
    }
    for words, says in ways.items():
        done = desk.run("collect", *words)
        assert done.code == 0 and not [one for one in says if one not in done.err], (words, done.err)
    landed = {one.repository for one in Landing(desk.folder / ".sourcing/landing").manifests("github-person")}
    assert landed >= {"github:kaliska-sbx", "github:pashto-sbx", "github:torvald-sbx", "github:nandivo-sbx"}


@pytest.fixture(scope="module")
def bare(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk at which nothing was read."""
    return at_forge(tmp_path_factory.mktemp("bare"), forge)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", ROLE, "--contributors-of", "marl-forge"), "'marl-forge' names nothing on GitHub; write owner/name"),
        (("collect", "--logins", "binary.txt"), "the file binary.txt cannot be read: it is no UTF-8 text"),
        (("collect",), "nothing to read; name repositories (--repo, --repo-list), people (--login"),
    ],
)
def test_what_names_nothing_is_a_wrong_command_line(
    words: tuple[str, ...], says: str, bare: Desk, forge: Forge
) -> None:
    before = len(forge.log)
    (bare.folder / "binary.txt").write_bytes(b"\xff\xfe\x00")
    done = bare.run(*words)
    assert done.code == 2 and says in one_line_error(done) and len(forge.log) == before


def test_a_later_run_for_one_person_takes_nothing_from_the_others(found: Visit, forge: Forge, tmp_path: Path) -> None:
    desk, before = taken_from(found.desk, tmp_path / "one", forge), spent(forge)
    done = desk.run("run", ROLE, *logins("odger-sbx"), "--without-prefect")
    assert done.code == 0 and "1 person wanted" in done.err and "(0 read now)" in done.err
    assert shortlist(desk) == found.shortlist and spent(forge) - before <= 2


def test_what_was_read_whole_over_git_stays_so(found: Visit, sandbox_world: World, tmp_path: Path) -> None:
    query = f"SELECT is_partial, commit FROM repository WHERE repository LIKE '%/{OWN}'"
    repository = sandbox_world.repository(OWN)
    assert asked(found.desk, query) == [{"is_partial": True, "commit": repository.head}]
    with serving(sandbox_world) as own:
        desk = taken_from(found.desk, tmp_path / "both", own)
        both = desk.run("collect", "--repo", str(repository.path), "--login", ALONE)
        assert both.code == 0 and "1 repository wanted, 1 held (1 read now), 0 failed" in both.err
        assert "1 person wanted, 1 met (1 unchanged)" in both.err
        own.hub.push(OWN, "NOTES.md", "# Notes\n", ALONE)
        desk.environment["SOURCING_CLOCK"] = "2026-11-03T00:00:00Z"
        assert "(1 read now)" in desk.run("collect", "--login", ALONE).err
    assert desk.run("load").code == 0
    with duckdb.connect(desk.warehouse, read_only=True) as warehouse:
        assert warehouse.execute(query).fetchall() == [(False, repository.head)]
        # Its author has two addresses: what GitHub shows beside both still joins them, though Git stands for the work.
        joined = "SELECT list(account) FROM person_account GROUP BY person_id HAVING list_contains(list(account), ?)"
        ((accounts,),) = warehouse.execute(joined, [f"github:{ALONE}"]).fetchall()
        assert sorted(accounts) == by_login(found.shortlist)[ALONE]["accounts"]
