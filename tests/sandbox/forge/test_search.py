"""Search finds what its qualifiers say, over GraphQL and over REST."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.forge.queries import in_range, taken_apart
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import ask, get
from tests.sandbox.reading import contents

QUERY = """query($t: SearchType!, $q: String!) { search(type: $t, query: $q, first: 100) {
    userCount repositoryCount issueCount nodes {
        ... on User { login location } ... on Organization { login }
        ... on Repository { nameWithOwner stargazerCount pushedAt isFork
            repositoryTopics(first: 20) { nodes { topic { name } } } }
        ... on PullRequest { title mergedAt author { login } repository { nameWithOwner owner { login } } } } } }"""


def search(forge: Forge, kind: str, query: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = ask(forge, QUERY, t=kind, q=query)["search"]
    count = {"USER": "userCount", "REPOSITORY": "repositoryCount", "ISSUE": "issueCount"}[kind]
    assert found[count] >= len(found["nodes"])
    return list(found["nodes"])


def test_repositories_by_topic_stars_and_push(forge: Forge, sandbox_world: World) -> None:
    found = search(forge, "REPOSITORY", "topic:kubernetes stars:>=10 pushed:>2025-06-01 sort:stars")
    assert found
    for node in found:
        assert "kubernetes" in [one["topic"]["name"] for one in node["repositoryTopics"]["nodes"]]
        assert node["stargazerCount"] >= 10 and node["pushedAt"] > "2025-06-01" and not node["isFork"]
    stars = [node["stargazerCount"] for node in found]
    assert stars == sorted(stars, reverse=True)
    without = search(forge, "REPOSITORY", "stars:>=10 pushed:>2025-06-01 -topic:kubernetes")
    assert not {node["nameWithOwner"] for node in found} & {node["nameWithOwner"] for node in without}


def test_forks_only_where_they_are_asked_for(forge: Forge, sandbox_world: World) -> None:
    forks = {one.slug for one in sandbox_world.repositories if one.parent}
    slugs = {
        query: {node["nameWithOwner"] for node in search(forge, "REPOSITORY", query)}
        for query in ("", "fork:only", "fork:true")
    }
    assert not slugs[""] & forks and slugs["fork:only"] == forks and slugs["fork:true"] == slugs[""] | forks


def test_words_meet_names_and_descriptions(forge: Forge, sandbox_world: World) -> None:
    found = {node["nameWithOwner"] for node in search(forge, "REPOSITORY", "reading list")}
    assert found == {one.slug for one in sandbox_world.repositories if "reading list" in one.description.lower()}
    owned = {node["nameWithOwner"] for node in search(forge, "REPOSITORY", "org:openlattice-sbx org:tidegauge-sbx")}
    assert owned == {
        one.slug for one in sandbox_world.repositories if one.owner in ("openlattice-sbx", "tidegauge-sbx")
    }


def test_users_by_place_language_and_kind(forge: Forge) -> None:
    everybody = search(forge, "USER", "type:user")
    place = next(node["location"] for node in everybody if node["location"] and "," in node["location"])
    country = place.rpartition(", ")[2]
    found = {node["login"] for node in search(forge, "USER", f'location:"{country}" type:user')}
    assert found == {node["login"] for node in everybody if country in (node["location"] or "")}
    assert {node["login"] for node in search(forge, "USER", "type:org")} == {
        node["login"] for node in search(forge, "USER", "")
    } - {node["login"] for node in everybody}
    rust = {node["login"] for node in search(forge, "USER", "language:rust")}
    assert rust == {"gavrelle-sbx", "hestoro-sbx"}
    many = search(forge, "USER", "repos:>5")
    assert [node["login"] for node in many] == ["zanfira-sbx"]
    assert search(forge, "USER", "celina in:login")[0]["login"] == "celina-sbx"


def test_merged_work_elsewhere(forge: Forge) -> None:
    found = search(forge, "ISSUE", "is:pr is:merged author:celina-sbx -user:celina-sbx")
    assert found and {node["author"]["login"] for node in found} == {"celina-sbx"}
    assert "celina-sbx" not in {node["repository"]["owner"]["login"] for node in found}
    late = search(forge, "ISSUE", "is:pr author:celina-sbx merged:>=2025-01-01")
    assert late == [node for node in found if node["mergedAt"] >= "2025-01-01"]
    assert search(forge, "ISSUE", "is:pr is:open") == [] and search(forge, "ISSUE", "is:issue") == []


def test_code_by_word_name_and_place(forge: Forge, sandbox_world: World) -> None:
    def code(query: str) -> set[tuple[str, str]]:
        body = get(forge, f"/search/code?per_page=100&q={quote(query)}").json
        assert body["total_count"] <= 100
        return {(row["repository"]["full_name"], row["path"]) for row in body["items"]}

    held = {
        (one.slug, path): data.decode("utf-8", "replace").lower()
        for one in sandbox_world.repositories
        if one.head and not one.parent
        for path, data in contents(one).items()
    }
    found = code('"mlflow" filename:requirements.txt')
    assert found == {key for key, text in held.items() if "requirements.txt" in key[1] and "mlflow" in text}
    assert found
    two = code("apiVersion replicas extension:yaml")
    assert two == {
        key for key, text in held.items() if key[1].endswith(".yaml") and "apiversion" in text and "replicas" in text
    }
    assert two < code("apiVersion extension:yaml")
    chart = code("path:charts extension:yaml apiVersion repo:nandivo-sbx/vesper-bench-ops")
    assert chart and {slug for slug, _ in chart} == {"nandivo-sbx/vesper-bench-ops"}
    assert {path for _, path in chart} == {
        path
        for slug, path in held
        if slug == "nandivo-sbx/vesper-bench-ops"
        if path.startswith("charts/") and path.endswith(".yaml") and "apiversion" in held[slug, path]
    }
    assert {path for _, path in code("language:rust user:gavrelle-sbx")} == {
        path for slug, path in held if slug.startswith("gavrelle-sbx/") and path.endswith(".rs")
    }


def test_search_wants_a_query_and_ends_after_a_thousand(forge: Forge) -> None:
    assert get(forge, "/search/users").status == 422
    beyond = get(forge, "/search/users?q=type:user&per_page=100&page=11")
    assert beyond.status == 422 and beyond.json["message"] == "Only the first 1000 search results are available"


@pytest.mark.parametrize(
    ("wanted", "held", "fits"),
    [
        ("5", 5, True),
        ("5", 6, False),
        (">5", 5, False),
        (">=5", 5, True),
        ("<5", 4, True),
        ("<=5", 6, False),
        ("1..5", 5, True),
        ("1..5", 6, False),
        ("*..5", -3, True),
        ("5..*", 4, False),
        ("many", 5, False),
        (">2024-05-01", "2024-05-01T23:59:59Z", False),
        (">2024-05-01", "2024-05-02T00:00:00Z", True),
        (">=2024-05-01", "2024-05-01T00:00:00Z", True),
        ("2024-01-01..2024-05-01", "2024-05-01T12:00:00Z", True),
        ("<2024-05-01", "2024-05-01T00:00:00Z", False),
        ("2024-05", "2024-05-17T00:00:00Z", True),
    ],
)
def test_ranges(wanted: str, held: float | str, fits: bool) -> None:
    assert in_range(wanted, held) is fits


def test_a_query_is_taken_apart() -> None:
    sought = taken_apart(
        'drift -java "on call" -topic:web topic:"ml ops" http://x stars:>5', frozenset({"topic", "stars"})
    )
    assert sought.words == ("drift", "on call", "http://x") and sought.unwanted == ("java",)
    assert [(term.name, term.value, term.is_not) for term in sought.terms] == [
        ("topic", "web", True),
        ("topic", "ml ops", False),
        ("stars", ">5", False),
    ]
