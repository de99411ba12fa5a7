"""The invented world, built once for all tests that look at it; drawn examples that are the same in every run; how many run at once."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from sourcing.sandbox.build import build_world
from sourcing.sandbox.world import World, load_world
from tests.once import once, shared

# No clock and no chance decides whether a test passes; `make fuzz` draws by chance.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


def pytest_configure() -> None:
    """Lets Ctrl-C reach what tests start, also where they run in the background of a shell, which has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Looks for no waste while tests are found: what is imported stays, and that would take a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


# The first makes what most tests look at, which takes half a minute; the others need nothing of it.
_FIRST = [
    "tests/flows/pages/test_prefect_page.py",
    "tests/spiders/test_process.py",
    "tests/warehouse/handing/test_tables.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts a long file for each of three workers first, so that none waits for what another makes."""
    places = {file: place for place, file in enumerate(_FIRST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def sandbox_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load_world(once(shared(tmp_path_factory) / "sandbox", lambda folder: build_world(folder, seed=7)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers for every two processors: their commands wait for servers and for the disk a third of the time."""
    return (os.cpu_count() or 1) * 3 // 2
