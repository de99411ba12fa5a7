"""A community site for benchmarks: accounts of dev.to and their articles, made once, sent by processes that do nothing else."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

ARTICLES = 12  # of one account


def paths(accounts: int) -> list[str]:
    """Every page there is, by the path below the route: an account, then its articles."""
    names = [f"probe-{number:06}" for number in range(accounts)]
    return [
        path
        for name in names
        for path in (
            f"dev.to/api/users/by_username?url={name}",
            f"dev.to/api/articles?username={name}&page=1&per_page=100",
        )
    ]


def _user(name: str) -> bytes:
    told = {
        "type_of": "user",
        "username": name,
        "name": "Ada Probe",
        "summary": "Trains and serves language models with pytorch and kubernetes; writes about retrieval. " * 3,
        "location": "Ljubljana",
        "github_username": name,
        "website_url": f"https://{name}.example/",
    }
    return json.dumps(told).encode()


def _articles(name: str) -> bytes:
    rows = [
        {
            "type_of": "article",
            "title": f"Serving models in practice, part {number}",
            "description": "What it took to serve a model to everybody at once, and what broke first. " * 4,
            "path": f"/{name}/serving-models-{number}",
            "tag_list": ["pytorch", "kubernetes", "mlops", "python"],
            "published_at": f"2026-0{1 + number % 9}-11T14:45:32Z",
            "public_reactions_count": number * 7,
            "user": {"username": name, "name": "Ada Probe"},
        }
        for number in range(ARTICLES)
    ]
    return json.dumps(rows).encode()


def body_of(target: str) -> bytes:
    """What is answered to a path with its query."""
    name = target.rpartition("url=")[2] if "url=" in target else target.partition("username=")[2].partition("&")[0]
    return _user(name) if "url=" in target else _articles(name)


class _Talk(asyncio.Protocol):
    """One connection: requests without bodies, answered in order."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers, self._held = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport

    def data_received(self, data: bytes) -> None:
        *asked, self._held = (self._held + data).split(b"\r\n\r\n")
        for one in asked:
            self._wire.write(self._answers[one.split(b" ", 2)[1]])


def serve(accounts: int) -> None:
    """Answers until the process ends; the port is the first line on standard output."""
    answers = {}
    for path in paths(accounts):
        body = body_of(path)
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        answers[f"/{path}".encode()] = head.encode() + body

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Talk(answers), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def serving(accounts: int) -> Iterator[str]:
    """The address of a running server process."""
    command = [sys.executable, "-m", "benchmarks._pages", str(accounts)]
    with Popen(command, stdout=PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def ceiling(url: str, accounts: int) -> float:
    """Pages a second that the server gives a client that does nothing but take them, over one connection."""
    import time

    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as wire, wire.makefile("rb") as answers:
        begun, asked = time.perf_counter(), paths(accounts)
        for path in asked:
            wire.sendall(f"GET /{path} HTTP/1.1\r\nhost: a\r\n\r\n".encode())
            length = 0
            while (line := answers.readline()) != b"\r\n":
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            answers.read(length)
        return len(asked) / (time.perf_counter() - begun)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
