"""map: the market a role's pool shows, and who of it a team has worked with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.look import role_name
from flows.github.connect import connect
from flows.github.seeks import login_of
from flows.opening import open_house
from flows.options import HomeOption, JsonOption, RoleArgument, published, settings_for, voice
from flows.shown.shortlist import print_json, print_table
from sourcing.github.facts import account
from sourcing.github.teams import Tie, ties
from sourcing.numbers import counted
from sourcing.settings import take_token
from warehouse.accounts.suppress import Suppressed
from warehouse.published import shown
from warehouse.published.market import FEWEST, market

app = typer.Typer(rich_help_panel="Look")

PLURALS = {"organisation": "organisations", "repository": "repositories", "specialisation": "specialisations"}


@app.command(name="map")
def draw(
    role: RoleArgument,
    team: Annotated[
        str | None, typer.Option("--team", metavar="LOGINS", help="Comma-separated: who has worked with them?")
    ] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Draw the market: organisations, repositories and specialisations, with counts of ranked people who build there.

    With --team, who has reviewed or merged with the team, for referrals (asks GitHub; kept nowhere, never ranked by).
    """
    name = role_name(role)
    if team is not None:
        _team([login_of(one) for one in team.split(",") if one.strip()], name=name, as_document=as_document, home=home)
        return
    with published(home) as warehouse:
        shown.check_role(warehouse, name)
        found = market(warehouse, name)
    if as_document:
        print_json(asdict(found))
        return
    typer.echo(f"{counted(found.people, 'person')} ranked for {name}")
    for kind, cells in found.cells.items():
        typer.echo(f"\n{PLURALS[kind]} with at least {FEWEST} of them (smaller ones left out: {found.hidden[kind]})")
        for label, people in cells:
            typer.echo(f"{people:>6}  {label}")


def _team(logins: list[str], *, name: str, as_document: bool, home: Path | None) -> None:
    token = take_token()
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse:
            suppressed = Suppressed.of(warehouse, salt=house.salt)
        asked = [login for login in logins if account(login).key not in suppressed]
        found = [tie for tie in ties(connect(house, token), asked) if account(tie.other).key not in suppressed]
    with published(home) as warehouse:
        ranks = shown.ranks(warehouse, name)
    rows = [_row(tie, ranks.get(f"github:{tie.other}")) for tie in found]
    print_table(rows, as_document=as_document)


def _row(tie: Tie, rank: int | None) -> dict[str, object]:
    return {
        "member": tie.member,
        "worked with": tie.other,
        "rank": rank,
        "merged": tie.merged,
        "reviewed": tie.reviewed,
        "repositories": list(tie.repositories),
    }
