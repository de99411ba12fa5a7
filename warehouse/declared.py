"""What people declare of themselves, for a role's conditions alone: beside the profiles that ranking reads, never in them."""

from __future__ import annotations

from datetime import datetime

from sourcing.moments import naive_utc
from sourcing.profiles import Declared
from warehouse.connection import Warehouse

_LOCATIONS = """
    SELECT a.person_id, list(DISTINCT trim(p.location) ORDER BY trim(p.location)) AS locations
    FROM profile p JOIN person_account a USING (account) JOIN person USING (person_id)
    WHERE expires_at > ? AND trim(p.location) <> '' GROUP BY a.person_id ORDER BY a.person_id
"""


def declarations(warehouse: Warehouse, *, now: datetime) -> dict[str, Declared]:
    """What live people declare, by person id; who declares nothing is left out. No source tells languages yet."""
    rows = warehouse.rows(_LOCATIONS, [naive_utc(now)])
    return {person: Declared(person_id=person, locations=tuple(locations)) for person, locations in rows}
