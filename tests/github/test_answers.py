"""From GitHub's JSON to facts: what is kept, what is left out, and what is missing without harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sourcing.git.identity import Identities
from sourcing.github.answers import cards, commits, contributors, files, handles, moment, profile
from sourcing.github.facts import Handle
from sourcing.keyed import keyed_handle
from tests.github import recorded
from tests.github.invented import committed, merged, told_card, told_person
from tests.github.recorded import needs_recordings

SALT = b"a key for tests"
ADDRESS = "amarin.t@mill.example"


def test_a_profile_keeps_what_is_on_the_list() -> None:
    found = profile(told_person(email=ADDRESS, avatarUrl="https://photo.example/1", followers={"totalCount": 9}))
    assert (found.login, found.account.key, found.database_id) == ("amarint-sbx", "github:amarint-sbx", 7)
    assert found.links == ("https://amarint.example", "https://models.example/amarint-sbx")
    assert (found.location, found.is_hireable, found.repositories) == ("Turku", True, 1)
    (mill,) = found.own
    assert (mill.slug, mill.topics, mill.head, mill.language) == ("amarint-sbx/mill", ("mlops",), "c" * 40, "Python")
    assert mill.key == "github.example/amarint-sbx/mill"
    assert "mill.example" not in repr(found) and "photo" not in repr(found)


def test_a_profile_of_three_keys_is_a_profile() -> None:
    found = profile({"__typename": "User", "id": "U_1", "login": "amarint-sbx"})
    assert (found.name, found.location, found.links, found.own, found.elsewhere) == ("", "", (), (), ())
    assert (found.is_hireable, found.created_at, found.merged_requests) == (None, None, 0)


def test_a_profile_s_readme_gives_links_and_claims_and_a_wish() -> None:
    text = "# Hi\n\nI write [notes](https://amarint.example/notes) on PyTorch.\n\nFind me on [HF](https://huggingface.co/amarint)."
    found = profile(told_person(readme={"object": {"text": text}}))
    assert "https://huggingface.co/amarint" in found.readme_links
    assert "PyTorch" in found.claims
    declining = profile(told_person(readme={"object": {"text": "No recruiters, please."}}))
    assert declining.declines and not declining.readme_links and not declining.claims
    empty: list[Any] = [None, {"object": None}, {"object": {"text": None}}, {"object": {}}]
    for nothing in empty:
        assert profile(told_person(readme=nothing)).readme_links == ()


@pytest.mark.parametrize("missing", ["id", "login"])
def test_a_profile_without_what_makes_an_account_is_refused(missing: str) -> None:
    told = told_person()
    del told[missing]
    with pytest.raises(ValidationError):
        profile(told)


_NULLABLE = ("databaseId", "name", "bio", "location", "websiteUrl", "isHireable", "createdAt", "contributionsCollection")  # fmt: skip


@given(st.sets(st.sampled_from(_NULLABLE)), st.sets(st.sampled_from(sorted(told_person().keys() - {"id", "login"}))))
def test_whatever_else_is_null_or_missing_is_told_as_nothing(null: set[str], missing: set[str]) -> None:
    told = {key: None if key in null else value for key, value in told_person().items() if key not in missing}
    found = profile(told)
    assert found.login == "amarint-sbx"
    assert (found.location == "") == bool({"location"} & (null | missing))


@pytest.mark.parametrize(
    "bare",
    ["description", "pushedAt", "diskUsage", "primaryLanguage", "defaultBranchRef"],
)
def test_a_repository_may_lack_almost_everything(bare: str) -> None:
    (found,) = cards([{**told_card(), bare: None}])
    assert found.slug == "amarint-sbx/mill"
    assert (found.head is None) == (bare == "defaultBranchRef")


def test_an_empty_repository_and_one_whose_branch_points_nowhere_have_no_head() -> None:
    nowhere = told_card(defaultBranchRef={"target": None})
    assert [card.head for card in cards([told_card(isEmpty=True), nowhere])] == [None, None]


def test_private_repositories_and_holes_in_a_list_are_left_out() -> None:
    hidden = told_card("amarint-sbx/secret", isPrivate=True)
    assert [card.slug for card in cards([None, hidden, told_card()])] == ["amarint-sbx/mill"]
    found = profile(told_person(repositories={"totalCount": 2, "nodes": [None, hidden, told_card()]}))
    assert [card.slug for card in found.own] == ["amarint-sbx/mill"]


def test_addresses_in_names_and_descriptions_are_gone() -> None:
    found = profile(
        told_person(name=f"Amarin <{ADDRESS}>", repositories={"nodes": [told_card(description=f"ask {ADDRESS}")]})
    )
    assert found.own[0].description == "ask <address>" and "mill.example" not in repr(found)


def test_links_are_web_addresses_and_each_stands_once() -> None:
    urls = ["javascript:alert(1)", "https://amarint.example", f"mailto:{ADDRESS}", ""]
    found = profile(told_person(socialAccounts={"nodes": [None, *({"url": url} for url in urls)]}))
    assert found.links == ("https://amarint.example",)


def test_work_elsewhere_is_in_public_repositories_of_others() -> None:
    loom, kiln = told_card("works-sbx/loom"), told_card("works-sbx/kiln")
    left_out = [
        told_card("works-sbx/hidden", isPrivate=True),
        told_card("jonnat-sbx/fork", isFork=True),
        told_card("Amarint-SBX/mill"),  # one's own, however it is written
        None,
    ]
    requests = [
        *map(merged, left_out),
        merged(loom, "2026-01-01T00:00:00Z"),
        merged(loom, "2026-03-01T02:00:00+02:00"),
        merged(loom, None),
        None,
    ]
    done = [committed(kiln, 4), committed(loom, 9), *(committed(card, 3) for card in left_out)]
    collection = {"commitContributionsByRepository": done}
    found = profile(told_person(pullRequests={"totalCount": 40, "nodes": requests}, contributionsCollection=collection))
    first, second = found.elsewhere
    assert (first.card.slug, first.merged, first.commits) == ("works-sbx/loom", 2, 9)
    assert first.last_merged_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (second.card.slug, second.merged, second.last_merged_at, second.commits) == ("works-sbx/kiln", 0, None, 4)
    assert found.merged_requests == 40


def test_the_order_of_work_elsewhere_does_not_depend_on_that_of_the_answer() -> None:
    requests = [merged(told_card(slug)) for slug in ("b-sbx/x", "a-sbx/x", "c-sbx/x", "c-sbx/x")]
    slugs = [
        [one.card.slug for one in profile(told_person(pullRequests={"nodes": nodes})).elsewhere]
        for nodes in (requests, requests[::-1])
    ]
    assert slugs == [["c-sbx/x", "a-sbx/x", "b-sbx/x"]] * 2


def _entry(name: str, kind: str = "blob", mode: int = 0o100644, **given: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "mode": mode, "oid": f"{name:0<40}", "size": 5, **given}


def _folder(name: str, *inside: dict[str, Any]) -> dict[str, Any]:
    return _entry(name, "tree", 0o40000, size=0, object={"entries": list(inside)})


def test_a_nested_tree_becomes_paths_with_modes_ids_and_sizes() -> None:
    tree = [
        _entry("README.md"),
        _entry("run", mode=0o100755, size=None),
        _entry("link", mode=0o120000),
        _entry("vendor", "commit", 0o160000, size=0, object=None),
        _folder("src", _entry("a.py", size=77), _folder("deep", _entry("b.py"))),
        _folder("empty"),
    ]
    found = {entry.path: (entry.mode, size) for entry, size in files(tree)}
    assert found == {
        "README.md": ("100644", 5),
        "run": ("100755", 0),
        "link": ("120000", 5),
        "vendor": ("160000", 0),
        "src/a.py": ("100644", 77),
        "src/deep/b.py": ("100644", 5),
    }


def test_a_folder_beyond_the_answer_comes_out_as_a_folder() -> None:
    border = _entry("d4", "tree", 0o40000, size=0)
    unread = _entry("cut", "tree", 0o40000, size=0, object=None)
    tree = [unread, _folder("d1", _folder("d2", _folder("d3", border, _entry("leaf"))))]
    found = {entry.path: (entry.mode, entry.blob) for entry, _ in files(tree)}
    assert found == {
        "cut": ("040000", unread["oid"]),
        "d1/d2/d3/d4": ("040000", border["oid"]),
        "d1/d2/d3/leaf": ("100644", f"{'leaf':0<40}"),
    }
    assert [entry.path for entry, _ in files([_entry("x")], above="d1/d2/d3/d4/")] == ["d1/d2/d3/d4/x"]
    assert list(files(None)) == []


def _commit(number: int, *, email: str | None = ADDRESS, login: str | None = "AmarinT-sbx", **given: Any) -> Any:
    usual = {
        "oid": f"{number:040}",
        "messageHeadline": "Grind finer",
        "messageBody": f"because of dust\n\nSigned-off-by: Amarin <{ADDRESS}>",
        "authoredDate": "2026-08-01T02:00:00+02:00",
        "author": {"email": email, "user": {"login": login} if login else None},
    }
    return {**usual, **given}


def test_commits_are_kept_without_their_addresses() -> None:
    told = [
        _commit(1),
        _commit(2, messageHeadline=f"Merge pull request #4 from {ADDRESS}"),
        _commit(3, messageHeadline=f"Thank {ADDRESS.upper()}", author=None, authoredDate=None, messageBody=None),
    ]
    made, links = commits(told, login="amarint-sbx", identities=Identities(SALT))
    assert [one.account.key for one in made] == ["github:amarint-sbx"] * 3
    assert made[0].authored_at == datetime(2026, 8, 1, tzinfo=UTC) and made[0].body_words == 3
    assert [one.is_merge for one in made] == [False, True, False] and made[2].authored_at is None
    (link,) = links
    assert (link.a.key, link.b.key) == (f"git:{keyed_handle(SALT, ADDRESS)}", "github:amarint-sbx")
    kept = repr((made, links)).lower()
    assert "mill.example" not in kept and "amarin.t" not in kept


@pytest.mark.parametrize(
    ("email", "login"),
    [
        (ADDRESS, "jonnat-sbx"),  # shown as somebody else
        (ADDRESS, None),  # shown as nobody
        (None, "amarint-sbx"),
        ("", "amarint-sbx"),
        ("noreply@github.com", "amarint-sbx"),  # everybody's
        ("49699333+dependabot[bot]@users.noreply.github.com", "amarint-sbx"),
    ],
)
def test_only_an_address_that_github_shows_beside_this_login_is_joined(email: str | None, login: str | None) -> None:
    made, links = commits([_commit(1, email=email, login=login)], login="amarint-sbx", identities=Identities(SALT))
    assert len(made) == 1 and links == []


def test_each_address_is_joined_once_in_an_order_of_its_own() -> None:
    told = [_commit(1), _commit(2, email="b@mill.example"), _commit(3)]
    _, links = commits(told, login="amarint-sbx", identities=Identities(SALT))
    _, again = commits(told[1:], login="amarint-sbx", identities=Identities(SALT))
    assert links == again and len(links) == 2


def test_a_moment_is_in_utc_and_an_absurd_one_is_none() -> None:
    assert moment("2026-08-01T23:30:00-02:00") == datetime(2026, 8, 2, 1, 30, tzinfo=UTC)
    assert moment("2026-08-01T00:00:00Z") == datetime(2026, 8, 1, tzinfo=UTC)
    for absurd in (None, "", "yesterday", "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        assert moment(absurd) is None, absurd


def test_rows_of_accounts_without_a_login_are_passed_over() -> None:
    rows = [
        {"login": "amarint-sbx", "node_id": "U_1", "contributions": 4, "type": "User"},
        {"login": "works-sbx", "type": "Organization"},
        {"name": "Anonymous", "type": "Anonymous"},
        None,
    ]
    told = [["amarint-sbx", "U_1", 4, True], ["works-sbx", None, 0, False]]
    assert contributors(rows) == contributors({"items": rows}) == told
    assert contributors(None) == contributors({"message": "so"}) == []


def test_people_in_a_list_of_nodes() -> None:
    nodes = [None, {}, {"id": "U_1", "login": "amarint-sbx"}, {"login": "jonnat-sbx"}]
    assert handles(nodes) == [Handle(login="amarint-sbx", node_id="U_1"), Handle(login="jonnat-sbx")]
    assert handles(None) == []


@needs_recordings
def test_recorded_contributors_are_people_with_commits() -> None:
    for seen in recorded.find(path=r"^/repos/[^/]+/[^/]+/contributors(\?|$)", method="GET", status=200):
        rows, told = contributors(seen.json()), seen.json()
        assert len(rows) == len(told) > 0, seen.where
        assert all(login and count > 0 and is_person for login, _, count, is_person in rows), seen.where


@needs_recordings
def test_recorded_searches_and_members_are_read_as_rows() -> None:
    searches = recorded.find(path="^/search/users", status=200)
    assert searches and all(len(contributors(seen.json())) == 30 for seen in searches)
    members = recorded.find(path=r"^/orgs/[^/]+/members(\?|$)", status=200)
    assert members and all(len(contributors(seen.json())) == len(seen.json()) for seen in members)
