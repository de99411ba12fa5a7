"""role: a role spec made from a job description, looked over, and turned into what other tools and interviews need."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.held_people import held
from flows.opening import open_house
from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, settings_for, text_in, voice
from flows.roles import schema as role_schema
from flows.roles import write_role
from flows.shown.shortlist import console, print_json
from ranking.encoder import Encoder
from ranking.pool import costs, edited, edits
from ranking.role import find_role, parse_role, templates
from ranking.role import template as shipped
from ranking.specs.advice import Failure, Stage, advise
from ranking.specs.lint import objections
from ranking.specs.posting import Posting, draft, read, remarks
from ranking.specs.queries import queries
from sourcing.errors import UsageError
from sourcing.keyed import folded
from sourcing.numbers import counted
from sourcing.records import Archetype
from sourcing.skills import catalogue

app = typer.Typer(rich_help_panel="Roles")
group = typer.Typer(name="role", help="Make, check and use role specs.", no_args_is_help=True)
app.add_typer(group)

PostingArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="A text file, `-` for standard input, or a line of text.")
]


@group.command("from-text")
def from_text(
    posting: PostingArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="The .toml file to write; without it the spec is printed.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The role's name; without it that of the file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    home: HomeOption = None,
) -> None:
    """Make a role spec from a job description: skills with the words they came from, archetype and specialisation."""
    if out and out.exists() and not force:
        raise UsageError(f"{out} exists already", remedy="name another file, or give --force")
    settings = settings_for(home)
    encoder = Encoder(settings.model, sha256=settings.expected_sha256, store={}, threads=settings.threads)
    found = read(_text(posting), encoder=encoder)
    text = draft(found, name=name or _slug(out.stem if out else found.title))
    parse_role(text, where=str(out or "the draft"))
    for remark in remarks(found):
        typer.echo(remark, err=True)
    if out:
        _say(found)
        _write(out, text)
    else:
        typer.echo(text, nl=False)


def _text(posting: str) -> str:
    """The job description: of standard input, of a file, or the words themselves where they are no file's name."""
    if posting == "-":
        return sys.stdin.read()
    path = Path(posting)
    if " " in posting.strip() and not path.suffix:
        return posting
    return text_in(path, remedy="name a UTF-8 text file, or give the words in quotes")


def _write(out: Path, text: str) -> None:
    write_role(out, text)
    typer.echo(f"wrote {out}; next: sourcing role check {out}", err=True)


def _slug(title: str) -> str:
    said = folded(re.sub(r"\((?:\w/){1,3}\w\)", "", title))  # without "(m/f/x)"
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in said).split()
    return "-".join(words)[:60].strip("-") or "role"


def _say(found: Posting) -> None:
    """What was read, and from which words, on stderr."""
    for one in Archetype:
        words = ", ".join(found.told[one][:6])
        typer.echo(f"{one} {found.archetypes[one]:.0%}" + (f" (from: {words})" if words else ""), err=True)
    for domain, share in sorted(found.specialisations.items(), key=lambda pair: (-pair[1], pair[0])):
        if share >= 0.1:
            typer.echo(f"specialisation {domain} {share:.0%}", err=True)


@group.command()
def check(
    role: RoleArgument,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Say what is wrong with a role spec: which words, why, and what to write instead. Exit code 1 where there is something."""
    spec = find_role(role, folder=ROLES).spec
    found = objections(spec, today=settings_for(home).now().date())
    if as_document:
        print_json([one._asdict() for one in found])
    else:
        out = console()
        for one in found:
            out.print(
                Text.assemble((f"{one.key}: {one.words}", "bold"), f"\n    {one.why}\n    instead: {one.instead}")
            )
        out.print(f"{counted(len(found), 'objection')} to {spec.name}")
    if found:
        raise typer.Exit(1)


@group.command()
def pool(role: RoleArgument, as_document: JsonOption = False, home: HomeOption = None) -> None:
    """Show, per must-have, how many of the people held show it, and how many meet all the others but not this one."""
    spec = find_role(role, folder=ROLES).spec
    with voice() as progress, open_house(settings_for(home), progress=progress) as house, held(house) as everyone:
        rows, whole = costs(everyone.people, spec, as_of=everyone.as_of)
    if as_document:
        print_json({"people": len(everyone.people), "meet_all": whole, "must_have": [row._asdict() for row in rows]})
        return
    table = Table(box=None)
    for column in ("must-have", "people who show it", "who return without it"):
        table.add_column(column)
    for row in rows:
        table.add_row(row.skill, str(row.shown), str(row.return_without))
    out = console()
    out.print(table)
    out.print(f"{whole} of {counted(len(everyone.people), 'person')} held show all of them; not shown does not mean no")


@group.command()
def calibrate(
    role: RoleArgument,
    like: Annotated[list[str], typer.Option("--like", help="Somebody the role should find; may be repeated.")],
    unlike: Annotated[
        list[str] | None, typer.Option("--unlike", help="Somebody it should not; may be repeated.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Propose changes of a role from examples, in words, with the places of the examples before and after. Nothing is changed."""
    spec = find_role(role, folder=ROLES).spec
    with voice() as progress, open_house(settings_for(home), progress=progress) as house, held(house) as everyone:
        wanted, not_wanted = ([everyone.named(key) for key in keys] for keys in (like, unlike or []))
        found = edits(spec, like=wanted, unlike=not_wanted, everyone=everyone.people, as_of=everyone.as_of)
        orders = [
            {entry.person_id: entry.rank for entry in everyone.ranked(one).entries}
            for one in (spec, edited(spec, found))
        ]
    out = console()
    for edit in found:
        out.print(f"{_CHANGES[edit.change].format(edit.what)}: {edit.why}")
    if not found:
        out.print("nothing to change: the examples show what the role asks for")
    for key, person in zip([*like, *(unlike or [])], [*wanted, *not_wanted], strict=True):
        before, after = (order.get(person.person_id, f"beyond {len(order)}") for order in orders)
        out.print(f"{key}: place {before} now, {after} with the changes")


_CHANGES = {
    "add": "add {!r} to nice_to_have",
    "demote": "move {!r} from must_have to nice_to_have",
    "archetype": 'set archetype = "{}"',
}


@group.command("list")
def list_templates() -> None:
    """Show the role specs there are: your own in roles/, then the templates."""
    table = Table(box=None)
    for column in ("name", "title", "archetype", "specialisation", "from"):
        table.add_column(column)
    own = sorted(file.stem for file in ROLES.glob("*.toml"))
    for name, source in (
        *((name, "roles/") for name in own),
        *((name, "template") for name in templates() if name not in own),
    ):
        spec = find_role(name, folder=ROLES).spec
        table.add_row(name, spec.title, spec.archetype, spec.specialisation, source)
    console().print(table)


@group.command()
def new(
    template: Annotated[str, typer.Argument(help="The template to start from.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="The .toml file to write; roles/TEMPLATE.toml by default.")
    ] = None,
) -> None:
    """Copy a template to a file of your own."""
    out = out or ROLES / f"{template}.toml"
    if out.exists():
        raise UsageError(f"{out} exists already", remedy="name another file")
    text = shipped(template).text.replace(f'name = "{template}"', f'name = "{_slug(out.stem)}"', 1)
    _write(out, text)


@group.command("queries")
def strings(role: RoleArgument, as_document: JsonOption = False) -> None:
    """Print what the role is called elsewhere, and search strings for other tools."""
    found = queries(find_role(role, folder=ROLES).spec)
    if as_document:
        print_json(found._asdict())
        return
    out = console()
    for name, text in (
        ("titles that hide the same work", ", ".join(found.titles)),
        ("Boolean string", found.boolean),
        ("GitHub", found.github),
    ):
        out.print(Text.assemble((f"{name}\n", "bold"), f"  {text}"))


@group.command("advise")
def advice(
    stage: Annotated[
        Stage, typer.Option(help="How far the team's models are.", prompt="Stage (unclear, one-live, several)")
    ],
    failure: Annotated[
        Failure,
        typer.Option(
            help="What goes wrong next if nobody is hired.", prompt="Next failure (wrong-model, never-ships, decays)"
        ),
    ],
) -> None:
    """Say which archetypes the team needs, the most needed first: one role spec for each, never one for all."""
    out = console()
    for number, one in enumerate(advise(stage, failure), 1):
        fitting = [name for name in templates() if name.endswith(f"-{one.archetype}")]
        out.print(
            Text.assemble((f"{number}. {one.archetype}: ", "bold"), f"{one.why}\n   templates: {', '.join(fitting)}")
        )
    out.print(
        "Write one spec for each; who is strong at two of them is rare, and a spec that asks for both finds nobody."
    )


@group.command()
def schema() -> None:
    """Print the JSON schema of role specs; role files that are written here name it in their first line, for editors."""
    print_json(role_schema())


@group.command()
def skills() -> None:
    """List the skills that evidence can show, with their other names."""
    for skill in catalogue().values():
        typer.echo(skill.name + (f" ({', '.join(skill.aliases)})" if skill.aliases else ""))
