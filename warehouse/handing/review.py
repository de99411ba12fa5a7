"""The review sheet: every ranked, non-suppressed person with reasons, for deciding inside the team; no way to reach anybody.

It is another file than an export (`warehouse/handing/exporting.py`), which holds people that a human approved, for another tool.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sourcing.decisions import Stage
from sourcing.errors import UsageError, writing
from sourcing.numbers import counted
from sourcing.whole_file import synced_copy
from warehouse.connection import Warehouse
from warehouse.handing.carried import DECIDED, before, placed
from warehouse.handing.safe_csv import Cell
from warehouse.handing.tables import SUFFIXES, Table, write_table
from warehouse.published.shown import shortlist
from warehouse.rights.notices import listed as untold

SHOWN = 4  # reasons with a column of their own
_TOLD = 5  # people who are named because what is written of them has no place
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


def write_review(
    published: Warehouse, role: str, path: Path, *, bom: bool = False, say: Callable[[str], None] = lambda _: None
) -> int:
    """How many people stand in the sheet. What the team wrote into an earlier sheet at `path` is carried over, columns of its own too.

    Where somebody of whom they wrote is in the list no longer, the earlier sheet stays beside it under another name, which goes to `say`.
    Errors: RoleError, HomeError, UsageError where a file at `path` is no review sheet.
    """
    people = shortlist(published, role)
    held = before(path, ours=HEADER)
    written, left = placed(held.rows, people)
    said: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for person, sentence, link in published.rows(
        "SELECT person_id, sentence, link FROM reasons WHERE role = ? ORDER BY person_id, position", [role]
    ):
        said[person].append((sentence, link))
    until = {row["person_id"]: row["tell_by"] for row in untold(published)}
    nothing = [("",) * (len(DECIDED) + len(held.columns))]
    rows = []
    for one in people:
        who = one["person_id"]
        facts = _facts(one | {"tell_by": until.get(who)}, said[who])
        rows += [[*facts, *cells] for cells in [(*row.decided, *row.own) for row in written.get(who, ())] or nothing]
    choices = {"decision": tuple(map(str, Stage))}
    columns = (*HEADER, *held.columns)
    table = Table(columns=columns, rows=rows, kinds=_KINDS, widths=_WIDTHS, choices=choices)
    if left:
        kept = _kept(path)
        who = ", ".join(dict.fromkeys(row.person_id or " ".join(row.accounts) for row in left[:_TOLD]))
        more = " …" if len(left) > _TOLD else ""
        say(
            f"{counted(len(left), 'row')} that the team filled in, of who is not in the list now ({who}{more}): kept in {kept}"
        )
    write_table(path, table, bom=bom)
    return len(people)


def _kept(path: Path) -> Path:
    """A copy of the sheet under the next name that is free, `review-before.xlsx` first. Errors: HomeError."""
    number = 1
    while (copy := path.with_name(f"{path.stem}-before{f'-{number}' if number > 1 else ''}{path.suffix}")).exists():
        number += 1
    with writing(copy):
        synced_copy(path, copy)
    return copy


def _facts(person: dict[str, Any], said: list[tuple[str, str | None]]) -> list[Cell]:
    """What the sheet says of a person, in the order of the columns before those of DECIDED."""
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
    return ["for review", *facts, *listed, *shown, more, missing, *team]
