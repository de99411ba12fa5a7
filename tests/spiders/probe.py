"""A spider process that reads an invented site: the real program, started as the real one is, with a site that no file holds.

`python -m tests.spiders.probe POLICY`: the order on standard input, `POLICY` a JSON object of what differs in the site's policy, and
`resolver`: an address that every name leads to. A page is JSON (`title`, `follow`, `wait`, `break`, `declines`) or HTML (its `title`).
"""

from __future__ import annotations

import json
import socket
import sys
from datetime import date
from typing import Any

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile
from sourcing.records import Account
from spiders.__main__ import run
from spiders.order import Order
from spiders.page import closes, shown, soup, tags
from spiders.site import Answer, Door, Page, Parsed, Policy, Site, Unreadable

NAME = "probe"


def page_of(address: str, *, kind: str = "page", account: str = "ada") -> Page:
    """The page at an address."""
    return Page(kind=kind, url=address, account=Account(site=NAME, handle=account), headers={"X-Form": kind})


def parse(answer: Answer) -> Parsed:
    """What a page tells."""
    if answer.text.lstrip().startswith("<"):
        page = soup(answer.text)
        title = wire.string(shown(next(tags(page, "title"), None)))
        return Parsed(refused="meta robots does not allow it") if closes(page) else _told(answer, title)
    told = wire.document(answer.text)
    if told.get("declines"):
        url = answer.page.url
        names = wire.links(answer.account, wire.strings(told["declines"]), kind=LinkKind.FIELD, seen_at=url)
        return Parsed(profile=SiteProfile(account=answer.account, url=url, declines=True), speaks_for=names)
    if told.get("break"):
        raise {"memory": MemoryError, "assertion": AssertionError}[told["break"]]
    if not isinstance(told.get("title"), str):
        raise Unreadable("no title")
    return _told(
        answer, wire.string(told["title"]), follow=wire.strings(told.get("follow")), wait=told.get("wait", 0.0)
    )


def _told(answer: Answer, title: str, *, follow: list[str] | None = None, wait: float = 0.0) -> Parsed:
    made = Artifact(
        account=answer.account,
        kind=ArtifactKind.ARTICLE,
        key="probe.example/made",
        title=title or "untitled",
        link=answer.page.url,
        relation=Relation.AUTHOR,
    )
    pages = tuple(page_of(url, kind="more", account=answer.account.handle) for url in follow or ())
    return Parsed(artifacts=(made,), follow=pages, wait=wait)


def site_of(policy: dict[str, Any]) -> Site:
    """The site with its policy, a credential in the query and in a header where the order has one."""
    defaults: dict[str, Any] = {"door": Door.API, "seconds": 0.01, "hosts": ()}
    told = defaults | {name: tuple(value) if isinstance(value, list) else value for name, value in policy.items()}
    told["door"] = Door(told["door"])
    return Site(
        name=NAME,
        policy=Policy(
            terms_url="https://probe.example/terms", reviewed_on=date(2026, 11, 1), fields=("title",), **told
        ),
        pages=lambda _: (),
        parsers={"page": parse, "more": parse},
        sign=lambda url, given: (
            (wire.with_parameter(url, "key", given["PROBE"]), {"PRIVATE-TOKEN": given["PROBE"]})
            if given.get("PROBE")
            else (url, {})
        ),
    )


def main() -> int:
    """The exit code of the run."""
    policy = json.loads(sys.argv[1])
    address = policy.pop("resolver", None)
    if address:
        socket.gethostbyname = lambda _: address  # the machine's resolver, as a hostile name server steers it
    return run(Order.model_validate_json(sys.stdin.buffer.read()), site_of(policy))


if __name__ == "__main__":
    sys.exit(main())
