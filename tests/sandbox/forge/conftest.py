"""Two served worlds: the sandbox, which no test changes, and a small crowd, served anew for every test that does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sourcing.sandbox.crowd import build_crowd
from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.world import World


@pytest.fixture(scope="session")
def forge(sandbox_world: World) -> Iterator[Forge]:
    with serving(sandbox_world, hourly=1_000_000, search_window=0.0) as served:
        yield served


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_crowd(tmp_path_factory.mktemp("crowd"), people=6, most=3, seed=7)


@pytest.fixture
def small(crowd: World) -> Iterator[Forge]:
    with serving(crowd) as served:
        yield served
