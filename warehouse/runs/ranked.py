"""Everybody in a role's latest ranking, with the values of the parts and what is known of how much was there to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sourcing.decisions import Stage
from sourcing.moments import naive_utc
from warehouse.connection import Warehouse

_STANDING = """
    WITH valued AS (  -- grain: one person in the run
        SELECT p.person_id, list(p.part ORDER BY p.position) AS parts, list(p.value ORDER BY p.position) AS values
        FROM part p JOIN run r USING (run_id) WHERE r.role = $role AND r.is_latest GROUP BY p.person_id
    ), worked AS (  -- grain: one person
        SELECT a.person_id, count(DISTINCT c.repository) AS repositories, CAST(max(c.authored_at) AS DATE) AS last_active,
               coalesce(bool_or(r.is_partial), false) AS is_partly_read
        FROM commit_fact c JOIN person_account a USING (account) JOIN repository r USING (repository) WHERE NOT c.is_merge GROUP BY a.person_id
    ), called AS (  -- grain: one person
        SELECT person_id, bool_or(account NOT LIKE 'git:%') AS has_account FROM person_account GROUP BY person_id
    )
    SELECT e.person_id, p.display_name AS name, e.coverage, v.parts, v.values, w.repositories, w.last_active, w.is_partly_read, c.has_account
    FROM entry e JOIN run r ON r.run_id = e.run_id AND r.is_latest JOIN person p USING (person_id)
    JOIN valued v USING (person_id) JOIN worked w USING (person_id) JOIN called c USING (person_id)
    WHERE r.role = $role AND p.expires_at > $now ORDER BY e.rank
"""


def ranked_roles(warehouse: Warehouse) -> list[dict[str, Any]]:
    """The ranked roles: role, specialisation, and the day recency counts from."""
    return warehouse.dicts("SELECT role, specialisation, as_of FROM run WHERE is_latest ORDER BY role")


def standing(warehouse: Warehouse, role: str, *, now: datetime) -> list[dict[str, Any]]:
    """Everybody live in a role's latest ranking, best first.

    `parts` and `values` (0..1) are in the order they are summed; `repositories` have commits of theirs; `has_account` says that an
    account of a code host is known, not addresses in Git alone; `is_partly_read` that one of the repositories was read in part.
    """
    return warehouse.dicts(_STANDING, {"role": role, "now": naive_utc(now)})


_APPROVED = """
    WITH newest AS (  -- grain: one decider on one person
        SELECT a.person_id, d.decider, arg_max(d.stage, d.decided_at) AS stage, max(d.decided_at) AS decided_at
        FROM decision d JOIN person_account a USING (account) WHERE d.role = ? GROUP BY ALL
    ), latest AS (SELECT person_id, arg_max(stage, decided_at) AS stage FROM newest GROUP BY person_id)
    SELECT person_id FROM latest WHERE list_contains(?, stage) ORDER BY person_id
"""


def approved(warehouse: Warehouse, role: str) -> list[str]:
    """Who was approved for outreach for a role, or went on from there, by the newest verdict."""
    stages = [Stage.APPROVED, Stage.CONTACTED, Stage.REPLIED, Stage.NOT_INTERESTED, Stage.IN_PROCESS, Stage.HIRED]
    return [person for (person,) in warehouse.rows(_APPROVED, [role, [str(one) for one in stages]])]


def with_account(warehouse: Warehouse) -> set[str]:
    """The people of whom an account is known, not addresses in Git alone."""
    return {
        person
        for (person,) in warehouse.rows("SELECT DISTINCT person_id FROM person_account WHERE account NOT LIKE 'git:%'")
    }
