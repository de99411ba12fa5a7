"""A file of people who are known already: applicants, employees, people off limits, people not to be contacted. Pure.

Only keyed hashes leave this module: of accounts that profile addresses name, of addresses of mail, and of the folded name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sourcing import wire
from sourcing.handles import account_of
from sourcing.keyed import keyed_handle, keyed_name
from sourcing.sheets.cells import NoDay, bare, day, order_of, unguarded, way_to_reach
from sourcing.sheets.sheet import Mistakes

NAMES = ("name", "full_name", "display_name", "candidate", "candidate_name", "employee", "employee_name", "person")
FIRST_NAMES, LAST_NAMES = ("first_name", "firstname", "given_name"), ("last_name", "lastname", "surname", "family_name")
STAGES = ("stage", "status", "current_stage", "candidate_stage", "application_status", "application_stage", "state")
CONTACTED = (
    *("last_contact", "last_contacted", "last_contact_date", "last_contacted_at", "last_contact_on", "contacted_on"),
    *("last_activity", "last_activity_date", "last_activity_at", "last_interaction", "last_touch", "last_email"),
)
_PROFILE = re.compile(
    r"(.*_)?(profiles?|urls?|links?|websites?|homepage|social_media|github|gitlab|linkedin|kaggle|huggingface|hugging_face|"
    r"twitter|stackoverflow|stack_overflow|orcid|accounts?|handles?)(_\w+)?"
)
_MAIL = re.compile(r"(.*_)?(e_?mails?|mail)(_address(es)?)?(_\d+)?")
_HANDLES = {  # columns in which people write a handle alone, and where it is
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "linkedin": "https://www.linkedin.com/in/",
    "kaggle": "https://www.kaggle.com/",
    "huggingface": "https://huggingface.co/",
}
KNOWN = {*NAMES, *FIRST_NAMES, *LAST_NAMES, *STAGES, *CONTACTED, *_HANDLES, "email", "e_mail", "email_address"} | {
    *("profile", "profile_url", "url", "link", "links", "linkedin_url", "github_url", "website")
}
_NEVER = ("", "-", "n/a", "na", "none", "never", "null", "0")
_MOST_STAGE, _MOST_WORDS = 80, 20
_ADDRESS = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[^\s@<>().]{2,63}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Acquaintance:
    """One row: the accounts that it names, keyed (`git:` ones stand for addresses of mail), and the keyed name.

    `name` is None where the row has no full name, `stage` and `last_contact` where it says nothing of them.
    """

    row: int
    accounts: tuple[str, ...]
    name: str | None
    stage: str | None
    last_contact: date | None


def is_recognised(columns: Iterable[str]) -> bool:
    """Whether some column can name people."""
    names = {*NAMES, *LAST_NAMES}
    return any(one in names or _PROFILE.fullmatch(one) or _MAIL.fullmatch(one) for one in columns)


def acquaintances(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, key: bytes, mistakes: Mistakes
) -> list[Acquaintance]:
    """Those whom the rows name; a row that names nobody is left out. Days that are none go to `mistakes`."""
    listed = list(rows)
    columns = list(listed[0][1]) if listed else []
    orders = {column: order_of(row[column] for _, row in listed) for column in columns if column in CONTACTED}
    profiles = [column for column in columns if _PROFILE.fullmatch(column)]
    mails = [column for column in columns if _MAIL.fullmatch(column)]
    found = []
    for number, row in listed:
        name = keyed_name(key, _name(row))
        accounts = tuple(dict.fromkeys([*_profiles(row, profiles), *_mails(row, mails, key)]))
        last = _last(number, row, orders, mistakes)
        if accounts or name:
            found.append(Acquaintance(row=number, accounts=accounts, name=name, stage=_stage(row), last_contact=last))
    return found


def _name(row: Mapping[str, str]) -> str:
    whole = next((row[one] for one in NAMES if row.get(one, "").strip()), "")
    if whole:
        return unguarded(whole).removesuffix(",")
    first, last = (next((row[one] for one in names if row.get(one)), "") for names in (FIRST_NAMES, LAST_NAMES))
    return f"{unguarded(first)} {unguarded(last)}" if first.strip() and last.strip() else ""


def _profiles(row: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    """The accounts that the addresses and handles in these columns of a row name."""
    found = []
    for column in columns:
        if row[column]:
            for word in re.split(r"[\s,;|]+", unguarded(row[column]))[:_MOST_WORDS]:
                account = account_of(_address(column, bare(word)))
                found += [account.key] if account else []
    return found


def _address(column: str, word: str) -> str:
    home = next((home for site, home in _HANDLES.items() if site in column.replace("_", "")), None)
    if home and re.fullmatch(r"@?[\w-]+(\.[\w-]+)?", word) and "." not in word.lstrip("@"):
        return f"{home}{word.lstrip('@')}"
    return wire.web_address(word)


def _mails(row: Mapping[str, str], columns: Iterable[str], key: bytes) -> list[str]:
    """The accounts that stand for the addresses of mail in these columns of a row."""
    cells = (row[column] for column in columns if "@" in row[column])
    addresses = (address for cell in cells for address in _ADDRESS.findall(cell)[:_MOST_WORDS])
    return [f"git:{keyed_handle(key, address)}" for address in addresses]


def _stage(row: Mapping[str, str]) -> str | None:
    said = next((unguarded(row[one]) for one in STAGES if row.get(one, "").strip()), "")[:_MOST_STAGE]
    return None if not said or way_to_reach(said) else said


def _last(number: int, row: Mapping[str, str], orders: Mapping[str, str], mistakes: Mistakes) -> date | None:
    """The latest of the days on which somebody wrote to them."""
    days = []
    for column, order in orders.items():
        if bare(row[column]).lower() not in _NEVER:
            try:
                days.append(day(row[column], order=order))
            except NoDay as cause:
                mistakes.note(number, column, str(cause))
    return max(days, default=None)
