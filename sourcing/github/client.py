"""The one door to GitHub: a request at a time, limits waited out, every answer's price booked, the budget kept.

PyGithub carries the requests (its token handling, redirects and connection pool); its retries and its throttle are off,
because they pass over what GraphQL says inside a 200. One `Github` object serves one thread: shared by several it has
handed out the answer to another's question.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import requests
from pydantic import SecretStr

from sourcing.errors import BudgetSpent, GitHubError, LimitReached, TokenError
from sourcing.github.ledger import Entry, Ledger
from sourcing.github.limits import Judged, Reply, Verdict, judge

ATTEMPTS = 8  # of one request whose answers are broken
GRAPHQL, ALL, RATE_LIMIT = "graphql", "all", "rate_limit"
TIMEOUT = "no answer in time"
_UNSENT = -1  # in place of a status: there was no connection
# What comes of a connection or an answer that breaks; the last three are PyGithub's words for a redirect to another host,
# for headers that are no numbers, and for a page on another host.
_BROKEN = (requests.RequestException, RuntimeError, ValueError, AssertionError)
_AGENT = "sourcing (self-hosted; public work only)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Where GitHub is and by whose leave it is asked. `timeout` and `pause` (between requests) in seconds."""

    base_url: str
    token: SecretStr
    timeout: float = 30.0
    pause: float = 0.0


@dataclass(kw_only=True)
class Budget:
    """What a run may still spend: GraphQL points and REST requests together; `most` None sets no bound."""

    most: int | None = None
    spent: int = 0

    @property
    def left(self) -> float:
        """What may still be spent."""
        return float("inf") if self.most is None else max(0, self.most - self.spent)

    @contextmanager
    def share(self, part: float) -> Iterator[None]:
        """A block that may spend a part (0..1) of what is left, and at least 1."""
        whole = self.most
        if whole is not None:
            self.most = self.spent + max(1, int((whole - self.spent) * part))
        try:
            yield
        finally:
            self.most = whole

    def check(self, price: int) -> None:
        """Passes where the price is still within the budget. Errors: BudgetSpent."""
        if price > self.left:
            raise BudgetSpent(
                f"the budget of {self.most} is spent ({self.spent} used)", remedy="run again with more, or later"
            )


@dataclass(kw_only=True)
class Patience:
    """How long a run may wait for limits, in seconds; `secondary` is the first wait where no time is named."""

    seconds: float = 3_700.0
    secondary: float = 60.0
    waited: float = 0.0


@dataclass(kw_only=True)
class Client:
    """Asks GitHub. `note` is told when it waits; `sleep` and `now` (epoch seconds) are the machine's own.

    `halt` is called before every request and while waiting; it may raise to stop, as Ctrl-C does.

    Errors of every method: TokenError, LimitReached, BudgetSpent, GitHubError, HomeError.
    """

    access: Access
    ledger: Ledger
    budget: Budget = field(default_factory=Budget)
    patience: Patience = field(default_factory=Patience)
    note: Callable[[str], None] = lambda _text: None
    halt: Callable[[], None] = lambda: None
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    _local: threading.local = field(default_factory=threading.local)
    _ways: list[Any] = field(default_factory=list)  # of all threads
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _unnamed: int = 0  # secondary limits in a row that named no time
    _told: float = 0.0  # the wait that was spoken of last

    def close(self) -> None:
        """Ends the connections of all threads."""
        while self._ways:
            self._ways.pop().close()

    def query(self, name: str, text: str, *, price: int, pieces: int) -> Judged:
        """The answer to one GraphQL query: `good`, or `split` with what came of it. `price` is its cost in points."""
        return self._ask(
            name,
            lambda one: one.requestJson("POST", one.graphql_url, input={"query": text, "variables": {}}),
            resource="graphql",
            price=price,
            pieces=pieces,
        )

    def get(
        self,
        name: str,
        path: str,
        *,
        take: Callable[[Any, Mapping[str, str]], Any],
        parameters: Mapping[str, str | int] | None = None,
        resource: str = "core",
        remember: bool = True,
    ) -> Any:
        """What `take` makes of a REST answer (JSON), None where the thing is not there; an unchanged one costs nothing.

        What was taken is kept under the answer's ETag, the answer itself never.
        """
        where = f"{path}?{urlencode(sorted(parameters.items()))}" if parameters else path
        known = self.ledger.known(where) if remember else None
        headers = {"If-None-Match": known[0]} if known else {}
        reply: list[Reply] = []

        def send(one: Any) -> Any:
            status, fields, body = one.requestJson("GET", where, headers=dict(headers))
            reply[:] = [Reply(status=status, headers=fields, body=body)]
            return status, fields, body

        judged = self._ask(name, send, resource=resource, price=1, pieces=1)
        if reply[-1].status == 304 and known:
            return known[1]
        if judged.verdict is not Verdict.GOOD:
            return None
        taken = take(judged.document, reply[-1].headers)
        etag = reply[-1].headers.get("etag")
        if remember and etag:
            self.ledger.keep(where, etag=etag, found=taken)
        return taken

    def pages(
        self,
        name: str,
        path: str,
        *,
        rows: Callable[[Any], list[Any]],
        parameters: Mapping[str, str | int],
        most: int,
        resource: str = "core",
    ) -> Iterator[Any]:
        """The rows of a paged REST answer, following `Link`, at most `most` pages."""
        for _ in range(most):
            taken = self.get(
                name,
                path,
                parameters=parameters,
                resource=resource,
                take=lambda document, headers: [rows(document), _next_page(headers)],
            )
            if taken is None:
                return
            yield from taken[0]
            if not taken[1]:
                return
            path, parameters = taken[1], {}

    def limits(self) -> dict[str, list[float]]:
        """The limits as GitHub states them, by resource: how many, how many left, epoch second of the reset. Free."""
        found: dict[str, list[float]] | None = self.get(
            RATE_LIMIT, "/rate_limit", take=lambda document, _: _resources(document), remember=False
        )
        return found or {}

    def _ask(self, name: str, send: Callable[[Any], Any], *, resource: str, price: int, pieces: int) -> Judged:
        """The verdict on an answer that needs no more waiting. One request is under way at a time, as GitHub asks."""
        price = 0 if name == RATE_LIMIT else price
        broken = 0
        with self._turn:
            while broken < ATTEMPTS:
                self.budget.check(price)
                self._wait(resource)
                judged = self._send(name, send, resource=resource, price=price, pieces=pieces)
                match judged.verdict:
                    case Verdict.WAIT:
                        self._heed(judged, resource=resource)
                        continue
                    case Verdict.REFUSED:
                        raise TokenError(
                            f"GitHub refuses the token: {judged.reason}", remedy="set a valid GITHUB_TOKEN"
                        )
                    case Verdict.GOOD | Verdict.GONE:
                        self._unnamed = 0
                        return judged
                    case Verdict.SPLIT if resource == GRAPHQL:
                        return judged
                self.sleep(min(8.0, 0.1 * 2**broken))
                broken += 1
                if resource == GRAPHQL and broken == ATTEMPTS // 2:  # whatever breaks it, less of it may not
                    return replace(judged, verdict=Verdict.SPLIT)
        raise GitHubError(f"GitHub does not answer {name}: {judged.reason}", remedy="run the same command again later")

    def _send(self, name: str, send: Callable[[Any], Any], *, resource: str, price: int, pieces: int) -> Judged:
        """The verdict on one exchange, booked. A connection that breaks is an answer that is no JSON."""
        begun = time.monotonic()
        try:
            status, headers, body = send(self._requester())
            judged = judge(
                Reply(status=status, headers=headers, body=body),
                now=self.now(),
                secondary_seconds=self.patience.secondary * 2**self._unnamed,
            )
        except requests.Timeout:
            status, body = 0, ""
            judged = Judged(verdict=Verdict.SPLIT, reason=TIMEOUT)
        except _BROKEN as broken:
            # An answer cut off in the middle was paid for; a connection that never stood was not.
            status, body = 0 if isinstance(broken, requests.exceptions.ChunkedEncodingError) else _UNSENT, ""
            judged = Judged(verdict=Verdict.AGAIN, reason=f"no answer ({type(broken).__name__})")
        cost = _cost(judged, status=status, price=price, resource=resource)
        self.budget.spent += cost
        self.ledger.book(
            Entry(
                resource=resource,
                query=name,
                pieces=pieces,
                points=cost if resource == GRAPHQL else 0,
                requests=0 if resource == GRAPHQL else cost,
                bytes=len(body),
                seconds=round(time.monotonic() - begun, 4),
                outcome=judged.verdict,
            )
        )
        return judged

    def _heed(self, judged: Judged, *, resource: str) -> None:
        """Keeps what a limit said, so that also a restart heeds it."""
        self._unnamed += judged.for_all and not judged.is_named
        where = ALL if judged.for_all else resource
        self.ledger.wait(where, until=self.now() + judged.seconds, reason=judged.reason)

    def _wait(self, resource: str) -> None:
        """Comes back when no limit says to wait any longer. Errors: LimitReached where that is beyond our patience."""
        while True:
            self.halt()
            until, reason = self.ledger.waiting(resource)
            left = until - self.now()
            if left <= 0:
                return
            if self.patience.waited + left > self.patience.seconds:
                at = datetime.fromtimestamp(until, UTC)
                raise LimitReached(
                    f"GitHub says to wait {left:.0f} s, until {at:%Y-%m-%d %H:%M:%S} UTC ({reason or 'rate limit'})",
                    remedy="run the same command again then: it goes on where it stopped",
                    until=until,
                )
            if left > 5 and until != self._told:
                self.note(f"GitHub's limit is reached: waiting {left:.0f} s")
                self._told = until
            nap = min(left + 0.01, 1.0)
            self.sleep(nap)
            self.patience.waited += nap

    def _requester(self) -> Any:
        """This thread's own way to GitHub."""
        if not hasattr(self._local, "github"):
            import github  # here, for it takes a third of a second, and most commands ask nothing

            self._local.github = github.Github(
                auth=github.Auth.Token(self.access.token.get_secret_value()),
                base_url=self.access.base_url.rstrip("/"),
                timeout=max(1, math.ceil(self.access.timeout)),
                user_agent=_AGENT,
                retry=None,
                seconds_between_requests=self.access.pause or None,
                seconds_between_writes=self.access.pause or None,  # it takes every GraphQL query for a write: 1 s
                lazy=True,
            )
            self._ways.append(self._local.github)
        return self._local.github.requester


def _cost(judged: Judged, *, status: int, price: int, resource: str) -> int:
    """What an answer cost: as GraphQL says itself, else the price, also where an answer broke off; a 304 and a limit are free."""
    if status in (304, _UNSENT) or judged.verdict in (Verdict.WAIT, Verdict.REFUSED):
        return 0
    if resource == GRAPHQL and isinstance(judged.document, dict):
        stated = ((judged.document.get("data") or {}).get("rateLimit") or {}).get("cost")
        return int(stated) if isinstance(stated, int) else price
    return price


def _next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the next page, None on the last. Of a renamed repository it names another path than was asked."""
    for part in headers.get("link", "").split(","):
        address, _, relation = part.partition(";")
        if 'rel="next"' in relation:
            return address.strip(" <>")
    return None


def _resources(document: Any) -> dict[str, list[float]]:
    resources = document.get("resources", {}) if isinstance(document, dict) else {}
    return {name: [one["limit"], one["remaining"], one["reset"]] for name, one in resources.items()}
