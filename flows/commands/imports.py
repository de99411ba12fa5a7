"""import: what others publish as files, and a sourcer's own list, into the landing and the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.imports import bring_in, named_import, save_logins, write_logins
from flows.legal.sign_off import check_purpose
from flows.opening import open_house
from flows.options import HomeOption, settings_for, voice
from sourcing.errors import UsageError

app = typer.Typer(rich_help_panel="Search")


@app.command("import")
def bring(
    name: Annotated[str, typer.Argument(metavar="NAME", help="kaggle, orcid, gharchive or people.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files, as they were published.")],
    repository: Annotated[
        list[str] | None,
        typer.Option("--repository", metavar="OWNER/NAME", help="Of gharchive: only merges into it; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where found logins go; `run` takes it as --logins.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Refused: only accounts that people held name are kept.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Bring in files that you have: Meta Kaggle, ORCID's public data, hours of GH Archive, your own list of people.

    Of Kaggle and ORCID only accounts are kept that people held name as theirs. Logins that were found are printed, or written to --out.
    """
    if everybody:
        raise UsageError(
            "--all is refused: strangers by the million would be kept of whom nothing is asked",
            remedy="only accounts that people held name are taken; find people first (`sourcing run`, `sourcing import gharchive`)",
        )
    settings = settings_for(home)
    kind = named_import(name)
    check_purpose(settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        came = bring_in(house, name, files, repositories=repository or ())
    text = write_logins(came.candidates, by=f"import {name}")
    if out and came.candidates:
        save_logins(out, text)
    elif came.candidates and kind.site is None:
        typer.echo(text, nl=False)
    for line in came.lines():
        typer.echo(line, err=True)
    if came.lost.counts:
        raise typer.Exit(1)
