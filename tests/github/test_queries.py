"""Every query the product makes is one that GitHub's published schema allows, at the price the product states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from sourcing.github import blobs, histories, people, trees
from sourcing.github.discover import Kind, Seek, find
from sourcing.github.facts import Handle
from sourcing.github.histories import Author, Question, read_authorship, read_histories
from sourcing.github.limits import Judged
from sourcing.github.packing import FULL, Packer, Piece, Sizes, price
from sourcing.github.people import Visitor
from sourcing.github.teams import ties
from sourcing.github.touched import read_touched
from sourcing.github.trees import At, read_trees
from tests.github.fakes import FakeClient, Query, nothing, told
from tests.github.invented import elsewhere, person
from tests.github.schema import connections, problems

AT = At(node_id="R_1", slug="amarint-sbx/mill", commit="c" * 40)
AUTHORS = (Author(login="amarint-sbx", node_id="U_1"), Author(login="jonnat-sbx", node_id="U_2"))
ODD = 'a "b"/ünï\\code\n.py'  # a path that must be quoted
SEARCHED = {"userCount": 1_500, "nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": 'c"1'}}
FOLDER = {"name": "d", "type": "tree", "mode": 0o40000, "oid": "d" * 40}
MEMBERS = {
    "membersWithRole": {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": 'c"1'}},
    "repositories": {"nodes": []},
}


def _one_size() -> Sizes:
    return Sizes(now=3, most=3)


def _met(fake: FakeClient) -> Iterable[object]:
    return Visitor(client=fake.client).meet([Handle(login="amarint-sbx", node_id="U_1"), Handle(login="jonnat-sbx")])


def _moved(fake: FakeClient) -> Iterable[object]:
    return Visitor(client=fake.client).moved([person(elsewhere=(elsewhere(),))])


def _trees(fake: FakeClient) -> Iterable[object]:
    return read_trees(fake.client, [AT], sizes=_one_size())


def _histories(fake: FakeClient) -> Iterable[object]:
    return read_histories(fake.client, {AT: AUTHORS}, salt=b"a key for tests", sizes=_one_size())


def _authorship(fake: FakeClient) -> Iterable[object]:
    asked = [Question(at=AT, path=ODD, authors=AUTHORS), Question(at=AT, path="b", authors=AUTHORS, only=AUTHORS[0])]
    return read_authorship(fake.client, asked, sizes=_one_size())


def _sought(kind: Kind) -> Callable[[FakeClient], Iterable[object]]:
    return lambda fake: find(fake.client, Seek(kind=kind, value='x "y"'), today=date(2026, 1, 1), most=10)


ASKING: dict[str, tuple[Callable[[FakeClient], Iterable[object]], Any, set[str]]] = {
    "people": (_met, None, {"Profiles"}),
    "probes": (_moved, None, {"Probe"}),
    "trees": (_trees, {"object": {"tree": {"entries": [FOLDER]}, "entries": []}}, {"Trees", "Subtrees"}),
    "histories": (_histories, None, {"Commits"}),
    "authorship": (_authorship, None, {"Authorship"}),
    "organisation": (_sought(Kind.ORGANISATION), MEMBERS, {"Organisation"}),
    "users": (_sought(Kind.USERS), SEARCHED, {"SearchUsers"}),
    "touched": (
        lambda fake: read_touched(fake.client, [Author(login="amarint-sbx", node_id="U_1")], sizes=Sizes(now=4, most=4)),
        None,
        {"Touched"},
    ),
    "team": (lambda fake: ties(fake.client, ["amarint-sbx", "jonnat-sbx", "third-sbx"]), {"pullRequests": {}}, {"Team"}),
    "topic": (_sought(Kind.TOPIC), None, {"SearchRepositories"}),
}  # fmt: skip


def _answering(data: Any) -> Callable[[Query], Judged]:
    """Answers the first queries with these data, later ones with nothing, so that paging and slicing end."""
    seen: list[Query] = []

    def answer(query: Query) -> Judged:
        seen.append(query)
        return told(dict.fromkeys(query.bodies, data)) if data and len(seen) < 4 else nothing(query)

    return answer


@pytest.mark.parametrize("name", sorted(ASKING))
def test_every_query_is_allowed_by_the_published_schema_and_costs_what_is_said(name: str) -> None:
    ask, data, kinds = ASKING[name]
    fake = FakeClient(answer=_answering(data))
    list(ask(fake))
    assert {query.text.split()[1] for query in fake.queries} == kinds
    for query in fake.queries:
        assert problems(query.text) == []
        assert query.price == max(1, (connections(query.text) + 50) // 100)
        assert query.pieces == len(query.bodies)


def test_a_query_for_contents_is_allowed_by_the_published_schema() -> None:
    (query,) = _asked("blobs", ("blob",), [PIECES["blob"][1]])
    assert problems(query.text) == []


PIECES: dict[str, tuple[tuple[str, ...], Piece]] = {
    "person": (("profile", "card", "elsewhere"), people._piece("a", Handle(login="amarint-sbx"))),
    "person by id": (("profile", "card", "elsewhere"), people._piece("a", Handle(login="amarint-sbx", node_id="U_1"))),
    "probe of people": ((), next(people._probes(["U_1", "U_2", "U_3"]))),
    "probe of repositories": ((), next(people._head_probes(["R_1", "R_2"]))),
    "tree": (("tree",), trees._piece(AT)),
    "folder": (("tree",), trees._folder_piece("a", "R_1", "d", "d" * 40)),
    "history of nobody": (("commit",), histories._piece(AT, ())),
    "history of two": (("commit",), histories._piece(AT, AUTHORS)),
    "authorship of two": ((), histories._authorship_piece("a", Question(at=AT, path=ODD, authors=AUTHORS))),
    "authorship of one": ((), histories._authorship_piece("a", Question(at=AT, path=ODD, authors=AUTHORS, only=AUTHORS[0]))),
    "blob": (("blob",), blobs._piece(blobs._Blob(name="d" * 40, at=AT, size=3))),
}  # fmt: skip


def _asked(name: str, fragments: tuple[str, ...], pieces: list[Piece]) -> list[Query]:
    fake = FakeClient()
    list(Packer(client=fake.client, name=name, fragments=fragments, sizes=Sizes(now=200, most=200)).ask(pieces))
    return fake.queries


@pytest.mark.parametrize("name", sorted(PIECES))
def test_a_piece_counts_the_connections_that_the_formula_finds(name: str) -> None:
    fragments, piece = PIECES[name]
    (query,) = _asked("piece", fragments, [piece])
    assert piece.price == connections(query.text)


def test_nine_people_are_the_most_that_one_point_buys() -> None:
    fragments, piece = PIECES["person"]
    cost = {count: (connections(_asked("p", fragments, [piece])[0].text) * count + 50) // 100 for count in (9, 10)}
    assert cost == {9: 1, 10: 2}
    assert 9 * piece.price <= FULL < 10 * piece.price


def test_the_formula_here_is_githubs_own_example() -> None:
    # from GitHub's page on rate limits: 100 repositories, 50 issues of each, 60 labels of each issue: 5,101 requests
    inner = "issues(first: 50) { edges { node { labels(first: 60) { edges { node { name } } } } } }"
    text = f"{{ viewer {{ repositories(first: 100) {{ edges {{ node {{ {inner} }} }} }} }} }}"
    assert problems(text) == []
    assert connections(text) == 5_101
    assert price([Piece(key="a", body="", price=5_101)]) == 51


def test_the_schema_here_refuses_what_github_does_not_know() -> None:
    assert problems("{ viewer { shoeSize } }")
    assert problems('{ search(type: USERS, query: "a", first: 1) { userCount } }')
    assert problems('{ node(id: "R_1") { ... on Commit { stargazerCount } } }')
