"""Pools, tags and notes across roles: each for a purpose, and dropped when its day is over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sourcing.errors import UsageError
from tests.warehouse.few_people import MIRA, NOW, ODD, SALT, WEI, settle, shown
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.team import pools

LAST = date(2026, 12, 31)


def test_people_are_in_a_pool_once_and_leave_it_by_name(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    with pytest.raises(UsageError, match=r"no pool 'edge'"):
        pools.add_to_pool(empty, "edge", [ids[MIRA]], by="Ana", now=NOW)
    assert pools.make_pool(empty, "edge", purpose="edge devices", expires_on=LAST, by="Ana", now=NOW)
    assert pools.add_to_pool(empty, "edge", [ids[MIRA], ids[ODD]], by="Ana", now=NOW) == 2
    assert pools.add_to_pool(empty, "edge", [ids[MIRA], ids[WEI]], by="Bo", now=NOW) == 1
    assert not pools.make_pool(empty, "edge", purpose="phones", expires_on=LAST, by="Ana", now=NOW)
    assert pools.remove_from_pool(empty, "edge", [ids[ODD]]) == 1
    assert shown(empty, tmp_path, "SELECT display_name, purpose, added_by FROM pools ORDER BY ALL") == [
        ("Mira Solvang", "phones", "Ana"),
        ("Wei Lin", "phones", "Bo"),
    ]
    assert pools.remove_from_pool(empty, "edge", None) == 2
    assert empty.rows("SELECT count(*) FROM pool_member") == [(0,)]


def test_what_has_ended_is_dropped_on_the_day_after(empty: Warehouse) -> None:
    ids = settle(empty)
    pools.make_pool(empty, "edge", purpose="x", expires_on=LAST, by="Ana", now=NOW)
    pools.add_to_pool(empty, "edge", [ids[MIRA]], by="Ana", now=NOW)
    pools.tag(empty, [ids[MIRA]], "gpu", purpose="x", expires_on=LAST, by="Ana", now=NOW)
    counts = "SELECT (SELECT count(*) FROM pool), (SELECT count(*) FROM pool_member), (SELECT count(*) FROM tag)"
    pools.drop_ended(empty, now=NOW + timedelta(days=60))
    assert empty.rows(counts) == [(1, 1, 1)]  # its last day
    pools.drop_ended(empty, now=NOW + timedelta(days=61))
    assert empty.rows(counts) == [(0, 0, 0)]


def test_a_tag_is_on_somebody_once_and_can_be_taken_off(empty: Warehouse, tmp_path: Path) -> None:
    ids = settle(empty)
    for purpose in ("x", "y"):
        assert pools.tag(empty, [ids[MIRA], ids[ODD]], "gpu", purpose=purpose, expires_on=LAST, by="Ana", now=NOW) == 2
    assert shown(empty, tmp_path, "SELECT display_name, purpose FROM tags ORDER BY ALL") == [
        ("Mira Solvang", "y"),
        ("Odd Berg", "y"),
    ]
    assert (pools.untag(empty, [ids[MIRA]], "gpu"), pools.untag(empty, [ids[MIRA]], "gpu")) == (1, 0)


def test_what_is_said_of_somebody_goes_with_them(empty: Warehouse) -> None:
    ids = settle(empty)
    pools.make_pool(empty, "edge", purpose="x", expires_on=LAST, by="Ana", now=NOW)
    pools.add_to_pool(empty, "edge", [ids[MIRA]], by="Ana", now=NOW)
    pools.tag(empty, [ids[MIRA]], "gpu", purpose="x", expires_on=LAST, by="Ana", now=NOW)
    assert pools.note(empty, [ids[MIRA]], "gave a talk", by="Ana", now=NOW) == 1
    suppress(empty, MIRA, salt=SALT, reason="asked", now=NOW)
    for table in ("pool_member", "tag", "note"):
        assert empty.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
