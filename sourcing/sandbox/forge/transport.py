"""The socket: HTTP/1.1 on loopback, a thread a connection, connections that break where the weather says so."""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from sourcing.sandbox.forge.application import Arrival
from sourcing.sandbox.forge.faults import Delivery

_WITHOUT_BODY = frozenset({204, 304})


class Answering(Protocol):
    """What a server stands for."""

    def respond(self, arrival: Arrival) -> Delivery:
        """What is to be sent for a request."""

    def take_back(self, delivery: Delivery) -> None:
        """Books that a delivery never arrived."""


class Server(ThreadingHTTPServer):
    """The listening socket and the connections it accepted."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], application: Answering) -> None:
        self.application = application
        self._open: set[socket.socket] = set()
        self._answering: set[threading.Thread] = set()
        self._turn = threading.Lock()
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answers a connection in a thread of its own, and remembers both."""
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._turn:
            self._open.add(request)
            self._answering = {one for one in self._answering if one.is_alive()} | {thread}
            thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection."""
        with self._turn:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of a client that went away; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Stops listening and ends the connections that are still open."""
        self.shutdown()
        self.server_close()
        with self._turn:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            left = list(self._answering)
        for thread in left:
            thread.join(timeout=5)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answers a GET."""
        self._serve()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet: the journal knows."""

    def _serve(self) -> None:
        length = self.headers.get("content-length") or "0"
        arrival = Arrival(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)) if length.isdigit() else b"",
        )
        delivery = self.server.application.respond(arrival)
        if delivery.delay:
            time.sleep(delivery.delay)
        if delivery.silent:
            self._hang_up()
            return
        head = self._head(delivery)
        body = b"" if self.command == "HEAD" else delivery.body
        try:
            self.wfile.write(head + (body[: len(body) // 2] if delivery.cut else body))
        except OSError:
            self.server.application.take_back(delivery)
            self.close_connection = True
            return
        if delivery.cut:
            self._hang_up()

    def _head(self, delivery: Delivery) -> bytes:
        lines = [f"HTTP/1.1 {delivery.status} {_phrase(delivery.status)}", f"date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in delivery.headers.items()]
        if delivery.status not in _WITHOUT_BODY:
            lines.append(f"content-length: {len(delivery.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
