"""A disk that is full, and one that cannot be written: a clear stop, and with room again the same command ends as a calm one; `make chaos`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos.calm import Calm, ended, stopped
from tests.flows.support import Desk

pytestmark = pytest.mark.chaos
ROOM = "512m"


@contextmanager
def disk(place: Path, *, size: str) -> Iterator[Callable[[str], None]]:
    """A small disk at `place`, and how to mount it otherwise; where that is not allowed, the test is skipped with the reason."""
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no disk of one's own can be mounted: {done.stderr.strip()}")

    def remount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)

    try:
        yield remount
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_full(calm: Calm, fresh: Callable[[], Desk], share: float) -> None:
    desk, home = fresh(), calm.desk.folder / ".sourcing"
    whole = sum(path.stat().st_blocks * 512 for path in home.rglob("*"))
    with disk(desk.folder / ".sourcing", size=f"{int(whole * share)}") as remount:
        assert "is full" in stopped(desk, *calm.words)
        remount(f"size={ROOM}")
        ended(desk, calm)


def test_full_while_a_home_is_backed_up_restored_and_made_small(
    calm: Calm, fresh: Callable[[], Desk], tmp_path: Path
) -> None:
    desk = fresh()
    file, place = tmp_path / "backup.tar", tmp_path / "elsewhere"
    assert calm.desk.run("backup", str(file)).code == 0
    with disk(place, size="1m"):
        assert "is full" in stopped(calm.desk, "backup", str(place / "backup.tar"))
        assert [*place.iterdir()] == []
    with disk(desk.folder / ".sourcing", size="1m") as remount:
        assert "is full" in stopped(desk, "restore", str(file))
        remount(f"size={ROOM}")
        assert desk.run("restore", str(file)).code == 0
        ended(desk, calm)
        used = shutil.disk_usage(desk.folder / ".sourcing").used
        remount(f"size={used + 100_000}")
        assert "is full" in stopped(desk, "compact")
        remount(f"size={ROOM}")
        ended(desk, calm)


def test_read_only(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    with disk(desk.folder / ".sourcing", size=ROOM) as remount:
        shutil.copytree(calm.desk.folder / ".sourcing", desk.folder / ".sourcing", dirs_exist_ok=True)
        remount("ro")
        assert "cannot be written" in stopped(desk, *calm.words)
        assert desk.run("shortlist", "mlops-operator").code == 0, "looking goes on"
        remount("rw")
        ended(desk, calm)
