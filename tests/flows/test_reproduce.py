"""A stored shortlist comes out again byte for byte; what was edited, and what is not as it was, is told by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.support import Desk, Done, one_line_error

ROLE = "mlops-operator"


@pytest.fixture
def desk(ran: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(ran.folder, tmp_path / "desk")
    return Desk(tmp_path / "desk")


def altered(desk: Desk, sql: str, *values: Any) -> list[Any]:
    with duckdb.connect(str(desk.folder / ".sourcing" / "warehouse.duckdb")) as at:
        return at.execute(sql, values).fetchall()


def reproduced(desk: Desk, run: str = ROLE) -> Done:
    done = desk.run("reproduce", run)
    assert not (desk.folder / ".sourcing" / "scratch").exists()
    return done


def with_manifest(desk: Desk, **changed: str) -> None:
    text = altered(desk, "SELECT manifest FROM run")[0][0]
    altered(desk, "UPDATE run SET manifest = ?", json.dumps({**json.loads(text), **changed}))


def test_the_same_bytes_come_out_again(desk: Desk) -> None:
    run, told = altered(desk, "SELECT run_id, told FROM run, audit WHERE act = 'ranked'")[0]
    for named in (ROLE, run):
        done = reproduced(desk, named)
        assert done.code == 0, done.out + done.err
        assert f"the same bytes: {json.loads(told)['shortlist']}" in done.out and "not as it was" not in done.out
    assert altered(desk, "SELECT count(*) FROM audit") == [(1,)]
