"""One spider for all sites: takes pages from the line, asks for them, hands each answer to the site's own parser."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from spiders.line import MOST_TRIES, Line, Turn
from spiders.middlewares import Gate, Later, Refused, plain_headers
from spiders.order import Order
from spiders.page import is_closed
from spiders.quota import Quota
from spiders.settings import MOST_BYTES
from spiders.site import Answer, Door, Parsed, Site, Unreadable

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_GONE = frozenset({404, 410})
_IN_HAND = 64  # pages leased at a time
_FIRST_PAUSE = 1.0  # seconds before a page is tried again; doubled each time
_SURROGATES = dict.fromkeys(range(55296, 57344), "�") | {0: None}


class SiteSpider(scrapy.Spider):
    """Reads one site until its line is empty, its limits say stop, or so many pages are read as the order has."""

    def __init__(self, *, site: Site, order: Order, line: Line, quota: Quota | None = None, **_: Any) -> None:
        super().__init__(name=site.name)
        self.site, self.order, self.line = site, order, line
        self.gate = Gate(pause=site.policy.seconds * order.pace, patience=order.patience, quota=quota)
        self.is_stopped: str | None = None
        self._in_flight = 0
        self._tries: Counter[str] = Counter()
        self._again: list[tuple[float, str, Turn]] = []
        self._asked = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """As Scrapy makes it."""
        spider: SiteSpider = super().from_crawler(crawler, *args, **kwargs)
        return spider

    def now(self) -> datetime:
        """The moment that is written down, UTC."""
        return self.order.clock or datetime.now(UTC)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The requests, as many at a time as Scrapy asks for."""
        turns: list[Turn] = []
        while not self._is_over():
            due = self._due() or (turns.pop(0) if turns else None)
            if due is None:
                if not self._in_flight:
                    self.line.flush()  # what the pages of before led to is in line now
                turns = self.line.take(_IN_HAND, now=datetime.now(UTC))
                if not turns and not self._in_flight and not self._again:
                    return
                if not turns:
                    await asyncio.sleep(0.02)
                continue
            request = self._request(due)
            if request is not None:
                self._in_flight += 1
                self._asked += 1
                yield request
        for turn in [*turns, *(turn for _, _, turn in self._again)]:
            self.line.give_back(turn, self.is_stopped or "not asked in this run")

    def _is_over(self) -> bool:
        return self.is_stopped is not None or (self.order.pages is not None and self._asked >= self.order.pages)

    def _due(self) -> Turn | None:
        """A page whose time to be tried again has come."""
        if self._again and self._again[0][0] <= time.monotonic():
            return heappop(self._again)[2]
        return None

    def _request(self, turn: Turn) -> scrapy.Request | None:
        page = turn.page
        url, headers = page.url, dict(page.headers)
        if self.site.sign:
            url, signed = self.site.sign(url, self.order.secrets)
            headers |= signed
        if turn.item.etag:
            headers |= condition(turn.item.etag)
        try:
            return scrapy.Request(
                url,
                headers=headers,
                callback=self.answered,
                errback=self.went_wrong,
                dont_filter=True,
                meta={"dont_obey_robotstxt": self.site.policy.door is Door.API},
                cb_kwargs={"turn": turn},
            )
        except (ValueError, UnicodeError) as cause:
            self.line.refuse(turn, f"no address: {str(cause)[:80]}")
            return None

    def answered(self, response: Response, turn: Turn) -> None:
        """Takes in an answer."""
        self._in_flight -= 1
        status = response.status
        if status == 304:
            self.line.keep_unchanged(turn, at=self.now())
        elif status in self.site.told_by:
            self._take_in(response, turn)
        elif status in _AGAIN:
            self._later(turn, f"the site answers {status}")
        elif status in _GONE:
            self.line.miss(turn, f"not there ({status})")
        elif not 200 <= status < 300:
            self.line.refuse(turn, f"the site answers {status}")
        else:
            self._take_in(response, turn)

    def _take_in(self, response: Response, turn: Turn) -> None:
        headers = plain_headers(response)
        answer = Answer(page=turn.page, text=body_text(response), fetched_at=self.now(), headers=headers)
        try:
            parsed = self.parse_answer(answer)
        except Unreadable as cause:
            self._later(turn, f"unreadable: {cause}", is_final_refusal=True)
            return
        if parsed.wait:
            self.gate.rest(parsed.wait)
        reason = parsed.refused or self._closed_by_header(headers)
        if parsed.later:
            self._later(turn, parsed.later)
        elif reason:
            self.line.refuse(turn, reason)
        else:
            self.line.keep(turn, parsed, at=self.now(), etag=validator(headers))

    def parse_answer(self, answer: Answer) -> Parsed:
        """What the site's parser makes of an answer. Errors: Unreadable, also where the parser stumbles over the body."""
        parser = self.site.parsers[answer.page.kind]
        try:
            return parser(answer)
        except Exception as cause:
            if not is_parser_fault(cause):
                raise
            raise Unreadable(f"{type(cause).__name__}: {str(cause)[:80]}") from cause

    def _closed_by_header(self, headers: Mapping[str, str]) -> str | None:
        is_page = self.site.policy.door is Door.PAGES
        return "X-Robots-Tag does not allow it" if is_page and is_closed(headers.get("x-robots-tag", "")) else None

    def went_wrong(self, failure: Failure) -> None:
        """Takes in that no answer came."""
        self._in_flight -= 1
        turn: Turn = failure.request.cb_kwargs["turn"]  # type: ignore[attr-defined]
        cause = failure.value
        if isinstance(cause, Later):
            self.is_stopped = str(cause) if cause.is_end else self.is_stopped
            self.line.give_back(turn, str(cause))
        elif isinstance(cause, Refused):
            self.line.refuse(turn, str(cause))
        elif isinstance(cause, IgnoreRequest):
            self.line.refuse(turn, _plain(cause))
        elif is_forbidden(cause):
            self.line.refuse(turn, "its address is no public one")
        elif "maxsize" in str(cause).lower() or "Cancelled" in type(cause).__name__:
            self.line.refuse(turn, f"larger than {MOST_BYTES // 1024 // 1024} MiB")
        else:
            self._later(turn, _plain(cause))

    def _later(self, turn: Turn, reason: str, *, is_final_refusal: bool = False) -> None:
        """Tries a page again after a pause that doubles; after the last try it failed, or is refused for what its body is."""
        key = turn.item.key
        self._tries[key] += 1
        if self._tries[key] >= MOST_TRIES:
            del self._tries[key]
            (self.line.refuse if is_final_refusal else self.line.fail)(turn, reason)
            return
        pause = self.order.pace * _FIRST_PAUSE * 2.0 ** (self._tries[key] - 1)
        heappush(self._again, (time.monotonic() + pause, key, turn))

    def closed(self, reason: str) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Writes down the last of it; Scrapy calls this when it stops, however."""
        self.line.flush()


def is_parser_fault(cause: Exception) -> bool:
    """Whether a parser's failure is a stumble over the body in hand."""
    return isinstance(cause, RecursionError | ValueError | LookupError | TypeError | AttributeError | ArithmeticError)


def condition(etag: str) -> dict[str, str]:
    """The header that asks for a page only where it is not what `validator` named."""
    return {"If-Modified-Since": etag[1:]} if etag.startswith("@") else {"If-None-Match": etag}


def validator(headers: Mapping[str, str]) -> str | None:
    """What names this state of a page: its ETag, else `@` and the time of its last change; None where it has neither."""
    changed = headers.get("last-modified")
    return (headers.get("etag") or (f"@{changed}" if changed else None) or "")[:300] or None


def is_forbidden(cause: BaseException | None) -> bool:
    """Whether a failure comes from the guard."""
    while cause is not None:
        if "Permission denied" in str(cause) or "no public address" in str(cause) or "13:" in str(cause)[:20]:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def body_text(response: Response) -> str:
    """The body as text: as its own encoding has it, what cannot be read replaced, without NUL and lone surrogates."""
    if isinstance(response, TextResponse):
        try:
            return clean(response.text)
        except (LookupError, ValueError):
            pass
    return clean(response.body.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """A text without NUL, its lone surrogates replaced."""
    return text.translate(_SURROGATES)


def _plain(cause: BaseException | None) -> str:
    return f"{type(cause).__name__.removesuffix('Error')}: {' '.join(str(cause).split())[:120]}"
