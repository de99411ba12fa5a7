"""One writer at a time in a home: a file lock that the operating system gives back when its process ends, however."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sourcing.errors import LockedError, writing


@contextmanager
def single_writer(path: Path) -> Iterator[None]:
    """A block that no other process is in. Errors: LockedError that names the process which is."""
    with writing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"{path.parent} is being written by process {owner}", remedy="wait for it, or use another --home"
            ) from cause
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
