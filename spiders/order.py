"""What a spider process is told to do, as one JSON document on its standard input, and what it answers on its standard output."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from sourcing.suppression import Suppressed
from spiders.site import Policy

MOST_SECONDS = 20.0


class Order(BaseModel):
    """One run of one site.

    `route` is an address that stands for the whole web: `https://host/path` is asked as `route/host/path` (a mirror; the sandbox).
    `contact` stands in the User-Agent. `patience` is how many seconds in all the run may wait for limits. `clock` is the time to take for
    now, None for the machine's. `secrets` and `salt` never reach a log, the frontier or the landing. `pace` multiplies the pauses; 0 leaves
    them and the quota out. `seconds` is how long one answer may take, `days` how long what the site tells may be kept. `suppressed` are
    keyed hashes of accounts of which nothing is asked and nothing kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    site: str
    landing: Path
    frontier: str
    owner: str
    contact: str
    clock: datetime | None = None
    route: str | None = None
    patience: float = 600.0
    pace: float = Field(default=1.0, ge=0)
    pages: int | None = None
    seconds: float = Field(default=MOST_SECONDS, gt=0, le=MOST_SECONDS)
    days: int = 365
    secrets: dict[str, str] = Field(default_factory=dict, repr=False)
    salt: str = Field(default="", repr=False)  # hexadecimal
    suppressed: list[str] = Field(default_factory=list, repr=False)

    @property
    def kind(self) -> str:
        """Under which kind the frontier keeps the pages of this site."""
        return kind_of(self.site)

    def left_alone(self) -> Suppressed:
        """Who asked to be left alone."""
        return Suppressed(self.suppressed, salt=bytes.fromhex(self.salt))

    def routed(self, url: str) -> str:
        """Where an address is asked."""
        if not self.route:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.route.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"

    def allowed(self) -> list[tuple[str, int]]:
        """The addresses that may be reached beside the public ones: where the route leads, if that is this machine."""
        parts = urlsplit(self.route or "")
        return [(parts.hostname, parts.port or 80)] if parts.hostname in ("127.0.0.1", "::1") else []


def kind_of(site: str) -> str:
    """Under which kind the frontier keeps the pages of a site."""
    return f"site-{site}"


def page_key(site: str, kind: str, url: str) -> str:
    """Under which key the frontier keeps a page."""
    return f"{site} {kind} {url}"


def user_agent(contact: str) -> str:
    """Who asks, and whom to tell that it should stop."""
    return f"sourcing/0.1 (candidate research of one employer; contact: {contact})"


def missing(policy: Policy, given: Mapping[str, str]) -> list[str]:
    """What a site needs and was not given."""
    return [name for name in policy.needs if not given.get(name)]
