"""The sandbox world in a warehouse, for all tests of the warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sourcing.sandbox.world import World
from tests.warehouse.house import Home, opened, town
from warehouse.connection import Warehouse


@pytest.fixture(scope="session")
def world_home(sandbox_world: World) -> Home:
    return town(sandbox_world.root)


@pytest.fixture
def warehouse(world_home: Home, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse of one's own with the sandbox world in it."""
    shutil.copy(world_home.file, tmp_path / "warehouse.duckdb")
    with opened(tmp_path / "warehouse.duckdb") as mine:
        yield mine


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Warehouse]:
    """A new warehouse."""
    with opened(tmp_path / "new.duckdb") as mine:
        yield mine
