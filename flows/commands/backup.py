"""backup, restore: a home in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import HomeOption, settings_for, voice
from flows.upkeep.backup import back_up
from flows.upkeep.restore import restore as put_back
from sourcing.numbers import counted

app = typer.Typer(rich_help_panel="Set up")

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A file on another disk; it holds people, as the home does.")
]


@app.command()
def backup(file: FileArgument, home: HomeOption = None) -> None:
    """Write all that cannot be made again into one file, and read it back: warehouse, landing, frontier, weights and key."""
    settings = settings_for(home)
    with voice() as progress, open_house(settings, progress=progress) as house:
        done = back_up(house, file)
    typer.echo(f"{file}: {done.files:,} files, {done.size / 1e6:,.1f} MB, read back and right", err=True)
    if not done.has_frontier:
        typer.echo("the frontier lies elsewhere (frontier_url) and is not in it: back it up where it is", err=True)
    typer.echo("whoever is erased from now on stands in it still: keep it no longer than you have to", err=True)


@app.command()
def restore(
    file: FileArgument,
    replace: Annotated[bool, typer.Option("--replace", help="Give up what the home holds now.")] = False,
    home: HomeOption = None,
) -> None:
    """Put a backup in place of what the home holds; who was erased or asked to be left alone since stays away."""
    settings = settings_for(home)
    with voice() as progress:
        done = put_back(settings, file, replace=replace, progress=progress)
    typer.echo(f"{settings.home}: as it was on {done.made_at:%Y-%m-%d %H:%M} UTC, {done.files:,} files", err=True)
    if done.is_first:
        typer.echo(
            "no warehouse was here before: whoever was erased or asked to be left alone after that moment is back; "
            "repeat `sourcing forget` and `sourcing suppress` for them",
            err=True,
        )
    elif done.left:
        typer.echo(f"{counted(done.left, 'account')} that left since then were taken out again", err=True)
