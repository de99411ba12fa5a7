"""The review sheet: every ranked, non-suppressed person with reasons, for deciding inside the team; no contact columns."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

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


def write_review(published: Warehouse, role: str, path: Path) -> int:
    """How many people stand in the sheet. Errors: RoleError, HomeError."""
    people = shortlist(published, role)
    said: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for person, sentence, link in published.rows(
        "SELECT person_id, sentence, link FROM reasons WHERE role = ? ORDER BY person_id, position", [role]
    ):
        said[person].append((sentence, link))
    return write_csv(path, HEADER, (_row(person, said[person["person_id"]]) for person in people))


def _row(person: dict[str, Any], said: list[tuple[str, str | None]]) -> list[object]:
    found = [(sentence, link) for sentence, link in said if link]
    shown = [cell for pair in found[:SHOWN] for cell in pair] + [""] * (2 * max(0, SHOWN - len(found)))
    more = " | ".join(f"{sentence} {link}" for sentence, link in found[SHOWN:])
    missing = " | ".join(sentence for sentence, link in said if not link)
    listed = [
        " ".join(map(str, person[key])) if isinstance(person[key], list) else "" for key in ("profiles", "accounts")
    ]
    facts = [person[key] for key in ("rank", "person_id", "display_name", "score", "band", "coverage")]
    return ["for review", *facts, *listed, *shown, more, missing, "", "", ""]
