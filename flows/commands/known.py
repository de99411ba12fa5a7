"""known: people whom the team knows already, from its applicant system, its own ranks, or a list of whom to leave alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.house import House
from flows.opening import open_house
from flows.options import HomeOption, JsonOption, published, settings_for, voice
from flows.rank import publish_all
from flows.shown.shortlist import print_table
from sourcing.decisions import HIDDEN, KnownAs
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.sheets import sheet
from sourcing.sheets.known import KNOWN, Acquaintance, acquaintances, is_recognised
from warehouse.team.known import do_not_contact, forget_file, keep, who_removes_nobody
from warehouse.team.said import known_files, matches

app = typer.Typer(rich_help_panel="Decide")
group = typer.Typer(
    name="known", no_args_is_help=True, help="People known already: applicants, employees, people off limits."
)
app.add_typer(group)


@group.command("import")
def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or xlsx with profile addresses, e-mails or names.")],
    kind: Annotated[KnownAs, typer.Option("--kind", help="What being in the file means.")],
    home: HomeOption = None,
) -> None:
    """Bring in a file of people known already, in place of what a file of that name said before; kept are keyed hashes alone.

    Employees and people off limits are in no list from then on; do-not-contact suppresses for good.
    """
    settings, table = settings_for(home), sheet.read(file, known=KNOWN)
    if not is_recognised(table.columns):
        raise UsageError(
            f"{file} has no column that names people ({', '.join(table.columns)[:200] or 'it is empty'})",
            remedy="call one profile, url, github, linkedin, email or name",
        )
    mistakes = sheet.Mistakes(file.name)
    with voice() as progress, open_house(settings, progress=progress) as house:
        people = acquaintances(table.rows, key=house.salt, mistakes=mistakes)
        mistakes.check()
        _keep(house, people, kind=kind, source=file.name)
        publish_all(house)
    with published(home) as warehouse:
        sure, likely = matches(warehouse, file.name)
    nobody = len(table.rows) - len(people)
    unnamed = f"; {counted(nobody, 'row')} with neither an address nor a whole name" if nobody else ""
    hidden = ", in no list from now on" if kind in HIDDEN else ""
    typer.echo(f"{file.name}: {len(people)} named{unnamed}", err=True)
    typer.echo(f"held and among them: {sure}{hidden}; possibly, by name alone: {likely}", err=True)


def _keep(house: House, people: Sequence[Acquaintance], *, kind: KnownAs, source: str) -> None:
    """Writes down what the file says; who is held and named by an address in a list of whom to leave alone is suppressed, not written down.

    A row that takes out nobody is suppressed where it has an address, and written down: a person called alike is possibly meant.
    """
    with house.warehouse() as warehouse, warehouse.transaction():
        if kind is KnownAs.DO_NOT_CONTACT:
            accounts = [account for one in people for account in one.accounts]
            people = who_removes_nobody(warehouse, people, salt=house.salt)
            count = do_not_contact(warehouse, accounts, source=source, salt=house.salt, now=house.clock)
            shutil.rmtree(house.home.columns, ignore_errors=True)
            house.note(warehouse, "suppressed", accounts=count)
            typer.echo(
                f"{counted(count, 'account')} suppressed, held or not; removing the file does not bring them back",
                err=True,
            )
            typer.echo(
                "review sheets and exports written before still hold them: write them anew or delete them", err=True
            )
        keep(warehouse, people, kind=kind, source=source, salt=house.salt, now=house.clock)
        house.note(warehouse, "known people imported", kind=str(kind), rows=len(people))


@group.command("list")
def list_files(as_document: JsonOption = False, home: HomeOption = None) -> None:
    """List the files of people known already, and how many of the people held are in each."""
    with published(home) as warehouse:
        rows = known_files(warehouse)
    print_table(rows, as_document=as_document)


@group.command()
def remove(
    source: Annotated[
        str, typer.Option("--source", metavar="FILE", help="The name of the file, as `known list` shows it.")
    ],
    home: HomeOption = None,
) -> None:
    """Take back what a file said of whom is known; who was suppressed by it stays suppressed."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse, warehouse.transaction():
            count = forget_file(warehouse, Path(source).name)
            if not count:
                raise UsageError(
                    f"nobody is known by a file {source!r}", remedy="`sourcing known list` shows the files"
                )
            house.note(warehouse, "known people removed", rows=count)
        publish_all(house)
    typer.echo(f"{count} named in {source}, known by it no more", err=True)
