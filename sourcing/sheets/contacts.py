"""Contacts that humans found: the `needs_contact.csv` of an export, filled in. Pure.

A row in which nothing is filled in says nothing. A sheet with a mistake is refused whole, with row and column of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sourcing import wire
from sourcing.handles import account_of
from sourcing.sheets.cells import NoDay, bare, day, identifier, order_of, unguarded
from sourcing.sheets.sheet import Mistakes
from sourcing.sheets.verdicts import shown_accounts

KINDS = ("email", "linkedin", "phone")
FILLED = ("contact", "obtained_from", "basis", "obtained_on")
KNOWN = {"person_id", "name", "role", "profiles", "kind", *FILLED}
_EMAIL = re.compile(r"(?:mailto:)?([^\s@<>(),;:\"]{1,64}@[^\s@<>(),;:\"]{1,190}\.[^\W\d_]{2,63})", re.I)
_PHONE = re.compile(r"(?:tel:)?(\+?\(?\d[\d ()./-]{5,24}\d)")
_MOST = 500  # characters of a cell


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """One row that was filled in: whom it means, as `Said` does, and how they are reached."""

    row: int
    person_id: str
    accounts: tuple[str, ...]
    kind: str
    value: str
    obtained_from: str
    basis: str
    obtained_on: date


def contact_of(text: str, *, kind: str = "") -> tuple[str, str] | None:
    """Kind and plain form of a contact: an e-mail address, a LinkedIn profile or a phone number; None where it is none of them.

    `kind` is what it is said to be, empty where nothing is said.
    """
    mail, phone = _EMAIL.fullmatch(text), _PHONE.fullmatch(text)
    account = account_of(wire.web_address(text)) if not mail else None
    if mail and kind in ("", "email"):
        return "email", mail[1]
    if account and account.site == "linkedin" and kind in ("", "linkedin"):
        return "linkedin", f"https://www.linkedin.com/in/{account.handle}"
    if phone and 7 <= len(re.sub(r"\D", "", text)) <= 15 and kind in ("", "phone"):
        return "phone", " ".join(phone[1].split())
    return None


def reaches(rows: Iterable[tuple[int, Mapping[str, str]]], *, today: date, mistakes: Mistakes) -> list[Reach]:
    """The rows that were filled in, in order. What is wrong goes to `mistakes`."""
    listed = list(rows)
    order = order_of(row.get("obtained_on", "") for _, row in listed)
    found = []
    for number, row in listed:
        if any(row.get(column, "").strip() for column in FILLED):
            before = len(mistakes)
            reach = _reach(number, row, today=today, order=order, mistakes=mistakes)
            found += [reach] if len(mistakes) == before else []
    return found


def _reach(number: int, row: Mapping[str, str], *, today: date, order: str, mistakes: Mistakes) -> Reach:
    for column in FILLED:
        if not row.get(column, "").strip():
            mistakes.note(number, column, "it is empty")
    who = identifier(row.get("person_id", ""))
    if not who and not shown_accounts(row):
        mistakes.note(number, "person_id", "it is empty")
    kind, value = _contact(number, row, mistakes)
    return Reach(
        row=number,
        person_id=who,
        accounts=shown_accounts(row),
        kind=kind,
        value=value,
        obtained_from=unguarded(row.get("obtained_from", ""))[:_MOST],
        basis=unguarded(row.get("basis", ""))[:_MOST],
        obtained_on=_day(number, row, today=today, order=order, mistakes=mistakes),
    )


def _contact(number: int, row: Mapping[str, str], mistakes: Mistakes) -> tuple[str, str]:
    text, said = bare(unguarded(row.get("contact", ""))), bare(row.get("kind", "")).lower().replace("-", "")
    kind = {"mail": "email", "telephone": "phone", "mobile": "phone"}.get(said, said)
    if kind and kind not in KINDS:
        mistakes.note(number, "kind", f"{kind[:40]!r} is none of {', '.join(KINDS)}")
        return "", ""
    found = contact_of(text, kind=kind)
    if text and found is None:
        wanted = {"email": "e-mail address", "linkedin": "address of a LinkedIn profile", "phone": "phone number"}
        mistakes.note(number, "contact", f"it is no {wanted.get(kind) or ', '.join(wanted.values())}")
    return found or ("", "")


def _day(number: int, row: Mapping[str, str], *, today: date, order: str, mistakes: Mistakes) -> date:
    text = row.get("obtained_on", "")
    if text.strip():
        try:
            found = day(text, order=order)
        except NoDay as cause:
            mistakes.note(number, "obtained_on", str(cause))
        else:
            if found > today:
                mistakes.note(number, "obtained_on", f"{found} is still to come")
            return found
    return today
