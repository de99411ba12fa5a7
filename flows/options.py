"""Options that several commands share, and what they open."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.progress import Lines, Progress, Terminal
from sourcing.errors import UsageError
from sourcing.settings import Home, Settings, load_settings
from warehouse.connection import Warehouse, open_published

ROLES = Path("roles")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="SOURCING_HOME", help="Folder that holds all state.", show_default=".sourcing"),
]
RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help="Name of a role, or a .toml file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings_for(home: Path | None) -> Settings:
    """The settings in force, with the home of the command line where one is given."""
    return load_settings(home=home)


def text_in(path: Path, *, remedy: str) -> str:
    """The text of a file that somebody named. Errors: UsageError with what to do instead."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        reason = getattr(cause, "strerror", None) or str(cause)
        raise UsageError(f"{path} cannot be read: {reason}", remedy=remedy) from cause


@contextmanager
def voice() -> Iterator[Progress]:
    """How far the work is, on stderr: bars on a terminal, plain lines elsewhere."""
    console = Console(stderr=True)
    if sys.stderr.isatty():
        with Terminal(console) as terminal:
            yield terminal
    else:
        yield Lines(console)


@contextmanager
def published(home: Path | None) -> Iterator[Warehouse]:
    """The published file of a home, for looking. Errors: WarehouseError where nothing was published yet."""
    with open_published(Home(settings_for(home).home).published) as warehouse:
        yield warehouse
