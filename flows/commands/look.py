"""shortlist, explain, compare, kit, review, sql: reading what was published, also while a run is writing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, published
from flows.reference import Reference, print_reference
from flows.shown import (
    as_json,
    console,
    print_comparison,
    print_json,
    print_list,
    print_person,
    print_rows,
    print_shortlist,
)
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
        title = next(one["title"] for one in shown.roles(warehouse) if one["role"] == name)
    if as_document:
        print_json([as_json(row) for row in rows])
    else:
        print_shortlist(rows, title=title)
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
    """Show why a person stands where they stand: the sum, the evidence with links, what is missing."""
    with published(home) as warehouse:
        row = shown.find_person(warehouse, role_name(role), person)
        who = row["person_id"]
        parts, reasons = shown.parts(warehouse, row["role"], who), shown.reasons(warehouse, row["role"], who)
        known, unknown = shown.person(warehouse, who), shown.not_known(warehouse, who)
        conditions = shown.conditions(warehouse, row["role"], who)
        reference = Reference(
            work=shown.work(warehouse, who),
            evidence=shown.evidence(warehouse, who),
            team=shown.team(warehouse, who),
            claims=shown.claims(warehouse, who),
        )
    if as_document:
        held = {"evidence": reference.evidence, "team": reference.team, "claims": reference.claims}
        told = {"parts": parts, "reasons": reasons, "conditions": conditions}
        print_json({**as_json(row), **told, **held, "not_known": unknown})
    else:
        print_person(row, person=known, parts=parts, reasons=reasons, unknown=unknown, conditions=conditions)
        print_reference(reference)


@app.command()
def compare(
    role: RoleArgument,
    first: Annotated[str, typer.Argument(metavar="A", help="Rank, handle, profile URL or person id.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Rank, handle, profile URL or person id.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Set two people of a shortlist side by side: each part of the sum, then each requirement with its evidence."""
    with published(home) as warehouse:
        name = role_name(role)
        rows = [shown.find_person(warehouse, name, who) for who in (first, second)]
        if rows[0]["person_id"] == rows[1]["person_id"]:
            raise UsageError(f"{first} and {second} are the same person", remedy="name two people")
        parts = [shown.parts(warehouse, name, row["person_id"]) for row in rows]
        reasons = [shown.reasons(warehouse, name, row["person_id"]) for row in rows]
    if as_document:
        each = zip(rows, parts, reasons, strict=True)
        print_json([{**as_json(row), "part_rows": part, "reason_rows": reason} for row, part, reason in each])
    else:
        print_comparison(rows, parts=parts, reasons=reasons)


@app.command("kit")
def interview_kit(
    role: RoleArgument,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Rank, handle, profile URL or person id.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print an interview kit: the same scored core for everybody, probes for the archetype, this person's own work and gaps."""
    with published(home) as warehouse:
        name = role_name(role)
        row = shown.find_person(warehouse, name, person)
        reasons = shown.reasons(warehouse, name, row["person_id"])
    spec = find_role(role, folder=ROLES).spec
    seen = [(one["requirement"], one["sentence"], one["link"]) for one in reasons if one["link"]]
    gaps = [one["requirement"] for one in reasons if not one["link"]]
    questions = kit(spec.archetype, plan=spec.interview, shown=seen, gaps=gaps)
    if as_document:
        print_json({heading: [one._asdict() for one in asked] for heading, asked in questions.items()})
        return
    out = console()
    out.print(Text(f"{spec.title}: {row['display_name']} (rank {row['rank']})", style="bold"))
    for heading, asked in questions.items():
        print_list(
            out,
            heading,
            [f"{one.text}\n      score: {one.scored}" + (f"\n      {one.link}" if one.link else "") for one in asked],
        )


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
    query: Annotated[str, typer.Argument(help="A query over people, shortlist, evidence and reasons.")],
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Run read-only SQL over the published file."""
    with published(home) as warehouse:
        rows = warehouse.query(query)
    if as_document:
        print_json(rows)
    else:
        print_rows(rows)
