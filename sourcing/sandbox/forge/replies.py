"""Requests and answers as values, and the answers that say no, worded as GitHub words them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sourcing.sandbox.forge.hub import Estate

_DOCS = "https://docs.github.com"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One REST request. `path` begins after the API's own address, which is `base`; `query` has the last value of each."""

    estate: Estate
    base: str
    path: str
    query: Mapping[str, str]
    is_known: bool = True  # whether a token came along


@dataclass(kw_only=True)
class Reply:
    """One answer. `body` is what becomes JSON, None for none; `blobs` whose contents it gives out."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    blobs: Counter[str] = field(default_factory=Counter)

    @property
    def data(self) -> bytes:
        """The bytes of the body."""
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode("utf-8")


class Refused(Exception):
    """Raised where a request has no answer but this one."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply.status))
        self.reply = reply


def refusal(status: int, message: str, *, docs: str = "/rest", **more: Any) -> Reply:
    """An answer that says no."""
    return Reply(
        status=status, body={"message": message, "documentation_url": f"{_DOCS}{docs}", "status": str(status), **more}
    )


def missing() -> Refused:
    """The refusal of what is not there, or not for everybody."""
    return Refused(refusal(404, "Not Found"))


def bad_credentials() -> Reply:
    """The answer to a wrong token."""
    return refusal(401, "Bad credentials")


def out_of_requests(status: int, user: int) -> Reply:
    """The answer of an exhausted primary limit."""
    docs = "/rest/using-the-rest-api/rate-limits-for-the-rest-api"
    return refusal(status, f"API rate limit exceeded for user ID {user}.", docs=docs)


def out_of_points(user: int) -> Reply:
    """GraphQL's answer for an exhausted primary limit, which is a 200."""
    message = f"API rate limit already exceeded for user ID {user}."
    return Reply(body={"errors": [{"type": "RATE_LIMITED", "code": "graphql_rate_limit", "message": message}]})


def too_fast(status: int, retry_after: str | None) -> Reply:
    """The answer of a secondary limit."""
    words = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    reply = refusal(status, words, docs="/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits")
    if retry_after is not None:
        reply.headers["retry-after"] = retry_after
    return reply


def stumbled(status: int) -> Reply:
    """The answer of a server that did not make it in time."""
    message = (
        "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and "
        "contact us if the problem persists."
    )
    return Reply(status=status, body={"message": message if status == 504 else "Server Error"})


UNICORN = b"<!DOCTYPE html>\n<html><head><title>Unicorn!</title></head><body><p>502 Bad Gateway</p></body></html>\n"
