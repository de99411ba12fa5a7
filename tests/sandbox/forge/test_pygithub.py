"""PyGithub walks the forge as it comes: nothing is told to it but the address and the token."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import github
import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.world import World
from tests.sandbox.reading import contents, entries, log, the_one


@pytest.fixture
def hub(forge: Forge) -> Iterator[github.Github]:
    one = github.Github(auth=github.Auth.Token(forge.token), base_url=forge.url, seconds_between_requests=0)
    yield one
    one.close()


def test_people_and_their_repositories(hub: github.Github, sandbox_world: World) -> None:
    assert hub.get_user().login == "reading-desk-sbx"
    for person in [person for person in sandbox_world.people if person.kind != "bot"][::9]:
        user = hub.get_user(person.handle)
        assert user.name == person.name and user.type == "User"
        owned = [one.name for one in sandbox_world.repositories if one.owner == person.handle]
        assert sorted(repository.name for repository in user.get_repos()) == sorted(owned)
        assert user.public_repos == len(owned)


def test_organisations_and_their_members(hub: github.Github, sandbox_world: World) -> None:
    people = {person.handle for person in sandbox_world.people}
    for owner in {one.owner for one in sandbox_world.repositories} - people:
        organisation = hub.get_organization(owner)
        held = [one for one in sandbox_world.repositories if one.owner == owner]
        assert {repository.name for repository in organisation.get_repos()} == {one.name for one in held}
        members = {handle for one in held for handle in one.contributors}
        assert {member.login for member in organisation.get_members()} == members


@pytest.mark.parametrize("trait", ["renames", "odd-bytes"])
def test_trees_blobs_and_commits(hub: github.Github, sandbox_world: World, trait: str) -> None:
    known = the_one(sandbox_world, trait)
    repository = hub.get_repo(known.slug)
    assert repository.stargazers_count == known.stars and repository.default_branch == "main"
    tree = repository.get_git_tree("main", recursive=True)
    assert len([one for one in tree.tree if one.type != "tree"]) == len(entries(known))
    held = {entry.blob: entry.path for entry in entries(known)}
    data = contents(known)
    for one in [one for one in tree.tree if one.type == "blob" and one.mode != "120000"][::4]:
        assert base64.b64decode(repository.get_git_blob(one.sha).content) == data[held[one.sha]]
    assert [commit.sha for commit in repository.get_commits()] == log(known, "%H")


def test_commits_by_author_and_contributors(hub: github.Github, sandbox_world: World) -> None:
    known = the_one(sandbox_world, "three-hundred-files")
    repository = hub.get_repo(known.slug)
    written = log(known, "%ae")
    counts = {
        person.handle: sum(written.count(email) for email in person.emails)
        for person in sandbox_world.people
        if any(email in written for email in person.emails)
    }
    assert {one.login: one.contributions for one in repository.get_contributors()} == counts
    for handle in known.contributors:
        assert repository.get_commits(author=handle).totalCount == counts[handle]


def test_one_commit_with_its_files(hub: github.Github, sandbox_world: World) -> None:
    known = the_one(sandbox_world, "renames")
    commit = hub.get_repo(known.slug).get_commit(known.head)
    assert commit.stats.additions + commit.stats.deletions == commit.stats.total
    assert {file.status for file in commit.files} <= {"added", "modified", "removed"} and commit.files.totalCount > 0


def test_search_comes_in_pages(forge: Forge, sandbox_world: World) -> None:
    one = github.Github(
        auth=github.Auth.Token(forge.token), base_url=forge.url, seconds_between_requests=0, per_page=10
    )
    before = len(forge.log)
    found = [user.login for user in one.search_users("type:user")]
    one.close()
    assert sorted(found) == sorted(person.handle for person in sandbox_world.people if person.kind != "bot")
    assert len(forge.log) - before == -(-len(found) // 10)


def test_pull_requests(hub: github.Github, sandbox_world: World) -> None:
    repository = hub.get_repo(the_one(sandbox_world, "three-hundred-files").slug)
    pulls = list(repository.get_pulls(state="closed"))
    assert pulls and all(pull.merged_at for pull in pulls)
    one = repository.get_pull(pulls[0].number)
    assert one.merged and one.merged_by.login != one.user.login
    assert one.get_commits().totalCount == one.commits
    assert [review.state for review in one.get_reviews()] == ["APPROVED"]


def test_what_has_not_changed_costs_nothing(hub: github.Github, forge: Forge) -> None:
    user = hub.get_user("celina-sbx")
    before = forge.requests
    assert user.update() is False
    assert forge.log[-1].status == 304 and forge.requests == before


def test_graphql_through_pygithub(hub: github.Github) -> None:
    _, body = hub.requester.graphql_query("query Who { viewer { login } }", {})
    assert body["data"]["viewer"]["login"] == "reading-desk-sbx"


def test_a_wrong_token_and_a_missing_thing_raise_what_pygithub_raises_for_github(forge: Forge) -> None:
    wrong = github.Github(auth=github.Auth.Token("other"), base_url=forge.url, seconds_between_requests=0)
    with pytest.raises(github.BadCredentialsException):
        wrong.get_user("celina-sbx")
    wrong.close()
    right = github.Github(auth=github.Auth.Token(forge.token), base_url=forge.url, seconds_between_requests=0)
    with pytest.raises(github.UnknownObjectException):
        right.get_user("nobody-sbx")
    right.close()
