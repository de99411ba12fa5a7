"""The review sheet: every ranked, non-suppressed person with reasons, for deciding inside the team; no way to reach anybody.

It is another file than an export (`warehouse/handing/exporting.py`), which holds people that a human approved, for another tool.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sourcing.decisions import Stage
from sourcing.errors import SourcingError, UsageError
from warehouse.connection import Warehouse
from warehouse.handing.safe_csv import Cell
from warehouse.handing.tables import SUFFIXES, Table, read_table, write_table
from warehouse.published.shown import shortlist
from warehouse.rights.notices import listed as untold

SHOWN = 4  # reasons with a column of their own
DECIDED = ("decision", "until", "decision_reason", "decided_by")
HEADER = (
    *("status", "rank", "person_id", "display_name", "score", "level_of_evidence", "how_much_we_could_see", "profiles"),
    "accounts",
    *(name for place in range(1, SHOWN + 1) for name in (f"reason_{place}", f"link_{place}")),
    *("more_reasons", "missing", "stage", "known", "elsewhere", "last_contact", "tell_by", "disputes"),
    *DECIDED,
)
_KINDS = {
    "rank": "INTEGER",
    "score": "DOUBLE",
    "how_much_we_could_see": "DOUBLE",
    "last_contact": "DATE",
    "tell_by": "DATE",
}
_WIDTHS = {
    **dict.fromkeys(("rank", "score"), 8),
    **dict.fromkeys(("display_name", "level_of_evidence", "decision", "known", "elsewhere", "disputes"), 24),
    **dict.fromkeys(("profiles", "decision_reason", "missing", "more_reasons"), 40),
    **{f"reason_{place}": 48 for place in range(1, SHOWN + 1)},
}


def named(path: Path) -> Path:
    """The file that is written for this name: one without an ending becomes a workbook.

    Errors: UsageError for a folder and for an unknown ending.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="name a file in it")
    if not path.suffix:
        return path.with_name(f"{path.name}.xlsx")
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{path} is no review sheet: unknown ending {path.suffix}", remedy=f"end it in {', '.join(SUFFIXES)}"
        )
    return path


def write_review(published: Warehouse, role: str, path: Path, *, bom: bool = False) -> int:
    """How many people stand in the sheet. What the team wrote into an earlier sheet at `path` is carried over.

    Errors: RoleError, HomeError, UsageError where a file at `path` is no review sheet.
    """
    people = shortlist(published, role)
    decided = decisions(path)
    said: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for person, sentence, link in published.rows(
        "SELECT person_id, sentence, link FROM reasons WHERE role = ? ORDER BY person_id, position", [role]
    ):
        said[person].append((sentence, link))
    until = {row["person_id"]: row["tell_by"] for row in untold(published)}
    blank = ("",) * len(DECIDED)
    rows = [
        _row(
            person | {"tell_by": until.get(person["person_id"])},
            said[person["person_id"]],
            decided.get(person["person_id"], blank),
        )
        for person in people
    ]
    choices = {"decision": tuple(map(str, Stage))}
    return write_table(path, Table(columns=HEADER, rows=rows, kinds=_KINDS, widths=_WIDTHS, choices=choices), bom=bom)


def decisions(path: Path) -> dict[str, tuple[str, ...]]:
    """What stands in the columns of DECIDED of the review sheet at `path`, by person id; none where there is no file.

    Errors: UsageError where the file is something else, so that nothing is overwritten by mistake.
    """
    if not path.exists():
        return {}
    try:
        held = read_table(path, known=HEADER)
    except (OSError, ValueError, SourcingError) as cause:
        raise UsageError(f"{path} is no review sheet", remedy="name another file") from cause
    needed = {"person_id", *DECIDED} - {"until"}  # a sheet of before has no such column
    if path.stat().st_size and not needed <= set(held.columns):
        raise UsageError(f"{path} is no review sheet", remedy="name another file")
    return {row["person_id"]: _written(row) for _, row in held.rows if any(_written(row))}


def _written(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "").removeprefix("'") for column in DECIDED)


def _row(person: dict[str, Any], said: list[tuple[str, str | None]], decided: tuple[str, ...]) -> list[Cell]:
    found = [(sentence, link) for sentence, link in said if link]
    shown = [cell for pair in found[:SHOWN] for cell in pair] + [""] * (2 * max(0, SHOWN - len(found)))
    more = " | ".join(f"{sentence} {link}" for sentence, link in found[SHOWN:])
    missing = " | ".join(sentence for sentence, link in said if not link)
    facts = [person[key] for key in ("rank", "person_id", "display_name", "score", "band", "coverage")]
    listed = [" ".join(person[key]) for key in ("profiles", "accounts")]
    stage = f"{person['stage']} (deciders disagree)" if person["is_disputed"] else person["stage"]
    known = [" | ".join(person[key]) for key in ("known", "elsewhere")]
    told = [
        f"{person[name]} {word}"
        for name, word in (("disputes", "disputed"), ("corrections", "corrected"))
        if person[name]
    ]
    team = [stage, *known, person["last_contact"], person["tell_by"], ", ".join(told)]
    return ["for review", *facts, *listed, *shown, more, missing, *team, *decided]
