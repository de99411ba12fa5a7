"""The forge as a running server."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sourcing.sandbox.forge.application import Application
from sourcing.sandbox.forge.changes import Hub
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.journal import Exchange
from sourcing.sandbox.forge.limits import Limits
from sourcing.sandbox.forge.transport import Server
from sourcing.sandbox.forge.weather import Weather
from sourcing.sandbox.world import World

TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but this server


@dataclass(frozen=True, kw_only=True)
class Forge:
    """A served world. `url` is the REST address; GraphQL answers at `/api/graphql` beside it."""

    url: str
    token: str
    hub: Hub
    application: Application

    @property
    def log(self) -> list[Exchange]:
        """Every request so far, in the order they were answered."""
        return list(self.application.journal.log)

    @property
    def points(self) -> int:
        """The GraphQL points charged."""
        return self.application.journal.points

    @property
    def requests(self) -> int:
        """The REST requests charged to a primary limit; a 304 is free."""
        return self.application.journal.requests

    @property
    def violations(self) -> list[str]:
        """One sentence for each request that came while an earlier answer had said to wait."""
        return list(self.application.journal.violations)

    @property
    def blobs(self) -> Counter[str]:
        """How often each blob's content was sent in an answer that was delivered whole."""
        return Counter(self.application.journal.blobs)


@contextmanager
def serving(
    world: World,
    *,
    token: str = TOKEN,
    weather: Weather | None = None,
    port: int = 0,
    hourly: int = 5000,
    host: str = "127.0.0.1",
    window: float = 3600.0,
    search_window: float = 60.0,
) -> Iterator[Forge]:
    """The world as a forge, served by threads of this process until the block ends.

    `port` 0: any free one. `window` and `search_window`: seconds until the hourly limits and those of search are
    filled again (0: at once). Errors: OSError where the port is taken.
    """
    application = Application(
        estate=Estate(world),
        limits=Limits(hourly=hourly, window=window, search_window=search_window),
        token=token,
        weather=weather or Weather(rate=0.0),
    )
    hub = Hub(application)
    server = Server((host, port), application)
    application.url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Forge(url=f"{application.url}/api/v3", token=token, hub=hub, application=application)
    finally:
        server.close()
        thread.join()
        hub.close()
