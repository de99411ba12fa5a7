"""A Git host on loopback: real `git http-backend` behind the standard library's HTTP server, its requests counted."""

from __future__ import annotations

import gzip
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class Host(ThreadingHTTPServer):
    """Serves every repository below `root` for reading; `fetches` counts requests for objects."""

    daemon_threads = True

    def __init__(self, root: Path, *, stalls: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root, self.stalls = root, stalls
        self.fetches: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that gave up is what some tests are about."""

    def url(self, name: str) -> str:
        """The clone URL of one repository."""
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        if b"command=fetch" in body:
            self.server.fetches.append(self.path)
        self._answer(body)

    def _answer(self, body: bytes) -> None:
        time.sleep(self.server.stalls)
        parts = urlsplit(self.path)
        given = {
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PATH": os.environ["PATH"],
        }
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=given, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in (fields | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests look at `fetches`."""


@contextmanager
def hosting(root: Path, *, stalls: float = 0) -> Iterator[Host]:
    """The host, ended with the block."""
    with Host(root, stalls=stalls) as host:
        thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield host
        finally:
            host.shutdown()
            thread.join()
