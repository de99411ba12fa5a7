"""demo: the whole pipeline over an invented world, offline."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from flows.commands.run import PlainOption, conclude, execute
from flows.house import open_house
from flows.options import ROLES, voice
from flows.pipeline import Pipeline
from flows.shown import print_shortlist
from ranking.role import find_role
from sourcing.git.address import read_list
from sourcing.sandbox.build import build_world
from sourcing.settings import Home, Settings
from warehouse.connection import open_published
from warehouse.review import write_review
from warehouse.shown import shortlist

app = typer.Typer()

CLOCK = datetime(2026, 11, 1, tzinfo=UTC)  # the day up to which the invented world has lived


@app.command()
def demo(
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="Name of a role template, or a .toml file.")
    ] = "mlops-operator",
    home: Annotated[Path, typer.Option("--home", help="Folder for the demo's world and state.")] = Path(
        ".sourcing-demo"
    ),
    seed: Annotated[int, typer.Option(help="Which world to invent.")] = 7,
    without_prefect: PlainOption = False,
) -> None:
    """Run the whole pipeline over an invented world, offline: the same people and repositories on every machine."""
    spec = find_role(role, folder=ROLES)
    settings = Settings(home=home, salt=SecretStr("demo"), clock=CLOCK, purpose=None)
    with voice() as progress, open_house(settings, progress=progress) as house:
        progress.note("building the invented world …")
        world = build_world(house.home.root / "world", seed=seed)
        targets = read_list(world.root / "repos.tsv")
        report = execute(Pipeline(house, targets=targets, role=spec), with_prefect=not without_prefect)
    place = Home(home)
    sheet = place.root / f"review-{spec.spec.name}.csv"
    with open_published(place.published) as published:
        print_shortlist(shortlist(published, spec.spec.name, most=10), title=spec.spec.title)
        people = write_review(published, spec.spec.name, sheet)
    typer.echo(f"review sheet ({people} people):  {sheet}")
    typer.echo(f"published DuckDB file:       {place.published}")
    typer.echo(f"why is number one there?     {sys.argv[0]} explain {spec.spec.name} 1 --home {home}")
    conclude(report)
