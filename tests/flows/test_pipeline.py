"""The steps of a run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flows.house import House
from flows.pipeline import FIRST_NAMES, Pipeline
from ranking.role import find_role
from tests.flows.support import ROLE
from tests.flows.test_compact import night
from tests.flows.test_reproduce import opened


def reading(house: House, folder: Path, *, read: int) -> Pipeline:
    """A run that has read so many repositories from GitHub."""
    crawl: Any = SimpleNamespace(tally=SimpleNamespace(read=read))
    return Pipeline(house, targets=(), role=find_role(ROLE, folder=folder), crawl=crawl)


def test_first_names_are_made_once_and_only_of_a_role_that_has_none(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        assert not reading(house, tmp_path, read=FIRST_NAMES - 1).are_first_names_due()
        pipeline = reading(house, tmp_path, read=FIRST_NAMES)
        assert [pipeline.are_first_names_due() for _ in range(2)] == [True, False]
    night(tmp_path, 1)
    with opened(tmp_path / "home") as house:
        assert not reading(house, tmp_path, read=FIRST_NAMES).are_first_names_due()
