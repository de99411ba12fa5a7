"""What the forge keeps of the requests it got: each exchange, what was charged, what was sent, who did not wait."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass

_ALL = "all"
_SLACK = 0.02  # seconds a clock may differ


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One request and its answer. `at` in monotonic seconds; `status` 0 where no header was sent.

    `points` is the GraphQL cost charged (0 for REST), `charged` what was charged to the primary limit of `resource`;
    `query` the name of the GraphQL operation; `weather` the fault that was injected, '' for none; `bytes` of the body.
    """

    number: int
    at: float
    kind: str  # 'rest' | 'graphql'
    method: str
    path: str
    query: str
    status: int
    points: int
    weather: str
    bytes: int
    resource: str
    charged: int


class Journal:
    """The log of a forge and its sums. Safe for threads."""

    def __init__(self) -> None:
        self.log: list[Exchange] = []
        self.violations: list[str] = []
        self.blobs: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._numbers = 0
        self._waits: dict[str, tuple[float, int, str]] = {}

    def number(self) -> int:
        """The number of the next request, counted from 1 in the order of arrival."""
        with self._lock:
            self._numbers += 1
            return self._numbers

    def book(self, exchange: Exchange, blobs: Counter[str]) -> None:
        """Keeps an exchange and the blobs it gives out."""
        with self._lock:
            self.log.append(exchange)
            self.blobs.update(blobs)

    def take_back(self, blobs: Counter[str]) -> None:
        """Forgets blobs whose answer did not arrive."""
        with self._lock:
            self.blobs.subtract(blobs)
            self.blobs += Counter()

    def told_to_wait(self, resource: str, *, number: int, seconds: float, words: str) -> None:
        """Remembers that an answer said to wait: for one resource, or for all with `everything`."""
        where = _ALL if resource == "everything" else resource
        until = time.monotonic() + seconds
        with self._lock:
            if until > self._waits.get(where, (0.0, 0, ""))[0]:
                self._waits[where] = (until, number, words)

    def arrived(self, resource: str, *, number: int, what: str) -> None:
        """Notes a violation where a request comes while an earlier answer's wait is not over."""
        now = time.monotonic()
        with self._lock:
            for where in (_ALL, resource):
                until, earlier, words = self._waits.get(where, (0.0, 0, ""))
                if now < until - _SLACK:
                    early = until - now
                    self.violations.append(
                        f"request {number} ({what}) came {early:.2f} s before the {words} of answer {earlier} was over"
                    )
                    return

    @property
    def points(self) -> int:
        """The GraphQL points charged."""
        with self._lock:
            return sum(exchange.points for exchange in self.log)

    @property
    def requests(self) -> int:
        """The REST requests charged to a primary limit: of core, of search, of code search."""
        with self._lock:
            return sum(exchange.charged for exchange in self.log if exchange.kind == "rest")
