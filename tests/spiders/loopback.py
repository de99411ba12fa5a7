"""A server that says byte by byte what a test wants, and remembers who asked what when."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Saying = bytes | Callable[["Heard"], Iterable[bytes]]
JSON = {"content-type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A request: when it came (seconds of the monotonic clock), for which address, with which headers (names in lower case)."""

    at: float
    url: str
    headers: Mapping[str, str]
    number: int  # how often this address was asked before


@dataclass(kw_only=True)
class Loopback:
    """The server: answers by address without scheme, `robots.txt` allowing all unless told otherwise, 404 to all else."""

    says: dict[str, Saying] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    url: str = ""
    is_over: threading.Event = field(default_factory=threading.Event)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, *, robots: bool = False) -> list[str]:
        """The addresses asked for, in order."""
        return [one.url for one in self.heard if robots or not one.url.endswith("/robots.txt")]

    def drip(self, heard: Heard) -> Iterator[bytes]:
        """A body that never ends, a byte at a time."""
        yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"
        while not self.is_over.wait(0.02):
            yield b"x"


def reply(
    body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()
) -> bytes:
    """An answer as it goes over the wire; its length is told unless the headers tell one."""
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    if not any(name in ("content-length", "transfer-encoding") for name, _ in pairs):
        pairs.append(("content-length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in [*pairs, ("connection", "close")])
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


def endless(_: Heard) -> Iterator[bytes]:
    """A body without end, as fast as it is taken."""
    yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"
    while True:
        yield b"x" * 65_536


def gzip_bomb(size: int) -> bytes:
    return gzip.compress(bytes(size), 9, mtime=0)


def deflate_bomb(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


@contextmanager
def loopback(says: Mapping[str, Saying] = (), *, context: Any = None) -> Iterator[Loopback]:  # type: ignore[assignment]
    """A running server; `context` makes it speak TLS."""
    told = Loopback(says=dict(says))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = self.path.removeprefix("/")
            with told.turn:
                number = sum(one.url == url for one in told.heard)
                headers = {name.lower(): value for name, value in self.headers.items()}
                heard = Heard(at=time.monotonic(), url=url, headers=headers, number=number)
                told.heard.append(heard)
            said = told.says.get(url, reply(status=404))
            with suppress(OSError):
                for part in [said] if isinstance(said, bytes) else said(heard):
                    self.wfile.write(part)
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    told.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
