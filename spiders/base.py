"""One spider for all sites: takes pages from the line, asks for them, hands each answer to the site's own parser."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from sourcing.errors import SiteError, SourcingError
from spiders.failures import Fate, Later, fate_of
from spiders.gate import Gate
from spiders.line import MOST_TRIES, Line, Turn
from spiders.middlewares import CREDENTIAL_FOR, origin, plain_headers
from spiders.order import Order
from spiders.page import closes_by_header
from spiders.quota import Quota
from spiders.rests import Rests
from spiders.settings import CONCURRENT
from spiders.site import Answer, Door, Parsed, Site, Unreadable
from spiders.text import body_text

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_GONE = frozenset({404, 410})
_IN_HAND = 200  # pages leased at a time
_IN_FLIGHT = 4 * CONCURRENT  # pages given to Scrapy, which would take all there are
_WORTH = 32  # pages led to: so many are put in line before those in flight have come
_FIRST_PAUSE = 1.0  # seconds before a page is tried again; doubled each time
_ENDS = {"finished": None, "shutdown": "the run was told to end"}


class SiteSpider(scrapy.Spider):
    """Reads one site until its line is empty, its limits say stop, or so many pages are read as the order has.

    `is_stopped` says why it ended before the line was empty; `failure` what of our own machine prevented it.
    """

    def __init__(
        self,
        *,
        site: Site,
        order: Order,
        line: Line,
        quota: Quota | None = None,
        rests: Rests | None = None,
        **_: Any,
    ) -> None:
        super().__init__(name=site.name)
        self.site, self.order, self.line = site, order, line
        pause = site.policy.seconds * order.pace
        self.gate = Gate(
            pause=pause,
            patience=order.patience,
            pace=order.pace,
            quota=quota,
            rests=rests,
            is_ending=lambda: not self.crawler.crawling,
        )
        self.is_stopped: str | None = None
        self.failure: SourcingError | None = None
        # What is leased and not closed, with why it goes back in line.
        self._hand: dict[str, tuple[Turn, str | None]] = {}
        self._waiting: deque[Turn] = deque()
        self._in_flight = 0
        self._moved = asyncio.Event()
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
        """The requests, never more than a few beyond those on the wire: what Scrapy holds is lost to other processes."""
        try:
            while not self._is_over():
                turn = self._due() if self._in_flight < _IN_FLIGHT else None
                if turn is None:
                    if not self._is_any_left():
                        return
                    await self._next_move()
                    continue
                request = self._request(turn)
                if request is not None:
                    self._in_flight += 1
                    self._asked += 1
                    yield request
        except SourcingError as cause:
            self._break_off(cause)

    def _is_over(self) -> bool:
        if self.order.pages is not None and self._asked >= self.order.pages:
            self.is_stopped = self.is_stopped or f"{self.order.pages} pages were asked for, as ordered"
        return self.is_stopped is not None

    def _is_any_left(self) -> bool:
        """Whether a page will still come: from the wire, from the line, or to be tried again."""
        return bool(self._in_flight or self._again or self._waiting)

    def _due(self) -> Turn | None:
        """The next page to ask for: one whose time to be tried again has come, else one from the line."""
        if self._again and self._again[0][0] <= time.monotonic():
            return heappop(self._again)[2]
        if not self._waiting:
            if not self._in_flight or self.line.wanted >= _WORTH:
                self.line.flush()  # what the pages of before led to is in line now
            elif self.line.is_empty:
                return None
            for turn in self.line.take(_IN_HAND, now=datetime.now(UTC)):
                self._hand[turn.item.key] = (turn, None)
                self._waiting.append(turn)
        return self._waiting.popleft() if self._waiting else None

    async def _next_move(self) -> None:
        """Returns when an answer has come, or it is time to try a page again."""
        self._moved.clear()
        is_room = self._again and self._in_flight < _IN_FLIGHT
        seconds = max(0.0, self._again[0][0] - time.monotonic()) if is_room else None
        with suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), seconds)

    def _request(self, turn: Turn) -> scrapy.Request | None:
        page = turn.page
        url, signed = self.site.sign(page.url, self.order.secrets) if self.site.sign else (page.url, {})
        meta: dict[str, Any] = {"dont_obey_robotstxt": self.site.policy.door is Door.API}
        try:
            if signed or url != page.url:
                meta[CREDENTIAL_FOR] = origin(url)
            return scrapy.Request(
                url,
                headers={**page.headers, **signed, **condition(turn.etag)},
                callback=self.answered,
                errback=self.went_wrong,
                dont_filter=True,
                meta=meta,
                cb_kwargs={"turn": turn},
            )
        except (ValueError, UnicodeError):
            self._refuse(turn, "no address")
            return None

    def answered(self, response: Response, turn: Turn) -> None:
        """Takes in an answer."""
        with self._landed(turn):
            status = response.status
            if status == 304 and turn.etag:
                self._settled(turn)
                self.line.keep_unchanged(turn, at=self.now())
            elif status in self.site.told_by:
                self._take_in(response, turn)
            elif status in _AGAIN:
                self._later(turn, f"the site answers {status}")
            elif status in _GONE:
                self._settled(turn)
                self.line.miss(turn, f"not there ({status})", at=self.now())
            elif not 200 <= status < 300:
                self._refuse(turn, f"the site answers {status}")
            else:
                self._take_in(response, turn)

    @contextmanager
    def _landed(self, turn: Turn) -> Iterator[None]:
        """A block that deals with what came for a page; an error of ours costs the page, one of the machine the run."""
        self._in_flight -= 1
        self._moved.set()
        try:
            yield
        except SourcingError as cause:
            self._break_off(cause)
        except Exception as cause:  # noqa: BLE001 - told as a failed page: the others are still to be read
            if turn.item.key in self._hand:
                self._fail(turn, f"our own error: {type(cause).__name__}")

    def _break_off(self, cause: SourcingError) -> None:
        self.failure = self.failure or cause
        self.is_stopped = self.is_stopped or str(cause)
        self._moved.set()

    def _take_in(self, response: Response, turn: Turn) -> None:
        answer = Answer(
            page=turn.page, text=body_text(response), fetched_at=self.now(), headers=plain_headers(response)
        )
        try:
            parsed = self.parse_answer(answer)
        except Unreadable as cause:
            self._later(turn, f"unreadable: {cause}", is_final_refusal=True)
            return
        if parsed.wait:
            self.gate.rest(parsed.wait)
        reason = parsed.refused or self._closed_by_header(response)
        if parsed.later:
            self._later(turn, parsed.later)
        elif reason:
            self._settled(turn)
            self.line.withdraw(turn, reason, at=self.now())
        else:
            self._settled(turn)
            self.line.keep(turn, parsed, at=self.now(), etag=validator(answer.headers))

    def parse_answer(self, answer: Answer) -> Parsed:
        """What the site's parser makes of an answer. Errors: Unreadable, also where the parser stumbles over the body."""
        parser = self.site.parsers[answer.page.kind]
        try:
            return parser(answer)
        except Exception as cause:
            if not is_parser_fault(cause):
                raise
            raise Unreadable(f"{type(cause).__name__}: {str(cause)[:80]}") from cause

    def _closed_by_header(self, response: Response) -> str | None:
        if self.site.policy.door is not Door.PAGES:
            return None
        values = [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]
        return "X-Robots-Tag does not allow it" if closes_by_header(values) else None

    def went_wrong(self, failure: Failure) -> None:
        """Takes in that no answer came."""
        turn: Turn = failure.request.cb_kwargs["turn"]  # type: ignore[attr-defined]
        with self._landed(turn):
            cause = failure.value or RuntimeError()
            fate, reason = fate_of(cause)
            if isinstance(cause, Later):
                self.is_stopped = self.is_stopped or (reason if cause.is_end else None)
                self._hand[turn.item.key] = (
                    turn,
                    reason,
                )  # back in line at the end: now it would be taken again at once
            elif fate is Fate.REFUSED:
                self._refuse(turn, reason)
            else:
                self._later(turn, reason, is_final_refusal=fate is Fate.SPOILED)

    def _later(self, turn: Turn, reason: str, *, is_final_refusal: bool = False) -> None:
        """Tries a page again after a pause that doubles; after the last try it failed, or is refused for what its body is."""
        key = turn.item.key
        self._tries[key] += 1
        if self._tries[key] >= MOST_TRIES:
            (self._refuse if is_final_refusal else self._fail)(turn, reason)
            return
        pause = self.order.pace * _FIRST_PAUSE * 2.0 ** (self._tries[key] - 1)
        heappush(self._again, (time.monotonic() + pause, key, turn))

    def _refuse(self, turn: Turn, reason: str) -> None:
        self._settled(turn)
        self.line.refuse(turn, reason)

    def _fail(self, turn: Turn, reason: str) -> None:
        self._settled(turn)
        self.line.fail(turn, reason)

    def _settled(self, turn: Turn) -> None:
        self._hand.pop(turn.item.key, None)
        self._tries.pop(turn.item.key, None)

    def closed(self, reason: str) -> None:
        """Writes down the last of it, and puts back in line what is in hand; Scrapy calls this when it stops, however."""
        self.is_stopped = self.is_stopped or _ENDS.get(reason, reason)
        try:
            for turn, why in self._hand.values():
                self.line.give_back(turn, why or self.is_stopped or "not asked in this run")
            self.line.flush()
        except SourcingError as cause:
            self._break_off(cause)
        except Exception as cause:  # noqa: BLE001 - Scrapy would say nothing, and the run look whole
            told = f"{self.name}: the last pages are not written down: {type(cause).__name__}"
            self._break_off(SiteError(told, remedy="run again: they are read anew"))


def is_parser_fault(cause: Exception) -> bool:
    """Whether a parser's failure is a stumble over the body in hand."""
    kinds = (RecursionError, MemoryError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
    return isinstance(cause, kinds)


def condition(etag: str | None) -> dict[str, str]:
    """The header that asks for a page only where it is not what `validator` named; none where nothing was."""
    if not etag:
        return {}
    return {"If-Modified-Since": etag[1:]} if etag.startswith("@") else {"If-None-Match": etag}


def validator(headers: Mapping[str, str]) -> str | None:
    """What names this state of a page: its ETag, else `@` and the time of its last change; None where it has neither."""
    changed = headers.get("last-modified")
    return (headers.get("etag") or (f"@{changed}" if changed else None) or "")[:300] or None
