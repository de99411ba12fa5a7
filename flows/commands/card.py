"""card: a model card and a data sheet of a shortlist, for those who ask what it is and what it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.card.write import write_cards
from flows.evaluate import evaluate
from flows.opening import open_house
from flows.options import ROLES, HomeOption, settings_for, text_in, voice
from ranking.judging.evaluate import parse_judgments
from ranking.role import find_role

app = typer.Typer(rich_help_panel="What people may ask")


@app.command()
def card(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run id (view `runs`), or a role for its latest.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the four files go.")],
    judgments: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="People judged by hand, as `evaluate` takes them: measures the order now."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write a model card (what it ranks by, how good, how sure, its limits) and a data sheet (sources, counts, what was not seen) of a shortlist."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        measured = None
        if judgments is not None:
            text = text_in(judgments, remedy="name a file of role, person and relevance")
            found = parse_judgments(text, where=str(judgments))
            measured = evaluate(house, found, {name: find_role(name, folder=ROLES).spec for name in found})
        for path in write_cards(house, run, out, evaluated=measured):
            typer.echo(path)
