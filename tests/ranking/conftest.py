"""The people of the sandbox world, as ranking reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranking.role import RoleSpec, find_role, templates
from sourcing.sandbox.world import NOW, World
from tests.ranking.people import Crowd, encoder
from tests.warehouse.house import opened, town
from warehouse.profiles import as_of_day, profiles


@pytest.fixture(scope="session")
def crowd(sandbox_world: World) -> Crowd:
    with opened(town(sandbox_world.root).file) as warehouse:
        as_of = as_of_day(warehouse)
        assert as_of
        names: dict[str, str] = dict(warehouse.rows("SELECT person_id, display_name FROM person"))
        rows = warehouse.rows("SELECT evidence_id, person_id FROM evidence_fact JOIN person_account USING (account)")
        people = tuple(profiles(warehouse, now=NOW))
    store: dict[str, object] = {}
    return Crowd(people=people, names=names, evidence=dict(rows), encoder=encoder(store), as_of=as_of, store=store)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def shipped() -> dict[str, RoleSpec]:
    """The shipped role templates by name."""
    return {name: find_role(name, folder=Path("/nowhere")).spec for name in templates()}
