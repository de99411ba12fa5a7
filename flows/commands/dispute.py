"""dispute, correct: what a person says of what is held of them, shown beside every score of theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flows.commands.disclose import PersonArgument
from flows.house import House
from flows.opening import open_house
from flows.options import (
    ByOption,
    HomeOption,
    JsonOption,
    named_by,
    published,
    settings_for,
    voice,
    without_contacts,
)
from flows.rank import publish_all
from flows.shown.shortlist import console, print_json, print_list
from flows.shown.team import dispute_line
from sourcing.disputes import Correction, Dispute, Field, Outcome, kind_of
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.whom import naming_accounts
from warehouse.connection import Warehouse
from warehouse.rights.asking import Asker, asker_held
from warehouse.team.disputes import correct as write_correction
from warehouse.team.disputes import dispute as write_dispute
from warehouse.team.disputes import resolve as write_answer
from warehouse.team.disputes import said_by_people, take_back


class _Words(TyperGroup):
    """A group whose first word may be a person: then it is `record` that is meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words with `record` put before them where they name no command."""
        if args and args[0] not in (*self.commands, "--help", "-h"):
            args = ["record", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(rich_help_panel="What people may ask")
group = typer.Typer(
    name="dispute",
    cls=_Words,
    no_args_is_help=True,
    help="What people dispute: `dispute PERSON TEXT --about WHAT` writes it down, beside the score from then on.",
)
app.add_typer(group)
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, as the person may read it.")]


@group.command()
def record(
    person: PersonArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What they say.")],
    about: Annotated[
        str,
        typer.Option(
            "--about", metavar="WHAT", help="An evidence_id, a role (its score), an account, `name` or `place`."
        ),
    ],
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Write down what a person disputes; it changes no rank by itself."""
    said = without_contacts(text, what="the text")

    def write(house: House, warehouse: Warehouse, asked: Asker, who: str) -> str:
        what = about.strip()
        made = Dispute(
            account=naming_accounts(warehouse, [asked.person_id])[asked.person_id],
            kind=kind_of(what),
            about=what,
            text=said,
            recorded_by=who,
            recorded_at=house.clock,
        )
        made_as = write_dispute(warehouse, made, person_id=asked.person_id)
        return f"dispute {made_as}: shown beside the score from now on"

    _write(home, person, by, "disputed", write)


@group.command("list")
def list_disputes(as_document: JsonOption = False, home: HomeOption = None) -> None:
    """List what people dispute and what was corrected, the open ones first."""
    with published(home) as warehouse:
        rows = said_by_people(warehouse)
    if as_document:
        print_json(rows)
    else:
        lines = [f"{row['display_name']} ({row['person_id']}): {dispute_line(row)}" for row in rows]
        print_list(console(), "Disputes and corrections", lines or ["none"])


@group.command()
def resolve(
    dispute_id: Annotated[str, typer.Argument(metavar="ID", help="As `dispute list` shows it.")],
    upheld: Annotated[
        bool, typer.Option("--upheld/--rejected", help="Whether they are right; evidence is then left out of ranking.")
    ],
    reason: ReasonOption,
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Answer a dispute; answering again replaces the answer."""
    outcome = Outcome.UPHELD if upheld else Outcome.REJECTED
    settings, answer = settings_for(home), without_contacts(reason, what="the reason")
    who = named_by(by, settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse, warehouse.transaction():
            account = write_answer(warehouse, dispute_id.strip(), outcome, answer=answer, by=who, now=house.clock)
            house.note(warehouse, f"dispute {outcome}", actor=who, about=[account], dispute=dispute_id.strip())
        publish_all(house)
    typer.echo(f"dispute {dispute_id.strip()}: {outcome}; a ranking counts it from the next one on", err=True)


@app.command()
def correct(
    person: PersonArgument,
    field: Annotated[Field, typer.Argument(metavar="FIELD", help=f"One of: {', '.join(Field)}.")],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help="The name or place; of not-mine an account, a repository, an evidence_id."
        ),
    ],
    reason: ReasonOption,
    undo: Annotated[bool, typer.Option("--undo", help="Take such a correction back.")] = False,
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Correct what is shown of a person; no later reading overwrites it."""
    said, why = without_contacts(value, what="the value"), without_contacts(reason, what="the reason")

    def write(house: House, warehouse: Warehouse, asked: Asker, who: str) -> str:
        if undo:
            take_back(warehouse, field, said, person_id=asked.person_id, by=who, now=house.clock)
            return f"{field} {said}: taken back"
        made = Correction(
            account=naming_accounts(warehouse, [asked.person_id])[asked.person_id],
            field=field,
            value=said,
            reason=why,
            recorded_by=who,
            recorded_at=house.clock,
        )
        write_correction(warehouse, made, person_id=asked.person_id)
        when = "shown from now on" if field is Field.NAME else "a ranking counts it from the next one on"
        return f"{field}: {said}; {when}"

    _write(home, person, by, "correction taken back" if undo else "corrected", write)


def _write(
    home: Path | None, person: str, by: str | None, act: str, write: Callable[[House, Warehouse, Asker, str], str]
) -> None:
    """Lets `write` do it in one transaction, with the act in the log; joins everybody anew and publishes."""
    settings = settings_for(home)
    who = named_by(by, settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            with warehouse.transaction():
                asked = asker_held(warehouse, person, salt=house.salt)
                done = write(house, warehouse, asked, who)
                house.note(warehouse, act, actor=who, about=asked.accounts)
            rebuild_people(warehouse, retention_days=settings.retention_days)
        publish_all(house)
    typer.echo(done, err=True)
