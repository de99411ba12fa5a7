"""Makes an input small that is still a finding: pieces are taken out, large ones first, as long as it is."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from tests.fuzz.target import Target

_POLL = 0.02


def shrink(data: bytes, is_same: Callable[[bytes], bool], *, seconds: float) -> bytes:
    """The smallest input met in so many seconds for which `is_same`."""
    until, size = time.monotonic() + seconds, max(1, len(data) // 2)
    while size and time.monotonic() < until:
        at, before = 0, len(data)
        while at < len(data) and time.monotonic() < until:
            less = data[:at] + data[at + size :]
            if is_same(less):
                data = less
            else:
                at += size
        size = size // 2 if len(data) == before or size > len(data) else min(size, len(data) // 2)
    return data


def costs(target: Target, *, seconds: float, megabytes: int) -> Callable[[bytes], bool]:
    """Whether an input hangs a process of its own for so many seconds, grows it by so many megabytes, or ends it."""

    def is_costly(data: bytes) -> bool:
        pid = os.fork()
        if not pid:
            _alone(target, data, megabytes)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return status != 0
            time.sleep(_POLL)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return True

    return is_costly


def _alone(target: Target, data: bytes, megabytes: int) -> None:
    """Runs a target and ends this process: with 0 where it cost little, whatever it raised."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with suppress(BaseException):  # what it raises is another finding
        target.run(data)
    os._exit(int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - base > megabytes))
