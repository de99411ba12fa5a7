"""The review sheet: every ranked, non-suppressed person with reasons, for deciding inside the team; no contact columns."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from sourcing.errors import UsageError
from warehouse.connection import Warehouse
from warehouse.sheets import write_csv
from warehouse.shown import shortlist

HEADER = (
    "status",
    "rank",
    "person_id",
    "display_name",
    "score",
    "band",
    "coverage",
    "profiles",
    "accounts",
    "reason_1",
    "link_1",
    "reason_2",
    "link_2",
    "reason_3",
    "link_3",
    "reason_4",
    "link_4",
    "more_reasons",
    "missing",
    "decision",
    "decision_reason",
    "decided_by",
)
SHOWN = 4  # reasons with a column of their own


DECIDED = HEADER[-3:]


def write_review(published: Warehouse, role: str, path: Path) -> int:
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
    rows = (
        _row(person, said[person["person_id"]], decided.get(person["person_id"], ("", "", ""))) for person in people
    )
    return write_csv(path, HEADER, rows)


def decisions(path: Path) -> dict[str, tuple[str, ...]]:
    """The decisions in the review sheet at `path` by person id: decision, reason, decider; none where there is no file.

    Errors: UsageError where the file is something else, so that nothing is overwritten by mistake.
    """
    if not path.exists():
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not {"person_id", *DECIDED} <= set(rows.fieldnames or ()):
                raise UsageError(f"{path} is no review sheet", remedy="name another file")
            return {row["person_id"]: _written(row) for row in rows if any(_written(row))}
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        raise UsageError(f"{path} is no review sheet", remedy="name another file") from cause


def _written(row: dict[str, str]) -> tuple[str, ...]:
    return tuple((row[column] or "").removeprefix("'") for column in DECIDED)


def _row(person: dict[str, Any], said: list[tuple[str, str | None]], decided: tuple[str, ...]) -> list[object]:
    found = [(sentence, link) for sentence, link in said if link]
    shown = [cell for pair in found[:SHOWN] for cell in pair] + [""] * (2 * max(0, SHOWN - len(found)))
    more = " | ".join(f"{sentence} {link}" for sentence, link in found[SHOWN:])
    missing = " | ".join(sentence for sentence, link in said if not link)
    listed = [
        " ".join(map(str, person[key])) if isinstance(person[key], list) else "" for key in ("profiles", "accounts")
    ]
    facts = [person[key] for key in ("rank", "person_id", "display_name", "score", "band", "coverage")]
    return ["for review", *facts, *listed, *shown, more, missing, *decided]
