"""find: everybody held, searched by a line of words with the machinery that ranks roles."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from flows.held_people import held
from flows.house import House
from flows.opening import open_house
from flows.options import HomeOption, JsonOption, settings_for, voice
from flows.shown.shortlist import Row, console, print_json
from ranking.role import parse_role
from ranking.specs.posting import draft, read
from sourcing.profiles import Entry
from warehouse.connection import open_published
from warehouse.team.known import hidden_people
from warehouse.team.said import NO_FLAGS, flags, flags_line

app = typer.Typer(rich_help_panel="Look")


@app.command()
def find(
    text: Annotated[
        str, typer.Argument(help="What to look for, such as 'object detection on edge devices, C++, tests'.")
    ],
    top: Annotated[int, typer.Option(min=1, help="How many to show.")] = 10,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Search everybody held by a line of words, ranked as a role would be; nothing is kept."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        said, rows, hidden = _found(house, text, top=top)
    if hidden:
        typer.echo(f"in no list: {hidden} who are employees or off limits", err=True)
    if as_document:
        print_json({"read_as": said, "people": rows})
        return
    out = console()
    out.print(Text(f"read as: {said}", style="bold"))
    for row in rows:
        place = (f"{row['rank']:>3}  {row['score']:5.1f}  ", "bold")
        out.print(Text.assemble(place, (f"{row['name']}  ", "bold cyan"), f"{row['band']}  {row['person']}"))
        if team := flags_line(row):
            out.print(Text(f"            {team}", style="magenta"))
        for reason in row["reasons"]:
            out.print(Text(f"            {reason}"))


def _found(house: House, text: str, *, top: int) -> tuple[str, list[Row], int]:
    """How the words were understood, the best people, and how many before the last of them are in no list."""
    with held(house) as home:
        role = parse_role(draft(read(text, encoder=home.encoder), name="found"), where="the words").spec
        ranked, hides = home.ranked(role).entries, hidden_people(home.warehouse)
        entries = [one for one in ranked if one.person_id not in hides][:top]
        hidden = sum(one.person_id in hides for one in ranked[: entries[-1].rank if entries else None])
        sql = "SELECT person_id, display_name FROM person WHERE list_contains(?, person_id)"
        names: dict[str, str] = dict(home.warehouse.rows(sql, [[one.person_id for one in entries]]))
    skills = ", ".join((*role.must_have, *role.nice_to_have))
    team = _flags(house, [one.person_id for one in entries])
    rows = [_row(entry, names) | team.get(entry.person_id, NO_FLAGS) for entry in entries]
    return f"{role.archetype}, {role.specialisation}; {skills}", rows, hidden


def _flags(house: House, people: list[str]) -> dict[str, Row]:
    """What the team says of people, as it was published; nothing where nothing was."""
    if not house.home.published.is_file():
        return {}
    with open_published(house.home.published) as published:
        return flags(published, people)


def _row(entry: Entry, names: dict[str, str]) -> Row:
    return {
        "rank": entry.rank,
        "person": entry.person_id,
        "name": names.get(entry.person_id, ""),
        "score": entry.score,
        "band": str(entry.band),
        "reasons": [reason.sentence for reason in entry.reasons if reason.evidence_id][:3],
    }
