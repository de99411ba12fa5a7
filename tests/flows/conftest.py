from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.web.serve import Web
from sourcing.sandbox.web.serve import serving as web_serving
from sourcing.sandbox.world import World
from tests.flows.forge import WHOLE, Visit, at_forge, logins, pointed, visited
from tests.flows.support import ROLE, Desk, copied
from tests.once import once, shared

CHOSEN = 24  # repositories of the invented world: enough for every archetype, few enough for a short test
FEW = ("ferox-sbx", "rhosyn-sbx", "torvald-sbx", "kaliska-sbx", "pashto-sbx")
NOBODY = ("quaymark-sbx", "depsweep-sbx[bot]", "nobody-at-all", "ellisar-sbx")  # of them ellisar-sbx declines


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

    def build(folder: Path) -> None:
        Desk(folder).answered().well("run", ROLE, "--repo-list", str(repository_list))

    held = once(shared(tmp_path_factory) / "ran", build)
    return copied(Desk(held), tmp_path_factory.mktemp("ran"))


@pytest.fixture(scope="session")
def forge(sandbox_world: World) -> Iterator[Forge]:
    """A GitHub over the invented world that nobody changes."""
    with serving(sandbox_world) as served:
        yield served


@pytest.fixture(scope="session")
def web(sandbox_world: World) -> Iterator[Web]:
    """The community sites of the invented world."""
    with web_serving(sandbox_world) as served:
        yield served


@pytest.fixture(scope="session")
def found(forge: Forge, sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A product's people and one more, found, read and ranked in one run; tests only look at the desk, or copy it."""
    return _visit("found", WHOLE, world=sandbox_world, forge=forge, factory=tmp_path_factory)


@pytest.fixture(scope="session")
def few(forge: Forge, sandbox_world: World, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Five people read by name, and four names behind which there is nobody to rank; only looked at, or copied."""
    words = ("run", ROLE, *logins(*FEW, *NOBODY), "--without-prefect")
    return _visit("few", words, world=sandbox_world, forge=forge, factory=tmp_path_factory)


def _visit(name: str, words: Sequence[str], *, world: World, forge: Forge, factory: pytest.TempPathFactory) -> Visit:
    """A run that one worker made at a forge of its own, with a desk of this worker's that knows the way to its forge."""

    def build(folder: Path) -> None:
        with serving(world) as own:
            made = visited(at_forge(folder / "desk", own), own, *words)
        (folder / "visit").write_bytes(pickle.dumps(made))

    made: Visit = pickle.loads((once(shared(factory) / name, build) / "visit").read_bytes())
    return replace(made, desk=pointed(copied(made.desk, factory.mktemp(name)), forge))
