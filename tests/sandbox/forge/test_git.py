"""What the forge says of a repository is what Git says of it."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sourcing.sandbox.fastimport import Change, Commit, Draft, Identity, write_repository
from sourcing.sandbox.forge import Forge
from sourcing.sandbox.forge.contents import MOST, Content, content
from sourcing.sandbox.forge.readers import Readers
from sourcing.sandbox.forge.store import Store
from sourcing.sandbox.world import Repository, World
from tests.sandbox.forge.talking import ask, errors, get
from tests.sandbox.reading import contents, entries, git, log, the_one

TRAITS = ("odd-bytes", "renames", "vendored", "three-hundred-files", "mirror-fork", "back-dated")
TREE = """query($o: String!, $n: String!, $e: String!) { repository(owner: $o, name: $n) { object(expression: $e) {
    ... on Tree { oid entries { name path type mode size oid extension
    object { ... on Tree { entries { name path type mode size oid } } } } } } } }"""


def within(forge: Forge, repository: Repository, fields: str, **variables: Any) -> Any:
    """Fields of a repository; `variables` become string variables of the query."""
    names = "".join(f", ${name}: String!" for name in variables)
    query = f"query($o: String!, $r: String!{names}) {{ repository(owner: $o, name: $r) {{ {fields} }} }}"
    return ask(forge, query, o=repository.owner, r=repository.name, **variables)["repository"]


@pytest.mark.parametrize("trait", TRAITS)
def test_the_whole_history_stands_in_gits_order(forge: Forge, sandbox_world: World, trait: str) -> None:
    repository = the_one(sandbox_world, trait)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f', after: "{cursor}"' if cursor else ""
        history = within(
            forge,
            repository,
            f"""defaultBranchRef {{ target {{ ... on Commit {{ history(first: 40{after}) {{
                totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ oid }} }} }} }} }}""",
        )["defaultBranchRef"]["target"]["history"]
        found += [node["oid"] for node in history["nodes"]]
        cursor = history["pageInfo"]["endCursor"] if history["pageInfo"]["hasNextPage"] else None
    assert found == log(repository, "%H")
    assert history["totalCount"] == len(found)


@pytest.mark.parametrize("trait", ["renames", "vendored"])
def test_the_history_of_a_path_follows_no_rename_and_counts_merges_only_of_their_own(
    forge: Forge, sandbox_world: World, trait: str
) -> None:
    repository = the_one(sandbox_world, trait)
    chosen = [*[entry.path for entry in entries(repository)][::4], "src", "tests"]
    fields = (
        'object(expression: "HEAD") { ... on Commit { history(first: 100, path: $p) { totalCount nodes { oid } } } }'
    )
    for path in chosen:
        history = within(forge, repository, fields, p=path)["object"]["history"]
        plain = git(repository.path, "log", "--format=%H", "--full-history", "--no-merges", "HEAD", "--", path)
        merges = log(repository, "%H", "--merges")
        own = [
            oid for oid in merges if git(repository.path, "diff-tree", "-c", "--no-commit-id", "-r", oid, "--", path)
        ]
        assert sorted(node["oid"] for node in history["nodes"]) == sorted([*plain.decode().split(), *own]), path


def test_a_merge_counts_where_it_changes_a_file_against_both_parents(tmp_path: Path) -> None:
    who = Identity(name="A", email="a@post.example", seconds=1_700_000_000, utc_offset="+0000")

    def made(number: int, parents: tuple[int, ...], **files: bytes) -> Commit:
        changes = tuple(Change(path=path, data=data) for path, data in files.items())
        at = replace(who, seconds=who.seconds + number)
        return Commit(author=at, committer=at, message=b"x\n", changes=changes, parents=parents)

    draft = Draft(
        commits=(
            made(0, (), one=b"1", two=b"2", three=b"3"),
            made(1, (0,), one=b"left"),
            made(2, (0,), two=b"right"),
            made(3, (1, 2), two=b"right", three=b"by the merge alone"),
        )
    )
    head = write_repository(tmp_path / "r.git", draft, url="https://git.sandbox.invalid/a/r.git")
    readers = Readers()
    store = Store(tmp_path / "r.git", head, readers)
    seconds = {
        path: [one.committer.seconds - who.seconds for one in store.history(head, path)]
        for path in ("one", "two", "three")
    }
    assert seconds == {"one": [1, 0], "two": [2, 0], "three": [3, 0]}
    readers.close()


def test_an_authors_commits_are_those_of_their_addresses(forge: Forge, sandbox_world: World) -> None:
    people = {person.handle: person for person in sandbox_world.people}
    for repository in sandbox_world.repositories[::7]:
        written = Counter(log(repository, "%ae")) if repository.head else Counter()
        for handle in repository.contributors[:3]:
            node = ask(forge, "query($l: String!) { user(login: $l) { id } }", l=handle)["user"]["id"]
            history = within(
                forge,
                repository,
                f'defaultBranchRef {{ target {{ ... on Commit {{ history(first: 1, author: {{id: "{node}"}}) {{ totalCount }} }} }} }}',
            )["defaultBranchRef"]["target"]["history"]
            assert history["totalCount"] == sum(written[email] for email in people[handle].emails)


def test_since_and_until_bound_a_history(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "renames")
    times = sorted(int(line) for line in log(repository, "%ct"))
    low, high = times[10], times[-10]
    bounds = [
        git(repository.path, "log", "-1", "--format=%cI", f"--since={at}", f"--until={at}", "HEAD").decode().strip()
        for at in (low, high)
    ]
    fields = "defaultBranchRef { target { ... on Commit { history(since: $s, until: $u) { totalCount } } } }"
    query = f"query($o: String!, $r: String!, $s: GitTimestamp, $u: GitTimestamp) {{ repository(owner: $o, name: $r) {{ {fields} }} }}"
    data = ask(forge, query, o=repository.owner, r=repository.name, s=bounds[0], u=bounds[1])
    expected = sum(1 for at in times if low <= at <= high)
    assert data["repository"]["defaultBranchRef"]["target"]["history"]["totalCount"] == expected


@pytest.mark.parametrize("trait", TRAITS)
def test_trees_name_every_file_with_its_mode_and_size(forge: Forge, sandbox_world: World, trait: str) -> None:
    repository = the_one(sandbox_world, trait)
    rows = get(forge, f"/repos/{repository.slug}/git/trees/main?recursive=1").json
    assert rows["truncated"] is False
    found = {(row["path"], row["mode"], row["sha"]) for row in rows["tree"] if row["type"] != "tree"}
    shown = {
        entry.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"): entry for entry in entries(repository)
    }
    assert found == {(path, entry.mode, entry.blob) for path, entry in shown.items()}
    listed = git(repository.path, "ls-tree", "-r", "-l", "HEAD").decode("utf-8", "replace").splitlines()
    sizes = Counter(line.split()[3] for line in listed)
    assert Counter(str(row.get("size", "-")) for row in rows["tree"] if row["type"] != "tree") == sizes


def test_graphql_gives_modes_as_numbers_and_whole_paths(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "odd-bytes")
    tree = ask(forge, TREE, o=repository.owner, n=repository.name, e="HEAD:")["repository"]["object"]["entries"]
    by_path = {
        row["path"]: row for row in [*tree, *(row for top in tree for row in (top["object"] or {}).get("entries", ()))]
    }
    assert by_path["README.md"]["mode"] == 33188 and by_path["README.md"]["extension"] == ".md"
    assert by_path["docs"]["mode"] == 0o40000 and by_path["docs"]["type"] == "tree"
    assert by_path["docs/outside"]["mode"] == 0o120000
    assert by_path["kit"]["type"] == "commit" and by_path["kit"]["size"] == 0
    assert "docs/r\ufffdsum\ufffd.md" in by_path


@pytest.mark.parametrize("trait", TRAITS)
def test_blobs_are_gits_bytes(forge: Forge, sandbox_world: World, trait: str) -> None:
    repository = the_one(sandbox_world, trait)
    blobs = {entry.path: entry.blob for entry in entries(repository)}
    for path, data in list(contents(repository).items())[::3]:
        heard = get(forge, f"/repos/{repository.slug}/git/blobs/{blobs[path]}").json
        assert base64.b64decode(heard["content"]) == data and heard["size"] == len(data)


def test_texts_are_shown_and_what_is_no_text_is_not(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "odd-bytes")
    fields = "object(expression: $e) { ... on Blob { oid byteSize isBinary isTruncated text } }"

    def blob(path: str) -> dict[str, Any]:
        found: dict[str, Any] = within(forge, repository, fields, e=f"HEAD:{path}")["object"]
        return found

    assert blob("data/sample.bin")["text"] is None and blob("data/sample.bin")["isBinary"] is True
    assert blob("data/sample.bin")["byteSize"] == 4096
    assert blob("legacy/accents.py")["text"] == "# -*- coding: latin-1 -*-\nNOM = 'd\ufffdj\ufffd'\n"
    assert blob("data/empty.csv")["text"] == "" and blob("data/empty.csv")["isBinary"] is False
    assert blob("docs/r\ufffdsum\ufffd.md")["text"] == "Le nom de ce fichier est en Latin-1.\n"
    assert within(forge, repository, fields, e="HEAD:kit")["object"] is None  # a submodule's commit is elsewhere
    assert within(forge, repository, fields, e="HEAD:nothing")["object"] is None
    assert within(forge, repository, fields, e="--help")["object"] is None


def test_a_long_text_is_cut_off_and_says_so() -> None:
    short, long = content(b"a" * MOST), content(b"a" * (MOST + 1))
    assert (short.is_truncated, long.is_truncated) == (False, True)
    assert short.text is not None and long.text == short.text and len(short.text) == 512 * 1024
    assert content(b"a\0b" + b"c" * MOST) == Content(text=None, is_binary=True, is_truncated=False)


def test_authors_may_be_asked_for_by_address(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "three-hundred-files")
    written = Counter(log(repository, "%ae"))
    one, other = list(written)[:2]
    fields = f'defaultBranchRef {{ target {{ ... on Commit {{ history(author: {{emails: ["{one}", "{other}"]}}) {{ totalCount }} }} }} }}'
    found = within(forge, repository, fields)["defaultBranchRef"]["target"]["history"]["totalCount"]
    assert found == written[one] + written[other]


def test_a_text_is_counted_once_for_each_time_it_is_given(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "back-dated")
    blob = next(entry.blob for entry in entries(repository) if entry.path == "LICENSE")
    before = forge.blobs[blob]
    within(
        forge,
        repository,
        f'a: object(oid: "{blob}") {{ ... on Blob {{ text }} }} b: object(oid: "{blob}") {{ ... on Blob {{ byteSize }} }}',
    )
    assert forge.blobs[blob] == before + 1
    get(forge, f"/repos/{repository.slug}/git/blobs/{blob}")
    get(forge, f"/repos/{repository.slug}/contents/LICENSE")
    assert forge.blobs[blob] == before + 3


def test_commits_tell_their_authors_and_messages(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "odd-bytes")
    fields = """defaultBranchRef { target { ... on Commit { history(first: 100) { nodes {
        oid message messageHeadline messageBody authoredDate committedDate additions deletions changedFilesIfAvailable
        parents(first: 3) { totalCount nodes { oid } } author { name email date user { login } } tree { oid } } } } } }"""
    nodes = within(forge, repository, fields)["defaultBranchRef"]["target"]["history"]["nodes"]
    told = {line.split("\t")[0]: line.split("\t") for line in log(repository, "%H\t%T\t%P\t%an\t%ae\t%at\t%ct")}
    for node in nodes:
        _, tree, parents, name, email, _, _ = told[node["oid"]]
        assert (node["tree"]["oid"], node["author"]["name"], node["author"]["email"]) == (tree, name, email)
        assert [parent["oid"] for parent in node["parents"]["nodes"]] == parents.split()
        assert node["message"].startswith(node["messageHeadline"])
    messages = [node["message"] for node in nodes]
    assert "Corrige les accents français déjà lus" in messages  # Latin-1 that says so
    assert "Ajoute les r\ufffdsultats" in messages and "" in messages
    stat = git(
        repository.path,
        "diff-tree",
        "--shortstat",
        "--no-commit-id",
        nodes[0]["parents"]["nodes"][0]["oid"],
        nodes[0]["oid"],
    )
    words = stat.decode().split()
    assert nodes[0]["changedFilesIfAvailable"] == int(words[0])
    assert nodes[0]["additions"] + nodes[0]["deletions"] == sum(int(word) for word in words[1:] if word.isdigit())


def test_bots_are_no_users_but_have_accounts(forge: Forge, sandbox_world: World) -> None:
    bot = next(person for person in sandbox_world.people if person.kind == "bot")
    repository = next(one for one in sandbox_world.repositories if bot.emails[0] in log(one, "%ae"))
    listed = get(
        forge, f"/repos/{repository.slug}/commits?author={bot.handle.replace('[', '%5B').replace(']', '%5D')}"
    ).json
    assert listed and {(row["author"]["login"], row["author"]["type"]) for row in listed} == {(bot.handle, "Bot")}
    node = within(
        forge,
        repository,
        f'object(oid: "{listed[0]["sha"]}") {{ ... on Commit {{ author {{ name user {{ login }} }} }} }}',
    )
    assert node["object"]["author"] == {"name": bot.name, "user": None}
    assert get(forge, f"/users/{bot.handle.replace('[', '%5B').replace(']', '%5D')}").json["type"] == "Bot"


def test_blame_gives_the_lines_git_gives(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "renames")
    path = "README.md"
    fields = """defaultBranchRef { target { ... on Commit { blame(path: $p) { ranges { startingLine endingLine age
        commit { oid author { user { login } } } } } file(path: $p) { oid mode } } } }"""
    target = within(forge, repository, fields, p=path)["defaultBranchRef"]["target"]
    owners = [
        line.split()[0]
        for line in git(repository.path, "blame", "-l", "-s", "--root", "HEAD", "--", path).decode().splitlines()
    ]
    spread = [
        one["commit"]["oid"]
        for one in target["blame"]["ranges"]
        for _ in range(one["startingLine"], one["endingLine"] + 1)
    ]
    assert spread == owners
    following = zip(target["blame"]["ranges"], target["blame"]["ranges"][1:], strict=False)
    assert all(one["commit"] != other["commit"] for one, other in following)
    assert {one["age"] for one in target["blame"]["ranges"]} <= set(range(1, 11))
    assert target["file"]["mode"] == 33188


def test_blame_of_what_is_not_there_is_an_error(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "renames")
    fields = 'defaultBranchRef { target { ... on Commit { blame(path: "no") { ranges { age } } } } }'
    query = f'{{ repository(owner: "{repository.owner}", name: "{repository.name}") {{ {fields} }} }}'
    assert errors(forge, query)[0]["type"] == "NOT_FOUND"


def test_an_empty_repository_is_said_to_be_empty(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "empty")
    data = within(
        forge,
        repository,
        'isEmpty defaultBranchRef { name } object(expression: "HEAD") { oid } languages(first: 1) { totalSize } pushedAt',
    )
    assert data["isEmpty"] is True and data["defaultBranchRef"] is None and data["object"] is None
    heard = get(forge, f"/repos/{repository.slug}/commits")
    assert heard.status == 409 and heard.json["message"] == "Git Repository is empty."
    assert get(forge, f"/repos/{repository.slug}/contributors").status == 204
