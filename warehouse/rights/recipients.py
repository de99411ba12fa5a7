"""To whom people were handed: every export that holds them, and the id under which the tool has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sourcing.keyed import account_hash
from sourcing.traces import Named
from warehouse.accounts.identity import person_id
from warehouse.accounts.suppress import GONE
from warehouse.connection import Warehouse


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One person in one file for one tool. `external_id` is the id that stands in the file; `exported_at` is UTC without zone."""

    external_id: str
    format: str
    role: str
    exported_by: str
    exported_at: datetime
    file: str


def recipients(warehouse: Warehouse, people: Named, *, salt: bytes) -> list[Received]:
    """Every export of these people, oldest first, also where they are gone from the warehouse already."""
    accounts = {f"{GONE}{account_hash(salt, account)}": account for account in people.accounts}
    sql = """
        SELECT x.account, e.format, e.role, e.exported_by, e.exported_at, x.file FROM export_row x JOIN export e USING (export_id)
        WHERE lower(x.account) IN (SELECT unnest(?::VARCHAR[])) OR x.account IN (SELECT unnest(?::VARCHAR[])) ORDER BY e.exported_at, x.file
    """
    rows = warehouse.rows(sql, [sorted(people.accounts), sorted(accounts)])
    return [
        Received(
            external_id=person_id(accounts.get(account) or account),
            format=name,
            role=role,
            exported_by=by,
            exported_at=at,
            file=file,
        )
        for account, name, role, by, at, file in rows
    ]
