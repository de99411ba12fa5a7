"""Shortlists and rows as a recruiter reads them on a terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sourcing.records import Eligible, Level
from warehouse.handing.safe_csv import safe

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
        "level": row["level"],
        "level_says": row["level_says"],
        "level_link": row["level_link"],
        "eligible": row["eligible"],
        "conditions": dict(row["conditions"] or {}),
        "provisional": row["provisional"],
        "stage": row["stage"],
        "decided_by": row["decided_by"],
        "decided_at": row["decided_at"],
        "until": row["until"],
        "is_disputed": row["is_disputed"],
        "is_changed": row["is_changed"],
        "elsewhere": row["elsewhere"],
        "known": row["known"],
        "last_contact": row["last_contact"],
        "disputes": row["disputes"],
        "corrections": row["corrections"],
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
            (f"{row['rank']:>3}{'=' if row['is_tie'] else ' '} {row['score']:5.1f}{margin(row)}  ", "bold"),
            (f"{row['display_name']}  ", "bold cyan"),
            f"{row['band']}{_marks(row)}  {where}",
            (f"  ({said})" if (said := contested(row)) else "", "bold yellow"),
        )
        out.print(head)
        if said := said_of(row):
            out.print(Text(f"            {said}", style="magenta"))
        twin = ranks.setdefault(row["display_name"], row["rank"])
        if twin != row["rank"]:
            out.print(
                Text(
                    f"            shows the same name as rank {twin}; nothing declares that they are one person (`sourcing identity review`)"
                )
            )
        for reason in row["reasons"][:_SHOWN]:
            out.print(Text(f"            {reason}"))
    out.print("")


def said_of(row: Row) -> str:
    """What the team says of somebody, in one line: the stage with who says so, other roles, where they are known from, last contact."""
    said = []
    if row["decided_by"]:
        until = f" until {row['until']}" if row["until"] else ""
        said.append(f"{row['stage']}{until} (by {row['decided_by']} on {row['decided_at']:%Y-%m-%d})")
    said += ["others decided otherwise"] if row["is_disputed"] else []
    said += ["changed since"] if row["is_changed"] else []
    said += [*row["elsewhere"], *(f"known: {one}" for one in dict.fromkeys(row["known"]))]
    said += [f"last contact {row['last_contact']}"] if row["last_contact"] else []
    return "; ".join(said)


def contested(row: Row) -> str:
    """What stands beside a score of which something is disputed or corrected; empty where nothing is."""
    open_ones = [f"{row['disputes']} disputed"] if row["disputes"] else []
    return ", ".join([*open_ones, *([f"{row['corrections']} corrected"] if row["corrections"] else [])])


def _marks(row: Row) -> str:
    """The level where it is more than contributing, and the kinds of conditions that are answered."""
    level = row["level"] if row["level"] not in (None, Level.CONTRIBUTES) else None
    answers = [
        f"{asked.partition(':')[0]} {answer}"
        for asked, answer in (row["conditions"] or {}).items()
        if answer != Eligible.UNKNOWN
    ]
    return "".join(f"  {mark}" for mark in (level, ", ".join(answers)) if mark)


def margin(row: Row) -> str:
    """How sure a score is, as it stands behind it; empty far down the list."""
    return f" ± {row['margin']:.1f}" if row["margin"] is not None else ""


def print_list(out: Console, title: str, lines: Sequence[str]) -> None:
    """Prints a heading and its lines; nothing where there are none."""
    if lines:
        out.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            out.print(Text(f"  {line}"))


def print_csv(rows: Sequence[Row]) -> None:
    """Prints rows as CSV that no spreadsheet runs; lists and maps as JSON, nothing where there is no row."""
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    for row in rows[:1]:
        writer.writerow(safe(name) for name in row)
    for row in rows:
        writer.writerow(_cell(value) for value in row.values())


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return safe(json.dumps(value, ensure_ascii=False, default=str))
    return value if isinstance(value, int | float) and not isinstance(value, bool) else safe(value)


def print_table(rows: Sequence[Row], *, as_document: bool) -> None:
    """Prints any rows as a table, or as JSON."""
    if as_document:
        print_json(rows)
    else:
        print_rows(rows)


def print_rows(rows: Sequence[Row]) -> None:
    """Prints any rows as a table."""
    if not rows:
        console().print("(no rows)")
        return
    table = Table(box=None)
    for name in rows[0]:
        table.add_column(name)
    for row in rows:
        table.add_row(*(Text(_written(value)) for value in row.values()))
    console().print(table)


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
