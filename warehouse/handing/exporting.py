"""The contract between people that a human chose and a file for another tool.

A format is one file in `warehouse/exports/`. It holds `FORMAT`, a `Format` whose `row` is pure:

    def row(one: Candidate) -> Mapping[str, str]: ...

Its keys are among the columns; a column it leaves out is empty. Its docstring states how it makes a first and a last name of a display name
that is one word, none, or a handle: every candidate must give a row that the tool takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from sourcing.errors import UsageError

SOURCE = "sourcing"  # what stands in a tool's own column for where somebody came from
VENDOR_PAGE = "vendor page"
EXTRA = ("Profile URL", "Source", "Role", "Level of evidence", "Evidence", "External ID")
_MOST_REASONS = 3
_PROFILES = (
    "github",
    "gitlab",
    "codeberg",
    "huggingface",
    "stackoverflow",
    "website",
    "linkedin",
)  # the first that is there


class Needs(StrEnum):
    """What a tool must be told of a person, in words."""

    NOTHING = "no address"
    EMAIL = "an e-mail address"
    LINKEDIN = "a LinkedIn URL"
    EITHER = "an e-mail address or a LinkedIn URL"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contact of which one will do; the first is the one to look for."""
        kinds = {Needs.NOTHING: (), Needs.EMAIL: ("email",), Needs.LINKEDIN: ("linkedin",)}
        return kinds.get(self, ("email", "linkedin"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One reason for somebody's place, and the line that shows it."""

    sentence: str
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody whom a human approved for one role.

    `account` is the one from which their id follows. `handle` is a name they gave themselves on some site, or the person id. `profiles`
    are addresses by site (github, linkedin, stackoverflow, website, …), `contacts` how they are reached (email, linkedin, phone).
    `time_zone` is an IANA name, None where none is declared.
    """

    person_id: str
    account: str
    display_name: str
    handle: str
    role: str
    role_title: str
    level_of_evidence: str
    profiles: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    tags: tuple[str, ...] = ()
    time_zone: str | None = None

    def reached_by(self, ways: Mapping[str, str]) -> Self:
        """The same person with the contacts that are held; a LinkedIn profile is one of their profiles too."""
        known = {"linkedin": ways["linkedin"]} if "linkedin" in ways else {}
        return replace(self, contacts=ways, profiles=in_order({**self.profiles, **known}))

    @property
    def external_id(self) -> str:
        """The id by which `sourcing` finds the person again."""
        return self.person_id

    @property
    def name(self) -> str:
        """The display name in one line; the handle where there is none."""
        return one_line(self.display_name) or self.handle

    @property
    def email(self) -> str:
        """The address of mail that a human found; empty where there is none."""
        return self.contacts.get("email", "")

    @property
    def phone(self) -> str:
        """The number that a human found; empty where there is none. A plus in front, which a spreadsheet takes for a formula, is written 00."""
        number = self.contacts.get("phone", "").strip()
        return f"00{number[1:].lstrip()}" if number.startswith("+") else number

    @property
    def linkedin(self) -> str:
        """The LinkedIn URL that a human found, else the one that the person declares; empty where there is none."""
        return self.contacts.get("linkedin", "")

    @property
    def profile(self) -> str:
        """The address at which their work is seen best; empty where there is none."""
        return next((self.profiles[site] for site in _PROFILES if site in self.profiles), "")

    @property
    def evidence(self) -> str:
        """The best reasons in one line, each with its link."""
        return " | ".join(f"{one_line(one.sentence)} {one.link}" for one in self.proofs[:_MOST_REASONS])

    def can_go(self, needs: Needs) -> bool:
        """Whether a tool with these needs can take them."""
        held = {"email": self.email, "linkedin": self.linkedin}
        return needs is Needs.NOTHING or any(held[kind] for kind in needs.kinds)


Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One file for one tool. `columns` are exact and in order; `required` may not be empty.

    `given` are columns that are the same for everybody and that the user may set (`--set COLUMN=VALUE`). `most_rows` is the tool's own cap of
    one file. `certainty` is where the columns are known from: `vendor page`, or words that say what else. `says` is what the user must do or
    know. `suffix` is the kind of file.
    """

    name: str
    columns: tuple[str, ...]
    row: Callable[[Candidate], Row]
    certainty: str
    needs: Needs = Needs.NOTHING
    required: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    most_rows: int | None = None
    says: str = ""
    suffix: str = ".csv"

    def stem(self, role: str) -> str:
        """The name of its file without the ending: `ready` beside a needs_contact.csv, else format and role; only a-z, 0-9, _ and -."""
        if self.needs is not Needs.NOTHING:
            return "ready"
        return re.sub(r"[^a-z0-9_-]+", "-", f"{self.name}-{role}".lower()).strip("-")

    def cells(self, one: Candidate, given: Row) -> list[str]:
        """The row of one person in the order of the columns. Errors: UsageError where a required column is empty."""
        made = {**self.given, **given, **self.row(one)}
        empty = [column for column in self.required if not made.get(column, "").strip()]
        if empty:
            raise UsageError(
                f"{self.name} needs {empty[0]}, and it is empty", remedy=f'give it with --set "{empty[0]}=…"'
            )
        return [made.get(column, "") for column in self.columns]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What an export would do with approved people: hand them on, wait for a contact, leave out who was handed on before.

    `untold` could go, should have been told what is held of them, and wait until that is recorded.
    """

    ready: tuple[Candidate, ...]
    untold: tuple[Candidate, ...]
    needs_contact: tuple[Candidate, ...]
    already: tuple[Candidate, ...]


def planned(
    people: Iterable[Candidate], wanted: Format, *, exported: Collection[str], untold: Collection[str] = ()
) -> Plan:
    """Whom this format can take, each person once, in the order given.

    `exported` are ids of those it was given before, `untold` of those who should have been told what is held of them.
    """
    once = {one.person_id: one for one in people}.values()
    fresh = [one for one in once if one.person_id not in exported]
    able = [one for one in fresh if one.can_go(wanted.needs)]
    return Plan(
        ready=tuple(one for one in able if one.person_id not in untold),
        untold=tuple(one for one in able if one.person_id in untold),
        needs_contact=tuple(one for one in fresh if not one.can_go(wanted.needs)),
        already=tuple(one for one in once if one.person_id in exported),
    )


def check_given(wanted: Format, given: Row) -> None:
    """Passes where all columns may be set. Errors: UsageError that names those that may."""
    for column in given:
        if column not in wanted.given:
            may = ", ".join(wanted.given) or "none"
            raise UsageError(f"{wanted.name}: {column!r} cannot be set", remedy=f"those that can: {may}")


def in_order(urls: Mapping[str, str]) -> dict[str, str]:
    """Addresses by site: GitHub first, then by name."""
    return dict(sorted(urls.items(), key=lambda pair: (pair[0] != "github", pair[0])))


def one_line(text: str) -> str:
    """The text without line breaks, tabs and other controls, and without spaces around it."""
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in text).split())


def first_last(one: Candidate) -> tuple[str, str]:
    """First and last name: the last word is the last name, a single word is a first name without a last; no name: the handle.

    What stands in brackets, and what has neither letter nor digit, is no part of either while something else is left.
    """
    words = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", one.name).split()
    *first, last = [word for word in words if any(map(str.isalnum, word))] or one.name.split()
    return (" ".join(first), last) if first else (last, "")


def first_last_both(one: Candidate) -> tuple[str, str]:
    """The same where a tool insists on both: a single word gets the handle, in brackets, for a last name."""
    first, last = first_last(one)
    return first, last or f"({one.handle})"


def extra(one: Candidate) -> dict[str, str]:
    """The columns of EXTRA, for tools that allow columns of one's own."""
    where = one.profile
    return dict(
        zip(EXTRA, (where, SOURCE, one.role_title, one.level_of_evidence, one.evidence, one.external_id), strict=True)
    )
