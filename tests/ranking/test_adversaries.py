"""People of the sandbox who pretend: none of them comes near those who build."""

from __future__ import annotations

import pytest

from ranking.role import RoleSpec
from sourcing.sandbox.world import World
from tests.ranking.people import Crowd

PRETENDED = ("filler", "readme-stuffing", "hidden-text", "zero-width-text", "one-commit-visitor", "link-list")
COPIED = ("fork-plus-one", "squashed-copy")  # a repository of others shown as one's own
MOST_POINTS, FIRST = 5.0, 0.7  # of the order that is free of them


@pytest.mark.parametrize("name", ["mlops-operator", "mlops-developer", "nlp-developer"])
def test_who_pretends_is_far_down(crowd: Crowd, shipped: dict[str, RoleSpec], sandbox_world: World, name: str) -> None:
    owners = {repository.owner for trait in COPIED for repository in sandbox_world.with_trait(trait)}
    pretend = {one.name for one in sandbox_world.people if one.handle in owners or {*PRETENDED} & {*one.traits}}
    entries = crowd.ranked(shipped[name]).entries
    held = [entry for entry in entries if crowd.names[entry.person_id] in pretend]
    assert len(pretend) >= 8 and len(held) >= 8
    assert {crowd.names[one.person_id]: one.rank for one in held if one.rank <= FIRST * len(entries)} == {}
    assert max(one.score for one in held) <= MOST_POINTS


def test_bots_are_in_no_list(crowd: Crowd, sandbox_world: World) -> None:
    bots = {one.name for one in sandbox_world.people if one.kind == "bot"}
    assert bots and not bots & {crowd.names[one.person_id] for one in crowd.people}
