"""Reads one site: `python -m spiders`, with an order on standard input; what came of it as one JSON document on standard output.

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
from spiders.rests import Rests
from spiders.settings import settings
from spiders.site import Site
from spiders.sites import catalogue


def main() -> int:
    """Runs the order on standard input to its end."""
    try:
        order = Order.model_validate_json(sys.stdin.buffer.read())
        site = catalogue()[order.site]
    except (ValidationError, KeyError) as cause:
        sys.stderr.write(f"no order: {cause}\n")
        return 2
    return run(order, site)


def run(order: Order, site: Site) -> int:
    """The exit code of one order, run to its end; nothing but the web and the order's route can be reached from then on."""
    os.umask(0o077)
    guard.install(order.allowed())
    try:
        database = Database(order.frontier)
        line = Line(
            order=order,
            frontier=Frontier(database),
            landing=Landing(order.landing).sparing(order.left_alone()),
            source=site.policy.terms_url,
        )
        quota, rests = _quota(order, site, database), Rests(database, site=site.name)
        return _crawl(order, site, line, quota=quota, rests=rests)
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


def _crawl(order: Order, site: Site, line: Line, *, quota: Quota | None, rests: Rests) -> int:
    """The exit code of a crawl. Errors: SourcingError where the machine prevents it."""
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.base import SiteSpider

    process = AsyncCrawlerProcess(settings(order, site.policy))
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, site=site, order=order, line=line, quota=quota, rests=rests)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, SiteSpider):
        sys.stderr.write("the crawl did not begin\n")
        return 3
    if spider.failure:
        raise spider.failure
    told = {"counts": dict(line.counts), "stopped": spider.is_stopped, "failure": line.failure}
    sys.stdout.write(json.dumps(told) + "\n")
    is_complete = not spider.is_stopped and not line.counts["failed"] and not line.counts["to do"]
    return 0 if is_complete else 1


if __name__ == "__main__":
    sys.exit(main())
