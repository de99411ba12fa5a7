"""Options that several commands share, and what they open."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.log import JsonLog, Logged
from flows.progress import Lines, Progress, Terminal
from sourcing.errors import UsageError
from sourcing.home import Home
from sourcing.settings import Settings, load_settings
from sourcing.sheets.cells import NoDay, day, way_to_reach
from warehouse.connection import Warehouse, open_published

ROLES = Path("roles")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="SOURCING_HOME", help="Folder that holds all state.", show_default=".sourcing"),
]
RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help="Name of a role, or a .toml file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who you are; without it the setting `by` (SOURCING_BY).")
]
PeopleArgument = Annotated[
    list[str], typer.Argument(metavar="PERSON…", help="Ranks, handles, profile URLs or person ids.")
]


def settings_for(home: Path | None) -> Settings:
    """The settings in force, with the home of the command line where one is given."""
    return load_settings(home=home)


def named_by(by: str | None, settings: Settings) -> str:
    """The name of who acts. Errors: UsageError where nobody is named."""
    name = " ".join(_sound(by or settings.by or "").split())
    if not name:
        raise UsageError("nobody is named who does this", remedy="give --by NAME, or set SOURCING_BY")
    return name


def day_to_come(text: str, *, option: str, today: date) -> date:
    """The day that an option names, which is after today. Errors: UsageError."""
    try:
        found = day(text)
    except NoDay as cause:
        raise UsageError(f"{option}: {cause}", remedy="write a day such as 2026-12-01") from cause
    if found <= today:
        raise UsageError(f"{option}: {found} is not to come", remedy="name a day after today")
    return found


def without_contacts(text: str, *, what: str) -> str:
    """A text that is shown to all who may look, without surrounding space. Errors: UsageError where it is empty or reaches somebody."""
    if not text.strip():
        raise UsageError(f"{what} is empty", remedy="say it in a few words")
    if reaches := way_to_reach(text):
        raise UsageError(
            f"{what} holds {reaches}", remedy="those belong to `sourcing contacts import`, and are shown nowhere"
        )
    return _sound(text).strip()


def _sound(text: str) -> str:
    """A text without what is no character, as a terminal of another encoding hands it over."""
    return text.encode("utf-8", "replace").decode()


def text_in(path: Path, *, remedy: str) -> str:
    """The text of a file that somebody named. Errors: UsageError with what to do instead."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        reason = getattr(cause, "strerror", None) or str(cause)
        raise UsageError(f"{path} cannot be read: {reason}", remedy=remedy) from cause


@contextmanager
def voice() -> Iterator[Progress]:
    """How far the work is, on stderr: bars on a terminal, objects where those are asked for, plain lines elsewhere."""
    console = Console(stderr=True)
    if isinstance(sys.stderr, JsonLog):
        yield Logged(sys.stderr)
    elif sys.stderr.isatty():
        with Terminal(console) as terminal:
            yield terminal
    else:
        yield Lines(console)


@contextmanager
def published(home: Path | None) -> Iterator[Warehouse]:
    """The published file of a home, for looking. Errors: WarehouseError where nothing was published yet."""
    with open_published(Home(settings_for(home).home).published) as warehouse:
        yield warehouse
