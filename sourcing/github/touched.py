"""What people changed in repositories of others: the files of their merged pull requests, which are worth reading there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sourcing.github.client import Client
from sourcing.github.histories import Author
from sourcing.github.packing import Packer, Piece, Sizes, quoted

_REQUESTS, _FILES = 30, 20  # the newest merged pull requests of one person, files of each
_PRICE = 1 + _REQUESTS

Touched = Mapping[str, tuple[str, ...]]  # paths by repository (node id), those of the newest pull request first


def read_touched(client: Client, authors: Iterable[Author], *, sizes: Sizes) -> dict[str, Touched | None]:
    """What each author (by node id) changed, by repository; None where GitHub did not answer. Errors: those of the client."""
    packer = Packer(client=client, name="touched", fragments=(), sizes=sizes)
    found: dict[str, Touched | None] = {}
    for answer in packer.ask(_piece(author) for author in authors):
        nodes = ((answer.data or {}).get("pullRequests") or {}).get("nodes") or ()
        found[answer.piece.key] = _paths(nodes) if answer.is_final else None
    return found


def _piece(author: Author) -> Piece:
    files = f"files(first: {_FILES}) {{ nodes {{ path }} }}"
    order = "orderBy: {field: CREATED_AT, direction: DESC}"
    requests = (
        f"pullRequests(states: MERGED, first: {_REQUESTS}, {order}) {{ nodes {{ repository {{ id }} {files} }} }}"
    )
    body = f"node(id: {quoted(author.node_id)}) {{ ... on User {{ {requests} }} }}"
    return Piece(key=author.node_id, body=body, price=_PRICE, weight=40_000)


def _paths(nodes: Iterable[Any]) -> Touched:
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    for node in nodes:
        repository = (node or {}).get("repository") or {}
        for file in ((node or {}).get("files") or {}).get("nodes") or ():
            if file and repository.get("id"):
                paths[repository["id"]].setdefault(file["path"])
    return {identifier: tuple(listed) for identifier, listed in paths.items()}
