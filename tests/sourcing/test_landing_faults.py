"""A landing on a full or read-only disk: a clear HomeError, nothing half-written left."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcing.errors import HomeError
from sourcing.landing import Draft, Landing
from sourcing.records import FileEntry

NOISE = os.urandom(3_000_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine mounts no tmpfs: {done.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def draft(entries: int) -> Draft:
    rows = [FileEntry(NOISE[at * 50 : at * 50 + 50].hex(), "100644", str(at)) for at in range(entries)]
    return Draft(
        batch_id="git-1", kind="git", source="", repository="", fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        version="", tables={"t": rows},
    )  # fmt: skip


def left(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def test_a_full_disk_stops_a_batch_and_leaves_nothing(small_disk: Path) -> None:
    landing = Landing(small_disk)
    with pytest.raises(HomeError, match="is full") as caught:
        landing.write(draft(50_000))
    assert str(small_disk) in caught.value.message
    assert (landing.has("git-1"), left(small_disk)) == (False, [])
    assert landing.write(draft(10)).rows == {"t": 10}


def test_a_full_disk_stops_a_blob_and_leaves_nothing(small_disk: Path) -> None:
    landing = Landing(small_disk)
    with pytest.raises(HomeError, match="is full"):
        landing.put_blob("ab" + "0" * 38, NOISE)
    assert (landing.has_blob("ab" + "0" * 38), left(small_disk)) == (False, [])


def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    landing = Landing(small_disk / "landing")
    for attempt in (lambda: landing.write(draft(1)), lambda: landing.put_blob("ab" + "0" * 38, b"x")):
        with pytest.raises(HomeError, match="cannot be written") as caught:
            attempt()
        assert str(small_disk / "landing") in caught.value.message


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("x")
    with pytest.raises(HomeError, match="landing is not a folder"):
        Landing(tmp_path / "landing").write(draft(1))
