"""The people of the sandbox world, as ranking reads them."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from ranking.encoder import Vector
from ranking.role import RoleSpec, find_role, templates
from ranking.shortlist import texts_encoded
from sourcing.profiles import Profile
from sourcing.sandbox.world import NOW, World
from tests.once import once
from tests.ranking.people import Crowd, encoder
from tests.warehouse.house import opened, town
from warehouse.profiles import as_of_day, profiles


@pytest.fixture(scope="session")
def crowd(sandbox_world: World, shipped: dict[str, RoleSpec]) -> Crowd:
    with opened(town(sandbox_world.root).file) as warehouse:
        as_of = as_of_day(warehouse)
        assert as_of
        names: dict[str, str] = dict(warehouse.rows("SELECT person_id, display_name FROM person"))
        rows = warehouse.rows("SELECT evidence_id, person_id FROM evidence_fact JOIN person_account USING (account)")
        people = tuple(profiles(warehouse, now=NOW))
    encoded = once(sandbox_world.root.parent / "vectors", lambda folder: _encode(people, shipped, folder / "store"))
    store: dict[str, Vector] = pickle.loads((encoded / "store").read_bytes())
    return Crowd(people=people, names=names, evidence=dict(rows), encoder=encoder(store), as_of=as_of, store=store)


def _encode(people: tuple[Profile, ...], roles: Mapping[str, RoleSpec], file: Path) -> None:
    """Keeps the vectors of all that is encoded to rank these people as they are."""
    store: dict[str, Vector] = {}
    encoder(store).encode(sorted(set().union(*(texts_encoded(people, role) for role in roles.values()))))
    file.write_bytes(pickle.dumps(store))


@pytest.fixture(scope="session")
def shipped() -> dict[str, RoleSpec]:
    """The shipped role templates by name."""
    return {name: find_role(name, folder=Path("/nowhere")).spec for name in templates()}
