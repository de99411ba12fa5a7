"""Two people of a shortlist side by side, as a recruiter reads them on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from flows.shown.person import found, halves
from flows.shown.shortlist import console, contested, margin, print_list
from flows.shown.standing import Standing
from ranking.change import Difference

_SKILLS, _ROWS = 3, 2  # skills named of a part, rows of evidence shown of a requirement


def print_comparison(pair: Sequence[Standing], *, decides: Sequence[Difference], is_tie: bool | None) -> None:
    """Prints two people: the sum part by part, what decides, how far each skill is shown, then the evidence of each requirement."""
    out = console()
    out.print(_sums(pair))
    print_list(out, "What decides between the two", list(decision_lines(pair, decides=decides, is_tie=is_tie)))
    if pair[0].asked:
        out.print("")
        out.print(_strengths(pair))
        if neither := [
            one.skill
            for one, other in zip(*(each.asked for each in pair), strict=True)
            if not (one.found_in or other.found_in)
        ]:
            out.print(Text(f"nothing found of either: {', '.join(neither)}"))
    for requirement in dict.fromkeys(reason["requirement"] for one in pair for reason in one.reasons):
        out.print(Text(f"\n{requirement}", style="bold"))
        for one in pair:
            said = [reason for reason in one.reasons if reason["requirement"] == requirement]
            name = one.row["display_name"]
            for reason in said[:_ROWS]:
                out.print(Text(f"  {name}: {halves(reason)[1]}"))
                if reason["link"]:
                    out.print(Text(f"      {reason['link']}", style="dim"))
            if not said:
                out.print(Text(f"  {name}: nothing found in what was read"))


def decision_lines(pair: Sequence[Standing], *, decides: Sequence[Difference], is_tie: bool | None) -> Iterator[str]:
    """Whether the two can be told apart, and what speaks for each of them, in plain sentences."""
    yield _apart(pair, is_tie=is_tie)
    for one, sign in zip(pair, (1, -1), strict=True):
        parts = [_part(each, sign) for each in decides if each.points * sign > 0]
        name = one.row["display_name"]
        yield f"For {name}: {'; '.join(parts)}" if parts else f"For {name}: no part of the sum"


def _apart(pair: Sequence[Standing], *, is_tie: bool | None) -> str:
    first, second = (one.row for one in pair)
    apart = f"{abs(first['score'] - second['score']):.1f} points apart"
    if is_tie is None:
        return f"{apart}; no margin is kept so far down the list, so that nothing says how sure this is"
    margins = f"the margins ({margin(first).strip()} and {margin(second).strip()})"
    return f"{apart}, a tie: less than {margins} can tell apart" if is_tie else f"{apart}: more than {margins} explain"


def _part(one: Difference, sign: int) -> str:
    """A part with what it gives more, and the skills that give most of it."""
    skills = [f"{skill} {abs(points):.1f}" for skill, points in one.skills if points * sign > 0][:_SKILLS]
    return f"{one.part} {abs(one.points):.1f}" + (f" (most: {', '.join(skills)})" if skills else "")


def _sums(pair: Sequence[Standing]) -> Table:
    first, second = (one.row for one in pair)
    table = _table(pair, title=f"{first['role']}: two people, the same sum", first="part", last="difference")
    for one, other in zip(*(one.parts for one in pair), strict=True):
        points = (one["points"], other["points"])
        table.add_row(one["part"], *(f"{each:.1f}" for each in points), f"{points[0] - points[1]:+.1f}")
    scores = (first["score"], second["score"])
    table.add_row("score", *(f"{each:.1f}" for each in scores), f"{scores[0] - scores[1]:+.1f}", style="bold")
    table.add_row("margin", *(margin(row).strip() or "not known" for row in (first, second)), "")
    table.add_row("band", first["band"], second["band"], "")
    table.add_row("level", first["level"] or "", second["level"] or "", "")
    if any(contested(row) for row in (first, second)):
        table.add_row("disputes, corrections", *(contested(row) or "none" for row in (first, second)), "")
    table.add_row("coverage", f"{first['coverage']:.0%}", f"{second['coverage']:.0%}", "")
    return table


def _strengths(pair: Sequence[Standing]) -> Table:
    table = _table(pair, title="How far each asked skill is shown, 0 to 1", first="skill", last="")
    for one, other in zip(*(each.asked for each in pair), strict=True):
        if not (one.found_in or other.found_in):
            continue
        kind = "must-have" if one.is_must_have else "nice-to-have"
        table.add_row(f"{one.skill} ({kind})", found(one), found(other), "")
    return table


def _table(pair: Sequence[Standing], *, title: str, first: str, last: str) -> Table:
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    table.add_column(first)
    for one in pair:
        table.add_column(f"{one.row['display_name']} (rank {one.row['rank']})", justify="right")
    table.add_column(last, justify="right")
    return table
