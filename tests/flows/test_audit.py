"""The audit log as a user meets it: acts are there, a change is noticed, a cut is noticed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.flows.support import Desk, copied, one_line_error


@pytest.fixture
def desk(ran: Desk, tmp_path: Path) -> Desk:
    desk = copied(ran, tmp_path / "desk")
    assert "\n1 account suppressed" in desk.well("suppress", "github:nobody-sbx", "--reason", "asked by mail").err
    return desk


def altered(desk: Desk, sql: str) -> None:
    with duckdb.connect(desk.warehouse) as at:
        at.execute(sql)


def test_acts_are_there_and_name_nobody(desk: Desk) -> None:
    acts = desk.run("audit", "show", "--json").json()
    assert f"{len(acts)} acts, none changed, none missing" in desk.run("audit", "verify").out
    assert [(one["act"], one["actor"]) for one in acts[:2]] == [("suppressed", "sourcing"), ("ranked", "sourcing")]
    assert len(acts[0]["told"]["people"]) == 1 and "nobody-sbx" not in str(acts)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit SET told = '{}' WHERE number = 1", "row 1 was changed"),
        ("DELETE FROM audit WHERE number = 1", "row 1 is missing"),
        ("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", "the end is missing"),
    ],
)
def test_a_change_is_noticed(desk: Desk, sql: str, said: str) -> None:
    altered(desk, sql)
    done = desk.run("audit", "verify")
    assert done.code == 3 and said in one_line_error(done)
    noted = desk.run("audit", "verify", "--head", "0" * 64)
    assert noted.code == 3 and "the end is missing" in one_line_error(noted)


def test_what_is_refused_is_no_act(desk: Desk) -> None:
    before = desk.run("audit", "show", "--json").json()
    assert desk.run("known", "remove", "--source", "nowhere.csv").code == 2
    assert desk.run("audit", "show", "--json").json() == before
