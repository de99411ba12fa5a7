"""Former batches of pages leave the tables with the landing, and what is left makes the same tables anew."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from sourcing.errors import WarehouseError
from sourcing.landing import Landing
from sourcing.superseded import remove, superseded
from tests.warehouse.house import everything, opened
from tests.warehouse.incoming.test_community import DAY, landed, loaded, model, page, profile, titles
from warehouse.audit import verify
from warehouse.compact import batches_needed, forget_batches, former_runs, let_go
from warehouse.connection import Warehouse
from warehouse.runs.stored import find_run

RUNS = ("r1", "r2", "r3")


def test_pages_read_again_and_again_leave_what_their_newest_visits_need(empty: Warehouse, tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    for day in range(5):
        read = page(day=day, is_unchanged=day > 2)
        landed(landing, [read], [] if day > 2 else [profile(read), model(f"of day {day}", on=read)])
    assert loaded(empty, landing) == 5
    gone = superseded(landing, needed=batches_needed(empty, without=()))
    assert [one.fetched_at.day - DAY.day for one in gone] == [0, 1, 3]
    remove(landing, [one.batch_id for one in gone])
    held = {one.batch_id for one in landing.manifests()}
    forget_batches(empty, held=held)
    assert {batch for (batch,) in empty.rows("SELECT batch_id FROM batch")} == held
    assert loaded(empty, landing) == 0 and titles(empty) == ["of day 2"]
    with opened(tmp_path / "again.duckdb") as other:
        loaded(other, landing)
        but = ("migration", "account_met")  # when somebody was met first is told by the tables alone
        assert everything(other, but=but) == everything(empty, but=but)


@pytest.fixture
def ranked(empty: Warehouse) -> Warehouse:
    """A warehouse with three shortlists of one role and one of another, each made from a batch of its own."""
    for place, (run, role) in enumerate([*((run, "mill") for run in RUNS), ("other", "barn")]):
        manifest = json.dumps({"batches": json.dumps([f"of {run}"])})
        row = [
            run,
            role,
            role,
            "operator",
            "mlops",
            DAY.date(),
            datetime(2026, 11, 1 + place),
            run in ("r3", "other"),
            manifest,
            None,
            None,
        ]
        empty.insert("run", [row])
    return empty


def test_the_latest_of_each_role_stay_with_their_batches_and_the_log_tells_the_rest(ranked: Warehouse) -> None:
    gone = former_runs(ranked, keep=2)
    assert gone == ["r1"] and former_runs(ranked, keep=3) == []
    assert batches_needed(ranked, without=gone) == {"of r2", "of r3", "of other"}
    with ranked.transaction():
        let_go(ranked, gone, now=DAY)
    assert former_runs(ranked, keep=2) == [] and not verify(ranked).faults
    assert find_run(ranked, "r2").run_id == "r2"
    with pytest.raises(WarehouseError, match="r1 cannot be made again"):
        find_run(ranked, "r1")
