"""disclose: everything held of one person, for that person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.opening import open_house
from flows.options import ByOption, HomeOption, named_by, settings_for, voice
from flows.report.disclosure import render_disclosure
from flows.rights.disclose import disclosed
from sourcing.whole_file import write_whole

app = typer.Typer(rich_help_panel="What people may ask")

PersonArgument = Annotated[
    str,
    typer.Argument(metavar="PERSON", help="Person id, SITE:HANDLE, or the address of a profile or of mail."),
]


@app.command()
def disclose(
    person: PersonArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder for disclosure.json and disclosure.html.")],
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Name who in the team wrote or decided; without: a member of the team.")
    ] = False,
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Write down everything that is held of a person, each with source and date, as JSON and as a page they can read."""
    settings = settings_for(home)
    who = named_by(by, settings)
    with voice() as progress, open_house(settings, progress=progress) as house, house.warehouse() as warehouse:
        found = disclosed(house, warehouse, person, with_names=with_names)
        text = json.dumps(found.document, ensure_ascii=False, indent=1, default=_plain) + "\n"
        with warehouse.transaction():
            house.note(warehouse, "disclosed", actor=who, about=found.accounts, rows=found.rows, with_names=with_names)
            for name, content in (("disclosure.json", text), ("disclosure.html", render_disclosure(found.document))):
                write_whole(out / name, content.encode("utf-8", "replace"))
    typer.echo(str(found.document["answer"]), err=True)
    typer.echo(f"{out / 'disclosure.html'}: to read; {out / 'disclosure.json'}: complete, for a program", err=True)
    typer.echo("it holds all about one person: hand it to nobody else, and delete it once it is handed over", err=True)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
