"""shortlist, explain, compare, kit, review, sql: reading what was published, also while a run is writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, published, settings_for
from flows.reference import print_reference, reference
from flows.shown.elsewhere import elsewhere, print_elsewhere
from flows.shown.kit import print_kit, work_to_ask_about
from flows.shown.pair import print_comparison
from flows.shown.person import print_person
from flows.shown.shortlist import Row, as_json, console, print_csv, print_json, print_list, print_rows, print_shortlist
from flows.shown.standing import differences_as_json, outlook, outlook_as_json, person_as_json, standing
from flows.shown.team import print_said
from ranking.change import differences
from ranking.interview import kit
from ranking.role import find_role
from sourcing.errors import UsageError
from sourcing.numbers import counted
from sourcing.records import Level
from warehouse.connection import Warehouse
from warehouse.handing.ledger import delete_by
from warehouse.handing.review import named, write_review
from warehouse.published import shown
from warehouse.rights import notices
from warehouse.team import said as team

app = typer.Typer(rich_help_panel="Look")


def role_name(role: str) -> str:
    """The name of a role given by name or by file; a file that was ranked need not be there any more."""
    if not (role.endswith(".toml") or "/" in role):
        return role
    return find_role(role, folder=ROLES).spec.name


def people_of(home: Path | None, role: str, people: Sequence[str]) -> list[str]:
    """The ids of people of a shortlist, each once, in the order they are named. Errors: UnknownPersonError, RoleError."""
    with published(home) as warehouse:
        name = role_name(role)
        return list(dict.fromkeys(shown.find_person(warehouse, name, person)["person_id"] for person in people))


@app.command()
def shortlist(
    role: RoleArgument,
    top: Annotated[int, typer.Option(min=1, help="How many to show.")] = 10,
    everyone: Annotated[bool, typer.Option("--all", help="Show every ranked person.")] = False,
    eligible: Annotated[
        bool, typer.Option("--eligible", help="Leave out who declares what a condition excludes; unknown stay.")
    ] = False,
    level: Annotated[Level | None, typer.Option(help="Leave out whose level is below this one.")] = None,
    decided: Annotated[
        bool, typer.Option("--decided", help="Show those on whom somebody decided, in place of the others.")
    ] = False,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show who is to be looked at of a role's latest shortlist, best first; who was decided on is only counted."""
    asked: dict[str, Any] = {"eligible": eligible, "level": level, "today": settings_for(home).now().date()}
    with published(home) as warehouse:
        name = role_name(role)
        most, wanted = (None, None) if everyone else (top, not decided)
        rows = shown.shortlist(warehouse, name, most=most, to_look_at=wanted, **asked)
        folded = {} if everyone else shown.stages(warehouse, name, to_look_at=decided, **asked)
        ranked = next(one for one in shown.roles(warehouse) if one["role"] == name)
        lines = [_folded_line(folded, decided=decided), *_left_out(warehouse, ranked, eligible=eligible, level=level)]
    if as_document:
        print_json([as_json(row) for row in rows])
    else:
        print_shortlist(rows, title=ranked["title"])
    for line in filter(None, lines):
        typer.echo(line, err=True)


def _left_out(warehouse: Warehouse, ranked: Row, *, eligible: bool, level: Level | None) -> Iterator[str]:
    """Who is not in a list of a ranked role at all, and why."""
    role = ranked["role"]
    yield _hidden_line(team.hidden(warehouse, role))
    if ranked["read_closely"]:
        yield f"read closely: {ranked['read_closely']} people held, the nearest by a first look at all"
    if eligible:
        count = shown.left_out(warehouse, role, eligible=True)
        yield f"left out: {count} who declare what a condition excludes; unknown stay"
    if level:
        yield f"left out: {shown.left_out(warehouse, role, level=level)} whose work shows less than `{level}` in what was read"


def _folded_line(folded: Mapping[str, int], *, decided: bool) -> str:
    """How many are not shown, by stage; empty where there are none."""
    counts = ", ".join(f"{count} {stage}" for stage, count in folded.items())
    how = "without `--decided`" if decided else "`--decided` shows them"
    return f"not shown: {counts} ({how}; `--all` shows everybody)" if counts else ""


def _hidden_line(hidden: Mapping[str, int]) -> str:
    """How many people are in no list, and why; empty where there are none."""
    says = {"employee": "of your own employees", "off-limits": "who are off limits"}
    counts = ", ".join(f"{count} {says.get(kind, kind)}" for kind, count in hidden.items())
    return f"in no list: {counts}" if counts else ""


@app.command()
def explain(
    role: RoleArgument,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Rank, handle, profile URL or person id.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show why a person stands where they stand: the sum, the evidence with links, what is missing, what would change the rank."""
    with published(home) as warehouse:
        one = standing(warehouse, role_name(role), person)
        who = one.row["person_id"]
        known, unknown = shown.person(warehouse, who), shown.not_known(warehouse, who)
        conditions = shown.conditions(warehouse, one.row["role"], who)
        ahead = outlook(warehouse, one)
        work, beside = reference(warehouse, who), elsewhere(warehouse, who)
        said, notice = team.of_person(warehouse, who), notices.of_person(warehouse, who)
    if as_document:
        told = {"conditions": conditions, "would_change": outlook_as_json(ahead), **work.document()}
        rest = {"elsewhere": beside.document(), "team_says": said, "notice": notice, "not_known": unknown}
        print_json(person_as_json(one) | told | rest)
    else:
        print_person(one, person=known, outlook=ahead, unknown=unknown, conditions=conditions)
        print_reference(work)
        print_elsewhere(beside)
        print_said(said)
        today = settings_for(home).now().date()
        print_list(console(), "Told what is held of them", [notices.line(notice, today=today)])


@app.command()
def compare(
    role: RoleArgument,
    first: Annotated[str, typer.Argument(metavar="A", help="Rank, handle, profile URL or person id.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Rank, handle, profile URL or person id.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Set two people of a shortlist side by side: the sum, what decides, each skill, then each requirement with its evidence."""
    with published(home) as warehouse:
        name = role_name(role)
        pair = [standing(warehouse, name, who) for who in (first, second)]
        if pair[0].row["person_id"] == pair[1].row["person_id"]:
            raise UsageError(f"{first} and {second} are the same person", remedy="name two people")
        is_tie = shown.is_tie(warehouse, pair[0].row, pair[1].row)
    decides = differences([one.made_of for one in pair], [one.asked for one in pair])
    if as_document:
        between = {"is_tie": is_tie, "differences": differences_as_json(decides)}
        print_json({"people": [person_as_json(one) for one in pair], "decides": between})
    else:
        print_comparison(pair, decides=decides, is_tie=is_tie)


@app.command("kit")
def interview_kit(
    role: RoleArgument,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Rank, handle, profile URL or person id.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print an interview kit: the same scored core for everybody, probes for the archetype, this person's own work and gaps."""
    with published(home) as warehouse:
        one = standing(warehouse, role_name(role), person)
        built = [work["name"] for work in shown.work(warehouse, one.row["person_id"]) if work["place"] != "course"]
    spec = find_role(role, folder=ROLES).spec
    questions = kit(spec, shown=work_to_ask_about(one.reasons), gaps=one.asked, where=next(iter(built), None))
    if as_document:
        print_json({heading: [one._asdict() for one in asked] for heading, asked in questions.items()})
    else:
        print_kit(questions, title=f"{spec.title}: {one.row['display_name']} (rank {one.row['rank']})")


@app.command()
def review(
    role: RoleArgument,
    out: Annotated[
        Path, typer.Option("--out", help="The file to write: .xlsx (also without an ending), .csv, .jsonl, .parquet.")
    ],
    bom: Annotated[bool, typer.Option("--bom", help="Put a byte order mark before CSV, for Excel.")] = False,
    home: HomeOption = None,
) -> None:
    """Write the review sheet: everybody ranked who may be contacted, with reasons, for deciding inside the team. For another tool: `export`."""
    path = named(out)
    if bom and path.suffix.lower() != ".csv":
        raise UsageError("--bom is for CSV alone", remedy="leave it out, or end --out in .csv")
    with published(home) as warehouse:
        rows = write_review(warehouse, role_name(role), path, bom=bom, say=lambda line: typer.echo(line, err=True))
    settings = settings_for(home)
    until = delete_by(settings.now(), days=settings.export_days)
    typer.echo(f"{path}: {counted(rows, 'person')}, for review inside the team; delete it by {until}", err=True)


@app.command()
def sql(
    query: Annotated[
        str,
        typer.Argument(help="A query over people, shortlist, evidence, reasons and the other views of docs/sql.md."),
    ],
    as_document: JsonOption = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV; a value that a spreadsheet would run gets an apostrophe.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Run read-only SQL over the published file."""
    with published(home) as warehouse:
        rows = warehouse.query(query)
    if as_document and as_csv:
        raise UsageError("--json and --csv are two formats", remedy="choose one")
    if as_document:
        print_json(rows)
    elif as_csv:
        print_csv(rows)
    else:
        print_rows(rows)
