"""When the next request may go, and what answers say about that."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from spiders.failures import Later
from spiders.quota import Quota
from spiders.rests import BELIEVED, Rests

LIMITED = frozenset({429, 503})
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 3_600.0
_SLICE = 0.2  # seconds after which a sleeper looks whether the run ends


class Gate:
    """When the next request may go: never sooner than the policy's pause after the last, nor than a site asked for, in whatever run."""

    def __init__(
        self,
        *,
        pause: float,
        patience: float,
        pace: float = 1.0,
        quota: Quota | None = None,
        rests: Rests | None = None,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self._pause, self._patience, self._pace = pause, patience, pace
        self._quota, self._rests, self._is_ending = quota, rests, is_ending
        self._waited, self._refusals = 0.0, 0
        left = rests.left(now=datetime.now(UTC)) if rests else 0.0
        self._next = time.monotonic() + max(left, pause)  # the process before may have asked a moment ago
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Returns when a request may go. Errors: Later where that is longer than this run may wait in all, or the run ends."""
        async with self._turn:
            while (seconds := self._next - time.monotonic()) > 0:  # it may move while this one sleeps
                if self._is_ending():
                    raise Later("the run was told to end", is_end=True)
                beyond = max(0.0, seconds - self._pause)
                if self._waited + beyond > self._patience:
                    raise Later(f"the site asks to wait {round(seconds)} s", is_end=True)
                nap = min(seconds, _SLICE)
                self._waited += min(beyond, nap)
                await asyncio.sleep(nap)
            if self._quota and not self._quota.take(now=datetime.now(UTC)):
                raise Later(f"its quota of {self._quota} is used up", is_end=True)
            self._next = max(self._next, time.monotonic() + self._pause)

    def rest(self, seconds: float) -> None:
        """Lets nothing go for so many seconds, at most a day, in this run and in others."""
        believed = min(max(0.0, seconds), BELIEVED)
        self._next = max(self._next, time.monotonic() + believed)
        if self._rests and believed:
            self._rests.book(believed, now=datetime.now(UTC))

    def heed(self, status: int, headers: Mapping[str, str], *, now: datetime) -> None:
        """Takes in what an answer says about limits."""
        asked = asked_to_wait(headers, now=now)
        if status in LIMITED:
            own = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**self._refusals) * min(1.0, self._pace)
            self.rest(asked or own)
            self._refusals = min(self._refusals + 1, 10)
        else:
            self._refusals = 0
            if asked:
                self.rest(asked)


def asked_to_wait(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """How many seconds an answer asks to wait: the longest of `Retry-After` and the resets of limits of which nothing is left.

    None where it tells nothing of either.
    """
    told = headers.get("retry-after", "").strip()
    found = [_seconds_until(told, now=now)] if told else []
    for left, reset in (("ratelimit-remaining", "ratelimit-reset"), ("x-ratelimit-remaining", "x-ratelimit-reset")):
        if left in headers and reset in headers:
            found.append(_until_reset(_number(headers[left]), _number(headers[reset]), now=now))
    found += _combined(headers.get("ratelimit", "")[:5_000], now=now)
    return max((one for one in found if one is not None), default=None)


def _combined(value: str, *, now: datetime) -> Iterable[float | None]:
    """What the limits of one `RateLimit` header ask: `"a";r=0;t=5, "b";r=9;t=60`, or `limit=9, remaining=0, reset=5`."""
    policies = re.split(r",(?=\s*\")", value) if '"' in value else [value]
    for policy in policies:
        left, reset = re.search(r"\b(?:r|remaining)=(\d+)", policy), re.search(r"\b(?:t|reset)=(\d+)", policy)
        if left and reset:
            yield _until_reset(_number(left.group(1)), _number(reset.group(1)), now=now)


def _until_reset(left: float | None, reset: float | None, *, now: datetime) -> float | None:
    """The seconds until a limit is reset, given as such or as the moment itself in seconds since 1970; 0 where something is left."""
    if left is None or reset is None:
        return None
    if left >= 1:
        return 0.0
    return max(0.0, reset - now.timestamp() if reset > 1_000_000_000 else reset)


def _seconds_until(told: str, *, now: datetime) -> float | None:
    seconds = _number(told)
    if seconds is not None:
        return max(0.0, seconds)
    try:
        at = parsedate_to_datetime(told)
        return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        found = float(text.strip())
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None
