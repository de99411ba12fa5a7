"""Scrapy's log without bodies and addresses: outcomes are told by the frontier."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class Quiet(LogFormatter):
    """Says nothing of single pages."""

    def crawled(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def scraped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def dropped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def download_error(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""

    def spider_error(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""
