"""The download handler: the last before the wire. Waits for the request's turn, asks where the order routes it, heeds what is answered."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.gate import Gate
from spiders.middlewares import plain_headers
from spiders.order import Order


class RoutedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler behind the gate and the order's route: every request passes here, of robots.txt and of redirects too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False  # a second request that the gate would not know of
        self._order: Order = getattr(crawler.spider, "order")  # noqa: B009 - the spider of every run here has one
        self._gate: Gate = getattr(crawler.spider, "gate")  # noqa: B009

    async def download_request(self, request: Request) -> Response:
        """The answer, under the address that was asked for. Errors: Later where the request may not go now."""
        await self._gate.wait()
        asked = request.replace(url=self._order.routed(request.url)) if self._order.route else request
        answer = await super().download_request(asked)
        self._gate.heed(answer.status, plain_headers(answer), now=datetime.now(UTC))
        return answer.replace(url=request.url) if self._order.route else answer
