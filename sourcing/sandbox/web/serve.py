"""The community sites as one running server: `/host/path` is answered as `https://host/path` would be."""

from __future__ import annotations

import importlib
import pkgutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from sourcing.sandbox.forge.application import Arrival
from sourcing.sandbox.forge.faults import Delivery
from sourcing.sandbox.forge.transport import Server
from sourcing.sandbox.web import sites
from sourcing.sandbox.web.ask import Ask, Reply, as_page
from sourcing.sandbox.web.draw import community_of
from sourcing.sandbox.web.presence import Community
from sourcing.sandbox.world import World

Answering = Callable[[Ask, Community], Reply | None]
Fault = Callable[[int, Ask], Delivery | None]


@dataclass(kw_only=True)
class Web:
    """What the server knows. `fault` may answer in place of a site; `log` has every request, with the moment it came (seconds)."""

    community: Community
    fault: Fault | None = None
    url: str = ""
    log: list[tuple[float, Ask, int]] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def respond(self, arrival: Arrival) -> Delivery:
        """What is to be sent for a request."""
        ask = Ask.of(arrival.method, arrival.target, arrival.headers)
        with self._turn:
            number = len(self.log)
            self.log.append((time.monotonic(), ask, 0))
        delivery = (self.fault(number, ask) if self.fault else None) or self._delivery(ask)
        with self._turn:
            self.log[number] = (*self.log[number][:2], delivery.status)
        return delivery

    def take_back(self, delivery: Delivery) -> None:
        """Nothing: no answer is booked as received."""

    def _delivery(self, ask: Ask) -> Delivery:
        site = site_for(ask.host)
        reply = site(ask, self.community) if site else None
        if reply is None:
            reply = as_page("<h1>Not Found</h1>", status=404)
        return Delivery(status=reply.status, body=reply.body, headers=reply.headers)

    def asked(self) -> Counter[str]:
        """How many requests each host got."""
        return Counter(ask.host for _, ask, _ in self.log)


def site_for(host: str) -> Answering | None:
    """What answers for a host; None where nothing does."""
    return _sites().get(host) or _sites().get("*")


@lru_cache(maxsize=1)
def _sites() -> Mapping[str, Answering]:
    """The sites by host; `*` answers for all others."""
    modules = (
        importlib.import_module(f"{sites.__name__}.{info.name}") for info in pkgutil.iter_modules(sites.__path__)
    )
    return {host: module.answer for module in modules for host in module.HOSTS}


@contextmanager
def serving(world: World, *, fault: Fault | None = None, port: int = 0, host: str = "127.0.0.1") -> Iterator[Web]:
    """The world's community sites, served by threads of this process until the block ends. Errors: OSError: the port is taken."""
    web = Web(community=community_of(world), fault=fault)
    server = Server((host, port), web)
    web.url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.close()
        thread.join()
