"""What is kept of GitHub's answers: people, repositories and who works where. Addresses, photos and followers are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sourcing.records import Account

SITE = "github"


@dataclass(frozen=True, kw_only=True, slots=True)
class Handle:
    """Somebody found: login as written, global id where the answer told it, how often they contributed there."""

    login: str
    node_id: str | None = None
    contributions: int = 0
    is_person: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a repository is, without its content. `head` is the commit of its default branch, None where it is empty."""

    node_id: str
    slug: str
    url: str
    description: str
    topics: tuple[str, ...]
    language: str | None
    stars: int
    kilobytes: int
    pushed_at: datetime | None
    head: str | None
    is_fork: bool
    is_archived: bool

    @property
    def owner(self) -> str:
        """The login before the slash."""
        return self.slug.partition("/")[0]

    @property
    def key(self) -> str:
        """`host/owner/name`, as every source calls the repository."""
        return self.url.partition("://")[2].rstrip("/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """What one person did in a repository of others: merged pull requests (at most the last 50), commits of a year."""

    card: Card
    merged: int
    last_merged_at: datetime | None
    commits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One account as it shows itself: the allow-list of fields, its own repositories by stars, its work elsewhere.

    `location` serves eligibility only; `links` are declared addresses of other accounts; `declines` says that the bio
    asks not to be recruited: of such an account nothing else is kept. `claims` are the skills that the bio and the profile's README
    name, `readme_links` the addresses that the README gives as the owner's places; bio and README themselves are not kept.
    """

    node_id: str
    database_id: int
    login: str
    name: str
    location: str
    is_hireable: bool | None
    created_at: datetime | None
    updated_at: datetime | None
    links: tuple[str, ...]
    declines: bool
    own: tuple[Card, ...]
    elsewhere: tuple[Elsewhere, ...]
    repositories: int
    merged_requests: int
    claims: tuple[str, ...] = ()
    readme_links: tuple[str, ...] = ()

    @property
    def account(self) -> Account:
        """`github:login`, in lower case as links write it."""
        return account(self.login)


class Absence(StrEnum):
    """Why an account is not followed up: outcomes, not failures."""

    NOT_THERE = "not there (deleted, renamed or misspelt)"
    ORGANISATION = "no person (an organisation)"
    BOT = "no person (a bot)"
    DECLINES = "left alone (the profile asks not to be recruited)"
    SUPPRESSED = "left alone (suppressed)"


def account(login: str) -> Account:
    """The account of a login."""
    return Account(site=SITE, handle=login.lower())
