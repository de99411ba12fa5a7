"""The price of a query by GitHub's formula, on worked examples."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.forge.graph.cost import Price, price
from sourcing.sandbox.forge.graph.execute import read
from sourcing.sandbox.forge.graph.schema import schema
from tests.sandbox.forge.talking import ask, errors


def paid(query: str, **variables: Any) -> Price:
    return price(schema(), parse(query), variables)


# GitHub's own worked example, in connections this schema has: 100 repositories, 50 pull requests each, 60 reviews each.
PUBLISHED = """{ viewer { repositories(first: 100) { nodes {
    pullRequests(first: 50) { nodes { reviews(first: 60) { nodes { id } } } } } } } }"""


def test_the_published_example_costs_51_points_and_305100_nodes() -> None:
    assert paid(PUBLISHED) == Price(51, 100 + 100 * 50 + 100 * 50 * 60, 1 + 100 + 5000)


def test_a_query_without_connections_costs_one_point() -> None:
    assert paid("{ viewer { login } }") == Price(1, 0, 0)


@pytest.mark.parametrize(("connections", "points"), [(1, 1), (149, 1), (150, 2), (249, 2), (250, 3)])
def test_the_sum_is_divided_by_a_hundred_and_rounded_half_up(connections: int, points: int) -> None:
    aliases = " ".join(f"a{number}: followers {{ totalCount }}" for number in range(connections))
    assert paid(f"{{ viewer {{ {aliases} }} }}") == Price(points, 0, connections)


def test_a_connection_below_a_hundred_commits_of_twelve_repositories_costs_twelve_points() -> None:
    inner = "parents(first: 2) { totalCount }"
    query = f"""{{ viewer {{ repositories(first: 12) {{ nodes {{ defaultBranchRef {{ target {{ ... on Commit {{
        history(first: 100) {{ nodes {{ oid {inner} %s }} }} }} }} }} }} }} }} }}"""
    assert paid(query % "").connections == 1 + 12 + 12 * 100
    assert paid(query % "").points == 12
    assert paid(query % "authors(first: 5) { totalCount }").points == 24


def test_trees_objects_nodes_and_contributions_by_repository_are_no_connections() -> None:
    query = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository {
        object(expression: "HEAD") { ... on Commit { tree { entries { name object { ... on Tree { entries { oid } } } } } } }
    } ... on User { contributionsCollection { commitContributionsByRepository(maxRepositories: 100) { repository { id } } } } } }"""
    assert paid(query, ids=["x"] * 100) == Price(1, 0, 0)


def test_pinned_items_are_a_connection_and_multiply_what_is_below() -> None:
    query = """{ viewer { pinnedItems(first: 6) { nodes { ... on Repository { watchers { totalCount } } } } } }"""
    assert paid(query) == Price(1, 6, 1 + 6)


def test_variables_defaults_fragments_and_aliases_count() -> None:
    query = """query($n: Int = 20) { a: viewer { ...F } b: viewer { ...F } }
        fragment F on User { repositories(first: $n) { nodes { ... on Repository { issues(last: 3) { totalCount } } } } }"""
    assert paid(query) == Price(1, 2 * (20 + 20 * 3), 2 * (1 + 20))
    assert paid(query, n=100).connections == 2 * (1 + 100)


def test_a_fragment_that_spreads_itself_is_refused_and_ends() -> None:
    request = read({"query": "{ viewer { ...F } } fragment F on User { login ...F }"})
    assert request.errors


def test_the_stated_cost_is_the_one_that_is_charged(forge: Forge) -> None:
    before = forge.points
    data = ask(forge, f"{{ rateLimit {{ cost nodeCount limit used remaining resetAt }} {PUBLISHED[1:-1]} }}")
    assert data["rateLimit"]["cost"] == 51 and data["rateLimit"]["nodeCount"] == 305_100
    assert forge.points - before == 51 == forge.log[-1].points
    assert data["rateLimit"]["used"] + data["rateLimit"]["remaining"] == data["rateLimit"]["limit"]


def test_more_than_half_a_million_nodes_are_refused_before_anything_is_done(forge: Forge) -> None:
    query = PUBLISHED.replace("first: 60", "first: 100")
    before = forge.points
    (error,) = errors(forge, query)
    assert forge.points - before == 1
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert error["message"] == (
        "This query requests up to 505,100 possible nodes which exceeds the maximum limit of 500,000."
    )
