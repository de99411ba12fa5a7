"""A spider process on an Internet in miniature: `python -m tests.spiders.internet POLICY`, the order on standard input.

`POLICY` is that of the probe, and beside it the ports on loopback of `names` (a name server over UDP), `public` (whoever answers at a
public address) and `canary` (whoever answers at any other), and what is taken `away`: "borders", "guard". A connection is judged by the
address that it would really be made to, and then led to one of the two: nothing leaves this machine.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from typing import Any

from twisted.names import dns

import spiders.__main__ as spider
from spiders import guard
from spiders.order import Order
from spiders.settings import settings
from tests.spiders.probe import site_of

PUBLIC = "93.184.215.14"  # where every honest name leads
_connect = socket.socket.connect_ex


class Resolver:
    """Asks the name server about everything that is no number; the socket is there before the guard is."""

    def __init__(self, port: int) -> None:
        self._turn = threading.Lock()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(5)
        self._socket.connect(("127.0.0.1", port))

    def __call__(self, name: str) -> str:
        """The address of a name, looked up anew each time; numbers are read as the C library reads them."""
        try:
            return socket.inet_ntoa(socket.inet_aton(name))
        except OSError:
            pass
        question = dns.Message(id=7)
        question.addQuery(name.encode("idna"))
        with self._turn:
            self._socket.send(question.toStr())
            answer = dns.Message()
            answer.fromStr(self._socket.recv(512))
        if not answer.answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        payload: Any = answer.answers[0].payload
        return str(payload.dottedQuad())


def main() -> int:
    """The exit code of the run."""
    policy: dict[str, Any] = json.loads(sys.argv[1])
    names, public, canary, away = (policy.pop(name) for name in ("names", "public", "canary", "away"))
    socket.gethostbyname = Resolver(names)

    def connect(own: socket.socket, address: Any) -> int:
        if "guard" not in away:
            sys.audit("socket.connect", own, address)
        host = "::ffff:127.0.0.1" if own.family == socket.AF_INET6 else "127.0.0.1"
        return _connect(own, (host, public if address[0] == PUBLIC else canary))

    socket.socket.connect_ex = connect  # type: ignore[method-assign, assignment]
    install = guard.install
    both = [(host, port) for host in ("127.0.0.1", "::ffff:127.0.0.1") for port in (public, canary)]
    guard.install = lambda allowed: install([*allowed, *both])

    def unguarded(order: Order, policy: Any) -> dict[str, Any]:
        made = settings(order, policy) | {"DNSCACHE_ENABLED": False}  # or a name would be looked up once
        if "borders" in away:
            made["DOWNLOADER_MIDDLEWARES"] = made["DOWNLOADER_MIDDLEWARES"] | {"spiders.middlewares.Borders": None}
        return made

    setattr(spider, "settings", unguarded)  # noqa: B010 - the name that `run` looks up
    return spider.run(Order.model_validate_json(sys.stdin.buffer.read()), site_of(policy))


if __name__ == "__main__":
    sys.exit(main())
