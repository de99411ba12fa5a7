"""publish: the file for recruiters, also as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import HomeOption, settings_for, voice
from flows.pipeline import Pipeline
from sourcing.home import Home
from warehouse.published.parquet import write_views

app = typer.Typer(rich_help_panel="Search")


@app.command()
def publish(
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="DIR", help="Also write every view as a Parquet file into DIR.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Only publish: update the shared file for recruiters from what is held."""
    settings = settings_for(home)
    with voice() as progress, open_house(settings, progress=progress) as house:
        Pipeline(house, targets=(), role=None).publish()
    if parquet:
        written = write_views(Home(settings.home).published, parquet, memory_limit=settings.memory_limit)
        typer.echo(f"{parquet}: {len(written)} views as Parquet", err=True)
