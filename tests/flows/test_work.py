"""Collection and extraction by worker processes land what one process lands, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from flows.house import House
from flows.opening import open_house
from flows.pipeline import Pipeline, Report
from flows.progress import Lines
from flows.work import Asked, read_repositories
from sourcing.errors import EnvironmentFault, RepositoryError
from sourcing.git.address import Target
from sourcing.settings import Settings
from warehouse.accounts.suppress import suppress

GONE = "/nowhere/at/all.git"


def settings(home: Path, **given: str) -> Settings:
    return Settings(home=home, salt=SecretStr("hush"), clock=datetime(2026, 11, 1, tzinfo=UTC), **given)  # type: ignore[arg-type]


def landed(given: Settings, repositories: Sequence[Path]) -> tuple[Report, dict[str, bytes]]:
    """What came of a run without a ranking, and every file of the landing of its home."""
    with open_house(given, progress=Lines(Console(quiet=True))) as house:
        ask_to_be_left_alone(house)
        pipeline = Pipeline(house, targets=[Target(location=str(one)) for one in (*repositories, GONE)], role=None)
        for batch in range(pipeline.discover()):
            pipeline.collect(batch)
        for batch in range(pipeline.gather()):
            pipeline.extract(batch)
        root = house.landing.root
    files = {str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    return pipeline.report, files


def ask_to_be_left_alone(house: House) -> None:
    with house.warehouse() as warehouse:
        suppress(warehouse, "github:ferox-sbx", salt=house.salt, reason="asked", now=house.clock)


def test_workers_land_what_one_process_lands(repositories: list[Path], tmp_path: Path) -> None:
    few = repositories[:6]
    plain, here = landed(settings(tmp_path / "here"), few)
    shared = settings(tmp_path / "there", dask="local:2", landing_url=f"file://{tmp_path}/shared")
    report, there = landed(shared, few)
    assert there == here and len(here) > 50
    assert report.line() == plain.line()
    (failure,), (of_plain,) = report.failures, plain.failures
    assert isinstance(failure, RepositoryError) and str(failure) == str(of_plain) and failure.misnamed
    left = [one for one in (tmp_path / "there/scratch").rglob("*") if one.is_file() and "git" in str(one)]
    assert left == [], "workers keep nothing"
    again, same = landed(settings(tmp_path / "there", landing_url=f"file://{tmp_path}/shared"), few)
    assert same == here and "(0 read now)" in again.line()


def test_a_worker_of_another_version_refuses(tmp_path: Path) -> None:
    with open_house(settings(tmp_path), progress=Lines(Console(quiet=True))) as house:
        order = replace(house.order(), version="git-1")
    asked = Asked(targets={"git x": Target(location="https://maria:hush@forge.example/x")})
    with pytest.raises(EnvironmentFault, match="another version"):
        read_repositories(order, asked)
    assert "hush" not in repr((order, asked))
