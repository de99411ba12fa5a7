"""The invented web read by the sites' own parsers, without a wire between: every account from its first page to its last."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from sourcing.community import DeclaredLink
from sourcing.handles import accounts_of
from sourcing.records import Account
from sourcing.sandbox.web.ask import Ask
from sourcing.sandbox.web.presence import Community
from sourcing.sandbox.web.serve import site_for
from spiders.order import Order
from spiders.site import Answer, Page, Parsed, Site, Unreadable
from spiders.sites import catalogue
from spiders.text import clean
from tests.spiders.support import CLOCK
from warehouse.accounts.joins import Naming

_ROUTE = Order.model_construct(route="http://web")


def read(site: Site, account: Account, community: Community) -> Iterator[Parsed]:
    """What each page of one account tells."""
    pages, seen = list(site.pages(account)), set()
    while pages:
        page = pages.pop(0)
        if page.url not in seen:
            seen.add(page.url)
            parsed = _read(site, page, community)
            if parsed and not parsed.refused:
                pages += parsed.follow
                yield parsed


def _read(site: Site, page: Page, community: Community) -> Parsed | None:
    target = _ROUTE.routed(page.url).removeprefix("http://web")
    ask = Ask.of("GET", target, {"user-agent": "test"})
    answering = site_for(ask.host)
    reply = answering(ask, community) if answering else None
    if reply is None or not 200 <= reply.status < 300:
        return None
    body = gzip.decompress(reply.body) if reply.headers.get("content-encoding") == "gzip" else reply.body
    answer = Answer(page=page, text=clean(body.decode()), fetched_at=CLOCK, headers=reply.headers)
    try:
        return site.parsers[page.kind](answer)
    except Unreadable:
        return None


def links(community: Community) -> list[DeclaredLink]:
    """All that the accounts of the invented web name, as its pages tell it, but for GitHub."""
    found: list[DeclaredLink] = []
    for name, site in catalogue().items():
        handles = [one.handle for one in community.on(name)]
        handles += list(community.hubs) if name == "web" else []
        for handle in handles:
            for parsed in read(site, Account(site=name, handle=handle), community):
                found += parsed.links
    return found


def namings(community: Community) -> list[Naming]:
    """The same with what GitHub's profiles name, as the warehouse has it."""
    told = [
        Naming(account=one.account.key, to=one.to.key, kind=str(one.kind), url=one.url, seen_at=one.seen_at)
        for one in links(community)
    ]
    for login, named in community.github.items():
        for to, url in accounts_of(named).items():
            told.append(
                Naming(
                    account=f"github:{login}",
                    to=to.key,
                    kind="profile field",
                    url=url,
                    seen_at=f"https://github.com/{login}",
                )
            )
    return told
