"""A person's work as an engineer's reference would tell it: where, what, how much of it theirs, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from flows.shown.shortlist import Row, console, print_list
from warehouse.connection import Warehouse
from warehouse.published import shown

_REPOSITORIES, _LINES = 8, 12  # repositories shown, lines of each
_LANGUAGES_AND_LIBRARIES = "libraries"
_ASIDE = frozenset({"example", "course", "declared", "documented", "development"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What is told: work by repository, all evidence, what the team shows beside it, what the person says."""

    work: Sequence[Row]
    evidence: Sequence[Row]
    team: Sequence[Row]
    claims: Sequence[Row]
    met: Sequence[Row] = ()

    def document(self) -> dict[str, Sequence[Row]]:
        """The same as a document, without the work, of which all evidence tells."""
        return {"evidence": self.evidence, "team": self.team, "claims": self.claims, "met": self.met}


def reference(published: Warehouse, person_id: str) -> Reference:
    """The reference of a person, as the published file has it."""
    return Reference(
        work=shown.work(published, person_id),
        evidence=shown.evidence(published, person_id),
        team=shown.team(published, person_id),
        claims=shown.claims(published, person_id),
        met=shown.met(published, person_id),
    )


def print_reference(told: Reference) -> None:
    """Prints the reference, repositories with most commits first."""
    out = console()
    by_repository: dict[str, list[Row]] = defaultdict(list)
    for row in told.evidence:
        by_repository[row["repository"]].append(row)
    told_of = [work for work in told.work if work["repository"] in by_repository][:_REPOSITORIES]
    if told_of:
        out.print(Text("\nThe work, repository by repository", style="bold"))
    for work in told_of:
        out.print(Text(f"  {_head(work)}", style="bold cyan"))
        lines = list(_lines(by_repository[work["repository"]]))
        for line, link in lines[:_LINES]:
            out.print(Text(f"    {line}"))
            out.print(Text(f"        {link}", style="dim"))
        if len(lines) > _LINES:
            out.print(Text(f"    and {len(lines) - _LINES} more kinds of evidence: see --json", style="dim"))
    print_list(out, "In the same repositories, the work of others (not counted)", [_team(row) for row in told.team])
    says = [f"{row['skill']} ({', '.join(row['said_in'])})" for row in told.claims if not row["is_shown"]]
    print_list(out, "Says so; no own code found that shows it", says)
    borne_out = [row["skill"] for row in told.claims if row["is_shown"]]
    print_list(out, "Says so, and own code shows it", [", ".join(borne_out)] if borne_out else [])
    print_list(
        out,
        "Noted by a sourcer (no part of the score; the person may ask to read it)",
        [_noted(row) for row in told.met],
    )


def _noted(row: Row) -> str:
    when = f"met on {row['met_on']:%Y-%m-%d}, " if row["met_on"] else ""
    return f"{row['note'] or 'met'} ({when}{row['lawful_basis']}; {row['seen_at']})"


def _head(work: Row) -> str:
    span = f", {work['first_at']:%B %Y} to {work['last_at']:%B %Y}" if work["first_at"] else ""
    course = ", course material" if work["place"] == "course" else ""
    return f"{work['name']}: {work['commits']} of {work['all_commits']} commits{span}{course}"


def _lines(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """One line a kind of evidence, with its link: what weighs most first, skills of libraries gathered at the end."""
    libraries = [row for row in rows if row["signal"] == _LANGUAGES_AND_LIBRARIES]
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["signal"] != _LANGUAGES_AND_LIBRARIES:
            kinds[row["signal"], row["kind"]].append(row)
    told = [(max(group, key=lambda row: (row["own_value"], row["evidence_id"])), group) for group in kinds.values()]
    told.sort(key=lambda pair: (_weight(pair[0]), -pair[0]["own_value"], pair[0]["evidence_id"]))
    for best, group in told:
        yield (
            _line(best, own=sum(row["own_value"] for row in group), whole=sum(row["value"] for row in group)),
            best["link"],
        )
    if libraries:
        best = max(libraries, key=lambda row: (row["own_value"], row["evidence_id"]))
        mine = sorted(libraries, key=lambda row: (-row["own_value"], row["kind"]))[:12]
        yield f"code with {', '.join(dict.fromkeys(row['kind'] for row in mine))}", best["link"]


def _weight(row: Row) -> int:
    """What is told first: product code, then habits of committing, then examples, course work and mere counts."""
    if row["kind"] in _ASIDE or row["signal"] == "notebooks":
        return 2
    return 1 if row["path"] is None else 0


def _line(row: Row, *, own: float, whole: float) -> str:
    """What, how much, how much of it theirs, when."""
    when = f", last {row['observed_at']:%B %Y}" if row["observed_at"] and row["path"] else ""
    if row["path"] is None:
        return f"{row['signal'].replace('_', ' ')}: {row['detail']}"
    amount = f"{own:.3g} of {whole:.3g} {row['unit']}"
    name = f"{row['signal']}, {row['kind']}".replace("_", " ")
    return f"{name}: {row['detail']} ({row['authored_share']:.0%} of the changes to it; in all {amount} theirs{when})"


def _team(row: Row) -> str:
    return f"{row['name']}: {', '.join(signal.replace('_', ' ') for signal in row['signals'])}"
