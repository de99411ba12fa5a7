"""The records that cross package borders: frozen, keyword-only, times in UTC, units stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic_core import CoreSchema, core_schema


class Archetype(StrEnum):
    """The axis of the work: decides whether a model should exist, makes it software, keeps it healthy."""

    RESEARCHER = "researcher"
    DEVELOPER = "developer"
    OPERATOR = "operator"


class Specialisation(StrEnum):
    """The axis of the domain; `any` asks for none, `other` is defined by its skills alone."""

    NLP = "nlp"
    VISION = "vision"
    MLOPS = "mlops"
    RECSYS = "recsys"
    RL = "rl"
    ANY = "any"
    OTHER = "other"


class Band(StrEnum):
    """How much evidence stands behind a score; insufficient is its own class and never means weak."""

    STRONG = "strong evidence"
    SOME = "some evidence"
    INSUFFICIENT = "insufficient evidence"


class Level(StrEnum):
    """The scope of somebody's work in one repository, lowest first; never years of a career, never age."""

    CONTRIBUTES = "contributes"
    OWNS = "owns"
    LEADS = "leads"


class Eligible(StrEnum):
    """Whether somebody meets a condition, by what they declare; unknown excludes nobody."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Account:
    """A handle on one site. `git:` handles are 16 hex digits of a keyed hash; the address is never kept."""

    site: str
    handle: str

    @property
    def key(self) -> str:
        """`site:handle`, the form used in tables, on the command line and in documents."""
        return f"{self.site}:{self.handle}"

    @classmethod
    def parse(cls, key: str) -> Account:
        """The account written `site:handle`; ValueError where there is no colon."""
        site, colon, handle = key.partition(":")
        if not (site and colon and handle):
            raise ValueError(f"{key!r} is not of the form site:handle")
        return cls(site=site, handle=handle)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        """In documents an account is the string `site:handle`."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(str(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda account: account.key),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceTerms:
    """On which terms a source is read. `site` is that of the accounts it tells of; `says` has to be shown beside what it tells.

    `reviewed_on` is when the terms were read last, `days` how long what it tells is kept after it was read, None where
    that is as long as the person is.
    """

    site: str
    says: str
    terms_url: str
    reviewed_on: date
    days: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSeen:
    """An account met in a source, with the name it showed there (for display only)."""

    account: Account
    display_name: str
    is_bot: bool = False


MAILMAP = "the mailmap of "  # how the reason of a link begins that a repository's mailmap declares


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLink:
    """A declared link between two accounts of one human, with the reason of the join."""

    a: Account
    b: Account
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """Whom a link of a batch joined to somebody who is left alone, so that the batch says nothing of them either.

    Both are keyed hashes of accounts: `of_hash` is of the one who was to be left alone before. Grain: (account_hash, of_hash).
    """

    account_hash: str
    of_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """One Git repository, wherever it is held.

    `key` is `host/owner/name`, or `local/<absolute path>` where no remote is declared; `web_url` is the address a
    browser opens, None where none is known.
    """

    key: str
    name: str
    location: str
    web_url: str | None


class FileEntry(NamedTuple):
    """One file of a tree: path, git mode (octal text) and blob id."""

    path: str
    mode: str
    blob: str


class Change(NamedTuple):
    """One path in one commit: status letter (A, M, D, R, C, T), for R and C the former path, the blobs before and after."""

    status: str
    path: str
    old_path: str | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who wrote a commit: account, display name, the accounts the address itself declares (noreply logins), and GitHub's number in it."""

    account: Account
    name: str
    is_bot: bool
    declared: tuple[Account, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit as the log tells it, without its e-mail addresses.

    `author` is None where the commit carries no usable address; `authored_at` is None where the date is absurd;
    `body_words` counts the words of the message below the subject, trailers left out; `reviewers` are those whom a
    `Reviewed-by` trailer names. Positional, because a history of 100,000 commits makes 100,000 of them.
    """

    id: str
    author: Identity | None
    authored_at: datetime | None
    subject: str
    body_words: int
    parents: tuple[str, ...]
    co_authors: tuple[Identity, ...]
    changes: tuple[Change, ...]
    reviewers: tuple[Identity, ...] = ()

    @property
    def is_merge(self) -> bool:
        """Whether it joins two lines of history."""
        return len(self.parents) > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Touch:
    """What one account did to one path (its present name, exact renames followed).

    `commits` counts commits that touched it; `weight` is what they count for (see `sourcing.git.history`): less for mass
    commits and reformatting, less the longer ago before the file's newest change, and one more for bringing the file in,
    which `is_first` tells. `first_at` and `last_at` are the first and the last of the commits.
    """

    account: Account
    path: str
    commits: int
    weight: float
    is_first: bool
    last_commit: str
    last_at: datetime | None
    first_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PathTotal:
    """How many commits of anybody touched one path, or what they count for; told where not everybody's touches are."""

    path: str
    commits: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorTotal:
    """How many commits one account has in a repository; told where not all of them are held."""

    account: Account
    commits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitFact:
    """A commit reduced to what is kept: whose, when, what it says, how large (`files` changed, None where not told).

    `by_request`: it came by a branch or a pull request, not straight to the main line. `of_others`: a merge that brings
    in what somebody else wrote.
    """

    id: str
    account: Account
    authored_at: datetime | None
    subject: str
    body_words: int
    is_merge: bool
    files: int | None
    by_request: bool = False
    of_others: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A commit that names its reviewer in a `Reviewed-by` trailer; never the commit's own author."""

    account: Account
    commit: str
    at: datetime | None


class Held(StrEnum):
    """Whether a chosen file's text is held, and if not, why not."""

    HELD = "held"
    ABSENT = "absent"  # the blob is not in the repository: partial clones, stored snapshots
    TOO_LARGE = "too large"
    BINARY = "binary"


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A repository at one commit: its files, and the texts of the chosen blobs.

    `held` has every chosen path; `texts` only those that are held. `commits` counts the history read; a shallow
    history says so, because its authorship is only what can be seen.
    """

    repository: Repository
    commit: str
    committed_at: datetime | None
    commits: int
    is_shallow: bool
    files: tuple[FileEntry, ...]
    held: Mapping[str, Held]
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contributions:
    """What people did in one repository: accounts, links, commits (newest first) and touches.

    `totals` is there of the paths that others worked on too: people not asked for, bots and groups, or whom a cut history hides.
    `reviews` are newest first.
    """

    accounts: tuple[AccountSeen, ...]
    links: tuple[AccountLink, ...]
    commits: tuple[CommitFact, ...]
    touches: tuple[Touch, ...]
    totals: tuple[PathTotal, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One claim about one account in one repository, with a place to check it.

    Grain: (repository, commit, signal, kind, skills, account). `value` is the amount in the whole repository in the signal's
    unit, `own_value` this account's part of it, `authored_share` its share of the changes to the linked
    file (0..1): of the commits that touched it, bringing it in counted as one more; lines are not counted. `path` and
    `line` are None for claims about commits, whose link then shows a commit.
    """

    signal: str
    kind: str
    account: Account
    value: float
    own_value: float
    unit: str
    path: str | None
    line: int | None
    commit: str
    link: str
    observed_at: datetime | None
    authored_share: float
    detail: str
    skills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A skill that somebody names in their own words: no evidence, and shown as borne out only where code shows the skill."""

    account: Account
    skill: str
    said_in: str
    link: str


class Outcome(StrEnum):
    """What came of asking one question of one repository: a find, or one of three kinds of no."""

    FOUND = "found"
    NOT_FOUND = "not found"
    NOT_LOOKED = "not looked"
    COULD_NOT_LOOK = "could not look"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerRow:
    """The outcome of one signal on one repository: amount in the signal's unit, and the reason of a no."""

    signal: str
    version: int
    outcome: Outcome
    value: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RepositoryText:
    """What a repository says it is, for ranking: opening words of the README, and declared dependencies."""

    readme: str
    dependencies: tuple[str, ...]
    place: str  # "product", "course": what the whole repository is


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """All that the signals found in one snapshot."""

    evidence: tuple[Evidence, ...]
    answers: tuple[AnswerRow, ...]
    text: RepositoryText
    claims: tuple[Claim, ...] = ()
