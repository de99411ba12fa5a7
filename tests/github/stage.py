"""A server on loopback that answers as a test scripts it, a clock that moves only when somebody sleeps, and a client."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from sourcing.database import Database
from sourcing.github.client import Access, Budget, Client, Patience
from sourcing.github.ledger import Ledger

CANARY = "canary-7f3a-not-a-token"


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """One answer; `is_dropped` breaks the connection instead."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = "{}"
    is_dropped: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as the server saw it, and what time it was."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    at: float


class Clock:
    """Epoch seconds that pass only in sleep."""

    def __init__(self, at: float = 1_000_000.0) -> None:
        self.at = at

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass(kw_only=True)
class Stage:
    """`script` is answered from the front, `{}` when it is used up; `requests` is what came."""

    address: str
    home: Path
    clock: Clock = field(default_factory=Clock)
    script: list[Scripted] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.home / 'frontier.sqlite'}"

    def client(
        self,
        *,
        most: int | None = None,
        patience: float = 3_700.0,
        halt: Callable[[], None] = lambda: None,
        note: Callable[[str], None] = lambda _: None,
    ) -> Client:
        """A client as a new process has it: on the same database."""
        return Client(
            access=Access(base_url=self.address, token=SecretStr(CANARY)),
            ledger=Ledger(Database(self.url)),
            budget=Budget(most=most),
            patience=Patience(seconds=patience),
            halt=halt,
            note=note,
            sleep=self.clock.sleep,
            now=self.clock.now,
        )

    def told(self, body: Any = None, *, status: int = 200, **headers: str) -> None:
        """Adds an answer to the script; header names with `_` for `-`."""
        text = body if isinstance(body, str) else json.dumps({} if body is None else body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.script.append(Scripted(status=status, headers=named, body=text))

    def drops(self) -> None:
        """Adds a connection that breaks to the script."""
        self.script.append(Scripted(is_dropped=True))


@contextmanager
def staged(home: Path) -> Iterator[Stage]:
    """A stage whose server runs as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            named = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length).decode()
            stage.requests.append(Request(method=self.command, path=self.path, headers=named, body=body, at=stage.clock.at))  # fmt: skip
            answer = stage.script.pop(0) if stage.script else Scripted()
            if answer.is_dropped:
                self.close_connection = True
                return
            data = b"" if answer.status in (204, 304) else answer.body.encode()
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stage = Stage(address=f"http://127.0.0.1:{server.server_port}", home=home)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
