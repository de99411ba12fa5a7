"""Scrapy's log without bodies and addresses: outcomes are told by the frontier."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult


class Quiet(LogFormatter):
    """Says nothing of single pages, and of a page that broke our own code only that one did."""

    def crawled(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def scraped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def dropped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def download_error(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def spider_error(self, *_: Any, **__: Any) -> LogFormatterResult:
        """That it happened."""
        return {"level": logging.ERROR, "msg": "a page broke our own code", "args": {}}
