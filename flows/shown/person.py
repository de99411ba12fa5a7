"""One person of a shortlist as a recruiter reads them on a terminal: the sum, the evidence, what would change the rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.shown.shortlist import Row, console, contested, margin, print_list
from flows.shown.standing import FIRST, Outlook, Standing
from ranking.change import LEAST, Asked
from sourcing.numbers import counted

_NOT_A_NO = "This says what was found, not what a person can do: work that is not public cannot be seen."


def print_person(
    one: Standing, *, person: Row, outlook: Outlook, unknown: Sequence[Row], conditions: Sequence[Row]
) -> None:
    """Prints why a person stands where they stand: the sum, the evidence with links, what is missing, what would change the rank."""
    out, row = console(), one.row
    head = f"{row['display_name']}: rank {row['rank']} for {row['role']}, {row['score']:.1f}{margin(row)} of 100, {row['band']}"
    out.print(Text.assemble((head, "bold"), (f"  ({said})" if (said := contested(row)) else "", "bold yellow")))
    out.print(work_read(person))
    out.print(f"of the questions asked, {row['coverage']:.0%} could be looked at (yes or no)")
    out.print(Text(f"{row['person_id']}  {' '.join(row['accounts'])}  {' '.join(row['profiles'])}\n"))
    _print_beside(out, row, conditions)
    out.print(_sum(one))
    out.print(Text("\nEvidence", style="bold"))
    for said, link in evidence(one.reasons) or [("none found in what was read", "")]:
        out.print(Text(f"  {said}"))
        if link:
            out.print(Text(f"      {link}", style="dim"))
    gaps = [reason["sentence"] for reason in one.reasons if not reason["link"]]
    print_list(out, "Not shown by what was read (this is not a no)", gaps)
    print_list(out, "What would change the rank", [*outlook_lines(one, outlook), _NOT_A_NO])
    why = dict.fromkeys(reason["why"] for reason in one.reasons if reason["why"])
    print_list(out, f"Why this evidence matters for {row['role']}", list(why))
    print_list(out, "Could not be looked at", _unknown(unknown))


def _print_beside(out: Console, row: Row, conditions: Sequence[Row]) -> None:
    """What is no part of the score: the level with its proof, and the role's conditions with the words they rest on."""
    if row["level"]:
        wanted = f" (the role asks for: {row['asked_level']})" if row["asked_level"] else ""
        out.print(Text(f"Level: at least {row['level_says']}{wanted}"))
        if row["level_link"]:
            out.print(Text(f"      {row['level_link']}", style="dim"))
    for one in conditions:
        out.print(Text(f"{one['condition']}: {one['answer']} ({one['says']})"))
    if row["level"] or conditions:
        out.print("")


def work_read(person: Row) -> str:
    """How much of somebody's work was read, and from when to when it is."""
    commits, repositories = counted(person["commits"], "commit"), counted(person["repositories"], "repository")
    return f"{commits} in {repositories} read, {_span(person)}"


def _span(person: Row) -> str:
    """From when to when somebody committed."""
    if not person["first_active"]:
        return "dates unknown"
    first, last = (f"{person[name]:%B %Y}" for name in ("first_active", "last_active"))
    return first if first == last else f"{first} to {last}"


def evidence(reasons: Sequence[Row]) -> list[tuple[str, str]]:
    """Each line of evidence once, with its link: which requirements it stands for, and what it says."""
    found: dict[tuple[str, str], list[str]] = {}
    for reason in reasons:
        if reason["link"]:
            label, said = halves(reason)
            found.setdefault((said, reason["link"]), []).append(label)
    return [(f"{', '.join(labels)}: {said}", link) for (said, link), labels in found.items()]


def halves(reason: Row) -> tuple[str, str]:
    """What a reason's sentence is about, and what it says of it."""
    label, _, said = reason["sentence"].partition(": ")
    return label, said


def outlook_lines(one: Standing, outlook: Outlook) -> Iterator[str]:
    """What would change a rank, in plain sentences."""
    row = one.row
    yield from _gaps(row, outlook)
    if outlook.lag:
        lag = outlook.lag
        yield f"Furthest behind the mean of the first {FIRST} in {lag.part}: {lag.points:.1f} points where they have {lag.mean:.1f}"
    if outlook.skills:
        yield "Were one of these shown as strongly as can be, all else as it is:"
    for change, rank in outlook.skills or ():
        skill = change.asked
        kind = "must-have" if skill.is_must_have else "nice-to-have"
        yield f"  {skill.skill} ({kind}, {found(skill)}): {change.points:.1f} points more, {_moves(row['rank'], rank)}"
    if outlook.skills is None:
        yield "What the skills would give is not known: rank the role again"
    if outlook.still_open:
        parts = [f"{rest.part} {rest.points:.1f} of {rest.weight:g}" for rest in outlook.still_open]
        yield f"Points still open elsewhere: {', '.join(parts)}"
    if outlook.support:
        held = outlook.support
        yield (
            f"Rests most on: {held['detail']} ({held['repository']}): without this one row {held['points']:.1f} points less, "
            f"{_moves(row['rank'], held['rank'])}"
        )
        yield f"    {held['link']}"


def _gaps(row: Row, outlook: Outlook) -> Iterator[str]:
    """How far it is to the next above and below, and to the end of the first ten."""
    above, below, last = (outlook.neighbours[name] for name in ("above", "below", "last_of_first"))
    if above:
        yield f"To rank {above['rank']} ({above['display_name']}): {_apart(above['score'] - row['score'], is_tie=row['is_tie'])}"
    if below:
        yield f"Ahead of rank {below['rank']} ({below['display_name']}): {_apart(row['score'] - below['score'], is_tie=below['is_tie'])}"
    if last and last not in (above, below) and last["rank"] != row["rank"]:
        apart = row["score"] - last["score"]
        way = "Ahead of" if apart >= 0 else "To"
        yield f"{way} rank {last['rank']}, the last of the first {FIRST}: {_apart(abs(apart), is_tie=False)}"


def _apart(points: float, *, is_tie: bool) -> str:
    said = f"{points:.1f} points" if points >= LEAST else "less than 0.1 points"
    return f"{said}, a tie: less than the margins can tell apart" if is_tie else said


def found(skill: Asked) -> str:
    """How far an asked skill is shown, in words."""
    if skill.found_in == "evidence":
        return f"shown at {skill.strength:.2f}"
    return f"only named, {skill.strength:.2f}" if skill.found_in else "nothing found"


def _moves(now: int, then: int) -> str:
    return f"rank {then} instead of {now}" if then != now else f"still rank {now}"


def _unknown(rows: Sequence[Row]) -> list[str]:
    """One line for each reason, with the repositories in which it holds."""
    where: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        where.setdefault((one["signal"], one["reason"]), []).append(one["repository"])
    return [f"{signal}: {reason} ({', '.join(names)})" for (signal, reason), names in where.items()]


def _sum(one: Standing) -> Table:
    table = Table(title="The score is the sum of its parts", title_justify="left", box=None, pad_edge=False)
    for name in ("part", "value", "× weight", "= points", "from"):
        table.add_column(name, justify="left" if name in ("part", "from") else "right")
    for part in one.parts:
        numbers = (f"{part['value']:.2f}", f"{part['weight']:g}", f"{part['points']:.1f}")
        table.add_row(part["part"], *numbers, part["note"])
    table.add_row("score", "", "", f"{one.row['score']:.1f}", "", style="bold")
    return table
