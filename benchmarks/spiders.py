"""Pages a second and peak memory of our spider, beside a bare Scrapy spider that only downloads the same pages.

    python -m benchmarks.spiders [--accounts N] [--rounds N] [--profile]

Invented accounts of dev.to and their articles, served by a process of its own on loopback; politeness is off on both sides, and as many
requests are in flight. Ours reads accounts from the frontier, parses them, follows to their articles, parses those, lands them and
writes down what came. The bare one knows all addresses and counts bodies. Each side runs in a process of its own, in turn; the median
counts, from the first request to the end of the crawl. The server's own pace is shown: the reference must stay far below it.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks._pages import ceiling, paths, serving
from benchmarks._table import table, verdict

BOUND = 0.4


def ours(url: str, accounts: int, *, is_profiled: bool = False) -> float:
    """Seconds of our own process's work."""
    import scrapy.crawler  # noqa: F401 - loaded before the clock starts, as on the other side

    import spiders.base  # noqa: F401
    from sourcing.database import Database
    from sourcing.frontier import Frontier, State
    from sourcing.records import Account
    from spiders.__main__ import run
    from spiders.line import payload
    from spiders.order import Order, kind_of, page_key
    from spiders.sites import catalogue

    site = catalogue()["devto"]
    with tempfile.TemporaryDirectory() as folder:
        frontier = Frontier(Database(f"sqlite:///{folder}/frontier.sqlite"))
        handles = (path.rpartition("url=")[2] for path in paths(accounts)[::2])
        pages = [page for handle in handles for page in site.pages(Account(site="devto", handle=handle))]
        visit = datetime(2026, 11, 1, tzinfo=UTC)
        told = {page_key("devto", page.kind, page.url): payload(page, visit=visit) for page in pages}
        frontier.want(kind_of("devto"), told)
        order = Order(
            site="devto",
            landing=Path(folder) / "landing",
            frontier=f"sqlite:///{folder}/frontier.sqlite",
            owner="benchmark",
            contact="privacy@example.org",
            route=url,
            pace=0,
        )
        profile = cProfile.Profile()
        begun = time.perf_counter()
        code = profile.runcall(run, order, site) if is_profiled else run(order, site)
        seconds = time.perf_counter() - begun
        if is_profiled:
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        if code or frontier.counts(kind_of("devto")) != {State.DONE: 2 * accounts}:
            raise SystemExit("not every page was held")
    return seconds


def bare(url: str, accounts: int) -> float:
    """Seconds of a spider that downloads and counts."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.settings import CONCURRENT

    class Bare(scrapy.Spider):
        name = "bare"
        bodies = 0

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for path in paths(accounts):
                yield scrapy.Request(f"{url}/{path}", dont_filter=True)

        def parse(self, response: scrapy.http.Response, **_: Any) -> None:
            self.bodies += bool(response.body)

    settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENT,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
    begun = time.perf_counter()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    process.start()
    seconds = time.perf_counter() - begun
    if getattr(crawler.spider, "bodies", 0) != 2 * accounts:
        raise SystemExit("not every page came")
    return seconds


def measured(side: str, url: str, accounts: int) -> tuple[float, float]:
    """Pages a second and the peak of memory in MB, of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.spiders", "--measure", side, "--url", url, "--accounts", str(accounts)]
    said = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
    return 2 * accounts / said["seconds"], said["peak"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=2_000, help="two pages each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="where our time goes, instead of the comparison")
    parser.add_argument("--measure", choices=["ours", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        seconds = (ours if given.measure == "ours" else bare)(given.url, given.accounts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak": peak}))
        return
    with serving(given.accounts) as url:
        if given.profile:
            ours(url, given.accounts, is_profiled=True)
            return
        compare(url, accounts=given.accounts, rounds=given.rounds)


def compare(url: str, *, accounts: int, rounds: int) -> None:
    found: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for _ in range(rounds):
        for side, came in found.items():
            came.append(measured(side, url, accounts))
    most = ceiling(url, accounts)
    medians = {side: statistics.median(rate for rate, _ in came) for side, came in found.items()}
    peaks = {side: statistics.median(peak for _, peak in came) for side, came in found.items()}
    rows = [
        (f"{side} spider", f"{medians[side]:.0f}", f"{medians[side] / medians['bare']:.2f}", f"{peaks[side]:.0f}")
        for side in found
    ]
    table(
        ("side", "pages/s", "ratio", "peak MB"),
        [*rows, ("the server alone", f"{most:.0f}", f"{most / medians['bare']:.2f}", "")],
    )
    verdict("spiders", figures=[(medians["ours"] / medians["bare"], "of a bare spider's speed", BOUND)])


if __name__ == "__main__":
    main()
