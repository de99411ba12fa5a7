"""The desk on a port of this machine, until it is told to end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from flows.desk.app import desk_app
from flows.desk.guard import Keys
from flows.options import voice
from sourcing.errors import EnvironmentFault
from sourcing.home import Home
from sourcing.settings import Settings
from warehouse.connection import open_published
from warehouse.published.shown import roles

_HOST = "127.0.0.1"  # never anything else: the pages are about people


def serve(settings: Settings, *, port: int, say: Callable[[str], None]) -> None:
    """Serves until Ctrl-C; the address is said once it answers. Errors: WarehouseError where nothing was published, EnvironmentFault."""
    with open_published(Home(settings.home).published) as published:
        roles(published)
    with voice() as progress, _listening(port) as listening, suppress(KeyboardInterrupt):
        keys = Keys(port=listening.getsockname()[1])
        app = desk_app(settings, keys=keys, progress=progress)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
        )
        say(keys.address)
        progress.note("the desk answers this machine alone; Ctrl-C ends it")
        uvicorn.Server(config).run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((_HOST, port))
        found.listen()
    except OSError as cause:
        found.close()
        raise EnvironmentFault(
            f"port {port} is taken ({cause.strerror})", remedy="choose another with --port"
        ) from cause
    return found
