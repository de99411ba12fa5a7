"""What people declare of themselves, for a role's conditions alone: beside the profiles that ranking reads, never in them."""

from __future__ import annotations

from datetime import datetime

from sourcing.moments import naive_utc
from sourcing.profiles import Declared
from warehouse.connection import Warehouse

_DECLARED = """
    WITH corrected AS (  -- grain: one person; of several the newest
        SELECT person_id, arg_max(value, recorded_at) AS location FROM correction JOIN person_account USING (account)
        WHERE field = 'place' GROUP BY person_id
    ), said AS (  -- grain: one account
        SELECT account, location, CAST([] AS VARCHAR[]) AS languages FROM profile
        UNION ALL SELECT account, location, languages FROM site_profile
    ), mine AS (  -- grain: one account of a live person
        SELECT a.person_id, coalesce(c.location, trim(s.location)) AS location, coalesce(s.languages, []) AS languages
        FROM person_account a JOIN person USING (person_id) LEFT JOIN said s USING (account) LEFT JOIN corrected c USING (person_id)
        WHERE expires_at > ? AND (s.account IS NOT NULL OR c.location IS NOT NULL)
    )
    SELECT person_id, coalesce(list(DISTINCT location ORDER BY location) FILTER (WHERE location <> ''), []) AS locations,
           list_sort(list_distinct(flatten(list(languages)))) AS languages
    FROM mine GROUP BY person_id HAVING len(locations) + len(languages) > 0 ORDER BY person_id
"""


def declarations(warehouse: Warehouse, *, now: datetime) -> dict[str, Declared]:
    """What live people declare, by person id; who declares nothing is left out. Few sites tell languages."""
    rows = warehouse.rows(_DECLARED, [naive_utc(now)])
    return {
        person: Declared(person_id=person, locations=tuple(locations), languages=tuple(languages))
        for person, locations, languages in rows
    }
