"""The download handler: asks an address where the order routes it, and gives the answer back under the address itself."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.order import Order


class RoutedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler behind the order's route; without a route nothing is changed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._order: Order = getattr(crawler.spider, "order")  # noqa: B009 - the spider of every run here has one

    async def download_request(self, request: Request) -> Response:
        """The answer, with the address that was asked for."""
        if not self._order.route:
            return await super().download_request(request)
        answer = await super().download_request(request.replace(url=self._order.routed(request.url)))
        return answer.replace(url=request.url)
