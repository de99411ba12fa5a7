"""What stands between a request and the wire: where it may go, whether robots.txt lets it, and what is unpacked of an answer."""

from __future__ import annotations

import logging
import re
import unicodedata
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import ACCEPTED_ENCODINGS, HttpCompressionMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from spiders.failures import TOO_LARGE, Fate, Later, Refused, Spoiled, Unreached, fate_of
from spiders.guard import PORTS, is_public
from spiders.site import Site

DENIED = ("linkedin.com", "reddit.com", "sr.ht", "github.com", "kaggle.com", "facebook.com", "x.com", "twitter.com")
CREDENTIAL_FOR = "credential_for"  # in a request's meta: scheme and host that its credential is for
_API_OF_DENIED = frozenset({"api.github.com", "oauth.reddit.com"})
_MOST_LAYERS = 2  # encodings of one body
_MOST_RULES = 512 * 1024  # bytes of a robots.txt: RFC 9309 wants at least 500 KiB to be read
_MOST_HOSTS = 1_000  # whose robots.txt is remembered


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
        if not reason and request.meta.get(CREDENTIAL_FOR) not in (None, origin(request.url)):
            reason = "it would take a credential elsewhere"
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


def origin(url: str) -> str:
    """Scheme and host of an address, as a credential is bound to them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith("." + one) for one in domains)


def _is_numeric(host: str) -> bool:
    """Whether a host is an IP address in any of the forms that libraries understand: decimal, hex, octal, IPv6."""
    plain = unicodedata.normalize("NFKC", host)
    return ":" in host or re.fullmatch(r"(0x[0-9a-f]*|\d+)([.。](0x[0-9a-f]*|\d+))*", plain) is not None


class Robots(RobotsTxtMiddleware):
    """robots.txt obeyed as RFC 9309 has it: where it cannot be had for a failure of the server, nothing is asked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)  # the frontier tells what failed
        self._closed: dict[str, IgnoreRequest] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a host, those of the hosts asked last remembered."""
        for netloc in list(self._parsers)[: max(0, len(self._parsers) - _MOST_HOSTS)]:
            if netloc != urlsplit(request.url).netloc and not hasattr(self._parsers[netloc], "addCallback"):
                del self._parsers[netloc]
                self._closed.pop(netloc, None)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Nothing where the request may go. Errors: Refused, Later, Unreached."""
        closed = self._closed.get(urlsplit(request.url).netloc)
        if closed:
            raise closed.with_traceback(None)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as cause:
            raise Refused("robots.txt does not allow it") from cause

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise Later(f"robots.txt cannot be had now ({response.status})")
        body = response.body[:_MOST_RULES] if response.status < 400 else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        fate, reason = fate_of(exc)
        if isinstance(exc, Later):
            self._closed[netloc] = exc
        elif fate is Fate.REFUSED:
            self._closed[netloc] = Refused(f"robots.txt: {reason}")
        else:
            self._closed[netloc] = Unreached(f"robots.txt: {reason}")
        super()._robots_error(IgnoreRequest(reason), netloc)


class Unpacking(HttpCompressionMiddleware):
    """Bodies unpacked up to the most that is read, and no deeper than honest servers pack them."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The answer, unpacked. Errors: Refused, Spoiled."""
        told = b",".join(response.headers.getlist("Content-Encoding")).lower().split(b",")
        named = [one.strip() for one in told if one.strip() not in (b"", b"identity")]
        if len(named) > _MOST_LAYERS:
            raise Refused("packed over and over")
        if not {*named} <= {*ACCEPTED_ENCODINGS, b"x-gzip"}:
            raise Spoiled("in an encoding that was not asked for")
        try:
            return super().process_response(request, response)
        except IgnoreRequest as cause:
            raise Refused(TOO_LARGE) from cause
        except Exception as cause:
            raise Spoiled("its encoding is not what it says") from cause


def plain_headers(response: Response) -> dict[str, str]:
    """The headers by name in lower case, several of one name joined by commas."""
    return {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
