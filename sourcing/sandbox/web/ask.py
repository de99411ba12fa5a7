"""The contract between a site of the sandbox and its server: a request in, an answer out. One file in `sites/` is one site.

A site holds `HOSTS`, the names it answers for, and `answer(ask, community) -> Reply | None` (None: there is no such page). Payloads have
the shape that recorded ones have, never that of our parsers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request as the site sees it: host, path without the query, header names in lower case."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str]) -> Ask:
        """The request behind `/host/path?query`."""
        parts = urlsplit(target)
        host, _, path = parts.path.lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method=method, host=host.lower(), path=f"/{unquote(path)}", query=query, headers=headers)

    @property
    def parts(self) -> list[str]:
        """The parts of the path."""
        return [part for part in self.path.split("/") if part]


@dataclass(kw_only=True)
class Reply:
    """An answer: status, body, headers with names in lower case."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def as_json(document: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON answer."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Reply(
        status=status, body=body, headers={"content-type": "application/json; charset=utf-8", **(headers or {})}
    )


def as_page(text: str, *, kind: str = "text/html; charset=utf-8", status: int = 200) -> Reply:
    """A page or a feed."""
    return Reply(status=status, body=text.encode(), headers={"content-type": kind})
