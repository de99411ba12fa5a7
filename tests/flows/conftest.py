from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.sandbox.world import World
from tests.flows.support import Desk

CHOSEN = 24  # repositories of the invented world: enough for every archetype, few enough for a short test


@pytest.fixture(scope="session")
def repositories(sandbox_world: World) -> list[Path]:
    """Every fourth repository of the invented world, so that all specialisations are among them."""
    return [one.path for one in sandbox_world.repositories][::4][:CHOSEN]


@pytest.fixture(scope="session")
def repository_list(repositories: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "repos.tsv"
    path.write_text("# invented repositories\n" + "".join(f"{one}\n" for one in repositories), "utf-8")
    return path


@pytest.fixture(scope="session")
def ran(repository_list: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after one whole run through a real Prefect flow; tests only look at it."""
    desk = Desk(tmp_path_factory.mktemp("ran")).answered()
    done = desk.run("run", "mlops-operator", "--repo-list", str(repository_list))
    assert done.code == 0, done.err
    return desk
