"""forget, retention: people taken out of every store, because they ask for it or because their time is over."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import ByOption, HomeOption, JsonOption, settings_for, voice
from flows.rights.erase import Erased, expire, lapsed, start
from flows.shown.shortlist import print_json, print_table
from sourcing.errors import UsageError
from sourcing.numbers import counted
from warehouse.rights.erase import whom
from warehouse.rights.retention import due as due_by_now

app = typer.Typer(rich_help_panel="What people may ask")


@app.command()
def forget(
    person: Annotated[
        list[str],
        typer.Argument(metavar="PERSON…", help="Person ids, SITE:HANDLE, or addresses of profiles or of mail."),
    ],
    reason: Annotated[str, typer.Option("--reason", help="Who asked, and how.")],
    by: ByOption = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Erase people from every store, for good: rows, files and bytes; says who was handed them, and drafts what to write there."""
    if not reason.strip():
        raise UsageError("the reason is empty", remedy="say who asked, and how")
    settings = settings_for(home)
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            found = whom(warehouse, person, salt=house.salt)
        accounts = {account for who in found.values() for account in who.accounts}
        for key in (key for key, who in found.items() if not who.person_id):
            typer.echo(f"{key} is not held: what is left of it anywhere goes, and it is never collected", err=True)
        actor = (by or settings.by or "").strip() or "sourcing"
        done = start(house, accounts, kind="erased", reason=reason.strip(), actor=actor)
    _tell(done, as_document=as_document)


def _tell(done: Erased, *, as_document: bool) -> None:
    if as_document:
        rows = [{name: getattr(one, name) for name in one.__slots__} for one in done.received]
        told = {"stores": done.stores, "files": done.files, "handed_on": rows, "namesakes": done.namesakes}
        print_json({**told, "letters": done.letters})
    else:
        typer.echo("\n".join(done.lines()))
    typer.echo(
        "reports, review sheets and feeds written elsewhere are not known here: delete them or write them anew",
        err=True,
    )


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whose time is over.")] = False,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Erase everybody whose time is over or who was not told in time, as `forget` does. For a schedule.

    A new purpose in sourcing.toml lets them be met again."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse:
            due = due_by_now(warehouse, now=house.clock)
        typer.echo(f"{counted(len(due), 'person')} whose time is over", err=True)
        if still := len(lapsed(house)):
            typer.echo(
                f"{counted(still, 'account')} left alone, of which what was read before lies there still", err=True
            )
        if dry_run:
            rows = [{"person": one.person_id, "accounts": len(one.accounts), "why": one.why} for one in due]
            print_table(rows, as_document=as_document)
            return
        done = expire(house, due)
    if done:
        _tell(done, as_document=as_document)
    elif as_document:
        print_json({"stores": {}, "files": {}, "handed_on": [], "namesakes": {}, "letters": []})
