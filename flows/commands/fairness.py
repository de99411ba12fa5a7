"""fairness: whom an order favours, and what it owes to what, without any protected data but what the employer brings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.fair_groups import NAMES_A_PERSON, demographics
from flows.fairness import Asked, Section, sections
from flows.held_people import held
from flows.opening import open_house
from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, settings_for, text_in, voice
from flows.report.fairness import write_fairness
from flows.shown.shortlist import console, print_json, print_rows
from ranking.judging.evaluate import parse_stars
from ranking.role import find_role
from sourcing.sheets import sheet

app = typer.Typer(rich_help_panel="Roles")


@app.command()
def fairness(
    role: RoleArgument,
    first: Annotated[int, typer.Option("--first", min=1, help="How many places count as the first.")] = 20,
    stars: Annotated[Path | None, typer.Option(help="Lines of: repository TAB stars; none are held.")] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--demographics",
            help="A CSV or xlsx you may lawfully use: person, then columns of labels. Read, never kept.",
        ),
    ] = None,
    without_redaction: Annotated[
        bool,
        typer.Option(
            "--without-redaction", help="Also measure, and not keep, the order with names and places left in the texts."
        ),
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="An HTML file to write, with pictures.")] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Measure a role's order: attention by group, prestige, length, stability, ties; impact ratios on labels that you bring."""
    spec = find_role(role, folder=ROLES).spec
    counts = (
        parse_stars(text_in(stars, remedy="name a file of repository and stars"), where=str(stars)) if stars else None
    )
    brought = sheet.read(labels, known=NAMES_A_PERSON) if labels else None
    with voice() as progress, open_house(settings_for(home), progress=progress) as house, held(house) as people:
        named = demographics(brought, people.keys, where=str(labels)) if brought else None
        asked = Asked(first=first, stars=counts, labels=named, is_red_team=without_redaction)
        found, as_of = sections(people, spec, asked), people.as_of
    if out:
        write_fairness(out, found, title=spec.title, as_of=as_of)
        typer.echo(f"wrote {out}", err=True)
    if as_document:
        print_json({one.name: _as_json(one) for one in found})
    else:
        _print(found)


def _as_json(one: Section) -> dict[str, object]:
    figures = {label: {"value": ratio.value, "low": ratio.low, "high": ratio.high} for label, ratio in one.drawn}
    return {"means": one.means, "look_at": one.look, "rows": one.rows, **({"figures": figures} if figures else {})}


def _print(found: Sequence[Section]) -> None:
    out = console()
    for one in found:
        out.print(Text(f"\n{one.name}", style="bold"))
        out.print(Text(f"{one.means}\nLook at: {one.look}"))
        print_rows(one.rows)
