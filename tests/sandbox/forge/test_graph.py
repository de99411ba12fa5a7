"""GraphQL's manners: pages, cursors, typed errors beside partial data, global ids."""

from __future__ import annotations

from typing import Any

import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import ask, errors, post


def test_a_connection_needs_first_or_last_where_its_items_are_asked_for(forge: Forge) -> None:
    heard = post(forge, "{ viewer { login followers { nodes { login } } } }").json
    (error,) = heard["errors"]
    assert error["type"] == "MISSING_PAGINATION_BOUNDARIES" and error["path"] == ["viewer", "followers"]
    assert error["message"] == (
        "You must provide a `first` or `last` value to properly paginate the `followers` connection."
    )
    assert heard["data"] is None  # nothing on the way there may be null
    assert ask(forge, "{ viewer { followers { totalCount } } }")["viewer"]["followers"] == {"totalCount": 0}


@pytest.mark.parametrize("spread", ["...F", "... on FollowerConnection { edges { cursor } }"])
def test_also_where_a_fragment_asks_for_them(forge: Forge, spread: str) -> None:
    fragment = "fragment F on FollowerConnection { nodes { login } }" if spread[-1] == "F" else ""
    told = errors(forge, f"{{ viewer {{ followers {{ {spread} }} }} }} {fragment}")
    assert [error["type"] for error in told] == ["MISSING_PAGINATION_BOUNDARIES"]


@pytest.mark.parametrize("word", ["first", "last"])
def test_more_than_a_hundred_are_refused(forge: Forge, word: str) -> None:
    (error,) = errors(forge, f"{{ viewer {{ followers({word}: 101) {{ nodes {{ login }} }} }} }}")
    assert error["type"] == "EXCESSIVE_PAGINATION"
    assert error["message"] == (
        f"Requesting 101 records on the `followers` connection exceeds the `{word}` limit of 100 records."
    )


def pages(forge: Forge, field: str, size: int) -> list[str]:
    """All logins of a search, a page at a time."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = f"""query($c: String) {{ {field[:-1]}, first: {size}, after: $c) {{
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor node {{ ... on User {{ login }} }} }} }} }}"""
        page = next(iter(ask(forge, query, c=cursor).values()))
        info = page["pageInfo"]
        assert info["hasPreviousPage"] == (cursor is not None)
        assert [page["edges"][0]["cursor"], page["edges"][-1]["cursor"]] == [info["startCursor"], info["endCursor"]]
        found += [edge["node"]["login"] for edge in page["edges"]]
        if not info["hasNextPage"]:
            return found
        cursor = info["endCursor"]


def test_pages_join_to_the_whole_list(forge: Forge, sandbox_world: World) -> None:
    found = pages(forge, 'search(type: USER, query: "type:user")', 7)
    assert sorted(found) == sorted(person.handle for person in sandbox_world.people if person.kind != "bot")


def test_last_and_before_give_the_end_of_a_list(forge: Forge) -> None:
    nodes = "nodes { ... on User { login } ... on Organization { login } }"
    query = f"""query($b: String) {{ search(type: USER, query: "", last: 2, before: $b) {{
        {nodes} pageInfo {{ startCursor hasPreviousPage }} }} }}"""
    whole = ask(forge, f'{{ search(type: USER, query: "", first: 100) {{ {nodes} }} }}')
    end = ask(forge, query)["search"]
    assert end["nodes"] == whole["search"]["nodes"][-2:] and end["pageInfo"]["hasPreviousPage"]
    assert ask(forge, query, b=end["pageInfo"]["startCursor"])["search"]["nodes"] == whole["search"]["nodes"][-4:-2]


def test_a_cursor_of_nobody_is_refused(forge: Forge) -> None:
    (error,) = errors(forge, '{ search(type: USER, query: "", first: 1, after: "nonsense") { userCount } }')
    assert error["type"] == "INVALID_CURSOR_ARGUMENTS" and "`nonsense`" in error["message"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('user(login: "nobody-sbx")', "Could not resolve to a User with the login of 'nobody-sbx'."),
        ('user(login: "openlattice-sbx")', "Could not resolve to a User with the login of 'openlattice-sbx'."),
        ('organization(login: "nobody")', "Could not resolve to an Organization with the login of 'nobody'."),
        ('node(id: "U_nonsense")', "Could not resolve to a node with the global id of 'U_nonsense'"),
        ('repository(owner: "a", name: "b")', "Could not resolve to a Repository with the name 'a/b'."),
    ],
)
def test_what_is_not_there_is_said_as_github_says_it(forge: Forge, field: str, message: str) -> None:
    heard = post(forge, f"{{ viewer {{ login }} x: {field} {{ id }} }}").json
    assert heard["data"] == {"viewer": {"login": "reading-desk-sbx"}, "x": None}
    (error,) = heard["errors"]
    assert (error["type"], error["path"], error["message"]) == ("NOT_FOUND", ["x"], message)
    assert error["locations"]


def test_one_id_of_many_that_is_not_there_leaves_the_others(forge: Forge) -> None:
    known = ask(forge, '{ organization(login: "openlattice-sbx") { id } }')["organization"]["id"]
    heard = post(forge, "query($i: [ID!]!) { nodes(ids: $i) { id __typename } }", i=[known, "R_x", known]).json
    assert heard["data"]["nodes"] == [{"id": known, "__typename": "Organization"}, None, *heard["data"]["nodes"][:1]]
    assert heard["errors"][0]["path"] == ["nodes", 1]


def test_an_owner_may_be_either(forge: Forge) -> None:
    data = ask(
        forge,
        '{ a: repositoryOwner(login: "openlattice-sbx") { __typename } b: repositoryOwner(login: "no") { login } }',
    )
    assert data == {"a": {"__typename": "Organization"}, "b": None}


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("defaultBranchRef { target { id } }", "Commit"),
        ('object(expression: "HEAD:src") { id }', "Tree"),
        ('object(expression: "HEAD:README.md") { id }', "Blob"),
        ("pullRequests(first: 1) { nodes { id } }", "PullRequest"),
        ("pullRequests(first: 1) { nodes { reviews(first: 1) { nodes { id } } } }", "PullRequestReview"),
    ],
)
def test_everything_is_reached_by_its_global_id(forge: Forge, field: str, kind: str) -> None:
    found: Any = ask(forge, f'{{ repository(owner: "openlattice-sbx", name: "tensorquay") {{ {field} }} }}')
    while not isinstance(found, str):
        found = next(iter(found.values())) if isinstance(found, dict) else found[0]
    assert ask(forge, "query($i: ID!) { node(id: $i) { id __typename } }", i=found)["node"] == {
        "id": found,
        "__typename": kind,
    }


def test_a_field_github_has_not_is_refused_in_its_words(forge: Forge) -> None:
    heard = post(forge, "{ viewer { shoeSize } }")
    (error,) = heard.json["errors"]
    assert heard.status == 200 and "data" not in heard.json
    assert error["message"] == "Field 'shoeSize' doesn't exist on type 'User'"
    assert error["extensions"]["code"] == "undefinedField"
    # a second query of the same shape is refused as well
    assert errors(forge, "{ viewer { shoeSize } }") == heard.json["errors"]


def test_a_query_that_is_none_is_an_error_not_a_crash(forge: Forge) -> None:
    assert "Syntax Error" in errors(forge, "{ viewer {")[0]["message"]


def test_graphql_wants_a_token(forge: Forge) -> None:
    assert post(forge, "{ viewer { login } }", token=None).status == 401
    wrong = post(forge, "{ viewer { login } }", token="other")
    assert wrong.status == 401 and wrong.json["message"] == "Bad credentials"
