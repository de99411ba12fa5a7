"""Tries every way out that a library has, behind the guard: `python -m tests.spiders.cage PORT`, PORT being the one that is allowed."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import urllib.request
from collections.abc import Callable

import httpx
import requests

from spiders import guard

_OTHER = socket.create_server(("127.0.0.1", 0))  # somebody listens there: only the guard is in the way
_OTHER6 = socket.create_server(("::1", 0), family=socket.AF_INET6) if socket.has_ipv6 else _OTHER


def ways(port: int) -> dict[str, Callable[[], object]]:
    """What is tried by name; those that end in `allowed` lead where the order leads."""
    other, other6 = _OTHER.getsockname()[1], _OTHER6.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return {
        "socket allowed": lambda: socket.create_connection(("127.0.0.1", port), 2),
        "requests allowed": lambda: requests.get(f"http://127.0.0.1:{port}/a.example/1", timeout=2).text,
        "socket": lambda: socket.create_connection(("127.0.0.1", other), 2),
        "socket by name": lambda: socket.create_connection(("localhost", other), 2),
        "connect by name": lambda: socket.socket().connect(("localhost", other)),
        "connect to nowhere": lambda: socket.socket().connect(("", other)),
        "connect_ex": lambda: socket.socket().connect_ex(("127.0.0.1", other)),
        "IPv6": lambda: socket.create_connection(("::1", other6), 2),
        "IPv6 mapped": lambda: socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", other)),
        "short form": lambda: socket.socket().connect(("127.1", other)),
        "decimal form": lambda: socket.socket().connect(("2130706433", other)),
        "hexadecimal form": lambda: socket.socket().connect(("0x7f000001", other)),
        "another loopback": lambda: socket.socket().connect(("127.0.0.2", port)),
        "link-local": lambda: socket.create_connection(("169.254.169.254", 80), 2),
        "private": lambda: socket.create_connection(("10.0.0.1", 443), 2),
        "another port": lambda: socket.create_connection(("8.8.8.8", 53), 2),
        "UDP": lambda: udp.sendto(b"x", ("127.0.0.1", other)),
        "UDP name server": lambda: udp.sendto(b"x", ("8.8.8.8", 53)),
        "UDP message": lambda: udp.sendmsg([b"x"], [], 0, ("127.0.0.1", other)),
        "UDP connect": lambda: udp.connect(("127.0.0.1", other)),
        "urllib": lambda: urllib.request.urlopen(f"http://127.0.0.1:{other}/", timeout=2),
        "requests": lambda: requests.get(f"http://127.0.0.1:{other}/", timeout=2),
        "httpx": lambda: httpx.get(f"http://127.0.0.1:{other}/", timeout=2),
        "TLS": lambda: ssl.create_default_context().wrap_socket(
            socket.create_connection(("127.0.0.1", other), 2), server_hostname="a.example"
        ),
    }


def main() -> None:
    """Prints what came of each: `made`, or the failure."""
    port = int(sys.argv[1])
    if len(sys.argv) < 3:
        guard.install([("127.0.0.1", port)])
    came = {}
    for name, way in ways(port).items():
        try:
            way()
            came[name] = "made"
        except Exception as cause:  # noqa: BLE001 - whatever a library makes of it
            came[name] = f"{type(cause).__name__}: {cause}"
    print(json.dumps(came))


if __name__ == "__main__":
    main()
