"""The contract between a file that the operator has and the rest: files in, what they tell of accounts out.

An import is one file in `sourcing/imports/`. It holds `IMPORT`, an `Import` whose `read` is a generator:

    def read(files: Sequence[Path], given: Given) -> Iterator[Told | Candidate]: ...

It opens nothing but these files, through `given.tables` or `sourcing.files`, and yields what they tell of the accounts in `given.named`:
of nobody else. A row that cannot be read is noted in `given.lost` and passed over; a file that is not what it is taken for is a UsageError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from sourcing.community import Artifact, DeclaredLink, Meeting, SiteProfile
from sourcing.records import Account

NAMED = 5  # lines of one file that are named one by one

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """On which terms a file is read. `fields` is the allow-list of what is kept, `columns` are read besides, to find the rows.

    `filters` say in words what is left out while reading; `needs` what must be there beside the files; `days` is how long what it told may
    be kept; `says` has to be shown beside what is kept.
    """

    terms_url: str
    reviewed_on: date
    files: str
    fields: tuple[str, ...]
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    needs: str = ""
    days: int = 365
    says: str = ""


class Tables(Protocol):
    """Reads CSV and Parquet files that are larger than memory; every value comes as text, what is missing as an empty one."""

    def columns(self, path: Path) -> tuple[str, ...]:
        """The names of the columns. Errors: UsageError where the file is no table."""

    def rows(
        self, path: Path, columns: Collection[str], *, keep: Mapping[str, Collection[str]], lost: Lost
    ) -> Iterator[Row]:
        """The rows whose columns have one of the values of `keep`, in any case of letters. Errors: UsageError."""


@dataclass(kw_only=True)
class Lost:
    """What could not be read: how much of which file, the first of it by place and reason."""

    counts: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)

    def note(self, path: Path, place: str, reason: str, *, more: int = 0) -> None:
        """Takes a place down, such as `line 7` (the first line of a file is line 1), and how many `more` are only counted."""
        self.counts[path.name] += 1 + more
        listed = self.named.setdefault(path.name, [])
        if len(listed) < NAMED:
            listed.append(f"{place}: {reason}")

    def lines(self) -> list[str]:
        """One sentence a file."""
        said = []
        for name, count in sorted(self.counts.items()):
            more = count - len(self.named.get(name, ()))
            listed = [*self.named.get(name, ()), *([f"and {more} more"] if more else [])]
            said.append(f"{name}: {count} could not be read ({'; '.join(listed)})")
        return said


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What an import is handed beside its files.

    `named` are the accounts on its site that people held name as their own, by handle in lower case; `key` makes keyed hashes; `today` is
    UTC; `repositories` are `owner/name` in lower case, empty for all.
    """

    tables: Tables
    named: Mapping[str, Account]
    key: bytes
    today: date
    repositories: frozenset[str] = frozenset()
    lost: Lost = field(default_factory=Lost)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the files tell of one account in one place. `listing` and `place` name that place; `url` is what stands there, for readers.

    `speaks_for` are the links of a profile that declines, by which alone is decided whom the wish is of too; they are not landed.
    """

    account: Account
    url: str
    place: str
    listing: str = "row"
    profile: SiteProfile | None = None
    artifacts: tuple[Artifact, ...] = ()
    links: tuple[DeclaredLink, ...] = ()
    speaks_for: tuple[DeclaredLink, ...] = ()
    met: Meeting | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody on GitHub worth asking for, and why: nothing is kept of them until GitHub was asked."""

    login: str
    why: str


Reader = Callable[[Sequence[Path], Given], Iterator[Told | Candidate]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """One kind of file. `site` is the site of the accounts it tells of, None where it only finds candidates.

    `asks_for_named`: it tells of accounts that people held name, and of nobody else. `is_each_alone`: every file stands for itself, and a
    file given again replaces what it told before; else all files together are one edition, which replaces the one before.
    """

    policy: Policy
    read: Reader
    site: str | None
    asks_for_named: bool = True
    is_each_alone: bool = False
    takes_repositories: bool = False
