"""find: everybody held, searched by a line of words with the machinery that ranks roles."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from flows.house import House, open_house
from flows.options import HomeOption, JsonOption, settings_for, voice
from flows.shown import Row, console, print_json
from ranking.encoder import Encoder
from ranking.posting import draft, read
from ranking.role import parse_role
from ranking.shortlist import rank
from sourcing.errors import UsageError
from sourcing.profiles import Entry
from warehouse.profiles import as_of_day, profiles
from warehouse.shortlists import VectorStore

app = typer.Typer()


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
        said, rows = _found(house, text, top=top)
    if as_document:
        print_json({"read_as": said, "people": rows})
        return
    out = console()
    out.print(Text(f"read as: {said}", style="bold"))
    for row in rows:
        place = (f"{row['rank']:>3}  {row['score']:5.1f}  ", "bold")
        out.print(Text.assemble(place, (f"{row['name']}  ", "bold cyan"), f"{row['band']}  {row['person']}"))
        for reason in row["reasons"]:
            out.print(Text(f"            {reason}"))


def _found(house: House, text: str, *, top: int) -> tuple[str, list[Row]]:
    """How the words were understood, and the best people."""
    settings = house.settings
    with house.warehouse() as warehouse:
        people, as_of = profiles(warehouse, now=house.clock), as_of_day(warehouse)
        if as_of is None or not people:
            raise UsageError("nobody is held yet", remedy="collect first: sourcing run ROLE")
        store = VectorStore(warehouse, model=Encoder(settings.model, sha256=None, store={}).revision)
        encoder = Encoder(settings.model, sha256=settings.expected_sha256, store=store, threads=settings.threads)
        role = parse_role(draft(read(text, encoder=encoder), name="found"), where="the words").spec
        entries = rank(people, role, encoder=encoder, as_of=as_of, manifest={}).entries[:top]
        wanted = [one.person_id for one in entries]
        sql = "SELECT person_id, display_name FROM person WHERE list_contains(?, person_id)"
        names: dict[str, str] = dict(warehouse.rows(sql, [wanted]))
        store.flush()
    skills = ", ".join((*role.must_have, *role.nice_to_have))
    return f"{role.archetype}, {role.specialisation}; {skills}", [_row(entry, names) for entry in entries]


def _row(entry: Entry, names: dict[str, str]) -> Row:
    return {
        "rank": entry.rank,
        "person": entry.person_id,
        "name": names.get(entry.person_id, ""),
        "score": entry.score,
        "band": str(entry.band),
        "reasons": [reason.sentence for reason in entry.reasons if reason.evidence_id][:3],
    }
