"""Reads one site: `python -m spiders`, with an order on standard input; progress as JSON Lines on standard output.

Exit code 0: the line is empty; 1: something is still to do or failed; 2: the order is wrong; 3: the machine prevents it.
"""

from __future__ import annotations

import json
import os
import sys

from pydantic import ValidationError

from sourcing.database import Database
from sourcing.errors import SourcingError
from sourcing.frontier import Frontier
from sourcing.landing import Landing
from spiders import guard
from spiders.line import Line
from spiders.order import Order
from spiders.quota import Quota
from spiders.settings import settings
from spiders.site import Site
from spiders.sites import catalogue


def main() -> int:
    """Runs one order to its end."""
    os.umask(0o077)
    try:
        order = Order.model_validate_json(sys.stdin.buffer.read())
        site = catalogue()[order.site]
    except (ValidationError, KeyError) as cause:
        sys.stderr.write(f"no order: {cause}\n")
        return 2
    guard.install(order.allowed())
    try:
        database = Database(order.frontier)
        line = Line(
            order=order,
            frontier=Frontier(database),
            landing=Landing(order.landing),
            source=site.policy.terms_url,
        )
        return _run(order, line, quota=_quota(order, site, database))
    except SourcingError as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.exit_code


def _quota(order: Order, site: Site, database: Database) -> Quota | None:
    """The quota of a site, with a credential or without; None where it has none, or nothing is to be waited for."""
    policy = site.policy
    is_keyed = policy.keyed_quota and any(order.secrets.get(name) for name in policy.takes)
    found = policy.keyed_quota if is_keyed else policy.quota
    if not found or not order.pace:
        return None
    return Quota(database, site=site.name, most=found[0], seconds=found[1])


def _run(order: Order, line: Line, *, quota: Quota | None) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.base import SiteSpider

    site = catalogue()[order.site]
    process = AsyncCrawlerProcess(settings(order, site.policy))
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, site=site, order=order, line=line, quota=quota)
    process.start()
    spider = crawler.spider
    stopped = getattr(spider, "is_stopped", None)
    sys.stdout.write(json.dumps({"counts": dict(line.counts), "stopped": stopped}) + "\n")
    return 0 if not stopped and not line.counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
