"""Who of the invented world is where on the web: the ground truth of identity. `Community.truth` knows whose each account is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sourcing.sandbox.world import Person


@dataclass(frozen=True, kw_only=True)
class Made:
    """One thing made: `kind` as `ArtifactKind` has it; `numbers` by the names of measures; `code` the repository it names."""

    kind: str
    name: str
    title: str
    tags: tuple[str, ...]
    made_on: date
    changed_on: date
    numbers: Mapping[str, int] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One account of one person on one site. `links` are addresses it names as its own places, in the form people write them."""

    site: str
    handle: str
    person: Person
    bio: str = ""
    location: str = ""
    links: tuple[str, ...] = ()
    made: tuple[Made, ...] = ()
    is_private: bool = False
    is_hiring_wish: bool = False  # it answered "Who wants to be hired?"

    @property
    def url(self) -> str:
        """The address under which people give this account."""
        return url_of(self.site, self.handle)

    @property
    def number(self) -> int:
        """A number of its own, as sites have that count their users."""
        return stable_number(f"{self.site}:{self.handle}")


@dataclass(frozen=True, kw_only=True)
class Community:
    """All accounts. `github` is what each GitHub profile names; `hubs` are pages of several people, who all link to it."""

    presences: tuple[Presence, ...]
    github: Mapping[str, tuple[str, ...]]
    hubs: Mapping[str, tuple[str, ...]]

    def on(self, site: str) -> Iterator[Presence]:
        """The accounts on one site, in order of handle."""
        return (one for one in self.presences if one.site == site)

    def find(self, site: str, handle: str) -> Presence | None:
        """One account; the case of the handle makes no difference."""
        return self._by_key.get((site, handle.lower()))

    def beside(self, one: Presence, site: str) -> Presence | None:
        """The account of the same person on another site."""
        return next((other for other in self.on(site) if other.person is one.person), None)

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], Presence]:
        return {(one.site, one.handle.lower()): one for one in self.presences}

    @property
    def truth(self) -> dict[str, str]:
        """Whose each account truly is: the handle in the world, by account."""
        return {f"{one.site}:{one.handle}": one.person.handle for one in self.presences}


def url_of(site: str, handle: str) -> str:
    """The address under which people give an account."""
    forms = {
        "huggingface": "https://huggingface.co/{0}",
        "web": "https://{0}/",
        "devto": "https://dev.to/{0}",
        "hackernews": "https://news.ycombinator.com/user?id={0}",
        "pypi": "https://pypi.org/user/{0}/",
        "openalex": "https://openalex.org/{0}",
        "dblp": "https://dblp.org/pid/{0}.html",
        "arxiv": "https://arxiv.org/a/{0}",
        "orcid": "https://orcid.org/{0}",
        "gitlab": "https://gitlab.com/{0}",
        "codeberg": "https://codeberg.org/{0}",
        "devpost": "https://devpost.com/{0}",
        "sessionize": "https://sessionize.com/{0}/",
        "reddit": "https://www.reddit.com/user/{0}/",
        "github": "https://github.com/{0}",
    }
    if site == "stackexchange":
        return f"https://stackoverflow.com/users/{handle.partition('/')[2]}"
    if site == "pretalx":
        event, _, code = handle.rpartition("/")
        return f"https://{event}/speaker/{code}/"
    return forms[site].format(handle)


def stable_number(text: str, *, low: int = 1_000_000, high: int = 9_999_999) -> int:
    """A number that follows from a text."""
    return random.Random(f"number/{text}").randint(low, high)  # noqa: S311 - an invented world keeps no secret
