"""What is in force in a real crawl, printed as JSON; the order on standard input, the line empty: `python -m tests.spiders.effective`."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from sourcing.database import Database
from sourcing.frontier import Frontier
from sourcing.landing import Landing
from spiders.base import SiteSpider
from spiders.line import Line
from spiders.order import Order
from spiders.settings import settings
from spiders.site import Policy
from tests.spiders.probe import site_of


def found(crawler: Crawler) -> dict[str, Any]:
    """The settings and the components that run."""
    told, engine = crawler.settings, crawler.engine
    assert engine and crawler.extensions
    downloader = engine.downloader
    return {
        "settings": {
            name: told.get(name) for name in told if isinstance(told.get(name), str | int | float | bool | None)
        },
        "middlewares": sorted(type(one).__name__ for one in downloader.middleware.middlewares),
        "extensions": sorted(type(one).__name__ for one in crawler.extensions.middlewares),
        "schemes": sorted(
            scheme for scheme in downloader.handlers._schemes if downloader.handlers._get_handler(scheme)
        ),
        "handlers": sorted({type(downloader.handlers._get_handler(scheme)).__name__ for scheme in ("http", "https")}),
        "repeats": downloader.handlers._get_handler("http")._pool.retryAutomatically,  # type: ignore[union-attr]
    }


def main() -> None:
    """Prints it."""
    order = Order.model_validate_json(sys.stdin.buffer.read())
    policy = Policy(terms_url="https://a.example", reviewed_on=date(2026, 11, 1), fields=("title",), seconds=1.5)
    process = AsyncCrawlerProcess(settings(order, policy))
    crawler = process.create_crawler(SiteSpider)
    line = Line(order=order, frontier=Frontier(Database(order.frontier)), landing=Landing(order.landing), source="")

    def print_it(**_: Any) -> None:
        print(json.dumps(found(crawler)))

    crawler.signals.connect(print_it, signals.spider_opened)
    process.crawl(crawler, site=site_of({}), order=order, line=line)
    process.start()


if __name__ == "__main__":
    main()
