"""The example queries of a collector run unchanged, at the price their comments name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import ask, errors, post

QUERIES = Path(__file__).parent / "queries"


def text(name: str) -> str:
    return next(QUERIES.glob(f"{name}_*.graphql")).read_text()


@pytest.fixture
def someone(sandbox_world: World) -> str:
    """A strong engineer who works in an organisation, too."""
    owners = {repository.owner for repository in sandbox_world.repositories if repository.kind == "service"}
    return next(one.handle for one in sandbox_world.people if one.grade == 3 and one.handle in owners)


def node_of(forge: Forge, login: str) -> str:
    return str(ask(forge, "query($l: String!) { user(login: $l) { id } }", l=login)["user"]["id"])


def test_discovery_finds_people_by_language(forge: Forge, sandbox_world: World) -> None:
    data = ask(forge, text("q0"), q="language:python type:user")
    found = data["search"]["nodes"]
    assert data["rateLimit"]["cost"] == 1 and data["rateLimit"]["nodeCount"] == 100
    assert len(found) == data["search"]["userCount"] > 40
    assert {node["login"] for node in found} <= {person.handle for person in sandbox_world.people}


def test_a_profile_costs_one_point_and_tells_contributions(forge: Forge, someone: str) -> None:
    data = ask(forge, text("q1"), login=someone)
    user = data["user"]
    assert data["rateLimit"]["cost"] == 1
    assert user["login"] == someone and user["isBot"] == "User"
    assert user["ownRepos"]["totalCount"] == len(user["repositories"]["nodes"])
    assert user["mergedPRs"]["totalCount"] == user["allPRs"]["totalCount"] > 0
    days = [
        day
        for week in user["contributionsCollection"]["contributionCalendar"]["weeks"]
        for day in week["contributionDays"]
    ]
    assert len(days) == 366
    collection = user["contributionsCollection"]
    assert collection["totalCommitContributions"] == sum(
        one["contributions"]["totalCount"] for one in collection["commitContributionsByRepository"]
    )
    stars = [node["stargazerCount"] for node in user["repositories"]["nodes"]]
    assert stars == sorted(stars, reverse=True)


def test_a_span_longer_than_a_year_is_refused(forge: Forge, someone: str) -> None:
    told = errors(forge, text("q1"), login=someone, **{"from": "2022-01-01T00:00:00Z", "to": "2024-01-01T00:00:00Z"})
    assert told[0]["message"] == "The total time spanned by 'from' and 'to' must not exceed 1 year"


def test_code_of_three_repositories_costs_one_point(forge: Forge, someone: str) -> None:
    refreshed = ask(forge, text("q4"), ids=[node_of(forge, someone)])
    repositories = refreshed["nodes"][0]["repositories"]["nodes"]
    data = ask(forge, text("q2"), ids=[node["id"] for node in repositories], author=node_of(forge, someone))
    assert data["rateLimit"]["cost"] == 1
    for node, known in zip(data["nodes"], repositories, strict=True):
        target = node["defaultBranchRef"]["target"]
        assert target["oid"] == known["defaultBranchRef"]["target"]["oid"]
        assert {row["type"] for row in target["tree"]["entries"]} <= {"blob", "tree"}
        assert {commit["author"]["user"]["login"] for commit in target["history"]["nodes"]} == {someone}
        assert node["readme"]["text"].startswith("#")


def test_what_is_not_there_is_null_beside_a_typed_error(forge: Forge) -> None:
    heard = post(forge, text("q3")).json
    assert heard["data"]["r0"] is None and heard["data"]["rateLimit"]["cost"] == 1
    assert [(error["type"], error["path"]) for error in heard["errors"]] == [
        ("NOT_FOUND", ["r0"]),
        ("NOT_FOUND", ["r1"]),
    ]
    assert heard["errors"][0]["message"] == "Could not resolve to a Repository with the name 'lemon24/reader'."


def test_a_hundred_people_are_probed_for_one_point(forge: Forge, sandbox_world: World) -> None:
    logins = [person.handle for person in sandbox_world.people if person.kind != "bot"]
    data = ask(forge, text("q4"), ids=[node_of(forge, login) for login in logins])
    assert data["rateLimit"]["cost"] == 1
    assert [node["login"] for node in data["nodes"]] == logins
    for node in data["nodes"]:
        pushed = [repository["pushedAt"] for repository in node["repositories"]["nodes"]]
        assert pushed == sorted(pushed, reverse=True)


def test_everything_of_one_person_in_one_query(forge: Forge, someone: str) -> None:
    data = ask(forge, text("q5"), id=node_of(forge, someone))
    node: dict[str, Any] = data["node"]
    assert data["rateLimit"]["cost"] == 1 and data["rateLimit"]["nodeCount"] == 12 + 12 * 100 + 25
    assert node["login"] == someone and node["repositories"]["nodes"]
