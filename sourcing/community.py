"""What is kept of community sites: profiles, artifacts, declared links. Addresses, photos, followers and ages are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sourcing.keyed import account_hash
from sourcing.records import Account

SPEAKS_FOR = "speaks_for"  # the table of whom profiles that decline name as theirs, by keyed hash alone


class ArtifactKind(StrEnum):
    """What somebody put before the public beside repositories."""

    MODEL = "model"
    DATASET = "dataset"
    APP = "app"  # a running demonstration: a Space, a hosted page
    PACKAGE = "package"
    PAPER = "paper"
    ANSWERS = "answers"  # all answers of one account under one tag
    ARTICLE = "article"
    TALK = "talk"
    PROJECT = "project"  # of a hackathon
    REPOSITORY = "repository"  # on another forge; its history is not read
    COMPETITION = "competition"


class Relation(StrEnum):
    """What the account is to the artifact, as the site says."""

    OWNER = "owner"
    AUTHOR = "author"
    MAINTAINER = "maintainer"
    SPEAKER = "speaker"
    MEMBER = "member"  # of the team that made it
    COMPETITOR = "competitor"


class LinkKind(StrEnum):
    """Where an account names another: what the site holds apart as a link, and what merely stands in a text."""

    FIELD = "profile field"
    REL_ME = "rel=me"
    SAME_AS = "sameAs"
    TEXT = "text"


MOST = {  # what a measure may count for: beyond it a number tells of a mistake or of a machine
    "downloads": 100_000_000,
    "likes": 100_000,
    "stars": 500_000,
    "score": 1_000_000,
    "answers": 100_000,
    "reactions": 100_000,
    "citations": 300_000,
    "releases": 5_000,
    "medals": 1_000,
}


def capped(measures: Mapping[str, float | int | None]) -> dict[str, int]:
    """The measures that can be true: whole numbers from 0 up to what each may count for; None is left out.

    Errors: KeyError where a name is none of `MOST`.
    """
    if unknown := measures.keys() - MOST.keys():
        raise KeyError(f"no measure is named {min(unknown)!r}; one of: {', '.join(MOST)}")
    return {name: min(int(value), MOST[name]) for name, value in measures.items() if value is not None and value >= 0}


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteProfile:
    """An account as it shows itself on its site: the allow-list of fields.

    `location` serves eligibility only; `languages` are spoken ones, in their own words; `claims` are the skills that the bio names (the
    bio itself is not kept); `declines` says that the account asks not to be recruited: of such an account nothing else is kept.
    """

    account: Account
    url: str
    display_name: str = ""
    location: str = ""
    languages: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    declines: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeaksFor:
    """A profile that declines naming another account, both by keyed hash: the wish is that account's too where it names the profile back."""

    account_hash: str
    of_hash: str

    @classmethod
    def of(cls, links: Iterable[DeclaredLink], *, salt: bytes) -> list[SpeaksFor]:
        """The rows of links, each once, in order."""
        found = {(account_hash(salt, one.to.key), account_hash(salt, one.account.key)) for one in links}
        return [cls(account_hash=account, of_hash=of) for account, of in sorted(found)]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclaredLink:
    """One account naming another place as its own. `to` is the account there, `url` the address as written, `seen_at` where it stands."""

    account: Account
    to: Account
    kind: LinkKind
    url: str
    seen_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """What a sourcer noted of somebody they met: one row of their own file. Grain: (account, seen_at).

    `account` stands for the row (`met:` and a keyed hash), `of` is the account that the row names first: the two are one person's, because
    the sourcer says so. `met_on` is None where the row does not say. `seen_at` is the file's name and the row.
    """

    account: Account
    of: Account
    note: str
    met_on: date | None
    lawful_basis: str
    seen_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """One piece of public work of one account. Grain: (key, account).

    `key` is `host/path`, unique over all sites; `made_at` and `changed_at` are UTC, None where the site does not tell; `measures` are
    `capped`; `skills` are canonical names that its tags and libraries state; `states` are the parts of a description that are there
    ("training", "evaluation", "limitations", "abstract"); `code` is the address of the repository that it names.
    """

    account: Account
    kind: ArtifactKind
    key: str
    title: str
    link: str
    relation: Relation
    made_at: datetime | None = None
    changed_at: datetime | None = None
    measures: Mapping[str, int] = field(default_factory=dict)
    skills: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRead:
    """One page of one account, read at one visit. Grain: (page).

    `listing` is the kind of page, such as "models"; a listing has several pages, `is_last` marks its last one. `visit` is the moment at
    which the account was put in line, UTC, and the same for all pages of a visit. `url` is the address without credentials.
    """

    page: str
    account: Account
    listing: str
    url: str
    visit: datetime
    fetched_at: datetime
    is_last: bool
    is_unchanged: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OnPage:
    """What one page told: a profile, an artifact, a link or a meeting, with the page it came from."""

    page: str
    profile: SiteProfile | None = None
    artifact: Artifact | None = None
    link: DeclaredLink | None = None
    met: Meeting | None = None

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that it tells of."""
        if self.link:
            return (self.link.account.key, self.link.to.key)
        if self.met:
            return (self.met.account.key, self.met.of.key)
        of = self.profile or self.artifact
        return (of.account.key,) if of else ()


def on_page(
    page: str,
    *,
    profiles: Iterable[SiteProfile | None],
    artifacts: Iterable[Artifact],
    links: Iterable[DeclaredLink],
) -> list[OnPage]:
    """What a page told, row by row: profiles that there are, then artifacts, then links."""
    rows = [OnPage(page=page, profile=one) for one in profiles if one]
    rows += [OnPage(page=page, artifact=one) for one in artifacts]
    return rows + [OnPage(page=page, link=one) for one in links]
