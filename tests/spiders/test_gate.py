"""When the next request may go: every form in which sites ask to be left alone, and whose word is kept by the process that comes after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.database import Database
from spiders.failures import Later
from spiders.gate import Gate, asked_to_wait
from spiders.rests import BELIEVED, Rests

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
STAMP = NOW.timestamp()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Sun, 01 Nov 2026 09:01:00 GMT"}, 60),
        ({"retry-after": "Sun, 01 Nov 2026 10:01:00 +0100"}, 60),
        ({"retry-after": "Sun, 01 Nov 2020 09:01:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +2359"}, 0),
        ({"retry-after": "99999999999"}, 99999999999),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "30"}, 30),
        ({"ratelimit-remaining": "3", "ratelimit-reset": "30"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(STAMP) + 45)}, 45),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(STAMP) - 45)}, 0),
        ({"ratelimit-remaining": "all", "ratelimit-reset": "30"}, None),
        ({"ratelimit-remaining": "0"}, None),
        ({"ratelimit": "limit=100, remaining=0, reset=50"}, 50),
        ({"ratelimit": "limit=100, remaining=9, reset=50"}, 0),
        ({"ratelimit": '"api";r=0;t=55'}, 55),
        ({"ratelimit": '"burst";r=9;t=1, "day";r=0;t=600'}, 600),
        ({"ratelimit": '"burst";r=0;t=1,"day";r=0;t=600'}, 600),
        ({"ratelimit": '"a";t=5'}, None),
        ({"ratelimit": "r=0;t=" + "9" * 400}, None),
        ({"retry-after": "1", "ratelimit": '"day";r=0;t=600'}, 600),
        ({"retry-after": "soon", "ratelimit": '"day";r=0;t=600'}, 600),
    ],
    ids=str,
)
def test_how_long_an_answer_asks_to_wait(headers: Mapping[str, str], seconds: float | None) -> None:
    assert asked_to_wait(headers, now=NOW) == seconds


_NAMES = (
    "retry-after",
    "ratelimit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)


_VALUES = st.one_of(
    st.text(max_size=30), st.integers().map(str), st.integers(0).map('"a";r=0;t={}'.format), st.floats().map(str)
)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES))
def test_no_header_does_harm(headers: dict[str, str]) -> None:
    found = asked_to_wait(headers, now=NOW)
    assert found is None or 0 <= found < 1e12


def gate(folder: Path, *, patience: float = 0.0, pause: float = 0.0) -> Gate:
    database = Database(f"sqlite:///{folder / 'a.sqlite'}")
    return Gate(pause=pause, patience=patience, rests=Rests(database, site="a"))


def goes(one: Gate) -> bool:
    try:
        asyncio.run(one.wait())
    except Later as later:
        return not later.is_end
    return True


@pytest.mark.parametrize(
    ("status", "headers"), [(429, {"retry-after": "100"}), (200, {"ratelimit": '"a";r=0;t=100'}), (503, {})]
)
def test_what_was_announced_holds_in_the_next_process(tmp_path: Path, status: int, headers: dict[str, str]) -> None:
    first = gate(tmp_path)
    assert goes(first)
    first.heed(status, headers, now=datetime.now(UTC))
    assert not goes(first) and not goes(gate(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    assert goes(Gate(pause=0, patience=0, rests=Rests(database, site="another")))


def test_a_wait_that_is_absurd_is_believed_for_a_day_and_a_shorter_one_does_not_undo_it(tmp_path: Path) -> None:
    one = gate(tmp_path)
    one.heed(429, {"retry-after": "99999999999"}, now=datetime.now(UTC))
    one.heed(429, {"retry-after": "1"}, now=datetime.now(UTC))
    rests = Rests(Database(f"sqlite:///{tmp_path / 'a.sqlite'}"), site="a")
    now = datetime.now(UTC)
    assert BELIEVED - 60 < rests.left(now=now) <= BELIEVED
    assert rests.left(now=now + timedelta(days=1)) == 0
    assert rests.left(now=now - timedelta(days=9)) == BELIEVED  # a clock that went back


def test_a_wait_announced_while_another_sleeps_is_kept_by_both() -> None:
    one = Gate(pause=0.05, patience=0.0)

    async def both() -> None:
        sleeper = asyncio.ensure_future(one.wait())
        await asyncio.sleep(0)  # it sleeps
        one.heed(429, {"retry-after": "100"}, now=datetime.now(UTC))
        await sleeper

    with pytest.raises(Later, match="the site asks to wait"):
        asyncio.run(both())


def test_a_run_that_ends_does_not_wait() -> None:
    one = Gate(pause=0, patience=1_000, is_ending=lambda: True)
    one.rest(500)
    with pytest.raises(Later, match="told to end"):
        asyncio.run(one.wait())
