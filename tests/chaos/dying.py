"""The command line of a process that kills itself at a chosen moment of its work, by no clock.

`python -m tests.chaos.dying before load run …`: as the step of the pipeline begins, or `after` it.
`python -m tests.chaos.dying change 7 run …`: as it is about to rename or remove something for the seventh time; `change 0` counts these in a file.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from typing import Any

from flows.cli import main
from flows.pipeline import Pipeline

CHANGES = ("os.rename", "os.remove", "shutil.rmtree")  # as Python's audit events call them
STEPS = ("discover", "collect", "gather", "extract", "load", "rank", "publish")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _at_step(step: str, *, before: bool) -> None:
    work = getattr(Pipeline, step)

    @wraps(work)
    def dying(*arguments: Any) -> Any:
        if not before:
            work(*arguments)
        _die()

    setattr(Pipeline, step, dying)


def _at_change(number: int) -> None:
    seen = 0

    def hook(event: str, _: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in CHANGES:
            seen += 1
            if seen == number:
                _die()
            if not number:
                os.pwrite(counted, str(seen).encode(), 0)

    counted = os.open("changes", os.O_RDWR | os.O_CREAT) if not number else -1
    sys.addaudithook(hook)


if __name__ == "__main__":
    how, what, *words = sys.argv[1:]
    if how == "change":
        _at_change(int(what))
    else:
        _at_step(what, before=how == "before")
    sys.argv = ["sourcing", *words]
    main()
