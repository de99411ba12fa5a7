"""Whom a row of a sheet means: by person id, else by the accounts it shows; and by which account the team's tables name a person.

An id beside the accounts of others means nobody: ids that were filled down, or sorted without the rest, would put what a row says on
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sourcing.errors import UnknownPersonError
from sourcing.handles import account_of
from sourcing.sheets.sheet import Mistakes
from warehouse.accounts.identity import naming_account
from warehouse.accounts.suppress import Suppressed
from warehouse.connection import Warehouse


class Row(Protocol):
    """A row of a sheet that is about somebody: its number there, the id that it names (may be empty), and the accounts it shows."""

    @property
    def row(self) -> int:
        """Its number, as the spreadsheet counts."""

    @property
    def person_id(self) -> str:
        """The id, empty where it names none."""

    @property
    def accounts(self) -> Sequence[str]:
        """Words that are accounts, or addresses of profiles."""


_Row = TypeVar("_Row", bound=Row)
_MOST_NAME = 60  # characters of a name in a mistake


def of_sheet(warehouse: Warehouse, rows: Sequence[_Row], *, salt: bytes, mistakes: Mistakes) -> list[tuple[_Row, str]]:
    """The rows about people who are held, each with the account that names them; who is not, or is suppressed, goes to `mistakes`."""
    people = _People(warehouse, ((one.person_id, one.accounts) for one in rows), salt=salt)
    meant: list[tuple[_Row, str]] = []
    for one in rows:
        person = people.meant(one.person_id, one.accounts)
        if isinstance(person, _Nobody):
            mistakes.note(one.row, "person_id", person.why)
        else:
            meant.append((one, person))
    accounts = naming_accounts(warehouse, (person for _, person in meant))
    return [(one, accounts[person]) for one, person in meant]


def named(warehouse: Warehouse, words: Sequence[str], *, salt: bytes) -> list[str]:
    """The ids of the people whom words mean, which are ids, accounts or profile addresses. Errors: UnknownPersonError."""
    people = _People(warehouse, ((word, (word,)) for word in words), salt=salt)
    found = []
    for word in words:
        person = people.meant(word, (word,))
        if isinstance(person, _Nobody):
            raise UnknownPersonError(
                person.why, remedy="write a person id or an account, as `sourcing explain` shows them"
            )
        found.append(person)
    return list(dict.fromkeys(found))


def held(warehouse: Warehouse, rows: Sequence[tuple[str, Sequence[str]]]) -> list[str | None]:
    """The ids of those whom rows mean, by the id that each names, else by the first of its accounts that is held; None where nobody is."""
    by_account = _by_account(warehouse, {account for _, shown in rows for account in accounts_in(shown)})
    ids = naming_accounts(warehouse, (person for person, _ in rows))
    found = []
    for person, shown in rows:
        owners = (by_account.get(account.lower()) for account in accounts_in(shown))
        found.append(person if person in ids else next(filter(None, owners), None))
    return found


def _by_account(warehouse: Warehouse, accounts: Iterable[str]) -> dict[str, str]:
    """Whose the accounts are, in lower case, that are held."""
    sql = """
        SELECT a.account, a.person_id FROM person_account a
        JOIN (SELECT unnest(?::VARCHAR[]) AS account) w ON lower(a.account) = lower(w.account)
    """
    return {account.lower(): person for account, person in warehouse.rows(sql, [sorted(accounts)])}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Nobody:
    """Why a row means no person that may be written about."""

    why: str


class _People:
    """Those of a warehouse who are meant by some ids and accounts; looked up once for all rows."""

    def __init__(self, warehouse: Warehouse, rows: Iterable[tuple[str, Sequence[str]]], *, salt: bytes) -> None:
        listed = list(rows)
        self._suppressed = Suppressed.of(warehouse, salt=salt)
        ids = sorted({person for person, _ in listed if person})
        named = """
            SELECT person_id, display_name FROM person SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS person_id) USING (person_id)
        """
        self._accounts = _by_account(warehouse, {account for _, shown in listed for account in accounts_in(shown)})
        self._names: dict[str, str] = dict(warehouse.rows(named, [sorted({*ids, *self._accounts.values()})]))
        self._ids = self._names.keys() & set(ids)

    def meant(self, person_id: str, shown: Sequence[str]) -> str | _Nobody:
        """The person id of who is meant, or why nobody is."""
        accounts = accounts_in(shown)
        found = {person for one in accounts if (person := self._accounts.get(one.lower()))}
        gone = sorted(self._suppressed.among(accounts))
        if person_id in self._ids:
            return person_id if person_id in found or not (found or gone) else self._of_two(person_id, found, gone)
        if gone:
            return _Nobody(why=f"{person_id or gone[0]} is marked do-not-contact, and no longer held")
        if len(found) == 1:
            return found.pop()
        if found:
            return _Nobody(why=f"{person_id or 'the row'} is more than one person ({', '.join(sorted(found))})")
        return _Nobody(why=f"nobody held is {person_id or ' '.join(shown)[:80]!r}")

    def _of_two(self, person_id: str, found: Iterable[str], gone: Sequence[str]) -> _Nobody:
        """Why a row that names one person and shows others means none of them."""
        others = " and ".join(f"{self._called(one)}'s" for one in sorted(found))
        shown = f"the accounts are {others}" if others else f"{gone[0]}, which it shows, is marked do-not-contact"
        return _Nobody(why=f"the id is {self._called(person_id)}'s, and {shown}; give each row its own id")

    def _called(self, person_id: str) -> str:
        name = "".join(filter(str.isprintable, self._names.get(person_id, ""))).strip()[:_MOST_NAME]
        return f"{name} ({person_id})" if name else person_id


def accounts_in(shown: Iterable[str]) -> list[str]:
    """The accounts in words that are `site:handle` or addresses of profiles; other words are passed over."""
    found = []
    for word in shown:
        if "://" in word:
            account = account_of(word)
            found += [account.key] if account else []
        elif ":" in word:
            found.append(word)
    return found


def naming_accounts(warehouse: Warehouse, people: Iterable[str]) -> dict[str, str]:
    """The account by which the team's tables name each person: the one their id follows from; who is not held is left out."""
    sql = """
        SELECT a.person_id, list(a.account ORDER BY a.account)
        FROM person_account a JOIN (SELECT DISTINCT unnest(?::VARCHAR[]) AS person_id) USING (person_id) GROUP BY a.person_id
    """
    return {person: naming_account(person, accounts) for person, accounts in warehouse.rows(sql, [sorted(set(people))])}
