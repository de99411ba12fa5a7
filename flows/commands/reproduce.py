"""reproduce: the same bytes again, or what differs and why it may."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import HomeOption, settings_for, voice
from flows.reproduce import reproduce as make_again
from sourcing.numbers import counted

app = typer.Typer(rich_help_panel="What people may ask")


@app.command()
def reproduce(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run id (view `runs`), or a role for its latest.")],
    encode: Annotated[
        bool, typer.Option("--encode", help="Encode all texts anew, in place of taking kept embeddings.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Make a shortlist again from the batches it was made from, and compare every byte: exit code 0 the same, 1 another, 3 it cannot be made."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        found = make_again(house, run, encode=encode)
    out = f" ({found.left_out} left out of both: taken out since, or expired)" if found.left_out else ""
    typer.echo(f"{found.run_id} for {found.role}: {counted(found.people, 'person')} compared{out}")
    if found.difference:
        typer.echo(
            f"not the same bytes: {found.stored} stored, {found.again} made again\nfirst difference: {found.difference}"
        )
    else:
        typer.echo(f"the same bytes: {found.stored}")
    for heading, lines in (("edited", found.edits), ("not as it was", found.changes)):
        for line in lines:
            typer.echo(f"{heading}: {line}")
    if not found.is_same:
        raise typer.Exit(1)
