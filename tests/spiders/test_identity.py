"""The invented web has people who link both ways, one way and to the wrong place: nobody is joined to anybody else."""

from __future__ import annotations

import pytest

from sourcing.sandbox.build import build_world
from sourcing.sandbox.web.draw import community_of
from sourcing.sandbox.web.presence import Community
from tests.spiders.walk import namings
from warehouse.accounts.joins import Naming, People, decide


@pytest.fixture(scope="module", params=[7, 11])
def community(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Community:
    return community_of(build_world(tmp_path_factory.mktemp("world"), seed=request.param))


@pytest.fixture(scope="module")
def named(community: Community) -> list[Naming]:
    return namings(community)


@pytest.fixture(scope="module")
def people(community: Community, named: list[Naming]) -> People:
    accounts = [f"github:{login}" for login in community.github] + list(community.truth)
    return decide(accounts, known=[], namings=named)


def whose(account: str, community: Community) -> str | None:
    """Whose an account truly is; None for a place that is nobody's own."""
    site, _, handle = account.partition(":")
    return handle if site == "github" else community.truth.get(account)


def test_nobody_is_joined_to_anybody_else(community: Community, people: People) -> None:
    joined = [[account for account, _ in group] for group in people.members.values() if len(group) > 1]
    assert len(joined) >= 20
    for group in joined:
        assert len({whose(account, community) for account in group}) == 1, group


def test_every_two_accounts_that_name_each_other_are_joined(
    community: Community, named: list[Naming], people: People
) -> None:
    pairs = {(one.account, one.to) for one in named}
    group_of = {account: key for key, group in people.members.items() for account, _ in group}
    both = sorted((a, b) for a, b in pairs if a < b and (b, a) in pairs)
    hubs = {f"web:{hub}" for hub in community.hubs}
    own = [(a, b) for a, b in both if not hubs & {a, b}]
    assert len(own) >= 30
    assert [pair for pair in own if group_of[pair[0]] != group_of[pair[1]]] == []
    assert len(both) - len(own) == sum(len(members) for members in community.hubs.values())


def test_everything_else_that_is_named_waits_for_a_human(named: list[Naming], people: People) -> None:
    group_of = {account: key for key, group in people.members.items() for account, _ in group}
    apart = {(one.account, one.to) for one in named if group_of.get(one.account) != group_of.get(one.to)}
    assert {(one.naming.account, one.naming.to) for one in people.open} == apart


def test_an_account_named_by_two_and_the_page_of_a_group_need_care(community: Community, people: People) -> None:
    careful = [one for one in people.open if one.conflict]
    assert any("people name this account" in str(one.conflict) for one in careful)
    for hub, members in community.hubs.items():
        told = [
            one
            for one in careful
            if "page of a group" in str(one.conflict) and f"web:{hub}" in (one.naming.account, one.naming.to)
        ]
        assert len(told) == 2 * len(members)


def test_one_person_is_found_on_five_sites_at_least(community: Community, people: People) -> None:
    widest = max(people.members.values(), key=len)
    assert len({account.partition(":")[0] for account, _ in widest}) >= 5
