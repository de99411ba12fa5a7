"""What the team wrote into a review sheet, and where it belongs in the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sourcing.errors import SourcingError, UsageError
from sourcing.sheets.cells import identifier, without_guard
from sourcing.sheets.verdicts import shown_accounts
from warehouse.accounts.whom import accounts_in
from warehouse.handing.tables import read_table

DECIDED = ("decision", "until", "decision_reason", "decided_by")
_FORMER = ("band", "coverage")  # columns that sheets of before have under these names


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """One row into which somebody wrote: the id and the accounts that it shows, the cells of DECIDED, and those of the team's own columns."""

    person_id: str
    accounts: tuple[str, ...]
    decided: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """A sheet that is written over: the team's own columns as they are written there, and the rows into which somebody wrote."""

    columns: tuple[str, ...] = ()
    rows: tuple[Filled, ...] = ()


def before(path: Path, *, ours: Collection[str]) -> Before:
    """What stands in the review sheet at `path`, whose columns `ours` are; nothing where there is no file.

    Errors: UsageError where the file is something else, so that nothing is overwritten by mistake.
    """
    if not path.exists():
        return Before()
    try:
        held = read_table(path, known=ours)
    except (OSError, ValueError, SourcingError) as cause:
        why = f": {cause.message}" if isinstance(cause, SourcingError) else ""
        raise UsageError(f"{path} is no review sheet{why}", remedy="name another file") from cause
    needed = {"person_id", *DECIDED} - {"until"}  # a sheet of before has no such column
    if path.stat().st_size and not needed <= set(held.columns):
        raise UsageError(f"{path} is no review sheet", remedy="name another file")
    mine = [one for one in held.columns if one not in ours and one not in _FORMER]
    rows = [_filled(row, mine) for _, row in held.rows]
    return Before(
        columns=tuple(held.headings.get(one, one) for one in mine),
        rows=tuple(dict.fromkeys(one for one in rows if any((*one.decided, *one.own)))),
    )


def placed(rows: Sequence[Filled], people: Sequence[Mapping[str, Any]]) -> tuple[dict[str, list[Filled]], list[Filled]]:
    """The rows by the id of whom they mean among these people, by id, else by accounts; and those that have no place.

    A row whose id is one person's and whose accounts are another's has none.
    """
    owners = {account.lower(): one["person_id"] for one in people for account in one["accounts"]}
    ids = {one["person_id"] for one in people}
    found: dict[str, list[Filled]] = defaultdict(list)
    left = []
    for row in rows:
        shown = {owners[account.lower()] for account in accounts_in(row.accounts) if account.lower() in owners}
        meant = {row.person_id} if row.person_id in ids and (row.person_id in shown or not shown) else shown
        if len(meant) == 1 and (row.person_id not in ids or row.person_id in meant):
            found[meant.pop()].append(row)
        else:
            left.append(row)
    return found, left


def _filled(row: Mapping[str, str], mine: Sequence[str]) -> Filled:
    return Filled(
        person_id=identifier(row.get("person_id", "")),
        accounts=shown_accounts(row),
        decided=tuple(without_guard(row.get(column, "")) for column in DECIDED),
        own=tuple(without_guard(row.get(column, "")) for column in mine),
    )
