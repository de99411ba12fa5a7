"""suppress: what a person may ask of us."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from flows.house import open_house
from flows.options import HomeOption, settings_for, voice
from flows.rank import publish_all
from sourcing.errors import UsageError
from sourcing.records import Account
from warehouse.suppress import is_held
from warehouse.suppress import suppress as suppress_account

app = typer.Typer(rich_help_panel="What people may ask")


@app.command()
def suppress(
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="site:handle, as `explain` shows it, or a GitHub profile URL.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Who asked, and how.")],
    home: HomeOption = None,
) -> None:
    """Do-not-contact: leave a person out of loading, ranking and publishing from now on, known or not yet known."""
    named = account.strip().removeprefix("https://").removeprefix("www.").rstrip("/")
    if named.startswith("github.com/"):
        named = f"github:{named.removeprefix('github.com/')}"
    try:
        parsed = Account.parse(named)
    except ValueError as cause:
        raise UsageError(
            f"{account!r} is no account", remedy="write it site:handle, for example github:someone"
        ) from cause
    if not reason.strip():
        raise UsageError("the reason is empty", remedy="say who asked, and how")
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse:
            is_met = is_held(warehouse, parsed.key)
            count = suppress_account(warehouse, parsed.key, salt=house.salt, reason=reason, now=house.clock)
            house.note(warehouse, "suppressed", about=[parsed.key], accounts=count)
        shutil.rmtree(house.home.columns, ignore_errors=True)
        house.home.words.unlink(missing_ok=True)
        publish_all(house)
    if not is_met:
        typer.echo(
            f"{parsed.key} is not met so far: check its spelling; it will be left out should it ever appear", err=True
        )
    typer.echo(f"{count} accounts suppressed; the published file is made anew without them", err=True)
    typer.echo(
        "review sheets and exports written before still hold the person: write them anew or delete them", err=True
    )
