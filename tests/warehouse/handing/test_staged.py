"""An export that is killed at any moment leads to a ledger that names exactly the files that are there."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sourcing.errors import UsageError
from sourcing.sandbox.world import NOW
from tests.chaos.dying import CHANGES
from tests.warehouse.exports.support import candidate
from warehouse.connection import Warehouse
from warehouse.exports import catalogue
from warehouse.handing.exporting import Candidate, Plan, planned
from warehouse.handing.handover import Handover, hand_over
from warehouse.handing.staged import DELETE_BY, note_of, settle
from warehouse.handing.waiting import HEADER, NEEDS_CONTACT

WANTED = replace(catalogue()["instantly"], most_rows=2)  # it needs an address, and three people take two files


class Killed(BaseException):
    """What SIGKILL is to a process: nothing is changed after it."""


class _Death:
    """Kills at a change of the names of files; `left` changes come before it, -1 is never."""

    left = -1

    def __call__(self, event: str, _: tuple[Any, ...]) -> None:
        if event in CHANGES and self.left >= 0:
            if self.left == 0:
                raise Killed
            self.left -= 1


@cache
def _death() -> _Death:
    """The only one, from when it is first needed: a hook of the interpreter stays, and costs every process that has it."""
    death = _Death()
    sys.addaudithook(death)
    return death


@contextmanager
def killed(after: int) -> Iterator[None]:
    """A block that is killed before the change of that number, and changes nothing from then on."""
    _death().left = after
    try:
        yield
    finally:
        _death().left = -1


def asked(folder: Path) -> Handover:
    return Handover(role="baker", wanted=WANTED, folder=folder, by="Ada", now=NOW, until=NOW.date())


def plan() -> Plan:
    reached = [one(n, email=f"p{n}@mail.example") for n in range(3)]
    return planned([*reached, one(3)], WANTED, exported=())


def one(number: int, **contacts: str) -> Candidate:
    return candidate(f"P {number}", person_id=f"p{number:012x}", account=f"github:p{number}-sbx", contacts=contacts)


def is_whole(warehouse: Warehouse, folder: Path) -> bool:
    """Whether people were handed on; the ledger, the files, and the note of when to delete them say the same."""
    listed = {Path(file) for (file,) in warehouse.rows("SELECT DISTINCT file FROM export_row")}
    there = {path for path in folder.glob("*") if path.name not in (NEEDS_CONTACT, DELETE_BY)}
    assert there == listed and not note_of(warehouse.path).exists()
    note = folder / DELETE_BY
    told = [line.split()[1].rstrip(":") for line in note.read_text("utf-8").splitlines()[2:]] if note.exists() else []
    assert sorted(told) == sorted(path.name for path in listed)
    return bool(listed)


def test_killed_at_any_change_of_a_file_it_is_finished_or_taken_back(empty: Warehouse, tmp_path: Path) -> None:
    ends = set[bool]()
    for moment in range(100):
        folder = tmp_path / f"out-{moment}"
        empty.run("DELETE FROM export")
        empty.run("DELETE FROM export_row")
        try:
            with killed(after=moment):
                hand_over(empty, plan(), asked(folder), noted=lambda: None)
        except Killed:
            settle(empty)
        else:
            assert is_whole(empty, folder) and ends == {True, False} and moment > 8
            return
        ends.add(is_whole(empty, folder))
        again = hand_over(empty, plan(), asked(folder), noted=lambda: None)
        assert {path.name for path in folder.iterdir()} >= {path.name for path in again} > {"needs_contact.csv"}
    pytest.fail("it is killed at every change")


def test_what_was_filled_in_meanwhile_is_not_written_over(empty: Warehouse, tmp_path: Path) -> None:
    hand_over(empty, plan(), asked(tmp_path), noted=lambda: None)
    waiting = tmp_path / NEEDS_CONTACT
    for moment in range(30):
        try:
            with killed(after=moment):
                hand_over(empty, plan(), asked(tmp_path), noted=lambda: None)
        except Killed:
            (row,) = csv.DictReader(waiting.read_text("utf-8").splitlines())
            with waiting.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, HEADER)
                writer.writeheader()
                writer.writerow(row | {"contact": f"m{moment}@mail.example"})
            settle(empty)
            assert f"m{moment}@mail.example" in waiting.read_text("utf-8")


def test_where_somebody_has_to_look_it_waits(empty: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for moment in range(100):  # until the ledger has it, and no file its name
        with pytest.raises(Killed), killed(after=moment):
            hand_over(empty, plan(), asked(folder), noted=lambda: None)
        if empty.rows("SELECT * FROM export"):
            break
        settle(empty)
    folder.rename(tmp_path / "away")
    with pytest.raises(UsageError, match="is not there, and an export into it was interrupted"):
        settle(empty)
    with pytest.raises(UsageError, match="is not there"):  # no other is begun before it
        hand_over(empty, plan(), asked(tmp_path / "other"), noted=lambda: None)
    (tmp_path / "away").rename(folder)
    mine = folder / "ready-2.csv"
    mine.write_text("mine")
    with pytest.raises(UsageError, match="move it elsewhere"):
        settle(empty)
    assert mine.read_text() == "mine"
    mine.unlink()
    next(folder.glob(".*/ready-2.csv")).unlink()
    assert [line.split(":")[0] for line in settle(empty)] == [
        f"an export into {folder} that was interrupted is finished first",
        f"{mine} is gone",
    ]
    assert (folder / "ready.csv").exists() and settle(empty) == []
