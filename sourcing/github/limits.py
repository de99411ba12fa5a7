"""What an answer of GitHub means for the next request: go on, split, try again, wait until when, or give up.

A pure function of status, headers and body. The spellings are those of GitHub's documentation and of recorded
exchanges: limits come as 403, as 429 and, from GraphQL, inside a 200.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

SECONDARY_SECONDS = 60.0  # GitHub's advice where a secondary limit names no time
_TOO_MUCH = frozenset(
    {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "TIMEOUT", "INTERNAL", "SERVICE_UNAVAILABLE"}
)
_LIMITED = frozenset({"RATE_LIMITED", "RATE_LIMIT"})  # documented; as it was seen in 2026
_SECONDARY = ("secondary rate limit", "abuse detection")


class Verdict(StrEnum):
    """What to do after an answer."""

    GOOD = "good"  # whole, or with parts that are not there for a reason of their own
    SPLIT = "split"  # too much at once, or the server stumbled: ask for less
    AGAIN = "again"  # a broken answer: ask once more, a little later
    WAIT = "wait"  # a limit; `seconds` says how long
    GONE = "gone"  # not there, or not for us
    REFUSED = "refused"  # the token itself is not taken


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A verdict, how many seconds to wait, whether for all resources or this one, and the parsed body."""

    verdict: Verdict
    reason: str = ""
    seconds: float = 0.0
    for_all: bool = False
    is_named: bool = False
    document: Any = None


def judge(reply: Reply, *, now: float, secondary_seconds: float = SECONDARY_SECONDS) -> Judged:
    """The verdict on an answer. `now` is our clock (epoch seconds), used where the answer carries no date."""
    document = _document(reply.body)
    if reply.status == 401:
        return Judged(verdict=Verdict.REFUSED, reason=_message(document) or "the token is refused")
    if reply.status in (403, 429):
        return _limited(reply, document, now=now, secondary_seconds=secondary_seconds)
    if reply.status >= 500:
        return Judged(verdict=Verdict.SPLIT, reason=f"status {reply.status}")
    if reply.status == 304:
        return Judged(verdict=Verdict.GOOD)
    if reply.status == 204:
        return Judged(verdict=Verdict.GONE, reason="nothing there")
    if reply.status >= 300:
        return Judged(verdict=Verdict.GONE, reason=_message(document) or f"status {reply.status}", document=document)
    if document is None:
        return Judged(verdict=Verdict.AGAIN, reason="the answer is no JSON")
    return _errors(reply, document, now=now, secondary_seconds=secondary_seconds)


def _limited(reply: Reply, document: Any, *, now: float, secondary_seconds: float) -> Judged:
    """A 403 or 429: a limit in one of its spellings, or plainly forbidden."""
    message = _message(document)
    after = _number(reply.headers.get("retry-after"))
    if after is not None:
        return Judged(verdict=Verdict.WAIT, reason=message, seconds=max(1.0, after), for_all=True, is_named=True)
    if reply.headers.get("x-ratelimit-remaining") == "0":
        return Judged(verdict=Verdict.WAIT, reason=message, seconds=until_reset(reply, now=now))
    if reply.status == 429 or any(words in message.lower() for words in _SECONDARY):
        return Judged(verdict=Verdict.WAIT, reason=message, seconds=secondary_seconds, for_all=True)
    return Judged(verdict=Verdict.GONE, reason=message or "forbidden", document=document)


def _errors(reply: Reply, document: Any, *, now: float, secondary_seconds: float) -> Judged:
    """A 200, which in GraphQL may carry a limit, or parts that were too much, beside data."""
    errors = document.get("errors") if isinstance(document, dict) else None
    if not isinstance(errors, list) or not errors:
        return Judged(verdict=Verdict.GOOD, document=document)
    kinds = {str(error.get("type") or "") for error in errors if isinstance(error, dict)}
    said = "; ".join(_anonymous(str(error.get("message", "")))[:200] for error in errors[:3] if isinstance(error, dict))
    if kinds & _LIMITED:
        return Judged(verdict=Verdict.WAIT, reason=said, seconds=until_reset(reply, now=now))
    if any(words in said.lower() for words in _SECONDARY):
        after = _number(reply.headers.get("retry-after"))
        return Judged(
            verdict=Verdict.WAIT,
            reason=said,
            seconds=max(1.0, after or secondary_seconds),
            for_all=True,
            is_named=after is not None,
        )
    if kinds & _TOO_MUCH or "timeout" in said.lower() or "something went wrong" in said.lower():
        return Judged(verdict=Verdict.SPLIT, reason=said, document=document)
    return Judged(verdict=Verdict.GOOD, reason=said, document=document)


def until_reset(reply: Reply, *, now: float) -> float:
    """Seconds until the limit of this answer is reset, by the server's own clock where it tells it; at least 1."""
    reset = _number(reply.headers.get("x-ratelimit-reset"))
    if reset is None:
        return SECONDARY_SECONDS
    try:
        there = parsedate_to_datetime(reply.headers.get("date", "")).astimezone(UTC).timestamp()
    except (TypeError, ValueError, OverflowError):
        there = now
    return max(1.0, reset - there + 1.0)


def _document(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _message(document: Any) -> str:
    return _anonymous(str(document.get("message") or ""))[:300] if isinstance(document, dict) else ""


def _anonymous(text: str) -> str:
    """GitHub's words without the id of the token's owner."""
    return re.sub(r" for user ID \d+| for [0-9a-f.:]{7,45}(?=[. ]|$)", "", text)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None
