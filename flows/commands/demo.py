"""demo: the whole pipeline over an invented world, offline."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from flows.commands.run import PlainOption, conclude, execute
from flows.community import Visit
from flows.github.crawl import Asked, Crawl
from flows.opening import open_house
from flows.options import ROLES, voice
from flows.pipeline import Pipeline
from flows.report.make import write_report
from flows.shown.shortlist import print_shortlist
from ranking.role import RoleSpec, find_role
from sourcing.github.discover import Kind, Seek
from sourcing.github.plan import Interest
from sourcing.home import Home
from sourcing.numbers import counted
from sourcing.sandbox.build import build_world
from sourcing.sandbox.forge import serving
from sourcing.sandbox.web import serve as web
from sourcing.settings import Settings
from warehouse.connection import open_published
from warehouse.handing.review import write_review
from warehouse.published.shown import shortlist

app = typer.Typer(rich_help_panel="Search")

CLOCK = datetime(2026, 11, 1, tzinfo=UTC)  # the day up to which the invented world has lived
SALT = "demo"  # the same ids on every machine
TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but the demo's own server


def _asked(role: RoleSpec) -> Asked:
    """Everybody in the invented world, found by a user search."""
    everybody = Seek(kind=Kind.USERS, value="type:user")
    return Asked(seeks=[everybody], interest=Interest(terms=role.terms), token=SecretStr(TOKEN))


def _settings(home: Path, *, github: str, sites: str) -> Settings:
    """Settings that no file and no variable of the user changes."""
    return Settings(
        home=home,
        salt=SecretStr(SALT),
        clock=CLOCK,
        purpose=None,
        frontier_url=None,
        landing_url=None,
        dask=None,
        github_url=github,
        github_pause=0,
        site_route=sites,
        site_pace=0,
    )


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
    with voice() as progress:
        progress.note("building the invented world, a GitHub and a web for it on this machine …")
        place = Home(home)
        place.prepare()
        place.keep_mark(SALT.encode())
        place.keep_salt(SALT)  # for every command that is given to this home afterwards
        world = build_world(home.absolute() / "world", seed=seed)
        with (
            serving(world, token=TOKEN) as forge,
            web.serving(world) as sites,
            open_house(_settings(home, github=forge.url, sites=sites.url), progress=progress) as house,
        ):
            crawl = Crawl(house, _asked(spec.spec))
            pipeline = Pipeline(house, targets=(), role=spec, crawl=crawl, visit=Visit(house=house))
            with crawl.halting():
                report = execute(pipeline, with_prefect=not without_prefect)
    sheet = place.root / f"review-{spec.spec.name}.xlsx"
    page = place.root / f"report-{spec.spec.name}.html"
    with open_published(place.published) as published:
        print_shortlist(shortlist(published, spec.spec.name, most=10), title=spec.spec.title)
        people = write_review(published, spec.spec.name, sheet, say=typer.echo)
        write_report(published, spec.spec.name, page, spec=spec.spec)
    typer.echo(f"review sheet ({counted(people, 'person')}):  {sheet}")
    typer.echo(f"report (open in a browser):  {page}")
    typer.echo(f"published DuckDB file:       {place.published}")
    typer.echo(f"why is number one there?     {sys.argv[0]} explain {spec.spec.name} 1 --home {home}")
    conclude(report)
