"""Scrapy's settings for links found in profiles: its own defaults are made for sites that one knows."""

from __future__ import annotations

from typing import Any

from spiders.order import Order, user_agent
from spiders.site import Policy

MOST_BYTES = 4 * 1024 * 1024  # of a body, decompressed
MOST_REDIRECTS = 3
CONCURRENT = 4  # requests in flight to one host, where the policy has no pauses in between


_FIXED: dict[str, Any] = {
    "BOT_NAME": "sourcing",
    "ROBOTSTXT_OBEY": True,  # APIs are entered by their terms: their requests say so one by one
    "ROBOTSTXT_USER_AGENT": "sourcing",
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": MOST_BYTES,
    "DOWNLOAD_WARNSIZE": MOST_BYTES,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_DELAY_JITTER": 0.0,
    "RANDOMIZE_DOWNLOAD_DELAY": False,
    "CONCURRENT_ITEMS": 1,  # there are none: Scrapy would begin a hundred tasks for every answer
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "REDIRECT_MAX_TIMES": MOST_REDIRECTS,
    "RETRY_ENABLED": False,  # the frontier keeps what failed; it is asked again when the others are through
    "DEPTH_LIMIT": 1,
    "HTTPERROR_ALLOW_ALL": True,  # every status is an outcome
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "JOBDIR": None,
    "LOG_LEVEL": "ERROR",
    "LOG_FORMATTER": "spiders.quiet.Quiet",
    "MEMUSAGE_ENABLED": False,
    "STATS_DUMP": False,
    "DEFAULT_REQUEST_HEADERS": {"Accept": "application/json, text/html;q=0.9, */*;q=0.8", "Accept-Language": "en"},
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}
_PARTS: dict[str, dict[str, str | int | None]] = {  # None: Scrapy's own is off
    "DOWNLOAD_HANDLERS": {
        "http": "spiders.handler.RoutedHandler",
        "https": "spiders.handler.RoutedHandler",
        **dict.fromkeys(("data", "file", "ftp", "s3")),
    },
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "spiders.middlewares.Borders": 20,
        "spiders.middlewares.Robots": 100,
        "spiders.middlewares.Unpacking": 590,
    },
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    },
    "EXTENSIONS": {
        "scrapy.extensions.telnet.TelnetConsole": None,
        "scrapy.extensions.remote_control.RemoteControl": None,
        "scrapy.extensions.feedexport.FeedExporter": None,
        "scrapy.extensions.spiderstate.SpiderState": None,
        "scrapy.extensions.logstats.LogStats": None,
    },
}


def settings(order: Order, policy: Policy) -> dict[str, Any]:
    """The settings of one run, most of them the same for every site; a test holds what is effective against `TRUST.md`'s list."""
    pause = policy.seconds * order.pace
    return {
        **_FIXED,
        **_PARTS,
        "USER_AGENT": user_agent(order.contact),
        "DOWNLOAD_TIMEOUT": order.seconds,
        "DOWNLOAD_DELAY": pause,
        "CONCURRENT_REQUESTS": 1 if pause else 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if pause else CONCURRENT,
    }
