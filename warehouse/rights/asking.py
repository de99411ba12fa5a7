"""Who asks what is held of them: given by person id, account, profile address or address of mail, held or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcing.errors import UnknownPersonError, UsageError
from sourcing.handles import account_of
from sourcing.keyed import keyed_handle
from sourcing.records import Account
from warehouse.connection import Warehouse

_PERSON = re.compile(r"p[0-9a-f]{12}")
_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """A person and their accounts; `person_id` is empty where the accounts are no held person's."""

    person_id: str
    accounts: tuple[str, ...]


def asker(warehouse: Warehouse, named: str, *, salt: bytes) -> Asker:
    """Who is meant, with all accounts of the person where they are held. Errors: UnknownPersonError for an id, UsageError."""
    if _PERSON.fullmatch(named.strip()):
        return _of_person(warehouse, named.strip())
    account = account_meant(named, salt=salt)
    sql = "SELECT DISTINCT person_id FROM person_account WHERE lower(account) = lower(?)"
    found = [person for (person,) in warehouse.rows(sql, [account])]
    return _of_person(warehouse, found[0]) if found else Asker(person_id="", accounts=(account,))


def asker_held(warehouse: Warehouse, named: str, *, salt: bytes) -> Asker:
    """The same of somebody who is held. Errors: UnknownPersonError, UsageError."""
    found = asker(warehouse, named, salt=salt)
    if not found.person_id:
        raise UnknownPersonError(
            f"nobody held is {named!r}",
            remedy=f"`sourcing disclose {named} --out FOLDER` says what is kept all the same",
        )
    return found


def account_meant(named: str, *, salt: bytes) -> str:
    """The account in `site:handle`, an address of a profile, or an address of mail, which is hashed at once. Errors: UsageError."""
    text = named.strip()
    if _MAIL.fullmatch(text):
        return f"git:{keyed_handle(salt, text)}"
    address = text if "://" in text else f"https://{text}" if "/" in text else ""
    try:
        found = account_of(address) if address else Account.parse(text)
    except ValueError:
        found = None
    if found is None:
        raise UsageError(
            f"{named!r} names nobody", remedy="give a person id, SITE:HANDLE, the address of a profile or of mail"
        )
    return found.key


def _of_person(warehouse: Warehouse, person_id: str) -> Asker:
    sql = "SELECT account FROM person_account WHERE person_id = ? ORDER BY account"
    accounts = tuple(account for (account,) in warehouse.rows(sql, [person_id]))
    if not accounts:
        raise UnknownPersonError(
            f"nobody held is {person_id}", remedy="ids change and end; give an account, such as github:HANDLE"
        )
    return Asker(person_id=person_id, accounts=accounts)
