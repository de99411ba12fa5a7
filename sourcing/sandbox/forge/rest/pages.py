"""Pages of REST lists with their `Link` header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from sourcing.sandbox.forge.replies import Call, Refused, Reply, refusal

_T = TypeVar("_T")
_MOST = 100


def listed(call: Call, items: Sequence[_T], body: Callable[[_T], Any]) -> Reply:
    """One page of a list."""
    part, headers = page(call, items)
    return Reply(body=[body(item) for item in part], headers=headers)


def found(call: Call, items: Sequence[_T], body: Callable[[_T], Any], *, most: int) -> Reply:
    """One page of what a search found: at most so many of it can be seen. Errors: Refused beyond these."""
    size, number = bounds(call)
    if (number - 1) * size >= most:
        raise Refused(refusal(422, f"Only the first {most} search results are available"))
    part, headers = page(call, items[:most])
    answer = {"total_count": len(items), "incomplete_results": False, "items": [body(item) for item in part]}
    return Reply(body=answer, headers=headers)


def page(call: Call, items: Sequence[_T]) -> tuple[Sequence[_T], dict[str, str]]:
    """The items of the page that is asked for, and the header that leads to the others."""
    size, number = bounds(call)
    last = max(1, -(-len(items) // size))
    links = []
    if number > 1:
        links += [_link(call, min(number - 1, last), "prev")]
    if number < last:
        links += [_link(call, number + 1, "next"), _link(call, last, "last")]
    if number > 1:
        links += [_link(call, 1, "first")]
    return items[(number - 1) * size : number * size], {"link": ", ".join(links)} if links else {}


def bounds(call: Call) -> tuple[int, int]:
    """How many a page holds and which page is asked for; what is no number counts as not given."""
    return max(1, min(_MOST, _number(call.query.get("per_page"), 30))), max(1, _number(call.query.get("page"), 1))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and int(text) else otherwise


def _link(call: Call, number: int, relation: str) -> str:
    query = urlencode({**call.query, "page": str(number)})
    return f'<{call.base}{call.path}?{query}>; rel="{relation}"'
