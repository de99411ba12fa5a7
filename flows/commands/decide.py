"""decide, decisions: what people say of the people of a shortlist, one by one or by a sheet that came back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.commands.look import people_of, role_name
from flows.house import House
from flows.opening import open_house
from flows.options import (
    ByOption,
    HomeOption,
    JsonOption,
    RoleArgument,
    day_to_come,
    named_by,
    published,
    settings_for,
    voice,
    without_contacts,
)
from flows.shown.shortlist import console, print_json
from flows.shown.team import decision_line
from flows.verdicts import keep_verdicts
from sourcing.decisions import Decision, Stage
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.settings import Settings
from sourcing.sheets import sheet
from sourcing.sheets.verdicts import KNOWN, OF_FEEDBACK, OF_REVIEW, NoStage, verdicts
from sourcing.sheets.verdicts import stage as named_stage
from warehouse.accounts.whom import naming_accounts
from warehouse.published.shown import check_role, find_person
from warehouse.team.decisions import of_sheet
from warehouse.team.said import decisions as said_of

app = typer.Typer(rich_help_panel="Decide")
_TOLD = 20  # verdicts of a sheet that are named because they were replaced since


@app.command()
def decide(
    role: RoleArgument,
    people: Annotated[
        list[str] | None, typer.Argument(metavar="PERSON…", help="Ranks, handles, profile URLs or person ids.")
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help=f"One of: {', '.join(map(str, Stage))}.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; shown with the verdict.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Of `later`: when they are looked at again.")
    ] = None,
    sheet_file: Annotated[
        Path | None,
        typer.Option("--file", metavar="SHEET", help="A review sheet that was filled in, or a report's feedback.csv."),
    ] = None,
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Say what becomes of people for a role: by name, or by the sheet that came back. Every verdict is kept."""
    settings, name = settings_for(home), role_name(role)
    if sheet_file is not None:
        if people or stage or reason or until:
            raise UsageError("a sheet says all of it", remedy="give --file alone, or PERSON, --stage and --reason")
        with published(home) as warehouse:
            check_role(warehouse, name)
        _by_sheet(settings, name, sheet_file, by=by)
        return
    if not people or stage is None or reason is None:
        raise UsageError("nothing to decide", remedy="name PERSON, --stage and --reason, or a sheet by --file")
    given = _stage(stage)
    if (given is Stage.LATER) != (until is not None):
        raise UsageError("`later` and --until go together", remedy="name the day on which they are looked at again")
    day = day_to_come(until, option="--until", today=settings.now().date()) if until else None
    text, decider = without_contacts(reason, what="the reason"), named_by(by, settings)
    found = people_of(home, name, people)
    with voice() as progress, open_house(settings, progress=progress) as house:
        said = partial(
            Decision, role=name, stage=given, reason=text, decider=decider, decided_at=house.clock, until=day
        )
        with house.warehouse() as warehouse:
            accounts = naming_accounts(warehouse, found)
        _keep(house, [said(account=accounts[person]) for person in found if person in accounts], role=name)


def _stage(text: str) -> Stage:
    try:
        return named_stage(text)
    except NoStage as cause:
        raise UsageError(f"--stage: {cause}", remedy="quote a stage of several words") from cause


def _by_sheet(settings: Settings, role: str, path: Path, *, by: str | None) -> None:
    """Errors: UsageError with every mistake by row and column; nothing is written then."""
    table = sheet.read(path, known=KNOWN)
    rows, columns = table.rows, set(table.columns)
    if not ({"person_id", "decision"} <= columns or {"person_id", "answer"} <= columns):
        raise UsageError(
            f"{path} is no review sheet", remedy=f"its columns are {', '.join(OF_REVIEW)}, or {', '.join(OF_FEEDBACK)}"
        )
    who = named_by(by, settings) if by or settings.by else ""
    mistakes = sheet.Mistakes(path.name)
    said = verdicts(rows, role=role, today=settings.now().date(), by=who, mistakes=mistakes)
    with voice() as progress, open_house(settings, progress=progress) as house:
        old: list[str] = []
        take = partial(of_sheet, role=role, via=path.name, now=house.clock, salt=house.salt)
        with house.warehouse() as warehouse:
            asked = take(warehouse, said, mistakes=mistakes, replaced=old)
        mistakes.check()
        _keep(house, asked, role=role, passed_over=len(rows) - len(said), old=old)


def _keep(house: House, asked: Sequence[Decision], *, role: str, passed_over: int = 0, old: Sequence[str] = ()) -> None:
    fresh = keep_verdicts(house, asked)
    same = f", {len(asked) - fresh} said before" if len(asked) > fresh else ""
    without = f", {counted(passed_over, 'row')} without a verdict" if passed_over else ""
    gone = f", {len(old)} replaced since by their deciders" if old else ""
    typer.echo(f"{role}: {counted(fresh, 'new verdict')}{same}{gone}{without}", err=True)
    for line in old[:_TOLD]:
        typer.echo(f"  {line}", err=True)
    if len(old) > _TOLD:
        typer.echo(f"  and {len(old) - _TOLD} more", err=True)
    if old:
        typer.echo(f"  to say it again: `sourcing decide {role} PERSON …`, or another decision_reason", err=True)


@app.command()
def decisions(
    role: RoleArgument,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="Rank, handle, profile URL or person id; without: everybody.")
    ] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show who decided what on whom for a role, newest first; what counts no more stays in the list."""
    with published(home) as warehouse:
        name = role_name(role)
        check_role(warehouse, name)
        who = find_person(warehouse, name, person)["person_id"] if person else None
        rows = said_of(warehouse, role=name, person_id=who)
    if as_document:
        print_json(rows)
        return
    out = console()
    for row in rows:
        out.print(Text.assemble((f"{row['display_name']}  ", "bold cyan"), decision_line(row)))
        out.print(Text(f"    {row['reason']}", style="dim"))
    typer.echo(f"{len(rows)} verdicts", err=True)
