"""What many tests look at, built by the first of all workers that needs it and taken by the others."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def shared(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests that all its workers see."""
    mine = factory.getbasetemp()
    return mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine


def once(folder: Path, build: Callable[[Path], object]) -> Path:
    """The folder, as `build` fills it where nobody did before; whoever comes meanwhile waits. Nobody is to change it afterwards."""
    built = folder.with_name(f".{folder.name}.built")
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            build(folder)
            built.touch()
    return folder
