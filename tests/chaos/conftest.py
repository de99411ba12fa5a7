from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sourcing.sandbox.world import World
from tests.chaos.calm import Calm, calm_run
from tests.flows.support import Desk


@pytest.fixture(scope="session")
def calm(sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """A run that nothing disturbed."""
    return calm_run(tmp_path_factory.mktemp("calm"), sandbox_world)


@pytest.fixture
def fresh(calm: Calm, tmp_path: Path) -> Callable[[], Desk]:
    """A desk of one's own on which nothing was run."""
    return lambda: Desk(tmp_path / "desk").answered()
