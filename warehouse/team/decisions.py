"""Verdicts of the team into the warehouse: every one is kept, the newest of each decider counts; a sheet gives none anew that was replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sourcing.decisions import Decision
from sourcing.moments import naive_utc
from sourcing.sheets.sheet import Mistakes
from sourcing.sheets.verdicts import Said
from warehouse.accounts import whom
from warehouse.connection import Warehouse

_TICK = timedelta(microseconds=1)
_HELD = """
    SELECT a.person_id, d.decider, d.stage, d.reason, d.until, d.decided_at FROM decision d JOIN person_account a USING (account)
    WHERE d.role = ? ORDER BY d.decided_at
"""


def decide(warehouse: Warehouse, decisions: Sequence[Decision]) -> int:
    """How many verdicts are new: one that says what the newest of its decider on this person says is not written again.

    A verdict is later than all that were given on the person for the role, whatever the clock says. Errors: WarehouseError.
    """
    people = dict(_by_account(warehouse, decisions))
    fresh = []
    for role in sorted({one.role for one in decisions}):
        newest: dict[tuple[str, str], tuple[str, str, object]] = {}
        last: dict[str, datetime] = {}
        for person, decider, *said, at in warehouse.rows(_HELD, [role]):
            newest[person, decider.casefold()] = (said[0], said[1], said[2])
            last[person] = at
        for one in (each for each in decisions if each.role == role):
            person = people.get(one.account, one.account)
            key, now = (person, one.decider.casefold()), (str(one.stage), one.reason, one.until)
            if newest.get(key) != now:
                at = naive_utc(one.decided_at)
                newest[key], last[person] = now, max(at, last[person] + _TICK) if person in last else at
                fresh.append(
                    [role, one.account, str(one.stage), one.reason, one.decider, last[person], one.until, one.via]
                )
    warehouse.insert("decision", fresh)
    return len(fresh)


def _by_account(warehouse: Warehouse, decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    """Accounts of verdicts that are held, each with whose it is."""
    sql = "SELECT account, person_id FROM person_account SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS account) USING (account)"
    return [(account, person) for account, person in warehouse.rows(sql, [sorted({one.account for one in decisions})])]


def of_sheet(
    warehouse: Warehouse,
    said: Sequence[Said],
    *,
    role: str,
    via: str,
    now: datetime,
    salt: bytes,
    mistakes: Mistakes,
    replaced: list[str] | None = None,
) -> list[Decision]:
    """The verdicts of a sheet on people who are held; who is not, or is suppressed, goes to `mistakes`.

    One that its decider gave before and has replaced since is old news, as in a sheet that is brought again; it is left out, and goes to
    `replaced` in words.
    """
    meant = whom.of_sheet(warehouse, said, salt=salt, mistakes=mistakes)
    given = [
        Decision(
            role=role,
            account=account,
            stage=one.stage,
            reason=one.reason,
            decider=one.decider,
            decided_at=now,
            until=one.until,
            via=via,
        )
        for one, account in meant
    ]
    people, history = dict(_by_account(warehouse, given)), _History(warehouse, role)
    fresh = []
    for (row, _), one in zip(meant, given, strict=True):
        since = history.since(people[one.account], one)
        fresh += [one] if since is None else []
        if since is not None and replaced is not None:
            replaced.append(f"row {row.row}: {one.decider} said {one.stage} before, and {since} since")
    return fresh


class _History:
    """What each decider said of each person for a role."""

    def __init__(self, warehouse: Warehouse, role: str) -> None:
        self._said: dict[tuple[str, str], list[tuple[str, str, date | None]]] = defaultdict(list)
        for person, decider, stage, reason, until, _ in warehouse.rows(_HELD, [role]):
            self._said[person, decider.casefold()].append((stage, reason, until))

    def since(self, person: str, one: Decision) -> str | None:
        """The stage that its decider put in the place of this very verdict; None where they never gave it, or it is their newest."""
        before = self._said.get((person, one.decider.casefold()), [])
        now = (str(one.stage), one.reason, one.until)
        return before[-1][0] if now in before and before[-1] != now else None
