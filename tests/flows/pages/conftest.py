from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.flows.support import ROLE, Desk

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
expect.set_options(timeout=120_000)  # how long a page takes on a busy machine is not what these tests ask
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium without a window; the tests say so where this machine has none.

    It lives no longer than the tests of one file: while it does, an event loop runs in this thread, and others need one of their own.
    """
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def page_file(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run; only looked at."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    done = ran.run("report", ROLE, "--out", str(path))
    assert done.code == 0, done.err
    return path


@dataclass(frozen=True, kw_only=True)
class Served:
    """A desk that is being served: where it works, the address that opens it, where it answers."""

    at: Desk
    address: str

    @property
    def origin(self) -> str:
        return self.address.partition("/?")[0]


@pytest.fixture(scope="session")
def served(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk over a copy of a run, served by the real command on a free port."""
    folder = tmp_path_factory.mktemp("desk") / "copy"
    shutil.copytree(ran.folder, folder)
    at = Desk(folder)
    at.environment["PYTHONUNBUFFERED"] = "1"
    process = at.start("desk", "--port", "0")
    try:
        assert process.stdout
        yield Served(at=Desk(folder), address=process.stdout.readline().strip())
    finally:
        code = _ended(process)
    assert code == 0


def _ended(process: subprocess.Popen[str]) -> int:
    os.kill(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=20)
    finally:
        process.kill()
    return process.returncode
