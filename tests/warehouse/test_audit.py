"""The audit log: appended to, and every change, gap and cut shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.warehouse.house import SALT
from warehouse.audit import people_told, record, verify
from warehouse.connection import Warehouse

NEWEST = "SELECT arg_max(digest, number) FROM audit"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ACTS: list[tuple[str, str, dict[str, object]]] = [
    ("ranked", "sourcing", {"role": "baker", "people": 3}),
    ("decided", "R. Reader", {"stage": "later"}),
    ("exported", "Ö", {}),
]


@pytest.fixture
def log(empty: Warehouse) -> Warehouse:
    for place, (act, actor, told) in enumerate(ACTS):
        record(empty, act, now=NOW + timedelta(hours=place), actor=actor, told=told)
    return empty


def test_a_log_that_nobody_touched_holds(log: Warehouse) -> None:
    found = verify(log, head=log.rows(NEWEST)[0][0])
    assert (found.rows, found.faults, found.head) == (3, (), log.rows(NEWEST)[0][0])
    assert verify(log, head=log.rows("SELECT digest FROM audit WHERE number = 1")[0][0]).faults == ()


def test_an_empty_log_holds(empty: Warehouse) -> None:
    assert (verify(empty).rows, verify(empty, head="").faults) == (0, ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE audit SET actor = 'somebody else' WHERE number = 2", "row 2 was changed"),
        ("UPDATE audit SET told = '{}' WHERE number = 1", "row 1 was changed"),
        ("UPDATE audit SET done_at = done_at + INTERVAL 1 SECOND WHERE number = 3", "row 3 was changed"),
        ("DELETE FROM audit WHERE number = 2", "row 2 is missing"),
        ("DELETE FROM audit WHERE number = 1", "row 1 is missing"),
        ("DELETE FROM audit WHERE number = 3", "the end is missing: the newest digest noted outside is not in the log"),
        ("DELETE FROM audit", "the end is missing: the newest digest noted outside is not in the log"),
        ("INSERT INTO audit SELECT * FROM audit WHERE number = 2", "row 2 stands there twice"),
        ("UPDATE audit SET before = '' WHERE number = 3", "row 3 does not follow on the row before it"),
    ],
)
def test_every_change_shows(log: Warehouse, change: str, said: str) -> None:
    head = log.rows(NEWEST)[0][0]
    log.run(change)
    assert said in verify(log, head=head).faults


def test_people_are_named_by_keyed_hashes_alone() -> None:
    found = people_told(["github:ada-sbx", "github:Ada-sbx", "git:0123456789abcdef"], salt=SALT)
    assert len(found) == 2 and not any("ada" in one for one in found)
    assert found != people_told(["github:ada-sbx", "git:0123456789abcdef"], salt=b"another")
