"""evaluate: how good the order is, by judgments, beside the ways that others rank."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flows.evaluate import STARS, Evaluated
from flows.evaluate import evaluate as measure_all
from flows.opening import open_house
from flows.options import ROLES, HomeOption, JsonOption, settings_for, text_in, voice
from flows.shown.shortlist import console, print_json
from ranking.judging.evaluate import MEASURES, parse_judgments, parse_stars
from ranking.role import find_role

app = typer.Typer(rich_help_panel="Roles")


@app.command()
def evaluate(
    judgments: Annotated[
        Path, typer.Argument(help="Lines of: role TAB person TAB 0, 1 or 2. A person by id, account or profile URL.")
    ],
    stars: Annotated[
        Path | None,
        typer.Option(help="Lines of: repository TAB stars, as owner/name or as held; adds the order by stars."),
    ] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Measure the order by judgments: nDCG@10, precision, recall, first hit, beside BM25, the plain encoder, commits and chance."""
    text = text_in(judgments, remedy="name a file of role, person and relevance")
    found = parse_judgments(text, where=str(judgments))
    counts = None
    if stars is not None:
        counts = parse_stars(text_in(stars, remedy="name a file of repository and stars"), where=str(stars))
    roles = {name: find_role(name, folder=ROLES).spec for name in found}
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        result = measure_all(house, found, roles, stars=counts)
    if as_document:
        print_json(
            {
                name: {"mean": one.mean, "interval": one.interval, "by_role": one.by_role}
                for name, one in result.measured.items()
            }
        )
    else:
        _print(result, list(found))


def _print(result: Evaluated, roles: list[str]) -> None:
    table = Table(box=None)
    table.add_column("order")
    for name in (*MEASURES, "95 %", *roles):
        table.add_column(name, justify="right")
    for name, one in result.measured.items():
        low, high = one.interval
        means = [f"{one.mean[measure]:.3f}" for measure in MEASURES]
        table.add_row(name, *means, f"{low:.2f}-{high:.2f}", *(f"{one.by_role[role]['nDCG@10']:.2f}" for role in roles))
    out = console()
    out.print(table)
    out.print(
        f"{result.judged} judged people, {len(roles)} roles; under each role its nDCG@10; only judged people are compared"
    )
    if STARS not in result.measured:
        out.print(f"no order by {STARS}: none are kept; bring them by --stars FILE (repository TAB stars)")
    if result.missing:
        out.print(
            f"{len(result.missing)} judged people are not held: {', '.join(result.missing[:5])}{' …' if len(result.missing) > 5 else ''}"
        )
