"""weights: what each part of a score weighs, learned from judgments, adopted only by command, taken back at any time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows import adopted
from flows.opening import open_house
from flows.options import ROLES, HomeOption, JsonOption, settings_for, text_in, voice
from flows.shown.shortlist import console, print_json
from flows.weights import Learned, effects, learn_from
from ranking.judging.effect import Effect, Move
from ranking.judging.evaluate import parse_judgments
from ranking.judging.learn import FEWEST
from ranking.role import find_role
from ranking.weights import PARTS, SHIPPED, SHIPPED_NAME, Weights, parse_weights, write_weights
from sourcing.errors import UsageError, writing
from sourcing.home import Home
from sourcing.numbers import counted
from warehouse.runs.ranked import ranked_roles

app = typer.Typer(rich_help_panel="Roles")
group = typer.Typer(
    name="weights", help="What each part of a score weighs: learn, adopt, list, revert.", no_args_is_help=True
)
app.add_typer(group)


@group.command()
def learn(
    judgments: Annotated[
        Path, typer.Argument(help="Lines of: role TAB person TAB 0, 1 or 2. A person by id, account or profile URL.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="The .toml file to write; without it only the figures are printed.")
    ] = None,
    even_without_gain: Annotated[
        bool, typer.Option("--even-without-gain", help="Write the file, marked, though no gain is shown.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Learn weights from judgments and say what they are worth on repositories left out. Exit code 1 where --out shows no gain."""
    if out and out.exists():
        raise UsageError(f"{out} exists already", remedy="name another file")
    found = parse_judgments(
        text_in(judgments, remedy="name a file of role, person and relevance"), where=str(judgments)
    )
    roles = {name: find_role(name, folder=ROLES).spec for name in found}
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        result = learn_from(house, found, roles)
    has_gain = _print_learned(result)
    if out is None:
        return
    if not (has_gain or even_without_gain):
        typer.echo(
            f"{out} was not written: no gain is shown, so the shipped weights stay; judge more, or give --even-without-gain",
            err=True,
        )
        raise typer.Exit(1)
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(write_weights(result.weights), "utf-8")
    typer.echo(f"wrote {out}; next: sourcing weights adopt {out}", err=True)


def _print_learned(result: Learned) -> bool:
    """Prints weights and figures; whether a gain is shown."""
    weights, out = result.weights, console()
    _print_weights(SHIPPED, weights)
    if not (found := weights.validation):
        return False
    out.print(f"\nlearned from {weights.learned_from}")
    if result.missing:
        out.print(f"{len(result.missing)} judged people are not held and taught nothing")
    out.print(
        f"nDCG@10 over {counted(found.people, 'person')}, each scored by weights that saw nobody of their repository "
        f"({counted(found.repositories, 'repository')}, {counted(found.folds, 'fold')}):\n"
        f"  {SHIPPED.version} {found.fixed:.3f}, learned {found.learned:.3f}, "
        f"difference {found.learned - found.fixed:+.3f} (95 % {found.low:+.3f} to {found.high:+.3f})"
    )
    few = f"fewer than {FEWEST} repositories are judged" if found.repositories < FEWEST else ""
    out.print("a gain" if found.has_gain else f"no gain: {few or 'the interval of the difference is not above 0'}")
    return found.has_gain


def _print_weights(*shown: Weights) -> None:
    table = Table(box=None)
    table.add_column("weight of")
    for one in shown:
        table.add_column(one.version, justify="right")
        table.add_column("any domain", justify="right")
    for part in PARTS:
        table.add_row(
            part, *(f"{value:g}" for one in shown for value in (one.named_domain[part], one.any_domain[part]))
        )
    console().print(table)


@group.command()
def adopt(
    file: Annotated[Path, typer.Argument(help="A file of `sourcing weights learn`, or one like it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeOption = None,
) -> None:
    """Show what other weights do to every ranked role, and to whom; put them in force once that is confirmed."""
    text = text_in(file, remedy="name a file of `sourcing weights learn`")
    weights = parse_weights(text, where=str(file))
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        adopted.check_adoptable(house.home, weights)
        before, found = adopted.in_force(house.home), effects(house, weights)
        _print_weights(before, weights)
        for role, one in found.items():
            _print_effect(role, one)
        if not (weights.validation and weights.validation.has_gain):
            console().print("\nno gain over the shipped weights is shown for these weights")
        if not yes:
            _confirm(f"rank by {weights.version} in place of {before.version} from now on?")
        adopted.adopt(house.home, weights, text=text)
    typer.echo(f"{weights.version} is in force; {_again(list(found))}", err=True)


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError("nothing was adopted: nobody is there to confirm it", remedy="read the above, then give --yes")
    typer.confirm(question, abort=True)


def _again(roles: list[str]) -> str:
    ranked = "; ".join(f"sourcing rank {role}" for role in roles)
    return f"shortlists stay as they are until ranked again: {ranked}" if roles else "no role is ranked yet"


def _print_effect(role: str, found: Effect) -> None:
    out = console()
    out.print(Text(f"\n{role}: {counted(found.people, 'person')}", style="bold"))
    for word, moves in (("comes into", found.comes), ("goes out of", found.goes)):
        for move in moves:
            out.print(Text(f"  {word} the first ten: {_moved(move)}"))
    if not found.comes:
        out.print("  the first ten are the same people")
    table = Table(box=None, title="what it does to whom", title_justify="left")
    for name in ("group", "", "people", "places up or down, mean", "of the first ten: before", "after"):
        table.add_column(name, justify="left" if name in ("group", "") else "right")
    for one in found.groups:
        table.add_row(
            one.what, one.label, str(one.people), f"{one.rise:+.1f}", str(one.first_before), str(one.first_after)
        )
    out.print(table)


def _moved(move: Move) -> str:
    return f"{move.name} ({move.person_id}), place {move.before} to {move.after}"


@group.command("list")
def list_weights(as_document: JsonOption = False, home: HomeOption = None) -> None:
    """List the weights there are: the shipped ones, then those of this home, the ones in force marked."""
    place = Home(settings_for(home).home)
    past = adopted.history(place)
    current = (past or [SHIPPED_NAME])[-1]
    rows = [(name, adopted.named(place, name)) for name in (SHIPPED_NAME, *adopted.kept(place))]
    if as_document:
        print_json(
            [{"name": name, "in_force": name == current, **one.model_dump(exclude_none=True)} for name, one in rows]
        )
        return
    _print_weights(*(one for _, one in rows))
    for name, one in rows:
        typer.echo(f"{'in force: ' if name == current else '          '}{_said(one)}")
    typer.echo(f"adopted, oldest first: {', '.join(past) or 'none'}")


def _said(weights: Weights) -> str:
    if weights.version == SHIPPED.version:
        return f"{weights.version} (shipped)"
    found = weights.validation
    gain = "not validated" if not found else "a gain" if found.has_gain else "no gain shown"
    return f"{weights.version} ({gain}; {weights.learned_from or 'made by hand'})"


@group.command()
def revert(
    to_shipped: Annotated[bool, typer.Option("--to-shipped", help="The shipped weights, not those before.")] = False,
    home: HomeOption = None,
) -> None:
    """Put the weights in force that were so before the last adoption, or the shipped ones."""
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        now = adopted.revert(house.home, to_shipped=to_shipped)
        with house.warehouse() as warehouse:
            roles = [row["role"] for row in ranked_roles(warehouse)]
    typer.echo(f"{now.version} is in force; {_again(roles)}", err=True)
