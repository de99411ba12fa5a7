"""What the team said of a person, as the published file has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.connection import Warehouse
from warehouse.team.disputes import said_by_people

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
    """Verdicts for all roles, whom files of known people may mean, pools, tags, notes, exports and disputes of a person."""
    known = "SELECT kind, is_sure, stage, last_contact, source FROM known WHERE person_id = ? ORDER BY ALL"
    pools = "SELECT pool, purpose, expires_on, added_by FROM pools WHERE person_id = ? ORDER BY ALL"
    tags = "SELECT tag, purpose, expires_on, added_by FROM tags WHERE person_id = ? ORDER BY ALL"
    notes = "SELECT text, written_by, written_at FROM notes WHERE person_id = ? ORDER BY written_at, text"
    exports = "SELECT role, format, exported_by, exported_at, file FROM exports WHERE person_id = ? ORDER BY exported_at DESC, format"
    asked = {"known": known, "pools": pools, "tags": tags, "notes": notes, "exports": exports}
    found = {name: published.dicts(sql, [person_id]) for name, sql in asked.items()}
    contested = {"disputes": said_by_people(published, person_id=person_id)}
    return {"decisions": decisions(published, person_id=person_id), **found, **contested}


def hidden(published: Warehouse, role: str) -> dict[str, int]:
    """How many people of a role's latest shortlist are in no list, by the reason."""
    return dict(published.rows("SELECT kind, people FROM hidden WHERE role = ? ORDER BY kind", [role]))


def known_files(published: Warehouse) -> list[Row]:
    """The files of people known already: people in each, those named by an account or an address of mail, and those held."""
    sql = """
        WITH meant AS (  -- grain: one file
            SELECT source, count(DISTINCT person_id) FILTER (is_sure) AS held, count(DISTINCT person_id) AS alike FROM known GROUP BY source
        )
        SELECT f.source, f.kind, f.people, f.by_account, coalesce(m.held, 0) AS held, coalesce(m.alike - m.held, 0) AS possibly, f.imported_at
        FROM known_file f LEFT JOIN meant m USING (source) ORDER BY f.source, f.kind
    """
    return published.dicts(sql)


def matches(published: Warehouse, source: str) -> tuple[int, int]:
    """How many people held are in a file of people known already, and how many more only by name."""
    sql = """
        SELECT count(DISTINCT person_id) FILTER (is_sure), count(DISTINCT person_id) FROM known WHERE source = ?
    """
    sure, all_of_them = published.rows(sql, [source])[0]
    return int(sure), int(all_of_them - sure)


def pools(published: Warehouse) -> list[Row]:
    """The pools that have not ended, with how many people are in each."""
    sql = """
        SELECT m.pool, m.purpose, m.expires_on, m.made_by, count(DISTINCT p.person_id) AS people
        FROM pool_made m LEFT JOIN pool_row p USING (pool) GROUP BY ALL ORDER BY m.pool
    """
    return published.dicts(sql)


_FLAGS = """
    WITH wanted AS (SELECT DISTINCT unnest($people::VARCHAR[]) AS person_id),
    files AS (  -- grain: one person known already
        SELECT person_id, list(DISTINCT known_as(kind, is_sure, stage)) AS known,
               max(last_contact) AS last_contact
        FROM known SEMI JOIN wanted USING (person_id) GROUP BY person_id
    ), decisions AS (  -- grain: one person on whom somebody decided
        SELECT person_id, list(stage || ' for ' || role ORDER BY decided_at DESC, role) FILTER (stage <> 'to review') AS stages,
               CAST(max(decided_at) FILTER (stage IN ('contacted', 'replied')) AS DATE) AS contacted_on
        FROM decided SEMI JOIN wanted USING (person_id) GROUP BY person_id
    )
    SELECT w.person_id, coalesce(d.stages, []) AS stages, coalesce(list_sort(f.known), []) AS known,
           greatest(f.last_contact, d.contacted_on) AS last_contact
    FROM wanted w LEFT JOIN files f USING (person_id) LEFT JOIN decisions d USING (person_id)
"""


NO_FLAGS: Row = {"stages": [], "known": [], "last_contact": None}


def flags(published: Warehouse, people: Sequence[str]) -> dict[str, Row]:
    """Stages over all roles, where people are known from, and last contact, by person id."""
    return {row.pop("person_id"): row for row in published.dicts(_FLAGS, {"people": list(people)})}


def flags_line(row: Row) -> str:
    """The same in one line; empty where nothing is known."""
    last = [f"last contact {row['last_contact']}"] if row["last_contact"] else []
    return "; ".join([*row["stages"], *(f"known: {one}" for one in row["known"]), *last])


def in_pool(published: Warehouse, pool: str) -> tuple[list[Row], int]:
    """The people of a pool by name with what `flags` says of them, and how many more are in no list."""
    sql = """
        SELECT p.person_id, p.display_name, w.profiles, p.added_by, CAST(p.added_at AS DATE) AS added_on,
               p.person_id IN (SELECT person_id FROM known WHERE hides(kind, is_sure)) AS is_hidden
        FROM pools p JOIN people w USING (person_id) WHERE p.pool = ? ORDER BY p.display_name, p.person_id
    """
    rows = published.dicts(sql, [pool])
    listed = [row for row in rows if not row.pop("is_hidden")]
    said = flags(published, [row["person_id"] for row in listed])
    return [row | said[row["person_id"]] for row in listed], len(rows) - len(listed)
