"""The command line: every file in `flows/commands` is one group of commands."""

from __future__ import annotations

import gc
import io
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version

import typer
from rich.console import Console
from typer.main import get_command_name

from flows import commands
from flows.log import log_as_json
from sourcing.discovery import plugins
from sourcing.errors import STOPPED, SourcingError
from sourcing.settings import load_settings

_PANELS = (
    "Search",
    "Roles",
    "Look",
    "Decide",
    "Hand on",
    "What people may ask",
    "Set up",
)  # of the help, in this order

app = typer.Typer(
    name="sourcing",
    help="Reads public work, keeps evidence of who built what, ranks people against a role for reasons anyone can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sourcing {version('sourcing')}")
        raise typer.Exit


@app.callback()
def _main(
    asked: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Exit codes: 0 ok, 1 part failed, 2 usage, 3 nothing done because of the environment."""


def _place(part: typer.Typer) -> tuple[int, bool]:
    """Where the commands of a file stand in the help; the one that most people come for is the first."""
    panel = _panel(part)
    return (_PANELS.index(panel) if panel in _PANELS else len(_PANELS)), "run" not in _names(part)


def _panel(part: typer.Typer) -> str | None:
    return part.rich_help_panel if isinstance(part.rich_help_panel, str) else None


def _names(part: typer.Typer) -> set[str]:
    """What the commands and groups of a file are called."""
    commands = {one.name or get_command_name(one.callback.__name__) for one in part.registered_commands if one.callback}
    return commands | {str(one.typer_instance.info.name) for one in part.registered_groups if one.typer_instance}


def _meant() -> Sequence[typer.Typer]:
    """The files that hold the command which is asked for, and all where there is none: to import every command takes a second."""
    for asked in sys.argv[1:2]:
        holds = re.compile(rf'^def {re.escape(asked.replace("-", "_"))}\(|"{re.escape(asked)}"', re.M)
        if parts := [part for part in _parts(saying=holds) if asked in _names(part)]:
            return parts
    return _parts()


def _parts(saying: re.Pattern[str] | None = None) -> list[typer.Typer]:
    return [module.app for module in plugins(commands, attribute="app", kind=typer.Typer, saying=saying).values()]


def _add(part: typer.Typer) -> None:
    """Puts the commands of a file under its heading."""
    for command in part.registered_commands:
        command.rich_help_panel = _panel(part)
    for group in part.registered_groups:
        group.rich_help_panel = _panel(part)
    app.add_typer(part)


def _choose_log() -> None:
    """Turns stderr into a log of JSON where the settings ask for it; what is wrong with them the command itself will say."""
    with suppress(SourcingError):
        settings = load_settings()
        if settings.log_format == "json":
            log_as_json(next((word for word in sys.argv[1:] if not word.startswith("-")), ""), home=settings.home)


def main() -> None:
    """Runs one command; a failure we know is one line on stderr, an exit code, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name still shows the rest
    _choose_log()
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        gc.disable()  # what importing makes stays: to look for waste in it is a fifth of the start
        for part in sorted(_meant(), key=_place):
            _add(part)
        gc.freeze()
        gc.enable()
        app()
        code = 0
    except SystemExit as end:  # typer's own: 0, a command's exit code, or 2 for a wrong command line
        code = end.code if isinstance(end.code, int) else 0
    except SourcingError as failure:
        errors.print(f"error: {failure}", markup=False)
        code = failure.exit_code
    except KeyboardInterrupt:
        code = STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    if code == STOPPED:
        errors.print("stopped; the same command goes on where this one was", markup=False)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # DuckDB's binding would end with a page about its own leaks


if __name__ == "__main__":
    main()
