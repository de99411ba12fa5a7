"""export, exports, formats: people that a human approved, in a file for another tool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.look import role_name
from flows.handing import Survey, Written, survey, write
from flows.legal.documents import LEGAL, NOTICE
from flows.opening import open_house
from flows.options import ByOption, HomeOption, JsonOption, RoleArgument, named_by, published, settings_for, voice
from flows.shown.shortlist import print_json, print_rows, print_table
from sourcing.errors import UsageError
from sourcing.numbers import counted
from warehouse.exports import catalogue, find_format
from warehouse.handing.exporting import VENDOR_PAGE, check_given
from warehouse.handing.ledger import delete_by
from warehouse.handing.ledger import exports as listed

app = typer.Typer(rich_help_panel="Hand on")


def _names() -> str:
    """All formats; one that does not rest on the vendor's own page says on what it rests."""
    told = [name if one.certainty == VENDOR_PAGE else f"{name} ({one.certainty})" for name, one in catalogue().items()]
    return f"One of: {', '.join(told)}."


def _given(pairs: Sequence[str] | None) -> dict[str, str]:
    """What `--set` says, by column. Errors: UsageError."""
    found = {}
    for pair in pairs or ():
        column, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"--set {pair!r} has no =", remedy='write it --set "COLUMN=VALUE"')
        found[column.strip()] = value.strip()
    return found


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", remedy="name a folder")


@app.command()
def export(
    role: RoleArgument,
    format_name: Annotated[str, typer.Option("--format", metavar="NAME", help=_names())],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write into.")],
    by: ByOption = None,
    again: Annotated[bool, typer.Option("--again", help="Also those who were handed to this format before.")] = False,
    pool: Annotated[str | None, typer.Option("--pool", metavar="NAME", help="Only the people of one pool.")] = None,
    settable: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="COLUMN=VALUE", help="A column that is the same for all; see `sourcing formats`."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who can go and who waits for what.")] = False,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write people that a human approved into files for another tool; needs `sourcing sign-off`. The review sheet is `sourcing review`."""
    settings, wanted, given = settings_for(home), find_format(format_name), _given(settable)
    check_given(wanted, given)
    _check(out)
    who = named_by(by, settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        found = survey(house, role_name(role), wanted, pool=pool, again=again)
        for line in found.lines():
            typer.echo(line, err=True)
        written = None if dry_run else write(house, found, folder=out, by=who, given=given)
        _tell(found, written, until=delete_by(house.clock, days=settings.export_days), as_document=as_document)


def _tell(found: Survey, written: Written | None, *, until: date, as_document: bool) -> None:
    """Says what was written, until when it may lie there, and who is to be told by when."""
    files = {str(path): people for path, people in written.files.items()} if written else {}
    told = written.to_tell if written else {}
    if as_document:
        head = {"role": found.role, "format": found.wanted.name, "can_go": len(found.plan.ready)}
        to_tell = {str(day): people for day, people in told.items()}
        print_json(
            {
                **head,
                "waiting": found.waiting,
                "files": files,
                "delete_by": until if files else None,
                "to_tell": to_tell,
            }
        )
    if not files:
        typer.echo("nothing was written", err=True)
        return
    for name, people in files.items():
        typer.echo(f"{name}: {counted(people, 'person')}", err=True)
    typer.echo(f"delete these files by {until}", err=True)
    for day, people in told.items():
        typer.echo(
            f"{counted(people, 'person')} to be told by {day} what is held of them: send {LEGAL / NOTICE} with the first message, "
            "then `sourcing notice record FILE`",
            err=True,
        )
    if found.wanted.says:
        typer.echo(f"{found.wanted.name}: {found.wanted.says}", err=True)


@app.command("exports")
def list_exports(
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Only of one role.")] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List what was handed to other tools: when, by whom, to which, how many people, which files, and when to delete them."""
    with published(home) as warehouse:
        rows = listed(warehouse, days=settings_for(home).export_days, role=role)
    print_table(rows, as_document=as_document)


@app.command("formats")
def list_formats(as_document: JsonOption = False) -> None:
    """List the formats for other tools: what each needs, how many rows it takes, which columns can be set, and how sure its columns are."""
    rows = [
        {
            "format": one.name,
            "needs": str(one.needs),
            "most_rows": one.most_rows,
            "certainty": one.certainty,
            "can_be_set": list(one.given) if as_document else ", ".join(one.given),
        }
        for one in catalogue().values()
    ]
    if as_document:
        print_json([{**row, "columns": list(catalogue()[str(row["format"])].columns)} for row in rows])
    else:
        print_rows(rows)
