"""The primary limits: how many requests or points each resource has left, and when it is filled again."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

ANONYMOUS = 60
SEARCH, CODE_SEARCH = 30, 9  # a window


@dataclass(frozen=True, slots=True)
class State:
    """A resource at one moment; `reset` in epoch seconds."""

    resource: str
    limit: int
    remaining: int
    reset: int

    @property
    def used(self) -> int:
        """What was used of the limit."""
        return self.limit - self.remaining

    def headers(self) -> dict[str, str]:
        """The headers that tell it."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(self.reset),
            "x-ratelimit-resource": self.resource,
        }


@dataclass(kw_only=True, slots=True)
class _Bucket:
    limit: int
    window: float
    remaining: int
    reset: int = 0


class Limits:
    """The resources by name; `core` of nobody in particular is `anonymous`. Safe for threads.

    A window of 0 seconds is always full.
    """

    def __init__(self, *, hourly: int, window: float, search_window: float) -> None:
        sizes = {
            "core": (hourly, window),
            "graphql": (hourly, window),
            "search": (SEARCH, search_window),
            "code_search": (CODE_SEARCH, search_window),
            "anonymous": (ANONYMOUS, window),
        }
        self._lock = threading.Lock()
        self._buckets = {name: _Bucket(limit=size, window=each, remaining=size) for name, (size, each) in sizes.items()}

    def state(self, resource: str, *, now: float) -> State:
        """What a resource has left. `now` in epoch seconds."""
        with self._lock:
            return self._state(resource, now)

    def take(self, resource: str, price: int, *, now: float) -> State:
        """What is left after paying the price; the last point may be overdrawn, as long as there is one."""
        with self._lock:
            self._state(resource, now)
            bucket = self._buckets[resource]
            bucket.remaining = max(0, bucket.remaining - price)
            return self._state(resource, now)

    def set_remaining(self, number: int, *, now: float, seconds: float | None = None) -> None:
        """Leaves so many of the hourly limits, and with `seconds` fills them again after that long."""
        with self._lock:
            for resource in ("core", "graphql"):
                self._state(resource, now)
                bucket = self._buckets[resource]
                bucket.remaining = max(0, min(number, bucket.limit))
                if seconds is not None:
                    bucket.reset = math.ceil(now + seconds)

    def _state(self, resource: str, now: float) -> State:
        bucket = self._buckets[resource]
        if now >= bucket.reset or bucket.window == 0:
            bucket.remaining, bucket.reset = bucket.limit, math.ceil(now + bucket.window)
        name = "core" if resource == "anonymous" else resource
        return State(name, bucket.limit, bucket.remaining, bucket.reset)
