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
from spiders.settings import settings
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
        line = Line(
            order=order,
            frontier=Frontier(Database(order.frontier)),
            landing=Landing(order.landing),
            source=site.policy.terms_url,
        )
        return _run(order, line)
    except SourcingError as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.exit_code


def _run(order: Order, line: Line) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.base import SiteSpider

    site = catalogue()[order.site]
    process = AsyncCrawlerProcess(settings(order, site.policy))
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, site=site, order=order, line=line)
    process.start()
    spider = crawler.spider
    stopped = getattr(spider, "is_stopped", None)
    sys.stdout.write(json.dumps({"counts": dict(line.counts), "stopped": stopped}) + "\n")
    return 0 if not stopped and not line.counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
