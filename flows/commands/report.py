"""report, desk: a shortlist as a page, for people who decide; from a file, or on this machine with what they decide written back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.look import role_name
from flows.options import HomeOption, RoleArgument, published, settings_for
from flows.report.make import MOST, spec_of, write_report
from sourcing.numbers import counted
from warehouse.handing.ledger import delete_by

app = typer.Typer(rich_help_panel="Look")


@app.command()
def report(
    role: RoleArgument,
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")],
    top: Annotated[int, typer.Option(min=1, help="How many people, best first.")] = MOST,
    home: HomeOption = None,
) -> None:
    """Write a shortlist as one HTML file that opens from disk without any network: evidence before score, answers to save as feedback.csv."""
    settings = settings_for(home)
    until = delete_by(settings.now(), days=settings.export_days)
    with published(home) as warehouse:
        made = write_report(warehouse, role_name(role), out, top=top, spec=spec_of(role), until=until)
    typer.echo(
        f"{out}: {counted(len(made.people), 'person')}, for deciding inside the team; delete it by {made.delete_by}",
        err=True,
    )


@app.command()
def desk(
    port: Annotated[int, typer.Option(min=0, max=65535, help="On this machine alone; 0 takes any free one.")] = 8765,
    home: HomeOption = None,
) -> None:
    """Serve the same pages on this machine alone; decisions and notes are written back by the one writer. Ctrl-C ends it."""
    from flows.desk.serve import serve  # the web server is for this command alone

    serve(settings_for(home), port=port, say=typer.echo)
