"""Small budgets: what is begun is finished, and what the rest would cost is said soberly."""

from __future__ import annotations

from pathlib import Path

from flows.github.tally import Tally
from sourcing.sandbox.forge import Forge
from tests.flows.forge import ALONE, PRODUCT, at_forge


def test_the_smallest_budgets_add_up_to_the_whole(forge: Forge, tmp_path: Path) -> None:
    desk = at_forge(tmp_path / "desk", forge)
    words = ("collect", "--contributors-of", PRODUCT, "--login", ALONE)  # 12 repositories
    for _ in range(8):
        done = desk.run(*words, "--budget", "14")
        assert done.code == 0
        if "paused" not in done.err:
            return
    raise AssertionError(done.err)


def test_one_repository_read_does_not_frighten_with_the_price_of_the_rest() -> None:
    assert Tally(read=1, spent_on_reading=8, repositories_left=14).more() <= 40  # measured: they cost 13
