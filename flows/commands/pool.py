"""pool, tag, note: people kept together across roles, each with a purpose and a last day, and notes they may ask to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, TypeVar

import typer

from flows.commands.look import people_of
from flows.opening import open_house
from flows.options import (
    ByOption,
    HomeOption,
    JsonOption,
    PeopleArgument,
    RoleArgument,
    day_to_come,
    named_by,
    published,
    settings_for,
    voice,
    without_contacts,
)
from flows.rank import publish_all
from flows.shown.shortlist import print_table
from sourcing.errors import UsageError
from sourcing.settings import Settings
from warehouse.accounts.whom import naming_accounts
from warehouse.audit import OURSELVES
from warehouse.connection import Warehouse
from warehouse.team import pools
from warehouse.team.said import in_pool
from warehouse.team.said import pools as listed

app = typer.Typer(rich_help_panel="Decide")
group = typer.Typer(
    name="pool", no_args_is_help=True, help="People kept together across roles, for a purpose, until a day."
)
app.add_typer(group)

_T = TypeVar("_T")

PoolArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name of a pool.")]
PurposeOption = Annotated[str, typer.Option("--purpose", help="What it is for, as the person may read it.")]
ExpiresOption = Annotated[
    str, typer.Option("--expires", metavar="DATE", help="Its last day; it is dropped afterwards.")
]


@group.command()
def make(
    name: PoolArgument, purpose: PurposeOption, expires: ExpiresOption, by: ByOption = None, home: HomeOption = None
) -> None:
    """Make a pool, or give one that is there another purpose and last day."""
    settings = settings_for(home)
    day, who = _day(expires, settings), named_by(by, settings)
    text, called = without_contacts(purpose, what="the purpose"), _named(name)
    is_new = _write(
        settings,
        "pool made",
        who,
        lambda warehouse: pools.make_pool(warehouse, called, purpose=text, expires_on=day, by=who, now=settings.now()),
    )
    typer.echo(f"pool {called}: {'made' if is_new else 'changed'}, until {day}", err=True)


@group.command()
def add(
    name: PoolArgument, role: RoleArgument, people: PeopleArgument, by: ByOption = None, home: HomeOption = None
) -> None:
    """Put people of a role's shortlist into a pool."""
    settings = settings_for(home)
    who, found = named_by(by, settings), people_of(home, role, people)
    now = settings.now()
    count = _write(
        settings,
        "put into a pool",
        who,
        lambda warehouse: pools.add_to_pool(warehouse, name, found, by=who, now=now),
        people=found,
    )
    typer.echo(f"pool {name}: {count} added", err=True)


@group.command("list")
def list_pools(as_document: JsonOption = False, home: HomeOption = None) -> None:
    """List the pools with their purpose, last day, and how many people are in each."""
    with published(home) as warehouse:
        rows = listed(warehouse)
    print_table(rows, as_document=as_document)


@group.command()
def show(name: PoolArgument, as_document: JsonOption = False, home: HomeOption = None) -> None:
    """Show the people of a pool, with the roles for which they are ranked."""
    with published(home) as warehouse:
        known = [row["pool"] for row in listed(warehouse)]
        rows, hidden = in_pool(warehouse, name)
    if name not in known:
        raise UsageError(f"there is no pool {name!r}", remedy=f"there are: {', '.join(known) or 'none'}")
    print_table(rows, as_document=as_document)
    if hidden:
        typer.echo(f"in no list: {hidden} who are employees or off limits", err=True)


@group.command()
def remove(
    name: PoolArgument,
    role: Annotated[
        str | None, typer.Argument(metavar="ROLE", help="Of which shortlist; without: the whole pool.")
    ] = None,
    people: Annotated[list[str] | None, typer.Argument(metavar="PERSON…", help="Whom to take out.")] = None,
    home: HomeOption = None,
) -> None:
    """Take people out of a pool, or drop the pool."""
    if role and not people:
        raise UsageError("nobody is named", remedy="name ROLE and PERSON, or the pool alone to drop it")
    settings = settings_for(home)
    found = people_of(home, role, people) if role and people else None
    count = _write(
        settings,
        "taken out of a pool",
        settings.by,
        lambda warehouse: pools.remove_from_pool(warehouse, name, found),
        people=found or (),
    )
    typer.echo(
        f"pool {name}: {count} taken out" if found is not None else f"pool {name}: dropped, with {count} in it",
        err=True,
    )


@app.command()
def tag(
    role: RoleArgument,
    people: PeopleArgument,
    name: Annotated[str, typer.Argument(metavar="TAG", help="A word or two.")],
    purpose: Annotated[str | None, typer.Option("--purpose", help="What it is for, as the person may read it.")] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="Its last day; it is dropped afterwards.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the tag off.")] = False,
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Tag people of a role's shortlist, across roles, for a purpose and until a day."""
    settings, called = settings_for(home), _named(name)
    if remove:
        found = people_of(home, role, people)
        count = _write(
            settings,
            "untagged",
            settings.by,
            lambda warehouse: pools.untag(warehouse, found, called),
            people=found,
        )
    else:
        if purpose is None or expires is None:
            raise UsageError("a tag has a purpose and a last day", remedy="give --purpose and --expires")
        text, day, who = without_contacts(purpose, what="the purpose"), _day(expires, settings), named_by(by, settings)
        found, now = people_of(home, role, people), settings.now()
        count = _write(
            settings,
            "tagged",
            who,
            lambda warehouse: pools.tag(warehouse, found, called, purpose=text, expires_on=day, by=who, now=now),
            people=found,
        )
    typer.echo(f"{called}: {'taken off' if remove else 'on'} {count}", err=True)


@app.command()
def note(
    role: RoleArgument,
    people: PeopleArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be remembered.")],
    by: ByOption = None,
    home: HomeOption = None,
) -> None:
    """Write a note on somebody of a role's shortlist. The person may ask to read it."""
    settings = settings_for(home)
    who, said = named_by(by, settings), without_contacts(text, what="the note")
    found = people_of(home, role, people)
    now = settings.now()
    _write(
        settings,
        "noted",
        who,
        lambda warehouse: pools.note(warehouse, found, said, by=who, now=now),
        people=found,
    )
    typer.echo("noted; the person may ask to read it", err=True)


def _write(
    settings: Settings, act: str, by: str | None, change: Callable[[Warehouse], _T], *, people: Sequence[str] = ()
) -> _T:
    """What a change of the warehouse says, after the published file shows it; the log tells the act, and of which people (by id)."""
    with voice() as progress, open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            pools.drop_ended(warehouse, now=house.clock)
            with warehouse.transaction():
                done = change(warehouse)
                about = naming_accounts(warehouse, people).values()
                house.note(warehouse, act, actor=by or OURSELVES, about=about)
        publish_all(house)
    return done


def _named(name: str) -> str:
    found = " ".join(name.split())
    if not found or len(found) > 60:
        raise UsageError(f"{name[:80]!r} is no name", remedy="write a word or two")
    return found


def _day(text: str, settings: Settings) -> date:
    return day_to_come(text, option="--expires", today=settings.now().date())
