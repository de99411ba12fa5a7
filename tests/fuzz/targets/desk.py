"""Requests to the desk, as a program on this machine may send them: nothing but an answer below 500, or the machine's own fault."""

from __future__ import annotations

import asyncio
import atexit
import tempfile
from collections.abc import Iterator, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock

from starlette.applications import Starlette

from flows.desk.app import desk_app
from flows.desk.guard import Keys
from flows.progress import Progress
from sourcing.settings import Settings
from tests.fuzz.target import Target

_KEYS = Keys(port=8765, door="door", session="session", page="page")
_HEAD = (
    b"host: 127.0.0.1:8765\ncookie: sourcing-desk-8765=session\norigin: http://127.0.0.1:8765\nx-desk-token: page\n"
    b"content-type: application/json\ncontent-length: 90\n\n"
)
_REQUESTS = [
    b"POST /decide\n"
    + _HEAD
    + b'{"role": "mill", "person": "p1", "stage": "later", "reason": "on leave", "by": "", "until": "2026-12-01"}',
    b"POST /note\n" + _HEAD + b'{"person": "p1", "text": "met at a meetup", "by": ""}',
    b"GET /?token=door\n" + _HEAD,
    b"GET /role/mill\n" + _HEAD,
]


def targets() -> Iterator[Target]:
    """One: whole requests."""
    yield Target(name="desk/request", run=lambda data: asyncio.run(_ask(data)), seeds=lambda: _REQUESTS, most=200_000)


@cache
def _desk() -> Starlette:
    """A desk whose home cannot be made, so that nothing is written."""
    folder = tempfile.TemporaryDirectory(prefix="fuzz-")
    atexit.register(folder.cleanup)
    (Path(folder.name) / "home").write_text("no folder")
    return desk_app(Settings(home=Path(folder.name) / "home"), keys=_KEYS, progress=Mock(spec=Progress))


async def _ask(data: bytes) -> None:
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.partition(b" ")
    path, _, query = target.partition(b"?")
    named = [line.partition(b":") for line in lines]
    scope: dict[str, Any] = {
        "type": "http", "http_version": "1.1", "method": method.decode("latin-1"), "scheme": "http", "path": path.decode("utf-8", "replace"),
        "raw_path": path, "query_string": query, "root_path": "", "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8765),
        "headers": [(name.strip().lower(), value.strip()) for name, _, value in named],
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await _desk()(scope, receive, send)
    assert status and (status[0] < 500 or status[0] == 503)
