"""compact: what nights leave behind and nobody needs any more, out of every store."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import HomeOption, JsonOption, settings_for, voice
from flows.shown.shortlist import print_table
from flows.upkeep.compact import KEEP, make_small, size_of, spare

app = typer.Typer(rich_help_panel="Set up")


@app.command()
def compact(
    keep: Annotated[
        int, typer.Option("--keep", min=2, metavar="N", help="Shortlists of each role that stay, the latest ones.")
    ] = KEEP,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Keep the home small: drop former shortlists and what only they need, and write the databases anew. For a schedule.

    Nobody held leaves by it: that is `retention` and `forget`. A shortlist that is dropped cannot be made again by `reproduce`."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        before = size_of(house.home.root)
        found = spare(house, keep=keep) if dry_run else make_small(house, keep=keep)
        after = size_of(house.home.root)
    print_table(list(found.rows()), as_document=as_document)
    said = f"{before / 1e6:,.1f} MB"
    typer.echo(said if dry_run else f"{said} before, {after / 1e6:,.1f} MB after", err=True)
