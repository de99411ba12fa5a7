"""The invented world, built once for all tests that look at it."""

from __future__ import annotations

import pytest

from sourcing.sandbox.build import build_world
from sourcing.sandbox.world import World


@pytest.fixture(scope="session")
def sandbox_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("sandbox"), seed=7)
