"""SIGKILL as each step begins, after the last, and as files are about to get their names: the next run ends as a calm one; `make chaos`.

CHAOS_SEED chooses the names, CHAOS_KILLS how many there are.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from tests.chaos.calm import Calm, dies, ended
from tests.chaos.dying import STEPS
from tests.flows.support import Desk

KILLS = int(os.environ.get("CHAOS_KILLS", "6"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))

pytestmark = pytest.mark.chaos


def test_at_every_boundary(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    for step in STEPS:  # each finds work: the one before it was never ended
        dies(desk, "before", step, *calm.words)
    dies(desk, "after", STEPS[-1], *calm.words)
    ended(desk, calm)


def test_as_files_get_their_names(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    dies(desk, "rename", "0", *calm.words)
    count = int((desk.folder / "renames").read_text())
    assert count > 20
    for moment in sorted(random.Random(SEED).sample(range(1, count), KILLS)):  # of a run that finds nothing done
        desk = fresh_again(desk)
        dies(desk, "rename", str(moment), *calm.words)
        print(f"killed at name {moment} of {count}")
        ended(desk, calm)


def fresh_again(desk: Desk) -> Desk:
    number = len([*desk.folder.parent.iterdir()])
    return Desk(desk.folder.with_name(f"desk-{number}")).answered()
