"""The clock of a home never goes back; one that is wrong stops the work, one that is set is taken as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sourcing.clock import last_written, steady
from sourcing.errors import HomeError
from sourcing.home import Home
from sourcing.settings import Settings

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Told(Settings):
    """Settings on a machine whose clock says what it is told."""

    says: datetime

    def now(self) -> datetime:
        return self.clock or self.says


def at(home: Home, says: datetime, *, clock: datetime | None = None) -> datetime:
    return steady(home, Told(home=home.root, says=says, clock=clock))


def test_it_goes_on_as_the_machine_s_does(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert last_written(home) is None
    assert [at(home, NOON), at(home, NOON), at(home, NOON + timedelta(days=9))] == [
        NOON,
        NOON,
        NOON + timedelta(days=9),
    ]
    assert last_written(home) == NOON + timedelta(days=9)


def test_a_small_step_back_is_not_taken(tmp_path: Path) -> None:
    home = Home(tmp_path)
    at(home, NOON)
    taken = [at(home, NOON - timedelta(hours=1)) for _ in range(3)]
    assert taken == [NOON + timedelta(seconds=number) for number in (1, 2, 3)]


def test_a_great_step_back_stops_the_work_and_changes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    at(home, NOON)
    with pytest.raises(HomeError, match="set the clock"):
        at(home, NOON - timedelta(days=2))
    assert last_written(home) == NOON


def test_one_that_is_set_is_taken_as_it_is(tmp_path: Path) -> None:
    home = Home(tmp_path)
    at(home, NOON)
    assert at(home, NOON, clock=NOON - timedelta(days=900)) == NOON - timedelta(days=900)
    assert last_written(home) == NOON


@pytest.mark.parametrize("said", ["", "soon", "2026-11-01T12:00:00"])
def test_what_cannot_be_read_is_written_anew(tmp_path: Path, said: str) -> None:
    home = Home(tmp_path)
    home.written.write_text(said)
    assert at(home, NOON) == NOON == last_written(home)
