"""Shortlists and people as a recruiter reads them on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = dict[str, Any]
_SHOWN = 3


def console() -> Console:
    """Standard output; lines are cut by the terminal alone, never by us, where there is none."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=160, soft_wrap=True)


def print_json(value: object) -> None:
    """Prints JSON whose bytes depend on the value alone."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def as_json(row: Row) -> Row:
    """A shortlist row in the form promised by `shortlist --json`."""
    return {
        "rank": row["rank"],
        "person": row["person_id"],
        "name": row["display_name"],
        "accounts": row["accounts"],
        "profiles": row["profiles"],
        "score": row["score"],
        "margin": row["margin"],
        "is_tie": row["is_tie"],
        "parts": dict(row["parts"]),
        "band": row["band"],
        "coverage": row["coverage"],
        "reasons": row["reasons"],
        "provisional": row["provisional"],
    }


def print_shortlist(rows: Sequence[Row], *, title: str) -> None:
    """Prints a shortlist: who, how well, how sure, and the best reasons."""
    out = console()
    out.print(Text(f"\n{title}: the first {len(rows)}", style="bold"))
    if rows and rows[0]["provisional"]:
        out.print(
            Text(f"PROVISIONAL: {rows[0]['provisional']}; the same run goes on where it stopped", style="bold yellow")
        )
    ranks: dict[str, int] = {}
    for row in rows:
        where = " ".join(row["profiles"]) or row["accounts"][0]
        head = Text.assemble(
            (f"{row['rank']:>3}{'=' if row['is_tie'] else ' '} {row['score']:5.1f}{_margin(row)}  ", "bold"),
            (f"{row['display_name']}  ", "bold cyan"),
            f"{row['band']}  {where}",
        )
        out.print(head)
        twin = ranks.setdefault(row["display_name"], row["rank"])
        if twin != row["rank"]:
            out.print(
                Text(f"            shows the same name as rank {twin}; nothing declares that they are one person")
            )
        for reason in row["reasons"][:_SHOWN]:
            out.print(Text(f"            {reason}"))
    out.print("")


def _margin(row: Row) -> str:
    return f" ± {row['margin']:.1f}" if row["margin"] is not None else ""


def print_person(
    row: Row, *, person: Row, parts: Sequence[Row], reasons: Sequence[Row], unknown: Sequence[Row]
) -> None:
    """Prints why a person stands where they stand: the sum, the evidence with links, what is missing or not known."""
    out = console()
    out.print(
        Text(
            f"{row['display_name']}: rank {row['rank']} for {row['role']}, {row['score']:.1f}{_margin(row)} of 100, {row['band']}",
            style="bold",
        )
    )
    span = (
        f"{person['first_active']:%B %Y} to {person['last_active']:%B %Y}"
        if person["first_active"]
        else "dates unknown"
    )
    out.print(f"{person['commits']} commits in {person['repositories']} repositories read, {span}")
    out.print(f"of the questions asked, {row['coverage']:.0%} could be looked at (yes or no)")
    out.print(Text(f"{row['person_id']}  {' '.join(row['accounts'])}  {' '.join(row['profiles'])}\n"))
    out.print(_sum(parts, score=row["score"]))
    out.print(Text("\nEvidence", style="bold"))
    for reason in reasons:
        if reason["link"]:
            out.print(Text(f"  {reason['sentence']}"))
            out.print(Text(f"      {reason['link']}", style="dim"))
    why = dict.fromkeys(reason["why"] for reason in reasons if reason["why"])
    print_list(out, f"Why this matters for {row['role']}", list(why))
    gaps = [reason["sentence"] for reason in reasons if not reason["link"]]
    print_list(out, "Not shown by what was read (this is not a no)", gaps)
    print_list(out, "Could not be looked at", _unknown(unknown))


def _unknown(rows: Sequence[Row]) -> list[str]:
    """One line for each reason, with the repositories in which it holds."""
    where: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        where.setdefault((one["signal"], one["reason"]), []).append(one["repository"])
    return [f"{signal}: {reason} ({', '.join(names)})" for (signal, reason), names in where.items()]


def _sum(parts: Sequence[Row], *, score: float) -> Table:
    table = Table(title="The score is the sum of its parts", title_justify="left", box=None, pad_edge=False)
    for name, side in (
        ("part", "left"),
        ("value", "right"),
        ("× weight", "right"),
        ("= points", "right"),
        ("from", "left"),
    ):
        table.add_column(name, justify="right" if side == "right" else "left")
    for part in parts:
        table.add_row(
            part["part"], f"{part['value']:.2f}", f"{part['weight']:g}", f"{part['points']:.1f}", part["note"]
        )
    table.add_row("score", "", "", f"{score:.1f}", "", style="bold")
    return table


def print_list(out: Console, title: str, lines: Sequence[str]) -> None:
    """Prints a heading and its lines; nothing where there are none."""
    if lines:
        out.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            out.print(Text(f"  {line}"))


def print_rows(rows: Sequence[Row]) -> None:
    """Prints any rows as a table."""
    if not rows:
        console().print("(no rows)")
        return
    table = Table(box=None)
    for name in rows[0]:
        table.add_column(name)
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    console().print(table)


def print_comparison(rows: Sequence[Row], *, parts: Sequence[Sequence[Row]], reasons: Sequence[Sequence[Row]]) -> None:
    """Prints two people of one shortlist side by side: each part of the sum with its difference, then each requirement."""
    out = console()
    first, second = rows
    table = Table(box=None, pad_edge=False, title=f"{first['role']}: two people, the same sum", title_justify="left")
    for name in ("part", *(f"{row['display_name']} (rank {row['rank']})" for row in rows), "difference"):
        table.add_column(name, justify="left" if name == "part" else "right")
    for one, other in zip(*parts, strict=True):
        table.add_row(
            one["part"], f"{one['points']:.1f}", f"{other['points']:.1f}", f"{one['points'] - other['points']:+.1f}"
        )
    table.add_row(
        "score",
        f"{first['score']:.1f}",
        f"{second['score']:.1f}",
        f"{first['score'] - second['score']:+.1f}",
        style="bold",
    )
    table.add_row("band", first["band"], second["band"], "")
    table.add_row("coverage", f"{first['coverage']:.0%}", f"{second['coverage']:.0%}", "")
    out.print(table)
    for requirement in dict.fromkeys(reason["requirement"] for each in reasons for reason in each):
        out.print(Text(f"\n{requirement}", style="bold"))
        for row, each in zip(rows, reasons, strict=True):
            said = [reason for reason in each if reason["requirement"] == requirement]
            for reason in said[:2]:
                out.print(Text(f"  {row['display_name']}: {reason['sentence']}"))
                if reason["link"]:
                    out.print(Text(f"      {reason['link']}", style="dim"))
            if not said:
                out.print(Text(f"  {row['display_name']}: nothing found in what was read"))
