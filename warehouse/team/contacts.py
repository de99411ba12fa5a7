"""Ways to reach people: those that humans brought, and LinkedIn profiles that people declare themselves. Never published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sourcing.decisions import Contact
from sourcing.moments import naive_utc
from sourcing.sheets.contacts import Reach
from sourcing.sheets.sheet import Mistakes
from warehouse.accounts import whom
from warehouse.connection import Warehouse

_BROUGHT = """
    SELECT a.person_id, c.account, c.kind, c.value, c.obtained_from, c.basis, c.obtained_on
    FROM contact c JOIN person_account a USING (account) ORDER BY c.imported_at, c.obtained_on, c.value
"""
# grain: one LinkedIn profile that one person declares: joined to them, or named by an account of theirs and by nobody else's
_DECLARED = """
    WITH named AS (
        SELECT a.person_id, a.account AS by_account, a.account AS linkedin, '' AS seen_at, 0 AS place
        FROM person_account a WHERE a.account LIKE 'linkedin:%'
        UNION ALL
        SELECT a.person_id, a.account, c.to_account, c.seen_at, CASE WHEN c.kind = 'text' THEN 2 ELSE 1 END
        FROM identity_claim c JOIN person_account a USING (account) WHERE c.to_account LIKE 'linkedin:%' AND c.conflict IS NULL
    ), best AS (SELECT * FROM named QUALIFY place = min(place) OVER (PARTITION BY person_id)),
    read AS (SELECT account, CAST(max(fetched_at) AS DATE) AS read_on FROM (
        SELECT account, fetched_at FROM site_page UNION ALL SELECT p.account, b.fetched_at FROM profile p JOIN batch b USING (batch_id)
    ) GROUP BY account)
    SELECT b.person_id, min(b.by_account), min(b.linkedin), min(b.seen_at), coalesce(max(r.read_on), CAST(max(p.first_met_at) AS DATE))
    FROM best b JOIN person p USING (person_id) LEFT JOIN read r ON r.account = b.by_account
    GROUP BY b.person_id HAVING count(DISTINCT b.linkedin) = 1
"""


def contacts(warehouse: Warehouse, accounts: Iterable[str] | None = None) -> dict[str, dict[str, Contact]]:
    """The newest contact of each kind (email, linkedin, phone) by person id; of the people of these accounts, or of everybody.

    A LinkedIn profile that somebody declares stands where no human brought one. Errors: WarehouseError.
    """
    found: dict[str, dict[str, Contact]] = {}
    for person, account, linkedin, seen_at, read_on in warehouse.rows(_DECLARED):
        found[person] = {"linkedin": _declared(account, linkedin, seen_at, read_on)}
    for person, account, kind, value, obtained_from, basis, obtained_on in warehouse.rows(_BROUGHT):
        found.setdefault(person, {})[kind] = Contact(
            account=account,
            kind=kind,
            value=value,
            obtained_from=obtained_from,
            basis=basis,
            obtained_on=obtained_on,
        )
    if accounts is None:
        return found
    sql = """
        SELECT DISTINCT person_id FROM person_account SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS account) USING (account)
    """
    people = {person for (person,) in warehouse.rows(sql, [sorted(set(accounts))])}
    return {person: ways for person, ways in found.items() if person in people}


def _declared(account: str, linkedin: str, seen_at: str, read_on: date) -> Contact:
    return Contact(
        account=account,
        kind="linkedin",
        value=f"https://www.linkedin.com/in/{linkedin.partition(':')[2]}",
        obtained_from=seen_at or "accepted as theirs",
        basis="declared by the person",
        obtained_on=read_on,
    )


def of_sheet(warehouse: Warehouse, rows: Sequence[Reach], *, salt: bytes, mistakes: Mistakes) -> list[Contact]:
    """The contacts of a sheet of people who are held; who is not, or is suppressed, goes to `mistakes`."""
    return [
        Contact(
            account=account,
            kind=one.kind,
            value=one.value,
            obtained_from=one.obtained_from,
            basis=one.basis,
            obtained_on=one.obtained_on,
        )
        for one, account in whom.of_sheet(warehouse, rows, salt=salt, mistakes=mistakes)
    ]


def keep(warehouse: Warehouse, brought: Sequence[Contact], *, by: str, now: datetime) -> int:
    """How many contacts are new; one that is held already, with the same origin, is not written again. Errors: WarehouseError."""
    columns = "account, kind, value, obtained_from, basis, obtained_on"
    held = set(warehouse.rows(f"SELECT {columns} FROM contact"))  # noqa: S608
    rows: list[tuple[Any, ...]] = [
        (one.account, one.kind, one.value, one.obtained_from, one.basis, one.obtained_on) for one in brought
    ]
    fresh = [row for row in dict.fromkeys(rows) if row not in held]
    warehouse.insert("contact", [[*row, by, naive_utc(now)] for row in fresh])
    return len(fresh)
