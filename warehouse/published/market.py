"""The market a role's pool shows: where its people build, as counts; cells that would point at somebody are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warehouse.connection import Warehouse

FEWEST = 5  # people in a cell that is shown
_KINDS = ("organisation", "repository", "specialisation")
_CELLS = """
    WITH pool AS (  -- grain: one ranked person
        SELECT e.person_id FROM entry e JOIN run r ON r.run_id = e.run_id AND r.is_latest WHERE r.role = $role
    ), builds AS (  -- grain: one person and one repository with evidence of theirs
        SELECT DISTINCT person_id, repository, split_part(repository, '/', 2) AS owner FROM evidence_row SEMI JOIN pool USING (person_id)
    ), own AS (  -- grain: one handle of a person
        SELECT person_id, lower(split_part(account, ':', 2)) AS handle FROM person_account
    ), domains AS (  -- grain: one repository
        SELECT d.repository, d.domain FROM repository_domain d JOIN run r ON r.run_id = d.run_id AND r.is_latest WHERE r.role = $role
    ), cells AS (  -- grain: one kind and name with one person in it
        SELECT 'organisation' AS kind, b.owner AS name, b.person_id FROM builds b
        WHERE b.repository NOT LIKE 'local/%' AND lower(b.owner) NOT IN (SELECT handle FROM own)
        UNION ALL SELECT 'repository', b.repository, b.person_id FROM builds b
        UNION ALL SELECT 'specialisation', d.domain, b.person_id FROM builds b JOIN domains d USING (repository)
    )
    SELECT kind, name, count(DISTINCT person_id) AS people FROM cells GROUP BY ALL ORDER BY kind, people DESC, name
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """Cells with at least five people, most first, by kind; how many cells were left out because they have fewer."""

    people: int
    cells: dict[str, list[tuple[str, int]]]
    hidden: dict[str, int]


def market(published: Warehouse, role: str) -> Market:
    """The market map of a ranked role: organisations, repositories and specialisations with counts of people."""
    rows: list[dict[str, Any]] = published.dicts(_CELLS, {"role": role})
    pool = "SELECT count(*) FROM entry e JOIN run r ON r.run_id = e.run_id AND r.is_latest WHERE r.role = ?"
    return Market(
        people=int(published.rows(pool, [role])[0][0]),
        cells={
            kind: [(row["name"], row["people"]) for row in rows if row["kind"] == kind and row["people"] >= FEWEST]
            for kind in _KINDS
        },
        hidden={kind: sum(1 for row in rows if row["kind"] == kind and row["people"] < FEWEST) for kind in _KINDS},
    )
