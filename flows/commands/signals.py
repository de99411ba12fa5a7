"""signals: one repository's evidence and facts, so that anyone can judge them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.options import JsonOption, settings_for
from flows.shown.shortlist import print_json, print_rows
from flows.signals import Looked, look_at
from sourcing.errors import RepositoryError
from sourcing.git.address import Target
from sourcing.records import Evidence

app = typer.Typer(rich_help_panel="Look")


@app.command()
def signals(
    repository: Annotated[str, typer.Argument(metavar="PATH_OR_URL", help="A Git repository.")],
    commit: Annotated[str | None, typer.Option("--commit", help="At this commit, else at HEAD.")] = None,
    as_document: JsonOption = False,
) -> None:
    """Show what one repository proves: its yes/no facts, and each kind of evidence with the line that shows it."""
    looked = look_at(Target(location=repository, commit=commit), settings=settings_for(None))
    if looked is None:
        raise RepositoryError(f"{repository} has no commits", remedy="name a repository with a history")
    if as_document:
        print_json(_document(looked))
        return
    print_rows([{**looked.facts.answers}])
    print_rows([{**looked.facts.shares}])
    if looked.found.evidence:
        print_rows([_short(row) for row in _clearest(looked.found.evidence)])
    else:
        typer.echo(
            "no evidence: the history that was read names nobody who wrote these files; a shallow clone hides who did"
        )
    print_rows(
        [{"signal": one.signal, "outcome": str(one.outcome), "reason": one.reason} for one in looked.found.answers]
    )


def _document(looked: Looked) -> dict[str, Any]:
    return {
        "repository": looked.snapshot.repository.name,
        "commit": looked.snapshot.commit,
        **looked.facts.answers,
        **looked.facts.shares,
        "answers": [
            {"signal": one.signal, "outcome": one.outcome, "value": one.value, "reason": one.reason}
            for one in looked.found.answers
        ],
        "evidence": [_row(row) for row in looked.found.evidence],
    }


def _row(row: Evidence) -> dict[str, Any]:
    return {
        "signal": row.signal,
        "kind": row.kind,
        "detail": row.detail,
        "skills": row.skills,
        "account": row.account.key,
        "value": row.value,
        "own_value": row.own_value,
        "unit": row.unit,
        "authored_share": row.authored_share,
        "path": row.path,
        "line": row.line,
        "link": row.link,
        "observed_at": row.observed_at,
    }


def _short(row: Evidence) -> dict[str, Any]:
    return {
        "signal": row.signal,
        "kind": row.kind,
        "detail": row.detail,
        "where": f"{row.path or row.commit[:12]}:{row.line or ''}",
    }


def _clearest(rows: tuple[Evidence, ...]) -> list[Evidence]:
    """One row for each signal, kind and skills: that of the account whose part of it all is largest."""
    best: dict[tuple[str, str, tuple[str, ...]], Evidence] = {}
    for row in rows:
        key = (row.signal, row.kind, row.skills)
        if key not in best or row.own_value > best[key].own_value:
            best[key] = row
    return list(best.values())
