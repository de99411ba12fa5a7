"""A sourcer's own list: people met at meetups, in a chat, by referral; with a lawful basis for every row.

A row is known by the account that it names first (one on GitHub before others), and joins that account's person: by its address, never
by the name. The further accounts of a row are claims, for a human to accept. LinkedIn's addresses are kept and never opened. A file with
a mistake is refused whole, with row and column of each.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from sourcing import wire
from sourcing.community import DeclaredLink, LinkKind, Meeting, SiteProfile
from sourcing.errors import UsageError
from sourcing.handles import account_of
from sourcing.importing import Candidate, Given, Import, Policy, Told
from sourcing.parsing.prose import without_addresses
from sourcing.records import Account
from sourcing.sheets.sheet import read as sheet

SITE = "met"
COLUMNS = ("name", "link", "links", "note", "met_at", "lawful_basis")
_LINK = re.compile(r"links?(_?\d+)?")
_MOST_NOTE, _MOST_LINKS, _MOST_TOLD = 2_000, 20, 20
_MOST_WRONG = 1_000  # mistakes after which a file is not read on


class _Wrong(Exception):
    """Mistakes of one row, each with the column in which it is."""


def read(files: Sequence[Path], given: Given) -> Iterator[Told | Candidate]:
    """What the rows tell, then the logins on GitHub that they name. Errors: UsageError with rows and columns."""
    for path in files:
        told, wrong = [], []
        for number, row in sheet(path, known=COLUMNS).rows:
            try:
                told.append(parse(row, at=f"{path.name}, row {number}", given=given))
            except _Wrong as cause:
                wrong += [f"row {number}, {one}" for one in cause.args]
            if len(wrong) > _MOST_WRONG:
                break
        if wrong:
            more = f" and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
            raise UsageError(
                f"{path.name}: {'; '.join(wrong[:_MOST_TOLD])}{more}", remedy="mend these cells; nothing was taken"
            )
        if not told:
            raise UsageError(f"{path.name} names nobody", remedy=f"write rows under {', '.join(COLUMNS)}")
        yield from told
        yield from _candidates(told)


def parse(row: Mapping[str, str], *, at: str, given: Given) -> Told:
    """What one row tells. Errors: _Wrong."""
    wrong: list[str] = []
    name = wire.string(row.get("name", ""), most=100)
    basis = wire.string(row.get("lawful_basis", ""), most=200)
    met_on = _day(row.get("met_at", ""), today=given.today, wrong=wrong)
    urls = _urls(row, wrong=wrong)
    if not name:
        wrong.append("name: it is empty")
    if not basis:
        wrong.append("lawful_basis: it is empty; say on what ground this person may be kept")
    if wrong:
        raise _Wrong(*wrong)
    accounts = list(urls)
    first = next((one for one in accounts if one.site == "github"), accounts[0])
    account = Account(site=SITE, handle=_handle(first, key=given.key))
    note = without_addresses(row.get("note", "").replace("\r", "").strip())[:_MOST_NOTE]
    return Told(
        account=account,
        url=urls[first],
        place=at,
        listing=at.rpartition(", row ")[0],
        profile=SiteProfile(account=account, url=urls[first], display_name=name),
        links=tuple(
            DeclaredLink(account=account, to=to, kind=LinkKind.FIELD, url=url, seen_at=at) for to, url in urls.items()
        ),
        met=Meeting(account=account, of=first, note=note, met_on=met_on, lawful_basis=basis, seen_at=at),
    )


def _handle(account: Account, *, key: bytes) -> str:
    """16 hex digits that stand for whom a row names: the same in every file, and no name."""
    return hmac.new(key, f"met:{account.key.lower()}".encode(), hashlib.sha256).hexdigest()[:16]


def _urls(row: Mapping[str, str], *, wrong: list[str]) -> dict[Account, str]:
    """The accounts that a row names, each with its address, in the order written."""
    found: dict[Account, str] = {}
    columns = [column for column in row if _LINK.fullmatch(column)]
    for column in columns:
        for word in row[column].replace(";", " ").replace(",", " ").split()[:_MOST_LINKS]:
            url = wire.web_address(word)
            account = account_of(url) if without_addresses(unquote(url)) == unquote(url) else None
            if account is None:
                wrong.append(f"{column}: {word[:80]!r} is the address of no profile or page of one's own")
            else:
                found.setdefault(account, url)
    if not found and not wrong:
        wrong.append(f"{columns[0] if columns else 'link'}: it is empty; a person is known by the address of a profile")
    return found


def _day(text: str, *, today: date, wrong: list[str]) -> date | None:
    """A day written `2026-11-03`; None where none is written."""
    if not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(f"met_at: {text.strip()[:40]!r} is no day; write it 2026-11-03")
        return None
    if found > today:
        wrong.append(f"met_at: {found} is still to come")
    return found


def _candidates(told: Sequence[Told]) -> Iterator[Candidate]:
    for one in told:
        for link in one.links:
            if link.to.site == "github":
                yield Candidate(login=link.to.handle, why=link.seen_at)


IMPORT = Import(
    policy=Policy(
        terms_url="https://gdpr.eu/article-14-personal-data-not-obtained-from-data-subject/",
        reviewed_on=date(2026, 11, 21),
        files="a CSV of your own: name, link (or links, link_2 …), note, met_at, lawful_basis",
        fields=COLUMNS,
        filters=("other columns", "addresses of mail within notes"),
        needs="a lawful basis in every row",
        says="the person may ask to read what is noted of them",
    ),
    read=read,
    site=SITE,
    asks_for_named=False,
    is_each_alone=True,
)
