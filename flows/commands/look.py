"""shortlist, explain, review, sql: reading what was published, also while a run is writing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import ROLES, HomeOption, JsonOption, RoleArgument, published
from flows.reference import Reference, print_reference
from flows.shown import as_json, print_json, print_person, print_rows, print_shortlist
from ranking.role import find_role
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
    as_document: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show a role's latest shortlist, best first."""
    with published(home) as warehouse:
        name = role_name(role)
        rows = shown.shortlist(warehouse, name, most=None if everyone else top)
        title = next(one["title"] for one in shown.roles(warehouse) if one["role"] == name)
    if as_document:
        print_json([as_json(row) for row in rows])
    else:
        print_shortlist(rows, title=title)


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
        reference = Reference(
            work=shown.work(warehouse, who),
            evidence=shown.evidence(warehouse, who),
            team=shown.team(warehouse, who),
            claims=shown.claims(warehouse, who),
        )
    if as_document:
        held = {"evidence": reference.evidence, "team": reference.team, "claims": reference.claims}
        print_json({**as_json(row), "parts": parts, "reasons": reasons, **held, "not_known": unknown})
    else:
        print_person(row, person=known, parts=parts, reasons=reasons, unknown=unknown)
        print_reference(reference)


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
