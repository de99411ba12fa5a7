"""What somebody has beside repositories: accounts with the reason of each join, what they published, and whom nobody joined yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from flows.shown.shortlist import Row, console, print_list
from warehouse.connection import Warehouse
from warehouse.published import shown

MOST = 12  # artifacts that are printed


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """A person's accounts, open claims and artifacts, as the published file has them."""

    accounts: Sequence[Row]
    claims: Sequence[Row]
    artifacts: Sequence[Row]

    def document(self) -> dict[str, Any]:
        """The same as a document."""
        return {"accounts": self.accounts, "claims": self.claims, "artifacts": self.artifacts}


def elsewhere(published: Warehouse, person_id: str) -> Elsewhere:
    """What a person has beside repositories."""
    return Elsewhere(
        accounts=shown.accounts(published, person_id),
        claims=shown.account_claims(published, person_id),
        artifacts=shown.artifacts(published, person_id),
    )


def print_elsewhere(one: Elsewhere) -> None:
    """Prints accounts, artifacts and claims; nothing where a person is known from repositories alone."""
    out = console()
    if one.artifacts:
        out.print(Text("\nPublished elsewhere", style="bold"))
        for row in one.artifacts[:MOST]:
            out.print(Text(f"  {_artifact(row)}"))
            out.print(Text(f"      {row['link']}", style="dim"))
        if len(one.artifacts) > MOST:
            out.print(Text(f'  and {len(one.artifacts) - MOST} more (`sourcing sql "FROM artifacts"`)'))
    print_list(out, "Accounts, and why they are taken for this person's", list(_accounts(one.accounts)))
    print_list(out, "On the terms of their sites", list(_terms(one.accounts)))
    print_list(out, "Named by them and not named back: nobody's until a human accepts it", list(_claims(one.claims)))


def _artifact(row: Row) -> str:
    """What it is, since when, and what its site counts of it."""
    when = row["changed_at"] or row["made_at"]
    head = f"{row['kind']} {row['title']} ({row['relation']}{f', {when:%B %Y}' if when else ''})"
    return ", ".join([head, *counted_and_stated(row)])


def counted_and_stated(artifact: Row) -> list[str]:
    """What its site counts of an artifact, and which parts of a description it has."""
    counted = [f"{count:,} {name}" for name, count in (artifact["measures"] or {}).items()]
    return [*counted, f"states {' and '.join(artifact['states'])}"] if artifact["states"] else counted


def _accounts(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row["site"] != "git":
            yield f"{row['url'] or row['account']}: {row['reason']}"


def _terms(rows: Sequence[Row]) -> Iterator[str]:
    """What has to be shown beside what a site tells, each once."""
    for site, terms in sorted({(row["site"], row["terms"]) for row in rows if row["terms"]}):
        yield f"{site}: {terms}"


def _claims(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield f"{row['url']}: {where_claimed(row)}"


def where_claimed(claim: Row) -> str:
    """How and where an account is named that does not name back, and why it needs care."""
    careful = f"; careful: {claim['conflict']}" if claim["conflict"] else ""
    return f"{claim['kind']} on {claim['seen_at']}{careful}"
