"""Notices that went out to people, as a sheet lists them. Pure.

A row in which neither a day nor a way is filled in says nothing. A sheet with a mistake is refused whole, with row and column of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sourcing.sheets.cells import NoDay, bare, day, identifier, order_of, unguarded, way_to_reach
from sourcing.sheets.sheet import Mistakes
from sourcing.sheets.verdicts import shown_accounts

FILLED = ("sent_on", "channel")
KNOWN = {"person_id", "account", "accounts", "profiles", "display_name", *FILLED}
_MOST = 60  # characters of a channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One notice that went out: whom its row means, as `Said` does, on which day, and how, such as `e-mail`."""

    row: int
    person_id: str
    accounts: tuple[str, ...]
    sent_on: date
    channel: str


def notices(rows: Iterable[tuple[int, Mapping[str, str]]], *, today: date, mistakes: Mistakes) -> list[Sent]:
    """The rows that were filled in, in order. What is wrong goes to `mistakes`."""
    listed = [(number, row) for number, row in rows if any(bare(row.get(column, "")) for column in FILLED)]
    order = order_of(row.get("sent_on", "") for _, row in listed)
    found = []
    for number, row in listed:
        before = len(mistakes)
        sent = _sent(number, row, today=today, order=order, mistakes=mistakes)
        found += [sent] if len(mistakes) == before else []
    return found


def _sent(number: int, row: Mapping[str, str], *, today: date, order: str, mistakes: Mistakes) -> Sent:
    person_id = identifier(row.get("person_id", ""))
    accounts = (*shown_accounts({"accounts": row.get("account", "")}), *shown_accounts(row))
    if not (person_id or accounts):
        mistakes.note(number, "person_id", "it is empty, and so is the account")
    return Sent(
        row=number,
        person_id=person_id,
        accounts=accounts,
        sent_on=_day(number, row.get("sent_on", ""), today=today, order=order, mistakes=mistakes),
        channel=_channel(number, row.get("channel", ""), mistakes),
    )


def _day(number: int, cell: str, *, today: date, order: str, mistakes: Mistakes) -> date:
    try:
        found = day(cell, order=order)
    except NoDay as cause:
        mistakes.note(number, "sent_on", str(cause) if bare(cell) else "it is empty; write the day it went out")
        return today
    if found > today:
        mistakes.note(number, "sent_on", f"{found} is still to come")
    return found


def _channel(number: int, cell: str, mistakes: Mistakes) -> str:
    found = " ".join(unguarded(cell).split())[:_MOST]
    if not found:
        mistakes.note(number, "channel", "it is empty; write how it went, such as e-mail")
    if reaches := way_to_reach(found):
        mistakes.note(number, "channel", f"it holds {reaches}; write how it went, not where to")
    return found
