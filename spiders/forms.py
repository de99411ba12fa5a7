"""What the pages of several APIs have in common: an account with a bio, and a listing whose next page a `Link` header names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sourcing import wire
from sourcing.community import Artifact, LinkKind, SiteProfile
from sourcing.wishes import declines
from spiders.site import Answer, Page, Parsed


def person(
    answer: Answer,
    *,
    url: str,
    name: Any,
    bio: Any,
    location: Any = None,
    fields: Iterable[str] = (),
    follow: tuple[Page, ...] = (),
) -> Parsed:
    """An account as it shows itself, with the addresses that its `fields` and its bio name; of who declines nothing but that."""
    said = wire.prose(bio, most=2_000)
    links = (
        *wire.links(answer.account, fields, kind=LinkKind.FIELD, seen_at=url),
        *wire.links(answer.account, wire.urls(said), kind=LinkKind.TEXT, seen_at=url),
    )
    if declines(said):
        return Parsed(profile=SiteProfile(account=answer.account, url=url, declines=True), speaks_for=links)
    return Parsed(
        profile=SiteProfile(
            account=answer.account,
            url=url,
            display_name=wire.string(name, most=100),
            location=wire.string(location, most=100),
            claims=wire.skills_of_bio(said),
        ),
        links=links,
        follow=follow,
    )


def listed(answer: Answer, artifact: Callable[[Mapping[str, Any]], Artifact | None]) -> Parsed:
    """What `artifact` makes of the rows of one page, and the page behind it. Errors: Unreadable where the body is no list."""
    following = wire.next_link(answer.headers)
    made = (artifact(row) for row in wire.listing(answer.text))
    return Parsed(
        artifacts=tuple(one for one in made if one),
        follow=(Page(kind=answer.page.kind, url=following, account=answer.account),) if following else (),
    )
