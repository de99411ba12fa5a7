"""The contract between a community site and the rest: an account in, pages to ask for, and what each page tells.

A site is one file in `spiders/sites/`. It holds `SITE`, a `Site`, whose functions are pure:

    def pages(account: Account) -> Iterable[Page]: ...          what to ask for first
    def parse_profile(answer: Answer) -> Parsed: ...            one for each kind of page

They touch neither network nor disk nor clock. A parser is lenient (`sourcing.wire` reads what may be absent, null or of another type)
and raises `Unreadable` where the body is not what the site promises. Addresses are the real ones; where they are asked is a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sourcing.community import Artifact, DeclaredLink, SiteProfile
from sourcing.errors import Unreadable as Unreadable
from sourcing.records import Account


class Door(StrEnum):
    """How a site is entered: a documented API under its terms, or pages, which robots.txt and `meta robots` may close."""

    API = "api"
    PAGES = "pages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """On which terms a site is asked.

    `fields` is the allow-list of what is kept; `seconds` lie between two requests; `quota` is how many requests may be made in how many
    seconds, `keyed_quota` how many with a credential of `takes`; `needs` are environment variables without which the site is off, `takes`
    such that it can do without; `days` is how long what it told may be kept. `hosts` are the only ones asked; empty for sites whose pages
    lie anywhere. `says` has to be shown beside what is kept, such as a licence.
    """

    terms_url: str
    reviewed_on: date
    fields: tuple[str, ...]
    seconds: float
    door: Door = Door.API
    hosts: tuple[str, ...] = ()
    quota: tuple[int, int] | None = None
    keyed_quota: tuple[int, int] | None = None
    default_on: bool = True
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    days: int = 365
    says: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page to ask for. `kind` names its parser; `headers` hold no credentials: those are put on the wire by `Site.sign`."""

    kind: str
    url: str
    account: Account
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A page as it came: `text` decoded, without NUL and lone surrogates; header names in lower case; `fetched_at` UTC."""

    page: Page
    text: str
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        """Whose page was asked for."""
        return self.page.account


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """What one page tells. `follow` are further pages of the same account; `refused` says why nothing of the page is kept.

    `speaks_for` are the links of a profile that declines, by which alone is decided whom the wish is of too; they are not landed.
    `others` are the profiles of further accounts that stand on the page, such as those who answered in a thread.
    `wait` is how many seconds the site asks to be left alone before the next request; `later` says why the page itself is to be asked for
    again after that.
    """

    profile: SiteProfile | None = None
    others: tuple[SiteProfile, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    links: tuple[DeclaredLink, ...] = ()
    speaks_for: tuple[DeclaredLink, ...] = ()
    follow: tuple[Page, ...] = ()
    refused: str | None = None
    wait: float = 0.0
    later: str | None = None


Parser = Callable[[Answer], Parsed]


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A community site. `name` is the `site` of its accounts; `sign` adds credentials to a request's headers and query.

    `sign` takes the address and the values of `policy.needs` and `policy.takes` that are set, and returns the address and the headers.
    `told_by` are statuses other than success whose bodies the parsers read, because the site says there what is the matter.
    """

    name: str
    policy: Policy
    pages: Callable[[Account], Iterable[Page]]
    parsers: Mapping[str, Parser]
    sign: Callable[[str, Mapping[str, str]], tuple[str, Mapping[str, str]]] | None = None
    told_by: frozenset[int] = frozenset()
