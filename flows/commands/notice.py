"""notice: who is to be told what is held of them, and who was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import ByOption, HomeOption, JsonOption, named_by, published, settings_for, voice, without_contacts
from flows.rank import publish_all
from flows.shown.shortlist import print_table
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.sheets import sheet
from sourcing.sheets.notices import FILLED, KNOWN, notices
from warehouse.accounts import whom
from warehouse.rights.notices import exempt, listed, record

app = typer.Typer(rich_help_panel="What people may ask")
group = typer.Typer(
    name="notice", no_args_is_help=True, help="Who is to be told what is held of them, until when, and who was."
)
app.add_typer(group)


@group.command("list")
def list_notices(
    due_within: Annotated[
        int | None, typer.Option("--due-within", min=0, metavar="DAYS", help="Only whom the day comes for so soon.")
    ] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List who is still to be told, soonest first: 30 days after they were met, or the day of the first contact or export."""
    today = settings_for(home).now().date()
    until = None if due_within is None else today + timedelta(days=due_within)
    with published(home) as warehouse:
        rows = listed(warehouse, until=until)
    print_table(rows, as_document=as_document)
    late = sum(row["tell_by"] < today for row in rows)
    typer.echo(f"{len(rows)} to be told, {late} of them late: what is held of those is due to go", err=True)


@group.command("record")
def record_sent(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or xlsx: person_id or account, sent_on, channel (e-mail, …).")
    ],
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Book notices that went out; the same file again changes nothing, and nothing is written where a row is wrong."""
    settings = settings_for(home)
    who, table = named_by(by, settings), sheet.read(file, known=KNOWN)
    missing = [column for column in FILLED if column not in table.columns]
    if missing:
        raise UsageError(
            f"{file} has no column {missing[0]!r}", remedy="write person_id or account, sent_on and channel"
        )
    mistakes = sheet.Mistakes(file.name)
    sent = notices(table.rows, today=settings.now().date(), mistakes=mistakes)
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse, warehouse.transaction():
            fresh = record(warehouse, sent, by=who, now=house.clock, salt=house.salt, mistakes=mistakes)
            mistakes.check()
            house.note(warehouse, "notices recorded", actor=who, about=fresh, notices=len(fresh))
        publish_all(house)
    left_out = len(table.rows) - len(sent)
    typer.echo(
        f"{counted(len(fresh), 'notice')} recorded, {len(sent) - len(fresh)} held before, {counted(left_out, 'row')} not filled in",
        err=True,
    )


@group.command("exempt")
def exempt_people(
    people: Annotated[
        list[str], typer.Argument(metavar="PERSON…", help="Person ids, accounts (site:handle) or profile URLs.")
    ],
    reason: Annotated[
        str, typer.Option("--reason", help="Why none is owed, such as: told us themselves that they know.")
    ],
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Write down that no notice is owed to somebody, and why; the person may ask to read it."""
    settings = settings_for(home)
    who, because = named_by(by, settings), without_contacts(reason, what="the reason")
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse, warehouse.transaction():
            meant = whom.named(warehouse, people, salt=house.salt)
            fresh = exempt(warehouse, meant, because=because, by=who, now=house.clock)
            house.note(warehouse, "exempt from notice", actor=who, about=fresh)
        publish_all(house)
    typer.echo(
        f"no notice is owed to {counted(len(meant), 'person')} ({len(meant) - len(fresh)} written down before)",
        err=True,
    )
