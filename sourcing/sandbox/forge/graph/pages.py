"""Connections: a page out of a list, with GitHub's bounds, cursors and complaints."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from sourcing.sandbox.forge.graph.asking import Info
from sourcing.sandbox.forge.graph.errors import Typed

_MOST = 100
_PAGED = frozenset({"nodes", "edges"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the items of a connection. `edge` gives what an item's edge has beside cursor and node."""

    items: Sequence[Any]
    start: int
    total: int  # how many there are to page through
    count: int  # how many the connection says there are
    edge: Callable[[Any], Mapping[str, Any]] = lambda _item: {}
    more: Mapping[str, Any] = field(default_factory=dict)  # other fields of the connection


def page(
    info: Info,
    items: Sequence[Any],
    given: Mapping[str, Any],
    *,
    count: int | None = None,
    edge: Callable[[Any], Mapping[str, Any]] = lambda _item: {},
    **more: Any,
) -> Page:
    """The page that first, last, after and before ask for. Errors: Typed, where these are not as GitHub wants them."""
    first, last = given.get("first"), given.get("last")
    _check(info, first, last)
    low, high = 0, len(items)
    if given.get("after"):
        low = min(_place(given["after"]) + 1, high)
    if given.get("before"):
        high = max(low, min(_place(given["before"]), high))
    if first is not None:
        high = min(high, low + first)
    elif last is not None:
        low = max(low, high - last)
    return Page(
        items=items[low:high],
        start=low,
        total=len(items),
        count=len(items) if count is None else count,
        edge=edge,
        more=more,
    )


def _check(info: Info, first: int | None, last: int | None) -> None:
    name = info.field_name
    for word, number in (("first", first), ("last", last)):
        if number is not None and number > _MOST:
            message = (
                f"Requesting {number} records on the `{name}` connection exceeds the `{word}` limit of 100 records."
            )
            raise Typed("EXCESSIVE_PAGINATION", message)
        if number is not None and number < 0:
            raise Typed("INVALID_PAGINATION", f"`{word}` on the `{name}` connection cannot be less than zero.")
    if first is None and last is None and any(_asks(info, node.selection_set) for node in info.field_nodes):
        message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise Typed("MISSING_PAGINATION_BOUNDARIES", message)


def _asks(info: Info, selected: SelectionSetNode | None) -> bool:
    """Whether a connection's items are asked for; its count alone may be had without bounds."""
    for node in selected.selections if selected else ():
        if isinstance(node, FieldNode) and node.name.value in _PAGED:
            return True
        if isinstance(node, InlineFragmentNode) and _asks(info, node.selection_set):
            return True
        if isinstance(node, FragmentSpreadNode) and _asks(info, info.fragments[node.name.value].selection_set):
            return True
    return False


def _cursor(place: int) -> str:
    return base64.b64encode(f"cursor:v2:{place}".encode()).decode("ascii")


def _place(cursor: str) -> int:
    try:
        word, version, place = base64.b64decode(cursor, validate=True).decode("ascii").split(":")
        if (word, version) == ("cursor", "v2"):
            return int(place)
    except (binascii.Error, ValueError):
        pass
    raise Typed("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")


def _page_info(given: Page, _info: Info) -> dict[str, Any]:
    size = len(given.items)
    return {
        "hasNextPage": given.start + size < given.total,
        "hasPreviousPage": given.start > 0,
        "startCursor": _cursor(given.start) if size else None,
        "endCursor": _cursor(given.start + size - 1) if size else None,
    }


def _edges(given: Page, _info: Info) -> list[dict[str, Any]]:
    return [
        {"cursor": _cursor(given.start + place), "node": item, **given.edge(item)}
        for place, item in enumerate(given.items)
    ]


CONNECTION: dict[str, Callable[..., Any]] = {
    "totalCount": lambda given, _info: given.count,
    "nodes": lambda given, _info: given.items,
    "edges": _edges,
    "pageInfo": _page_info,
}


def other_field(name: str) -> Callable[..., Any]:
    """The resolver of a connection's other fields, such as `totalSize`."""
    return lambda given, _info: given.more.get(name, 0)
