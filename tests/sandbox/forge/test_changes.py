"""How the forge looks after somebody was renamed, left, or changed what they own."""

from __future__ import annotations

import base64
from typing import Any

import github
import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import ask, errors, get, send
from tests.sandbox.reading import git

ONE = (
    "query($i: ID!) { node(id: $i) { ... on User { login } ... on Repository { nameWithOwner owner { login } url } } }"
)


@pytest.fixture
def repo(small: Forge) -> Repo:
    """A repository with contributors besides its owner."""
    return next(one for one in small.hub.estate.public() if len(one.given.contributors) > 1)


@pytest.fixture
def owner(repo: Repo) -> Account:
    return repo.owner


def node(forge: Forge, identifier: str) -> Any:
    return ask(forge, ONE, i=identifier)["node"]


def test_a_renamed_account_keeps_its_id_and_loses_its_login(small: Forge, repo: Repo, owner: Account) -> None:
    old, slug = owner.login, repo.slug
    small.hub.rename(old, "new-name-sbx")
    assert node(small, owner.node_id)["login"] == "new-name-sbx"
    assert get(small, f"/users/{old}").status == 404 and get(small, "/users/new-name-sbx").json["id"] == owner.number
    assert errors(small, f'{{ user(login: "{old}") {{ id }} }}')[0]["type"] == "NOT_FOUND"
    moved = get(small, f"/repos/{slug}/commits?per_page=2")
    assert moved.status == 301 and moved.json["message"] == "Moved Permanently"
    assert moved.headers["location"] == f"{small.url}/repositories/{repo.number}/commits?per_page=2"
    assert len(send(small, "GET", moved.headers["location"]).json) == 2
    found = ask(
        small, f'{{ repository(owner: "{old}", name: "{repo.name}") {{ nameWithOwner owner {{ login }} url }} }}'
    )
    assert found["repository"]["nameWithOwner"] == f"new-name-sbx/{repo.name}"
    assert found["repository"]["url"] == f"https://git.sandbox.invalid/new-name-sbx/{repo.name}"
    strict = errors(small, f'{{ repository(owner: "{old}", name: "{repo.name}", followRenames: false) {{ id }} }}')
    assert strict[0]["type"] == "NOT_FOUND"


def test_commits_of_a_renamed_account_show_the_new_login(small: Forge, repo: Repo, owner: Account) -> None:
    small.hub.rename(owner.login, "new-name-sbx")
    rows = get(small, f"/repos/{repo.slug}/commits?author=new-name-sbx").json
    assert rows and {row["author"]["login"] for row in rows} == {"new-name-sbx"}
    with pytest.raises(ValueError, match="taken"):
        small.hub.rename("new-name-sbx", next(one.login for one in small.hub.estate.users("User") if one is not owner))


def test_the_addresses_the_forge_gives_are_an_accounts_own(small: Forge, owner: Account) -> None:
    forms = [f"{{}}{at}" for at in ("@users.noreply.github.com", "@USERS.noreply.github.com")]
    old = owner.login
    small.hub.rename(old, "new-name-sbx")
    for local in (old, f"{owner.number}+{old}", "new-name-sbx", f"{owner.number}+new-name-sbx"):
        assert [small.hub.estate.author(form.format(local)) for form in forms] == [owner, owner]
    assert small.hub.estate.author(f"{owner.number}+somebody@users.noreply.github.com") is None


def test_pygithub_follows_a_move(small: Forge, repo: Repo, owner: Account) -> None:
    slug = repo.slug
    small.hub.rename(owner.login, "new-name-sbx")
    one = github.Github(auth=github.Auth.Token(small.token), base_url=small.url, seconds_between_requests=0)
    assert one.get_repo(slug).full_name == repo.slug
    one.close()


def test_a_transferred_repository_is_found_under_both_names(small: Forge, repo: Repo, owner: Account) -> None:
    slug = repo.slug
    other = next(one for one in small.hub.estate.users("User") if one is not owner)
    small.hub.transfer(slug, other.login)
    assert node(small, repo.node_id)["owner"]["login"] == other.login
    moved = get(small, f"/repos/{slug}")
    assert (
        moved.status == 301
        and send(small, "GET", moved.headers["location"]).json["full_name"] == f"{other.login}/{repo.name}"
    )
    assert repo.name in [row["name"] for row in get(small, f"/users/{other.login}/repos").json]
    assert repo.name not in [row["name"] for row in get(small, f"/users/{owner.login}/repos").json]


def test_a_deleted_account_leaves_commits_without_a_user(small: Forge, repo: Repo, owner: Account) -> None:
    colleague = small.hub.estate.person(repo.given.contributors[1])
    assert colleague is not None
    before = get(small, f"/repos/{repo.slug}/commits?author={colleague.login}").json
    small.hub.delete_user(colleague.login)
    fields = "history(first: 100) { nodes { oid author { email user { login } } } }"
    query = f'{{ repository(owner: "{owner.login}", name: "{repo.name}") {{ defaultBranchRef {{ target {{ ... on Commit {{ {fields} }} }} }} }} }}'
    nodes = ask(small, query)["repository"]["defaultBranchRef"]["target"]["history"]["nodes"]
    left = [one for one in nodes if one["author"]["user"] is None]
    assert sorted(one["oid"] for one in left) == sorted(row["sha"] for row in before) and left
    assert errors(small, ONE, i=colleague.node_id)[0]["type"] == "NOT_FOUND"
    assert (
        get(small, f"/users/{colleague.login}").status == 404 and get(small, f"/user/{colleague.number}").status == 404
    )
    assert colleague.login not in [row["login"] for row in get(small, f"/repos/{repo.slug}/contributors").json]


def test_a_deleted_owners_repositories_are_gone(small: Forge, repo: Repo, owner: Account) -> None:
    small.hub.delete_user(owner.login)
    assert get(small, f"/repos/{repo.slug}").status == 404 and get(small, f"/repositories/{repo.number}").status == 404


def test_a_private_repository_is_not_there(small: Forge, repo: Repo, owner: Account) -> None:
    count = get(small, f"/users/{owner.login}").json["public_repos"]
    small.hub.make_private(repo.slug)
    assert get(small, f"/repos/{repo.slug}").status == 404 and get(small, f"/repositories/{repo.number}").status == 404
    assert errors(small, ONE, i=repo.node_id)[0]["type"] == "NOT_FOUND"
    assert get(small, f"/users/{owner.login}").json["public_repos"] == count - 1
    assert get(small, f"/search/repositories?q=repo:{repo.slug}").json["total_count"] == 0


def test_an_emptied_repository_has_no_commit(small: Forge, repo: Repo) -> None:
    small.hub.empty(repo.slug)
    fields = "isEmpty defaultBranchRef { name } primaryLanguage { name } languages(first: 1) { totalSize }"
    found = ask(small, f'{{ repository(owner: "{repo.owner.login}", name: "{repo.name}") {{ {fields} }} }}')[
        "repository"
    ]
    assert found == {"isEmpty": True, "defaultBranchRef": None, "primaryLanguage": None, "languages": {"totalSize": 0}}
    assert get(small, f"/repos/{repo.slug}/git/trees/main").status == 409


def test_a_push_makes_a_commit_and_leaves_the_original_alone(
    small: Forge, crowd: World, repo: Repo, owner: Account
) -> None:
    before = get(small, f"/repos/{repo.slug}").json
    first = small.hub.push(repo.slug, "docs/new file.md", "péché\nmore\n", owner.login)
    second = small.hub.push(repo.slug, "docs/new file.md", "other\n", repo.given.contributors[1])
    rows = get(small, f"/repos/{repo.slug}/commits?path=docs/new%20file.md").json
    assert [row["sha"] for row in rows] == [second, first]
    assert [row["author"]["login"] for row in rows] == [repo.given.contributors[1], owner.login]
    assert rows[-1]["parents"][0]["sha"] == repo.given.head
    held = get(small, f"/repos/{repo.slug}/contents/docs/new%20file.md?ref={first}").json
    assert base64.b64decode(held["content"]).decode() == "péché\nmore\n"
    assert get(small, f"/repos/{repo.slug}").json["pushed_at"] > before["pushed_at"]
    original = crowd.repository(repo.given.slug)
    assert git(original.path, "rev-parse", "main").decode().strip() == original.head == repo.given.head


def test_a_push_fills_an_empty_repository(small: Forge, repo: Repo, owner: Account) -> None:
    small.hub.empty(repo.slug)
    head = small.hub.push(repo.slug, "a.txt", "first\n", owner.login)
    assert [row["sha"] for row in get(small, f"/repos/{repo.slug}/commits").json] == [head]


def test_a_revoked_token_is_a_wrong_one(small: Forge) -> None:
    assert get(small, "/user").status == 200
    small.hub.revoke_token()
    assert get(small, "/user").status == 401 and get(small, "/user").json["message"] == "Bad credentials"


def test_a_cut_tree_says_so_and_its_parts_are_whole(small: Forge, repo: Repo) -> None:
    def tree(name: str, *, deep: bool) -> Any:
        return get(small, f"/repos/{repo.slug}/git/trees/{name}{'?recursive=1' if deep else ''}").json

    whole = tree("main", deep=True)
    small.hub.truncate_trees(repo.slug)
    cut = tree("main", deep=True)
    assert cut["truncated"] and cut["tree"] == whole["tree"][: len(whole["tree"]) // 2]
    assert not tree("main", deep=False)["truncated"]
    assert {row["path"] for row in tree("main", deep=False)["tree"]} == {
        row["path"] for row in whole["tree"] if "/" not in row["path"]
    }


def test_what_is_not_there_cannot_be_changed(small: Forge) -> None:
    with pytest.raises(KeyError):
        small.hub.rename("nobody", "somebody")
    with pytest.raises(KeyError):
        small.hub.empty("no/thing")
