"""shortlist, explain, compare, kit, review, sql: reading what was published, also while a run is writing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, published
from flows.reference import Reference, print_reference
from flows.shown import as_json, print_csv, print_json, print_rows, print_shortlist
from flows.shown_elsewhere import Elsewhere, print_elsewhere
from flows.shown_kit import print_kit, work_to_ask_about
from flows.shown_pair import print_comparison
from flows.shown_people import print_person
from flows.standing import differences_as_json, outlook, outlook_as_json, person_as_json, standing
from ranking.change import differences
from ranking.interview import kit
from ranking.role import find_role
from sourcing.errors import UsageError
from sourcing.records import Level
from warehouse import shown
from warehouse.review import write_review

app = typer.Typer()


def role_name(role: str) -> str:
    """The name of a role given by name or by file; a file that was ranked need not be there any more."""
    if not (role.endswith(".toml") or "/" in role):
        return role
    return find_role(role, folder=ROLES).spec.name


@app.command()
def shortlist(
    role: RoleArgument,
    top: Annotated[int, typer.Option(min=1, help="How many to show.")] = 10,
    everyone: Annotated[bool, typer.Option("--all", help="Show every ranked person.")] = False,
    eligible: Annotated[
        bool, typer.Option("--eligible", help="Leave out who declares what a condition excludes; unknown stay.")
    ] = False,
    level: Annotated[Level | None, typer.Option(help="Leave out whose level is below this one.")] = None,
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show a role's latest shortlist, best first."""
    with published(home) as warehouse:
        name = role_name(role)
        rows = shown.shortlist(warehouse, name, most=None if everyone else top, eligible=eligible, level=level)
        ineligible = shown.left_out(warehouse, name, eligible=True) if eligible else None
        below = shown.left_out(warehouse, name, level=level) if level else None
        ranked = next(one for one in shown.roles(warehouse) if one["role"] == name)
    if as_document:
        print_json([as_json(row) for row in rows])
    else:
        print_shortlist(rows, title=ranked["title"])
    if ranked["read_closely"]:
        typer.echo(f"read closely: {ranked['read_closely']} people held, the nearest by a first look at all", err=True)
    if ineligible is not None:
        typer.echo(f"left out: {ineligible} who declare what a condition excludes; unknown stay", err=True)
    if below is not None:
        typer.echo(f"left out: {below} whose work shows less than `{level}` in what was read", err=True)


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
        reference = Reference(
            work=shown.work(warehouse, who),
            evidence=shown.evidence(warehouse, who),
            team=shown.team(warehouse, who),
            claims=shown.claims(warehouse, who),
            met=shown.met(warehouse, who),
        )
        elsewhere = Elsewhere(
            accounts=shown.accounts(warehouse, who),
            claims=shown.account_claims(warehouse, who),
            artifacts=shown.artifacts(warehouse, who),
        )
    if as_document:
        held = {
            "evidence": reference.evidence,
            "team": reference.team,
            "claims": reference.claims,
            "met": reference.met,
        }
        told = {"conditions": conditions, "would_change": outlook_as_json(ahead)}
        print_json({**person_as_json(one), **told, **held, "elsewhere": elsewhere.document(), "not_known": unknown})
    else:
        print_person(one, person=known, outlook=ahead, unknown=unknown, conditions=conditions)
        print_reference(reference)
        print_elsewhere(elsewhere)


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
    out: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    home: HomeOption = None,
) -> None:
    """Write the review sheet: every ranked, non-suppressed person with reasons, for deciding inside the team."""
    with published(home) as warehouse:
        rows = write_review(warehouse, role_name(role), out)
    typer.echo(f"{out}: {rows} people, for review inside the team", err=True)


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
