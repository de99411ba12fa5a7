"""What the world does not say is drawn from it: the same in every run, and nothing that could be somebody real."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import urlsplit

from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.web.draw import community_of
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import ask, get
from tests.sandbox.reading import contents, log, the_one

EVERYBODY = """{ search(type: USER, query: "", first: 100) { nodes { ... on User {
    id databaseId login name bio company location websiteUrl url createdAt updatedAt isHireable email
    socialAccounts(first: 10) { nodes { provider url displayName } } followers(first: 100) { totalCount nodes { login } }
    following(first: 100) { nodes { login } }
    organizations(first: 10) { nodes { login } } pullRequests { totalCount }
    repositories(first: 100) { totalCount nodes { nameWithOwner createdAt pushedAt isFork parent { nameWithOwner } licenseInfo { spdxId } } }
} ... on Organization { id databaseId login name url description createdAt } } } }"""


def test_two_servers_say_the_same(sandbox_world: World, forge: Forge) -> None:
    with serving(sandbox_world) as other:
        assert json.dumps(ask(other, EVERYBODY)) == json.dumps(ask(forge, EVERYBODY))


def test_every_address_is_an_invented_one(forge: Forge, sandbox_world: World) -> None:
    named = set(re.findall(r"https?://[^\"]+", json.dumps(ask(forge, EVERYBODY))))
    known = {one.url for one in community_of(sandbox_world).presences}  # invented accounts on sites that there are
    others = {url for url in named if url not in known}
    assert others and all(urlsplit(url).netloc.endswith((".invalid", ".example")) for url in others)


def test_numbers_are_unique_and_agree_with_the_addresses(forge: Forge, sandbox_world: World) -> None:
    nodes = {node["login"]: node for node in ask(forge, EVERYBODY)["search"]["nodes"]}
    assert (
        len({node["databaseId"] for node in nodes.values()})
        == len({node["id"] for node in nodes.values()})
        == len(nodes)
    )
    hidden = {
        person.handle: int(email.partition("+")[0])
        for person in sandbox_world.people
        for email in person.emails
        if "+" in email and person.kind != "bot"
    }
    assert hidden and all(nodes[handle]["databaseId"] == number for handle, number in hidden.items())
    for login, number in list(hidden.items())[:3]:
        assert get(forge, f"/user/{number}").json["login"] == login


def test_two_people_of_no_interest_want_no_recruiters(forge: Forge, sandbox_world: World) -> None:
    bios = {node["login"]: node.get("bio") or "" for node in ask(forge, EVERYBODY)["search"]["nodes"]}
    declining = {login: bio for login, bio in bios.items() if re.search("recruiter|headhunter", bio, re.I)}
    assert sorted(declining.values()) == ["Keine Headhunter, bitte.", "No recruiters, please."]
    assert {sandbox_world.person(login).grade for login in declining} == {0}


def test_following_is_mutual_knowledge(forge: Forge) -> None:
    nodes = [node for node in ask(forge, EVERYBODY)["search"]["nodes"] if "followers" in node]
    pairs = {(one["login"], node["login"]) for node in nodes for one in node["followers"]["nodes"]}
    assert pairs == {(node["login"], one["login"]) for node in nodes for one in node["following"]["nodes"]}
    assert pairs and all(one != other for one, other in pairs)


def test_members_of_an_organisation_are_its_contributors(forge: Forge, sandbox_world: World) -> None:
    people = {person.handle for person in sandbox_world.people}
    wanted: dict[str, set[str]] = {}
    for repository in sandbox_world.repositories:
        for handle in repository.contributors if repository.owner not in people else ():
            wanted.setdefault(handle, set()).add(repository.owner)
    nodes = [node for node in ask(forge, EVERYBODY)["search"]["nodes"] if "organizations" in node]
    assert {node["login"]: {one["login"] for one in node["organizations"]["nodes"]} for node in nodes} == {
        handle: wanted.get(handle, set()) for handle in people if not handle.endswith("[bot]")
    }


def test_pull_requests_bring_what_merges_brought(forge: Forge, sandbox_world: World) -> None:
    query = """query($o: String!, $n: String!) { repository(owner: $o, name: $n) { pullRequests(first: 100) { totalCount nodes {
        author { login } mergedBy { login } createdAt mergedAt additions mergeCommit { parents { totalCount } }
        commits(first: 100) { nodes { commit { oid author { user { login } } } } }
        reviews(first: 5) { nodes { author { login } } } } } } }"""
    for repository in sandbox_world.with_trait("product"):
        pulls = ask(forge, query, o=repository.owner, n=repository.name)["repository"]["pullRequests"]["nodes"]
        merges = [pull for pull in pulls if pull["mergeCommit"]["parents"]["totalCount"] > 1]
        assert len(merges) <= len(log(repository, "%H", "--merges"))
        for pull in pulls:
            author = pull["author"]["login"]
            writers = Counter(
                (one["commit"]["author"]["user"] or {}).get("login", "bot") for one in pull["commits"]["nodes"]
            )
            assert author.endswith("-sbx") and writers.most_common(1)[0][0] in (author, "bot")
            assert pull["createdAt"] <= pull["mergedAt"]
            assert author not in {
                pull["mergedBy"]["login"],
                *(one["author"]["login"] for one in pull["reviews"]["nodes"]),
            }
        squashed = {pull["author"]["login"] for pull in pulls} - {pull["author"]["login"] for pull in merges}
        for handle in squashed & set(repository.contributors):
            emails = sandbox_world.person(handle).emails
            made = sum(1 for email in log(repository, "%ae", "--no-merges") if email in emails)
            assert sum(1 for pull in pulls if pull["author"]["login"] == handle) == -(-made // 4)


def test_a_forged_name_counts_as_an_author_and_asks_for_nothing(forge: Forge, sandbox_world: World) -> None:
    forged = the_one(sandbox_world, "forged-author")
    written = Counter(log(forged, "%ae"))
    victim = next(one for one in sandbox_world.people if one.handle != forged.owner and written[one.emails[0]])
    fields = "history(author: {id: $i}) { totalCount }"
    brought = "pullRequests(first: 100) { nodes { repository { nameWithOwner } } }"
    node = ask(forge, f"query($l: String!) {{ user(login: $l) {{ id {brought} }} }}", l=victim.handle)["user"]
    inside = f"defaultBranchRef {{ target {{ ... on Commit {{ {fields} }} }} }}"
    query = f"query($i: ID!, $o: String!, $n: String!) {{ repository(owner: $o, name: $n) {{ {inside} }} }}"
    history = ask(forge, query, i=node["id"], o=forged.owner, n=forged.name)["repository"]["defaultBranchRef"][
        "target"
    ]["history"]
    assert history["totalCount"] == sum(written[email] for email in victim.emails)
    assert forged.slug not in {pull["repository"]["nameWithOwner"] for pull in node["pullRequests"]["nodes"]}


def test_languages_are_bytes_of_files(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "renames")
    endings = {"Python": ".py", "Dockerfile": "Dockerfile"}
    told = get(forge, f"/repos/{repository.slug}/languages").json
    assert told == {
        name: sum(len(data) for path, data in contents(repository).items() if path.endswith(ending))
        for name, ending in endings.items()
    }
    query = """{ repository(owner: "%s", name: "%s") { primaryLanguage { name color }
        languages(first: 9, orderBy: {field: SIZE, direction: DESC}) { totalSize edges { size node { name } } } } }"""
    found = ask(forge, query % (repository.owner, repository.name))["repository"]
    assert found["primaryLanguage"] == {"name": "Python", "color": "#3572A5"}
    assert {edge["node"]["name"]: edge["size"] for edge in found["languages"]["edges"]} == told
    assert found["languages"]["totalSize"] == sum(told.values())


def test_some_pin_what_has_most_stars(forge: Forge) -> None:
    nodes = "nodes { ... on Repository { stargazerCount owner { login } } }"
    query = f'{{ search(type: USER, query: "type:user", first: 100) {{ nodes {{ ... on User {{ login pinnedItems(first: 6) {{ {nodes} }} }} }} }} }}'
    pins = {one["login"]: one["pinnedItems"]["nodes"] for one in ask(forge, query)["search"]["nodes"]}
    assert any(pins.values()) and not all(pins.values())
    for login, pinned in pins.items():
        stars = [one["stargazerCount"] for one in pinned]
        assert stars == sorted(stars, reverse=True) and {one["owner"]["login"] for one in pinned} <= {login}


def test_forks_name_their_parents(forge: Forge, sandbox_world: World) -> None:
    found = {
        repository["nameWithOwner"]: (repository["parent"] or {}).get("nameWithOwner")
        for node in ask(forge, EVERYBODY)["search"]["nodes"]
        if "repositories" in node
        for repository in node["repositories"]["nodes"]
    }
    people = {person.handle for person in sandbox_world.people}
    assert found == {one.slug: one.parent for one in sandbox_world.repositories if one.owner in people}
