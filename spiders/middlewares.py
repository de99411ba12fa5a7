"""What stands between a request and the wire: where it may go, whether robots.txt lets it, and when it may go."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from spiders.guard import PORTS, is_public
from spiders.quota import Quota
from spiders.site import Site

DENIED = ("linkedin.com", "reddit.com", "sr.ht", "github.com", "kaggle.com", "facebook.com", "x.com", "twitter.com")
_API_OF_DENIED = frozenset({"api.github.com", "oauth.reddit.com"})
LIMITED = frozenset({429, 503})
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 3_600.0


class Refused(IgnoreRequest):
    """A request that is not made, or an answer that is not taken; the message is the reason."""


class Later(IgnoreRequest):
    """A request that is not made now; `is_end`: nor any other in this run, because a limit of the site stands against it."""

    def __init__(self, reason: str, *, is_end: bool = False) -> None:
        super().__init__(reason)
        self.is_end = is_end


class Borders:
    """Lets requests go to the site's own hosts alone, by http and https on the web's ports, and nowhere on the deny list."""

    def __init__(self, site: Site) -> None:
        self._hosts = site.policy.hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Borders:
        """As Scrapy makes it."""
        site: Site = getattr(crawler.spider, "site")  # noqa: B009 - the spider of every run here has one
        return cls(site)

    def process_request(self, request: Request) -> None:
        """Nothing where the request may go. Errors: Refused."""
        reason = self.reason_against(request.url)
        if reason:
            raise Refused(reason)

    def reason_against(self, url: str) -> str | None:
        """Why an address is not asked; None where it is."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
        except ValueError:
            return "no address"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no scheme'} is not asked"
        if port is not None and port not in PORTS:
            return f"port {port} is not the web's"
        if parts.username or parts.password:
            return "the address holds a password"
        if _is_below(host, DENIED) and host not in _API_OF_DENIED:
            return f"{host} is on the deny list"
        if self._hosts and not _is_below(host, self._hosts):
            return f"{host} is no host of this site"
        if "." not in host or (_is_numeric(host) and not is_public(host)):
            return f"{host} is no public host"
        return None


def _is_below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith("." + one) for one in domains)


def _is_numeric(host: str) -> bool:
    """Whether a host is an IP address in any of the forms that libraries understand: decimal, hex, octal, IPv6."""
    return ":" in host or re.fullmatch(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*", host) is not None


class Robots(RobotsTxtMiddleware):
    """robots.txt obeyed as RFC 9309 has it: where it cannot be had for a failure of the server, nothing is asked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: set[str] = set()

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Nothing where the request may go. Errors: Refused, Later."""
        if urlsplit(request.url).netloc in self._closed:
            raise Later("robots.txt cannot be had now")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as cause:
            raise Refused("robots.txt does not allow it") from cause

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise Later("robots.txt cannot be had now")
        body = response.body if response.status < 400 else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, Refused):
            self._closed.add(netloc)
        super()._robots_error(IgnoreRequest(str(exc)), netloc)


class Gate:
    """When the next request may go: never sooner than the policy's pause after the last, nor than a site asked for."""

    def __init__(self, *, pause: float, patience: float, quota: Quota | None = None) -> None:
        self._pause, self._patience, self._quota = pause, patience, quota
        self._next, self._waited, self._refusals = 0.0, 0.0, 0
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Returns when a request may go. Errors: Later where that is longer than this run may wait in all."""
        async with self._turn:
            seconds = self._next - time.monotonic()
            if seconds > 0:
                beyond = max(0.0, seconds - self._pause)
                if self._waited + beyond > self._patience:
                    raise Later(f"the site asks to wait {round(seconds)} s", is_end=True)
                self._waited += beyond
                await asyncio.sleep(seconds)
            if self._quota and not self._quota.take(now=datetime.now(UTC)):
                raise Later(f"its quota of {self._quota} is used up", is_end=True)
            self._next = max(self._next, time.monotonic() + self._pause)

    def rest(self, seconds: float) -> None:
        """Lets nothing go for so many seconds."""
        self._next = max(self._next, time.monotonic() + max(0.0, seconds))

    def heed(self, status: int, headers: Mapping[str, str], *, now: datetime) -> None:
        """Takes in what an answer says about limits."""
        asked = asked_to_wait(headers, now=now)
        if status in LIMITED:
            self.rest(asked if asked is not None else min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**self._refusals))
            self._refusals = min(self._refusals + 1, 10)
        else:
            self._refusals = 0
            if asked:
                self.rest(asked)


def asked_to_wait(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """How many seconds an answer asks to wait: `Retry-After`, else the reset of a limit of which nothing is left; None: not told."""
    told = headers.get("retry-after", "").strip()
    if told:
        return _seconds_until(told, now=now)
    for left, reset in (("ratelimit-remaining", "ratelimit-reset"), ("x-ratelimit-remaining", "x-ratelimit-reset")):
        if left in headers and reset in headers and _number(headers[left]) is not None:
            return _reset(_number(headers[reset]), now=now) if (_number(headers[left]) or 0) < 1 else 0.0
    combined = headers.get("ratelimit", "")
    remaining, until = re.search(r"\b(?:r|remaining)=(\d+)", combined), re.search(r"\b(?:t|reset)=(\d+)", combined)
    if remaining and until:
        return float(until.group(1)) if int(remaining.group(1)) < 1 else 0.0
    return None


def _seconds_until(told: str, *, now: datetime) -> float | None:
    seconds = _number(told)
    if seconds is not None:
        return max(0.0, seconds)
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


def _reset(value: float | None, *, now: datetime) -> float | None:
    """A reset in seconds from now, or as the moment itself in seconds since 1970."""
    if value is None:
        return None
    return max(0.0, value - now.timestamp() if value > 1_000_000_000 else value)


def _number(text: str) -> float | None:
    try:
        found = float(text.strip())
    except ValueError:
        return None
    return found if found == found and abs(found) < 1e12 else None


class Limits:
    """Holds each request until its turn, and heeds what answers say. The last before the wire: robots.txt counts too."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Limits:
        """As Scrapy makes it."""
        gate: Gate = getattr(crawler.spider, "gate")  # noqa: B009 - the spider of every run here has one
        return cls(gate)

    async def process_request(self, request: Request) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Returns when the request may go. Errors: Later."""
        await self._gate.wait()

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """The answer as it is."""
        self._gate.heed(response.status, plain_headers(response), now=datetime.now(UTC))
        return response


def plain_headers(response: Response) -> dict[str, str]:
    """The headers by name in lower case, several of one name joined by commas."""
    return {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
