"""Who is to be told what is held of them, until when, and who was: no row is written here but what the team says it sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sourcing.moments import naive_utc
from sourcing.sheets.notices import Sent
from sourcing.sheets.sheet import Mistakes
from warehouse.accounts import whom
from warehouse.connection import Warehouse
from warehouse.shipped import shipped


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Somebody of whom nothing may be held any longer, and why."""

    person_id: str
    accounts: tuple[str, ...]
    why: str


@cache
def standing_sql() -> str:
    """The query that says how each person held stands, which publishing runs too."""
    return shipped("rights/notices.sql")


def overdue(warehouse: Warehouse, *, now: datetime) -> list[Due]:
    """Everybody held, shown or not, whose notice was due by `now` and is neither recorded nor not owed, by id; they are due for erasure."""
    sql = f"""
        SELECT n.person_id, n.tell_by, n.due_because, list(a.account ORDER BY a.account) AS accounts
        FROM ({standing_sql()}) n JOIN person_account a USING (person_id)
        WHERE NOT n.is_told AND n.notice_due_at <= ? GROUP BY ALL ORDER BY n.person_id
    """  # noqa: S608
    return [
        Due(
            person_id=person,
            accounts=tuple(accounts),
            why=f"no notice is recorded, and it was due by {tell_by} ({because})",
        )
        for person, tell_by, because, accounts in warehouse.rows(sql, [naive_utc(now)])
    ]


def to_tell(warehouse: Warehouse, people: Iterable[str]) -> dict[date, int]:
    """How many of these people (ids) are still to be told, by the last day for it, soonest first."""
    sql = f"""
        SELECT tell_by, count(*) FROM ({standing_sql()}) SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS person_id) USING (person_id)
        WHERE NOT is_told GROUP BY tell_by ORDER BY tell_by
    """  # noqa: S608
    return dict(warehouse.rows(sql, [sorted(set(people))]))


def record(
    warehouse: Warehouse, sent: Sequence[Sent], *, by: str, now: datetime, salt: bytes, mistakes: Mistakes
) -> list[str]:
    """The accounts of whom a notice is new, within a transaction of the caller; one that is recorded already is not written again.

    Who is not held goes to `mistakes`; nothing is then written.
    """
    meant = whom.of_sheet(warehouse, sent, salt=salt, mistakes=mistakes)
    if len(mistakes):
        return []
    held = set(warehouse.rows("SELECT account, sent_on, channel FROM notice"))
    rows = dict.fromkeys((account, one.sent_on, one.channel) for one, account in meant)
    return _insert(warehouse, [[*row, None] for row in rows if row not in held], by=by, now=now)


def exempt(warehouse: Warehouse, people: Iterable[str], *, because: str, by: str, now: datetime) -> list[str]:
    """The accounts of people (ids) to whom from now on no notice is owed; who was exempt for the same reason is not written again."""
    held = set(warehouse.rows("SELECT account, exempt_because FROM notice"))
    accounts = whom.naming_accounts(warehouse, people).values()
    fresh = [account for account in sorted(accounts) if (account, because) not in held]
    return _insert(warehouse, [[account, None, None, because] for account in fresh], by=by, now=now)


def _insert(warehouse: Warehouse, rows: Sequence[Sequence[Any]], *, by: str, now: datetime) -> list[str]:
    warehouse.insert("notice", [[*row, by, naive_utc(now)] for row in rows])
    return [row[0] for row in rows]


def listed(published: Warehouse, *, until: date | None = None) -> list[dict[str, Any]]:
    """The people shown who are still to be told, soonest first; only those for whom the last day is `until` or before."""
    sql = """
        SELECT n.person_id, n.display_name, n.tell_by, n.due_because, p.profiles FROM notices n JOIN people p USING (person_id)
        WHERE NOT n.is_told AND coalesce(n.tell_by <= $until, true) ORDER BY n.notice_due_at, n.display_name, n.person_id
    """
    return published.dicts(sql, {"until": until})


def of_person(published: Warehouse, person_id: str) -> dict[str, Any]:
    """A person's row of the view `notices`."""
    return published.dicts("SELECT * FROM notices WHERE person_id = ?", [person_id])[0]


def line(row: dict[str, Any], *, today: date) -> str:
    """Whether a person was told what is held of them, from their row of the view `notices`, in words."""
    if row["sent_on"]:
        return f"yes, on {row['sent_on']} by {row['channel']}"
    if row["exempt_because"]:
        return f"need not be: {row['exempt_because']}"
    if row["tell_by"] < today:
        return f"no, and should have been by {row['tell_by']} ({row['due_because']}): what is held of them is due to go"
    return f"not yet: to be done by {row['tell_by']} ({row['due_because']})"
