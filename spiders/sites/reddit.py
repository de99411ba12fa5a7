"""Reddit over its OAuth API, off by default: the operator needs Reddit's approval of the purpose, and credentials it was granted to.

Of an account nothing is kept but the skills and the addresses that its public description names; those who hide from robots and those
suspended are refused. The access token is had by a POST to www.reddit.com/api/v1/access_token with the client's id and secret, which
a `Site` cannot make: it is taken from REDDIT_TOKEN, and holds for a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from sourcing import wire
from sourcing.community import LinkKind, SiteProfile
from sourcing.records import Account
from sourcing.wishes import declines
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_NAME = re.compile(r"[A-Za-z0-9_\-]{2,30}")


def pages(account: Account) -> Iterable[Page]:
    """What the account says about itself."""
    if _NAME.fullmatch(account.handle):
        url = f"https://oauth.reddit.com/user/{quote(account.handle)}/about?raw_json=1"
        yield Page(kind="about", url=url, account=account)


def parse_about(answer: Answer) -> Parsed:
    """The claims and the addresses of the public description."""
    told = wire.document(answer.text)
    if "error" in told:
        return Parsed(refused=f"the site answers {wire.number(told['error']) or 'with an error'}")
    held = wire.mapping(told.get("data"))
    if told.get("kind") != "t2" or not held:
        raise Unreadable("no account")
    if held.get("is_suspended"):
        return Parsed(refused="suspended")
    if held.get("hide_from_robots") is not False:
        return Parsed(refused="hidden from robots")
    description = wire.mapping(held.get("subreddit")).get("public_description")
    bio, url = wire.prose(description, most=2_000), f"https://www.reddit.com/user/{quote(answer.account.handle)}/"
    links = wire.links(answer.account, wire.urls(description), kind=LinkKind.TEXT, seen_at=url)
    if declines(bio):
        return Parsed(profile=SiteProfile(account=answer.account, url=url, declines=True), speaks_for=links)
    return Parsed(
        profile=SiteProfile(account=answer.account, url=url, claims=wire.skills_of_bio(bio)),
        links=links,
    )


SITE = Site(
    name="reddit",
    policy=Policy(
        terms_url="https://redditinc.com/policies/data-api-terms",
        reviewed_on=date(2026, 11, 21),
        fields=("name", "is_suspended", "hide_from_robots", "subreddit.public_description (claims, links)"),
        seconds=1.0,
        hosts=("oauth.reddit.com",),
        quota=(600, 600),
        default_on=False,
        days=2,  # what its owner deletes has to be gone then
        needs=("REDDIT_TOKEN",),
    ),
    pages=pages,
    parsers={"about": parse_about},
    sign=lambda url, given: (url, {"Authorization": f"bearer {token}"} if (token := given.get("REDDIT_TOKEN")) else {}),
)
