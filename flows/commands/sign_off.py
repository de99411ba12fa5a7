"""sign-off: a named person answers for the purpose and its documents."""

from __future__ import annotations

import typer

from flows.legal.documents import LEGAL
from flows.legal.sign_off import sign_off as sign
from flows.opening import open_house
from flows.options import ByOption, HomeOption, JsonOption, named_by, settings_for, voice
from flows.shown.shortlist import print_table

app = typer.Typer(rich_help_panel="What people may ask")


@app.command("sign-off")
def sign_off(
    by: ByOption = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sign off the purpose and the documents in legal/, which an export needs; again whenever one of them changes."""
    settings = settings_for(home)
    who = named_by(by, settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        signed = sign(house, by=who)
    print_table([{"document": name, "sha256": digest} for name, digest in signed.items()], as_document=as_document)
    typer.echo(f"{who} signed off the purpose and {len(signed) - 1} documents in {LEGAL}/", err=True)
