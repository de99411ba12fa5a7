"""One writer at a time, between real processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from sourcing.errors import HomeError, LockedError
from sourcing.lock import single_writer

CONTEXT = multiprocessing.get_context("fork")


def _hold(path: Path, held: Event) -> None:
    with single_writer(path):
        held.set()
        time.sleep(60)


def test_a_second_process_is_told_who_writes_until_the_first_is_killed(tmp_path: Path) -> None:
    held = CONTEXT.Event()
    holder = CONTEXT.Process(target=_hold, args=(tmp_path / "lock", held))
    holder.start()
    assert held.wait(30)
    with pytest.raises(LockedError, match=f"written by process {holder.pid};"), single_writer(tmp_path / "lock"):
        pass
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with single_writer(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_a_lock_is_given_back_when_the_block_fails(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KeyError), single_writer(tmp_path / "lock"):
            raise KeyError


def test_the_same_process_cannot_write_twice_at_once(tmp_path: Path) -> None:
    with (
        single_writer(tmp_path / "lock"),
        pytest.raises(LockedError, match=str(tmp_path)),
        single_writer(tmp_path / "lock"),
    ):
        pass


def test_a_home_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="none"), single_writer(tmp_path / "none" / "lock"):
        pass
