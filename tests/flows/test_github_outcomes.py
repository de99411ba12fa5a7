"""What becomes of people and repositories between two visits, of limits, and of who wants to be left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sourcing.database import Database
from sourcing.github.client import Access, Client
from sourcing.github.ledger import Ledger
from sourcing.github.packing import Sizes
from sourcing.github.trees import At, Tree, read_trees
from sourcing.landing import Landing
from sourcing.sandbox.forge import Forge, Weather, serving
from sourcing.sandbox.forge.pulls import pulls_of
from sourcing.sandbox.world import World
from tests.flows.conftest import FEW, NOBODY
from tests.flows.forge import (
    PRODUCT,
    Visit,
    asked,
    at_forge,
    by_login,
    logins,
    number,
    pointed,
    shortlist,
    taken_from,
)
from tests.flows.support import ROLE, Desk, Done, one_line_error
from tests.github.traces import holding

FAMOUS = "openlattice-sbx/tensorquay"


def test_who_is_no_person_or_not_there_is_counted_and_not_ranked(few: Visit) -> None:
    said = few.done.err
    for outcome in (
        "1 left alone (the profile asks not to be recruited)",
        "1 no person (a bot)",
        "1 no person (an organisation)",
        "1 not there (deleted, renamed or misspelt)",
    ):
        assert outcome in said
    assert "9 people wanted, 5 met" in said and "failed" not in said
    assert by_login(few.shortlist).keys() == set(FEW)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The desk of few people after GitHub changed and the same command was given again; rows before and after."""

    desk: Desk
    done: Done
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def changed(few: Visit, sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    with serving(sandbox_world) as own:
        desk = taken_from(few.desk, tmp_path_factory.mktemp("changed") / "desk", own)
        own.hub.rename("rhosyn-sbx", "rhosyn-new-sbx")
        own.hub.delete_user("kaliska-sbx")
        own.hub.make_private("ferox-sbx/juniper-weir-platform")
        own.hub.empty("pashto-sbx/juniper-ledger-ops")
        own.hub.transfer("torvald-sbx/willow-plough-lab", "quaymark-sbx")
        done = desk.run("run", ROLE, *logins(*FEW, *NOBODY), "--without-prefect")
        yield Changed(desk=desk, done=done, before=by_login(few.shortlist), after=by_login(shortlist(desk)))


def test_what_changed_on_github_is_no_failure(changed: Changed) -> None:
    assert changed.done.code == 0 and "failed" not in changed.done.err, changed.done.err
    assert "0 still to do" in changed.done.err and "paused" not in changed.done.err


def test_a_renamed_person_is_followed_and_stays_one_person(changed: Changed) -> None:
    before, now = changed.before["rhosyn-sbx"], changed.after["rhosyn-new-sbx"]
    assert now["name"] == before["name"] and [row["name"] for row in changed.after.values()].count(now["name"]) <= 2
    assert len({row["person"] for row in changed.after.values() if row["name"] == now["name"]}) == 1
    explained = changed.desk.run("explain", ROLE, "rhosyn-new-sbx", "--json").json()
    assert any("/rhosyn-new-sbx/" in one["link"] for one in explained["reasons"] if one["link"])


def test_what_goes_under_another_name_is_counted_once(few: Visit, changed: Changed) -> None:
    sql = "SELECT repositories, profiles FROM people WHERE display_name ~ '^(Rhosyn|Torvald)' ORDER BY display_name"
    then, now = asked(few.desk, sql), asked(changed.desk, sql)
    assert [row["repositories"] for row in now] == [row["repositories"] for row in then]
    assert now[0]["profiles"] == ["https://github.com/rhosyn-new-sbx"]  # the old one may soon be somebody else's


def test_a_deleted_person_is_counted_as_not_there(changed: Changed) -> None:
    assert "2 not there (deleted, renamed or misspelt)" in changed.done.err  # beside the one who never was
    with closing(sqlite3.connect(changed.desk.folder / ".sourcing/frontier.sqlite")) as frontier, frontier:
        sql = "SELECT state, last_result FROM frontier WHERE key = 'github-person kaliska-sbx'"
        assert frontier.execute(sql).fetchall() == [("done", "not there (deleted, renamed or misspelt)")]


def test_a_transferred_repository_is_read_at_its_new_place(changed: Changed) -> None:
    links = [row["link"] for row in asked(changed.desk, "SELECT link FROM evidence WHERE display_name LIKE 'Torvald%'")]
    assert any("/quaymark-sbx/willow-plough-lab/" in link for link in links)


def test_an_emptied_repository_shows_nothing_any_more(changed: Changed) -> None:
    sql = "SELECT repository, commit FROM evidence WHERE repository LIKE '%/juniper-ledger-ops'"
    assert asked(changed.desk, sql) == []


def test_a_repository_made_private_is_not_asked_for(sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world) as own:
        own.hub.make_private("ferox-sbx/juniper-weir-platform")
        desk = at_forge(tmp_path / "fresh", own)
        done = desk.run("collect", "--login", "ferox-sbx")
        assert done.code == 0 and "1 met" in done.err and "0 repositories held" in done.err
        assert {one.query for one in own.log} == {"Profiles"}


def test_who_declines_is_never_asked_for_again(few: Visit, sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world) as own:
        desk = taken_from(few.desk, tmp_path / "again", own)
        done = desk.run("collect", *logins("ellisar-sbx"))
        assert done.code == 0 and "1 left alone (suppressed)" in done.err and own.log == []
        acts = [one for one in desk.run("audit", "show", "--json").json() if one["act"] == "suppressed"]
        assert len(acts) == 1, "that the profile declined is in the log, once"
        own.hub.rename("ellisar-sbx", "someone-else-sbx")
        done = desk.run("collect", *logins("someone-else-sbx"))
        assert done.code == 0 and "1 left alone (suppressed)" in done.err
        assert {one.query for one in own.log} == {"Profiles"}


def test_whoever_is_met_first_nothing_is_kept_of_whose_profile_declines(sandbox_world: World, tmp_path: Path) -> None:
    # Who is found in two ways is met first.
    everyone = ("collect", *logins("farnuk-sbx"), "--contributors-of", "ellisar-sbx/toolbarn")
    landed = []
    for known in ([], [("collect", *logins("ellisar-sbx"))]):
        with serving(sandbox_world) as own:
            desk = at_forge(tmp_path / f"{len(known)}", own)
            for words in (*known, everyone):
                assert desk.run(*words).code == 0
        landing = Landing(desk.folder / ".sourcing" / "landing")
        landed.append({one: landing.digest(one) for one in landing.names()})
        assert {one.repository.rpartition("/")[2] for one in landing.manifests()} == {"github:farnuk-sbx", "nightstop"}
        assert not [one for one in landed[-1] if holding(landing.batches / one, "ellisar")]
    assert landed[0] == landed[1]


def test_of_who_declines_later_a_profile_met_before_says_nothing_more(sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world) as own:
        desk = at_forge(tmp_path / "desk", own)
        assert desk.run("collect", *logins("farnuk-sbx")).code == 0
        landing = Landing(desk.folder / ".sourcing" / "landing")
        (met,) = landing.manifests("github-person")
        assert holding(landing.batches / met.batch_id, "ellisar")
        for handle in ("ellisar-sbx", "farnuk-sbx"):
            assert desk.run("collect", *logins(handle)).code == 0
        (stands,) = landing.manifests("github-person")
        assert stands.batch_id != met.batch_id and not holding(landing.batches / stands.batch_id, "ellisar")


def test_a_suppressed_person_is_never_asked_for(few: Visit, sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world) as own:
        desk = taken_from(few.desk, tmp_path / "asked", own)
        assert desk.run("suppress", "github:torvald-sbx", "--reason", "asked by letter").code == 0
        done = desk.run("collect", "--login", "Torvald-SBX")
        assert done.code == 0 and "1 left alone (suppressed)" in done.err and own.log == []
        done = desk.run("collect", "--contributors-of", "torvald-sbx/willow-plough-lab")
        assert done.code == 0 and "1 person wanted, 0 met" in done.err and "1 left alone (suppressed)" in done.err
        assert [one.path.partition("?")[0].rpartition("/")[2] for one in own.log] == ["contributors"]


def test_a_tree_too_big_for_one_answer_is_put_together_folder_by_folder(sandbox_world: World, tmp_path: Path) -> None:
    with serving(sandbox_world, weather=Weather(rate=0.0, too_big=250)) as own:
        own.hub.truncate_trees(FAMOUS)
        repo = own.hub.estate.repo(*FAMOUS.split("/"))
        assert repo
        client = Client(
            access=Access(base_url=own.url, token=SecretStr(own.token)),
            ledger=Ledger(Database(f"sqlite:///{tmp_path / 'frontier.sqlite'}")),
            sleep=lambda _seconds: None,  # what is too much is asked for eight times, each time a little later
        )
        at = At(node_id=repo.node_id, slug=FAMOUS, commit=repo.store.head)
        ((_, tree, *_),) = read_trees(client, [at], sizes=Sizes(now=8, most=40))
        assert sum("/git/trees/" in one.path for one in own.log) > 2
        assert isinstance(tree, Tree)
        listed = {file.path: (file.entry.oid, file.size) for file in repo.store.files}
    assert {one.path: (one.blob, tree.sizes[one.path]) for one in tree.entries} == listed and len(listed) > 300


def test_a_limit_beyond_our_patience_stops_the_run_and_the_next_one_goes_on(
    sandbox_world: World, found: Visit, tmp_path: Path
) -> None:
    with serving(sandbox_world) as own:
        desk = at_forge(tmp_path / "limited", own, SOURCING_GITHUB_PATIENCE="0")
        own.hub.limit_to(found.spent * 2 // 3 + 1, seconds=3_000)  # less than the whole costs, enough to read something
        words = ("collect", "--contributors-of", PRODUCT, "--login", "ferox-sbx")
        done = desk.run(*words)
        assert done.code == 1 and "Traceback" not in done.err, done.err
        assert 2_900 < number(r"failed: GitHub says to wait (\d+) s", done.err) <= 3_001
        assert "run the same command again then" in done.err and number(r"(\d+) repositories held", done.err) > 0
        before = len(own.log)
        assert desk.run(*words).code != 0  # the wait outlives the process
        assert [one for one in own.log[before:] if one.resource == "graphql"] == []
        assert own.violations == []
    with serving(sandbox_world) as own:
        an_hour_passes(pointed(desk, own))
        done = desk.run(*words)
        assert done.code == 0 and "paused" not in done.err and "0 still to do" in done.err, done.err
        assert number(r"(\d+) repositories held", done.err) == number(r"(\d+) repositories held", found.done.err)
        assert own.violations == []


def an_hour_passes(desk: Desk) -> None:
    """What was to be waited for is over."""
    with closing(sqlite3.connect(desk.folder / ".sourcing/frontier.sqlite")) as frontier, frontier:
        frontier.execute("UPDATE github_wait SET until = 0")


def test_the_map_counts_where_five_or_more_build_and_hides_the_rest(found: Visit) -> None:
    told = found.desk.run("map", ROLE, "--json").json()
    assert told["people"] == 7
    cells = {name: people for kind in told["cells"].values() for name, people in kind}
    assert cells[f"git.sandbox.invalid/{PRODUCT}"] >= 5 and min(cells.values()) >= 5
    assert told["hidden"]["repository"] > 0
    shown = found.desk.run("map", ROLE)
    assert shown.code == 0 and f"smaller ones left out: {told['hidden']['repository']}" in shown.out
    counted = "SELECT repository, count(DISTINCT person_id) AS people FROM evidence GROUP BY 1"
    builders = {row["repository"]: row["people"] for row in asked(found.desk, counted)}
    assert {name: people for name, people in builders.items() if people >= 5} == dict(told["cells"]["repository"])
    assert not [name for name, people in builders.items() if people < 5 and name in shown.out]


def test_the_map_shows_whom_a_team_has_worked_with_and_keeps_nothing_of_it(
    found: Visit, sandbox_world: World, tmp_path: Path
) -> None:
    with serving(sandbox_world) as own:
        partners = partners_of(own, "odger-sbx") - {"namika-sbx"}
        desk = taken_from(found.desk, tmp_path / "team", own)
        rows = desk.run("map", ROLE, "--team", "odger-sbx, @NAMIKA-sbx", "--json").json()
        told = {row["worked with"]: row for row in rows if row["member"] == "odger-sbx"}
        assert partners and partners <= told.keys()
        assert {row["worked with"] for row in rows}.isdisjoint({"odger-sbx", "namika-sbx"})
        ranks = {login: row["rank"] for login, row in by_login(found.shortlist).items()}
        assert all(row["rank"] == ranks.get(login) for login, row in told.items())
        assert all(row["merged"] + row["reviewed"] > 0 and row["repositories"] for row in rows)
        stranger = sorted(partners - ranks.keys())[0]  # worked with the team, and was never read
        assert holding(desk.folder, stranger) == holding(found.desk.folder, stranger) == []
        someone = sorted(partners & ranks.keys())[0]
        assert desk.run("suppress", f"github:{someone}", "--reason", "asked").code == 0
        after = {row["worked with"] for row in desk.run("map", ROLE, "--team", "odger-sbx", "--json").json()}
        assert stranger in after and someone not in after


def partners_of(forge: Forge, login: str) -> set[str]:
    """Who merged or reviewed somebody's pull requests."""
    account = forge.hub.estate.account(login)
    assert account
    pulls = pulls_of(forge.hub.estate, account)
    return {one.login for pull in pulls for one in (pull.merger, pull.reviewer) if one}


def test_the_map_says_when_a_member_of_the_team_is_not_there(found: Visit) -> None:
    done = found.desk.run("map", ROLE, "--team", "nobody-at-all")
    assert "nobody-at-all" in done.err, (done.code, done.out)


def test_the_map_wants_a_ranked_role(found: Visit) -> None:
    done = found.desk.run("map", "nlp-developer")
    assert done.code == 2 and "no shortlist for role 'nlp-developer' yet" in one_line_error(done)
