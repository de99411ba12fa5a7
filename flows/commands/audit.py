"""audit: what was done, by whom, and whether the log of it is whole."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import HomeOption, JsonOption, settings_for, voice
from flows.shown.shortlist import print_json, print_rows
from sourcing.errors import WarehouseError
from warehouse.audit import verify
from warehouse.connection import open_published
from warehouse.runs.seals import broken

app = typer.Typer(rich_help_panel="What people may ask")
group = typer.Typer(
    name="audit", help="What was done, by whom, and whether the log of it is whole.", no_args_is_help=True
)
app.add_typer(group)


@group.command("verify")
def check(
    head: Annotated[str | None, typer.Option("--head", help="A newest digest that you noted before.")] = None,
    home: HomeOption = None,
) -> None:
    """Check that nobody changed the log or a stored shortlist, took a row out or cut off its end; the published file knows the newest digest."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        noted: list[str | None] = [head] if head else []
        if house.home.published.is_file():
            with open_published(house.home.published) as published:
                noted += [row[0] for row in published.rows("SELECT audit_digest FROM file_version")]
        with house.warehouse() as warehouse:
            found = [verify(warehouse, head=one) for one in noted or [None]]
            edited = broken(warehouse) if not any(one.faults for one in found) else []
    faults = list(dict.fromkeys(fault for one in found for fault in one.faults))
    for what, all_of_it in (("the audit log does not hold", faults), ("shortlists are not as ranked", edited)):
        if all_of_it:
            raise WarehouseError(f"{what}: {'; '.join(all_of_it[:5])}", remedy="restore the warehouse from a backup")
    typer.echo(f"{found[0].rows} acts, none changed, none missing; newest digest: {found[0].head or 'none yet'}")
    typer.echo(
        "every shortlist is as it was ranked, but for who was taken out since and what rests on their repositories"
    )


@group.command("show")
def show(
    most: Annotated[int, typer.Option("--last", min=1, help="How many of the newest acts to show.")] = 20,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show the newest acts: people stand there as keyed hashes."""
    with (
        voice() as progress,
        open_house(settings_for(home), progress=progress) as house,
        house.warehouse() as warehouse,
    ):
        sql = "SELECT number, done_at, act, actor, told FROM audit ORDER BY number DESC LIMIT ?"
        rows = warehouse.dicts(sql, [most])
    if as_document:
        print_json([{**row, "told": json.loads(row["told"])} for row in rows])
    else:
        print_rows(rows)
