"""SIGKILL as each step begins, after the last, and as files are about to be renamed or removed: the next run ends as a calm one; `make chaos`.

CHAOS_SEED chooses the files, CHAOS_KILLS how many there are.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.calm import Calm, assert_as_calm, dies, ended
from tests.chaos.dying import STEPS
from tests.flows.support import Desk, copied

KILLS = int(os.environ.get("CHAOS_KILLS", "6"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))

pytestmark = pytest.mark.chaos


def test_at_every_boundary(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    for step in STEPS:  # each finds work: the one before it was never ended
        dies(desk, "before", step, *calm.words)
    dies(desk, "after", STEPS[-1], *calm.words)
    ended(desk, calm)


def test_as_files_change(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    dies(desk, "change", "0", *calm.words)
    count = int((desk.folder / "changes").read_text())
    assert count > 20
    for moment in sorted(random.Random(SEED).sample(range(1, count), KILLS)):  # of a run that finds nothing done
        desk = fresh_again(desk)
        dies(desk, "change", str(moment), *calm.words)
        print(f"killed at change {moment} of {count}")
        ended(desk, calm)


def test_in_a_restore(calm: Calm, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    assert calm.desk.run("backup", str(file)).code == 0
    lived, words = copied(calm.desk, tmp_path / "lived"), ("restore", str(file), "--replace")
    pool = ("pool", "make", "spring", "--purpose", "hiring", "--expires", "2027-03-01", "--by", "Ada")
    assert lived.run(*pool).code == 0
    dies(copied(lived, tmp_path / "counted"), "change", "0", *words)
    count = int((tmp_path / "counted/changes").read_text())
    for moment in sorted({*random.Random(SEED).sample(range(1, count), KILLS - 2), count - 1, count}):
        desk = copied(lived, tmp_path / f"killed-{moment}")
        dies(desk, "change", str(moment), *words)
        assert desk.run("publish").code == 0
        pools = desk.run("pool", "list", "--json").json()
        print(f"killed at change {moment} of {count}: {'as before' if pools else 'as in the backup'}")
        assert desk.run("audit", "verify").code == 0
        assert desk.run(*words).code == 0
        assert_as_calm(desk, calm)


def fresh_again(desk: Desk) -> Desk:
    number = len([*desk.folder.parent.iterdir()])
    return Desk(desk.folder.with_name(f"desk-{number}")).answered()
