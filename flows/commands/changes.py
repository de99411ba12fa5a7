"""changes: what is new about the people of a role since one last looked."""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.commands.look import role_name
from flows.feeds import as_lines, as_rss
from flows.options import HomeOption, JsonOption, RoleArgument, published, settings_for
from flows.shown.shortlist import Row, console, print_json
from sourcing.errors import HomeError
from sourcing.home import Home
from sourcing.numbers import counted
from sourcing.whole_file import write_whole
from warehouse.published import shown

app = typer.Typer(rich_help_panel="Look")


@app.command()
def changes(
    role: RoleArgument,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="From this moment on (UTC).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is held, not only since the last look.")] = False,
    rss: Annotated[
        Path | None, typer.Option("--rss", metavar="FILE", help="Write an RSS feed, for a notifier.")
    ] = None,
    lines: Annotated[
        Path | None, typer.Option("--jsonl", metavar="FILE", help="Write JSON Lines, for a notifier.")
    ] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show what is new about a role's people since your last look: who came, rose, fell or left, and what they made.

    Feeds are no look: they hold all that is held, or what is new since --since, and the same change has the same id in each.
    """
    name, place = role_name(role), Home(settings_for(home).home)
    looks = _looks(place.looked)
    is_look = since is None and not everything and not (rss or lines)
    start = since.replace(tzinfo=UTC) if since else looks.get(name, {}).get(_me()) if is_look else None
    with published(home) as warehouse:
        rows = shown.changes(warehouse, name, since=start)
        newest = shown.published_at(warehouse)
        title = next(one["title"] for one in shown.roles(warehouse) if one["role"] == name)
    if rss:
        write_whole(rss, as_rss(rows, role=name, title=title))
    if lines:
        write_whole(lines, as_lines(rows, role=name))
    for path in filter(None, (rss, lines)):
        typer.echo(f"{path}: {counted(len(rows), 'change')}", err=True)
    if as_document:
        print_json(rows)
    elif not (rss or lines):
        _print(rows, title=title, since=start)
    if is_look:
        looks.setdefault(name, {})[_me()] = newest
        told = {of: {who: at.isoformat() for who, at in sorted(whom.items())} for of, whom in sorted(looks.items())}
        write_whole(place.looked, json.dumps(told, indent=1).encode())


def _me() -> str:
    """Who looks, as this machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def _looks(path: Path) -> dict[str, dict[str, datetime]]:
    """When who last looked at which role. Errors: HomeError where the file was changed by hand."""
    if not path.exists():
        return {}
    try:
        told = json.loads(path.read_text("utf-8"))
        return {of: {who: datetime.fromisoformat(at) for who, at in whom.items()} for of, whom in told.items()}
    except (OSError, ValueError, AttributeError, TypeError) as cause:
        raise HomeError(
            f"{path} cannot be read", remedy="delete it: everything held is then shown once more"
        ) from cause


def _print(rows: Sequence[Row], *, title: str, since: datetime | None) -> None:
    out = console()
    when = f"since {since:%-d %B %Y %H:%M} UTC" if since else "of all that is held"
    out.print(Text(f"{title}: what is new, {when}", style="bold"))
    if not rows:
        out.print(Text("  nothing"))
    for kind, group in groupby(sorted(rows, key=lambda row: row["kind"]), key=lambda row: row["kind"]):
        out.print(Text(f"\n{kind}", style="bold"))
        for row in group:
            place = f" (now {row['rank']})" if row["rank"] and row["kind"] not in ("new", "risen", "fallen") else ""
            out.print(Text(f"  {row['display_name']}{place}: {row['detail']}"))
            if row["link"]:
                out.print(Text(f"      {row['link']}", style="dim"))
