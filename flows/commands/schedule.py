"""schedule: the searches of every role, retention, compacting and publishing, run by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.legal.sign_off import check_signed_here
from flows.options import HomeOption, JsonOption, settings_for
from flows.schedule.jobs import Job, jobs
from flows.server import Server
from flows.shown.shortlist import Row, print_table
from sourcing.home import Home

app = typer.Typer(rich_help_panel="Search")
_TIMES = 3


@app.command()
def schedule(
    listed: Annotated[bool, typer.Option("--list", help="Only show what would run, and when next.")] = False,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Only write prefect.yaml, for a team's own server.")
    ] = None,
    port: Annotated[int, typer.Option(help="Where Prefect's page is; 0 takes any free port.")] = 4200,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Run the search of every role, retention, compacting and publishing by themselves, as the table `schedule` of sourcing.toml says; until Ctrl-C.

    With nothing written there, every role in roles/ runs nightly, retention daily, compacting on Sundays. Needs a sign-off, as an export does.
    """
    settings = settings_for(home)
    found = jobs(settings)
    if listed:
        print_table(rows(found, now=settings.now()), as_document=as_document)
        return
    check_signed_here(settings)
    if write:
        from flows.schedule.deploy_file import write_deployments

        write_deployments(write, found, home=Home(settings.home))
        typer.echo(f"{write}: {len(found)} deployments; next: prefect deploy --all --prefect-file {write}", err=True)
        return
    from flows.schedule.deploy import serve

    def say(at: Server, is_told: bool) -> None:
        typer.echo(at.address)
        typer.echo(f"the page asks for this word: {at.login}\nCtrl-C ends the schedule", err=True)
        if not is_told:
            typer.echo(f"there is no block {settings.schedule.notify}: make it on the page, under Blocks", err=True)

    serve(settings, found, port=port, say=say)


def rows(found: Sequence[Job], *, now: datetime) -> list[Row]:
    """The jobs, each with the next three moments at which it is due."""
    return [
        {
            "job": job.name,
            "cron": job.cron,
            "time_zone": job.timezone,
            "next": ", ".join(f"{at:%a %Y-%m-%d %H:%M}" for at in job.next(now, times=_TIMES)),
            "does": job.says,
        }
        for job in found
    ]
