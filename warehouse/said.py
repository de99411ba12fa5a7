"""What the team said of a person, as the published file has it."""

from __future__ import annotations

from typing import Any

from warehouse.connection import Warehouse

Row = dict[str, Any]


def decisions(published: Warehouse, role: str | None = None, person_id: str | None = None) -> list[Row]:
    """The verdicts of a role, or on a person, or both, newest first."""
    sql = """
        SELECT role, person_id, display_name, stage, reason, decider, decided_at, until, via, is_newest_of_decider FROM decisions
        WHERE ($role IS NULL OR role = $role) AND ($person IS NULL OR person_id = $person)
        ORDER BY decided_at DESC, role, display_name, person_id, decider
    """
    return published.dicts(sql, {"role": role, "person": person_id})


def of_person(published: Warehouse, person_id: str) -> dict[str, list[Row]]:
    """Verdicts for all roles, whom files of known people may mean, pools, tags, notes and exports of a person."""
    known = "SELECT kind, is_sure, stage, last_contact, source FROM known WHERE person_id = ? ORDER BY ALL"
    pools = "SELECT pool, purpose, expires_on, added_by FROM pools WHERE person_id = ? ORDER BY ALL"
    tags = "SELECT tag, purpose, expires_on, added_by FROM tags WHERE person_id = ? ORDER BY ALL"
    notes = "SELECT text, written_by, written_at FROM notes WHERE person_id = ? ORDER BY written_at, text"
    exports = "SELECT role, format, exported_by, exported_at, file FROM exports WHERE person_id = ? ORDER BY exported_at DESC, format"
    asked = {"known": known, "pools": pools, "tags": tags, "notes": notes, "exports": exports}
    found = {name: published.dicts(sql, [person_id]) for name, sql in asked.items()}
    return {"decisions": decisions(published, person_id=person_id), **found}


def hidden(published: Warehouse, role: str) -> dict[str, int]:
    """How many people of a role's latest shortlist are in no list, by the reason."""
    return dict(published.rows("SELECT kind, people FROM hidden WHERE role = ? ORDER BY kind", [role]))
