"""contacts: ways to reach people that humans found, brought back for the next export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import ByOption, HomeOption, named_by, settings_for, voice
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.sheets import sheet
from sourcing.sheets.contacts import FILLED, KNOWN, reaches
from warehouse.team.contacts import keep, of_sheet

app = typer.Typer(rich_help_panel="Hand on")
group = typer.Typer(
    name="contacts", no_args_is_help=True, help="Ways to reach people, found by hand; shown nowhere but in exports."
)
app.add_typer(group)


@group.command("import")
def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The needs_contact.csv of an export, filled in.")],
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Bring in contacts with where each was obtained, on what basis and when; the next export hands those people on."""
    settings = settings_for(home)
    who, table = named_by(by, settings), sheet.read(file, known=KNOWN)
    missing = [column for column in ("person_id", *FILLED) if column not in table.columns]
    if missing:
        raise UsageError(
            f"{file} has no column {missing[0]!r}", remedy="fill in the needs_contact.csv that an export wrote"
        )
    mistakes = sheet.Mistakes(file.name)
    rows = reaches(table.rows, today=settings.now().date(), mistakes=mistakes)
    with voice() as progress, open_house(settings, progress=progress) as house, house.warehouse() as warehouse:
        brought = of_sheet(warehouse, rows, salt=house.salt, mistakes=mistakes)
        mistakes.check()
        with warehouse.transaction():
            fresh = keep(warehouse, brought, by=who, now=house.clock)
            house.note(
                warehouse, "contacts imported", actor=who, about=[one.account for one in brought], contacts=fresh
            )
    held = f", {len(brought) - fresh} held before" if len(brought) > fresh else ""
    typer.echo(
        f"{counted(fresh, 'new contact')}{held}, {counted(len(table.rows) - len(rows), 'row')} not filled in", err=True
    )
