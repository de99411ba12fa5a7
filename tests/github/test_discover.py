"""Where people are looked for, and what each way of looking asks and finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from sourcing.errors import GitHubError, UsageError
from sourcing.github.discover import Kind, Seek, check, find
from sourcing.github.facts import Handle
from sourcing.github.limits import Judged
from tests.github.fakes import FakeClient, Query, nothing, told

TODAY = date(2026, 11, 1)


def sought(fake: FakeClient, kind: Kind, value: str, *, most: int = 1_000) -> list[Handle]:
    return list(find(fake.client, Seek(kind=kind, value=value), today=TODAY, most=most))


def contributor(login: str, commits: int, kind: str = "User") -> dict[str, Any]:
    return {"login": login, "node_id": f"U_{login}", "contributions": commits, "type": kind}


def of(slug: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """The path of a repository's contributors, and who they are."""
    return {f"/repos/{slug}/contributors": list(rows)}


def one(data: Any) -> Judged:
    """The answer to a single question."""
    return told({"a0": data})


def page(*logins: str, count: int = 0, after: str | None = None) -> dict[str, Any]:
    nodes: list[Any] = [{"id": f"U_{login}", "login": login} for login in logins]
    return {"userCount": count, "nodes": [*nodes, None, {}], "pageInfo": {"hasNextPage": bool(after), "endCursor": after}}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (Kind.LOGIN, "@amarint-sbx", "amarint-sbx"),
        (Kind.LOGIN, " amarint-sbx ", "amarint-sbx"),
        (Kind.ORGANISATION, "works-sbx", "works-sbx"),
        (Kind.CONTRIBUTORS, "works-sbx/loom", "works-sbx/loom"),
        (Kind.USERS, "location:Turku language:python", "location:Turku language:python"),
        (Kind.TOPIC, "mlops", "mlops"),
        (Kind.DEPENDENCY, "torch", "torch"),
    ],
)
def test_a_way_that_names_something_is_kept(kind: Kind, value: str, kept: str) -> None:
    assert check(Seek(kind=kind, value=value)) == Seek(kind=kind, value=kept)


@pytest.mark.parametrize(
    ("kind", "value", "remedy"),
    [
        (Kind.LOGIN, "", "something to look for"),
        (Kind.LOGIN, " @ ", "something to look for"),
        (Kind.LOGIN, "works-sbx/loom", "a login"),
        (Kind.LOGIN, "Amarin T", "something to look for"),
        (Kind.ORGANISATION, "https://github.example/works-sbx", "a login"),
        (Kind.CONTRIBUTORS, "loom", "owner/name"),
        (Kind.CONTRIBUTORS, "a/b/c", "owner/name"),
        (Kind.TOPIC, "  ", "something to look for"),
    ],
)
def test_a_way_that_names_nothing_is_refused_with_what_to_write(kind: Kind, value: str, remedy: str) -> None:
    with pytest.raises(UsageError, match=f"{kind} .* names nothing on GitHub; write {remedy}"):
        check(Seek(kind=kind, value=value))


def test_every_way_has_a_name_of_its_own() -> None:
    assert len({Seek(kind=kind, value="x").key for kind in Kind}) == len(Kind)
    assert Seek(kind=Kind.USERS, value="x").key == "github-seek query:x"


def test_a_login_is_found_without_asking() -> None:
    fake = FakeClient()
    assert sought(fake, Kind.LOGIN, "amarint-sbx") == [Handle(login="amarint-sbx")]
    assert fake.queries == [] and fake.paths == []


def test_contributors_are_found_and_machines_among_them_marked() -> None:
    rows = (contributor("amarint-sbx", 40), contributor("mill[bot]", 9, "Bot"))
    fake = FakeClient(rest=of("works-sbx/loom", *rows))
    assert sought(fake, Kind.CONTRIBUTORS, "works-sbx/loom") == [
        Handle(login="amarint-sbx", node_id="U_amarint-sbx", contributions=40),
        Handle(login="mill[bot]", node_id="U_mill[bot]", contributions=9, is_person=False),
    ]
    assert fake.paths == [("/repos/works-sbx/loom/contributors", {"per_page": 100})]
    assert sought(fake, Kind.CONTRIBUTORS, "works-sbx/gone") == []


def test_an_organisation_gives_its_members_then_the_contributors_of_its_repositories() -> None:
    known = {"nodes": [{"nameWithOwner": "works-sbx/loom"}, None, {"nameWithOwner": "works-sbx/kiln"}]}
    pages = [page("a-sbx", after='c"1'), page("b-sbx")]
    answers = iter([one({"membersWithRole": members, "repositories": known}) for members in pages])
    rest = of("works-sbx/loom", contributor("A-sbx", 4)) | of("works-sbx/kiln", contributor("c-sbx", 2))
    fake = FakeClient(answer=lambda _: next(answers), rest=rest)
    found = sought(fake, Kind.ORGANISATION, 'works"sbx')
    assert [(handle.login, handle.contributions) for handle in found] == [("a-sbx", 0), ("b-sbx", 0), ("c-sbx", 2)]
    assert all('organization(login: "works\\"sbx")' in query.text for query in fake.queries)
    assert ["after" in query.text for query in fake.queries] == [False, True] and 'after: "c\\"1"' in fake.queries[
        1
    ].text


def test_an_organisation_that_is_not_there_gives_nobody() -> None:
    fake = FakeClient(answer=nothing)
    assert sought(fake, Kind.ORGANISATION, "gone-sbx") == [] and len(fake.queries) == 1


def test_a_topic_gives_the_contributors_of_its_living_repositories() -> None:
    nodes = [None, *({"nameWithOwner": f"works-sbx/r{number}"} for number in range(30))]
    fake = FakeClient(answer=lambda _: one({"nodes": nodes}), rest=of("works-sbx/r1", contributor("a-sbx", 4)))
    assert [handle.login for handle in sought(fake, Kind.TOPIC, "mlops")] == ["a-sbx"]
    assert fake.searches == ["topic:mlops fork:false archived:false pushed:>2025-05-10 sort:stars"]
    assert 5 < len(fake.paths) < 15


def test_a_dependency_gives_the_contributors_of_repositories_that_name_it() -> None:
    items = [{"repository": {"full_name": slug}} for slug in ("works-sbx/loom", "works-sbx/loom", "works-sbx/kiln")]
    rest = {"/search/code": {"items": items}} | of("works-sbx/kiln", contributor("a-sbx", 4))
    fake = FakeClient(rest=rest)
    assert [handle.login for handle in sought(fake, Kind.DEPENDENCY, "torch")] == ["a-sbx"]
    assert fake.paths[0][1]["q"] == '"torch" filename:requirements.txt'
    assert [path for path, _ in fake.paths[1:]] == ["/repos/works-sbx/loom/contributors", "/repos/works-sbx/kiln/contributors"]  # fmt: skip
    assert sought(FakeClient(), Kind.DEPENDENCY, "torch") == []


def test_a_user_search_follows_its_pages_and_asks_for_people_only() -> None:
    answers = iter([one(page("a-sbx", "b-sbx", count=3, after="c1")), one(page("c-sbx", count=3))])
    fake = FakeClient(answer=lambda _: next(answers))
    assert [handle.login for handle in sought(fake, Kind.USERS, 'language:"c++"')] == ["a-sbx", "b-sbx", "c-sbx"]
    assert fake.searches == ['language:"c++" type:user'] * 2 and 'after: "c1"' in fake.queries[1].text
    asked = FakeClient(answer=lambda _: one(page()))
    sought(asked, Kind.USERS, "mlops type:org")
    assert asked.searches == ["mlops type:org"]


def test_each_person_is_found_once_as_they_came_first() -> None:
    slugs = [{"nameWithOwner": f"works-sbx/r{number}"} for number in range(3)]
    rest: dict[str, Any] = {}
    for number, (login, commits) in enumerate([("a-sbx", 2), ("A-SBX", 9), ("a-sbx", 5)]):
        rest |= of(f"works-sbx/r{number}", contributor(login, commits))
    found = sought(FakeClient(answer=lambda _: one({"nodes": slugs}), rest=rest), Kind.TOPIC, "mlops")
    assert [(handle.login, handle.contributions) for handle in found] == [("a-sbx", 2)]


def test_no_more_people_are_looked_for_than_are_wanted() -> None:
    slugs = [{"nameWithOwner": f"works-sbx/r{number}"} for number in range(3)]
    rest = of("works-sbx/r0", *(contributor(f"p{number}-sbx", 9) for number in range(50)))
    fake = FakeClient(answer=lambda _: one({"nodes": slugs}), rest=rest)
    assert len(sought(fake, Kind.TOPIC, "mlops", most=7)) == 7
    assert [path for path, _ in fake.paths] == ["/repos/works-sbx/r0/contributors"]


def joined(members: Sequence[date]) -> Callable[[Query], Judged]:
    """A user search that, as GitHub's does, counts everybody and shows the first 1,000."""

    def answer(query: Query) -> Judged:
        said = re.search(r"created:([\d-]+)\.\.([\d-]+)", query.text)
        first, last = (date.fromisoformat(said[1]), date.fromisoformat(said[2])) if said else (date.min, date.max)
        hits = [place for place, day in enumerate(members) if first <= day <= last]
        after = re.search(r'after: "(\d+)"', query.text)
        begin = int(after[1]) if after else 0
        shown = hits[:1_000][begin : begin + 100]
        more = str(begin + 100) if begin + 100 < min(len(hits), 1_000) else None
        return one(page(*(f"p{place}-sbx" for place in shown), count=len(hits), after=more))

    return answer


@pytest.mark.parametrize("crowd", [1_000, 1_001, 2_600])
def test_more_people_than_a_search_shows_are_found_by_slices_of_the_day_they_joined(crowd: int) -> None:
    first = date(2008, 1, 1).toordinal()
    days = [date.fromordinal(first + place * 7_919 % (TODAY.toordinal() - first + 1)) for place in range(crowd)]
    fake = FakeClient(answer=joined(days))
    found = sought(fake, Kind.USERS, "mlops", most=5_000)
    assert sorted(handle.login for handle in found) == sorted(f"p{place}-sbx" for place in range(crowd))
    assert any("created:" in text for text in fake.searches) == (crowd > 1_000)


def test_a_day_on_which_more_joined_than_are_shown_ends_the_slicing() -> None:
    fake = FakeClient(answer=joined([date(2020, 5, 5)] * 1_500))
    assert len(sought(fake, Kind.USERS, "mlops", most=5_000)) == 1_000


def test_who_was_found_before_a_failure_is_found() -> None:
    answers = iter([one(page("a-sbx", "b-sbx", count=3, after="c1"))])

    def answer(_: Query) -> Judged:
        for found in answers:
            return found
        raise GitHubError("no", remedy="none")

    seen: list[str] = []
    with pytest.raises(GitHubError):
        for handle in find(FakeClient(answer=answer).client, Seek(kind=Kind.USERS, value="x"), today=TODAY, most=9):
            seen.append(handle.login)
    assert seen == ["a-sbx", "b-sbx"]
