"""suppress: leave somebody alone from now on, whether they are held or not."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.disclose import PersonArgument
from flows.opening import open_house
from flows.options import HomeOption, settings_for, voice
from flows.rank import publish_all
from sourcing.errors import UsageError
from sourcing.numbers import counted
from warehouse.accounts.suppress import leave_out
from warehouse.rights.asking import asker

app = typer.Typer(rich_help_panel="What people may ask")


@app.command()
def suppress(
    person: PersonArgument,
    reason: Annotated[str, typer.Option("--reason", help="Who asked, and how.")],
    home: HomeOption = None,
) -> None:
    """Do-not-contact: leave a person out of loading, ranking and publishing from now on, known or not yet known."""
    if not reason.strip():
        raise UsageError("the reason is empty", remedy="say who asked, and how")
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse:
            who = asker(warehouse, person, salt=house.salt)
            with warehouse.transaction():
                count = leave_out(warehouse, who.accounts[:1], salt=house.salt, reason=reason, now=house.clock)
                house.note(warehouse, "suppressed", about=who.accounts, accounts=count)
        house.home.remove(house.home.columns)
        publish_all(house)
    if not who.person_id:
        typer.echo(
            f"{person} is not met so far: check its spelling; it will be left out should it ever appear", err=True
        )
    typer.echo(f"{counted(count, 'account')} suppressed; the published file is made anew without them", err=True)
    typer.echo(
        "review sheets and exports written before still hold the person: write them anew or delete them", err=True
    )
