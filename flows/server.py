"""Prefect's server on this machine: a temporary one for a run, or one with pages for a schedule, which runs then share.

Prefect reads its settings when it is imported, so `configure` comes before that. Who owns a server is on record from its
first moment, so that the server of a killed process can be ended by the next, and nobody else's ever is.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from sourcing.errors import EnvironmentFault
from sourcing.home import Home

_HOST = "127.0.0.1"  # never anything else: whoever reaches it may start runs
_USER = "sourcing"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that answers: its process and its owner's, each named for good by when it started; its key opens it."""

    pid: int
    started: str | None
    owner: int
    owner_started: str | None
    port: int
    key: str
    has_pages: bool

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://{_HOST}:{self.port}"

    @property
    def login(self) -> str:
        """What its pages ask for."""
        return f"{_USER}:{self.key}"

    @property
    def is_alive(self) -> bool:
        """Whether its process is there still."""
        return self.started is not None and started(self.pid) == self.started

    @property
    def is_owned(self) -> bool:
        """Whether whoever started it is there still."""
        return self.owner_started is not None and started(self.owner) == self.owner_started


@contextmanager
def server(home: Home, *, seconds: int, port: int = 0, has_pages: bool = False) -> Iterator[Server]:
    """A block with a server up, of which Prefect knows; that of a schedule at work is shared. Errors: EnvironmentFault.

    It has a session of its own: Ctrl-C reaches us alone, and we end it when Prefect has said goodbye to it.
    """
    end_orphan(home)
    shared = recorded(home)
    if shared:
        if has_pages:
            raise EnvironmentFault(
                f"process {shared.owner} serves this home already, on {shared.address}",
                remedy="end it first, or use another --home",
            )
        configure(home, shared)
        yield shared
        return
    process, made = _launch(home, port=port or _free_port(), has_pages=has_pages)
    try:
        _wait(process, made, home=home, seconds=seconds)
        configure(home, made)
        yield made
    finally:
        _end(process)
        _record(home).unlink(missing_ok=True)


def configure(home: Home, at: Server) -> None:
    """Tells Prefect, before it is imported, of its home inside ours and of the server; no analytics, no chatter."""
    for elsewhere in ("PREFECT_API_KEY", "PREFECT_PROFILE"):
        os.environ.pop(elsewhere, None)
    os.environ.update(
        {
            **_quiet(home),
            "PREFECT_API_URL": f"{at.address}/api",
            "PREFECT_API_AUTH_STRING": at.login,
        }
    )


def _quiet(home: Home) -> dict[str, str]:
    return {
        "PREFECT_HOME": str(home.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLIENT_MAX_RETRIES": "3",  # a server on this machine that does not answer for 14 seconds is gone
    }


def _launch(home: Home, *, port: int, has_pages: bool) -> tuple[subprocess.Popen[bytes], Server]:
    """Prefect's server as Prefect itself starts it, but in a session of its own and with its words in a file."""
    home.prefect.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(24)
    address = f"http://{_HOST}:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SOURCING_"))},
        **_quiet(home),
        "PREFECT_SERVER_API_AUTH_STRING": f"{_USER}:{key}",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_UI_API_URL": f"{address}/api",
        "PREFECT_UI_STATIC_DIRECTORY": str(home.pages),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the newer page asks a statistics service as it loads
        "PREFECT__SERVER_FINAL": "1",
        **({} if has_pages else {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}),
    }
    factory = ["--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--log-level", "error"]
    with (home.prefect / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *factory, "--host", _HOST, "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    us = os.getpid()
    made = Server(
        pid=process.pid,
        started=started(process.pid),
        owner=us,
        owner_started=started(us),
        port=port,
        key=key,
        has_pages=has_pages,
    )
    _record(home).write_text(json.dumps(asdict(made)))
    return process, made


def _wait(process: subprocess.Popen[bytes], made: Server, *, home: Home, seconds: int) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError, HTTPException), closing(HTTPConnection(_HOST, made.port, timeout=5)) as asked:
            asked.request("GET", "/api/health")
            if asked.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise EnvironmentFault(
        f"Prefect's server did not start on port {made.port} ({home.prefect / 'server.log'} says why)",
        remedy="run again, choose another --port for a schedule, or add --without-prefect to a run",
    )


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _record(home: Home) -> Path:
    return home.prefect / "server.json"


def recorded(home: Home) -> Server | None:
    """The server on record, where it is alive."""
    try:
        found = Server(**json.loads(_record(home).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.is_alive else None


def started(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None where there is none, or it has ended. Pid and start name it for good."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if state == "Z" else rest[18]
    except (OSError, ValueError, IndexError):
        return None


def end_orphan(home: Home) -> bool:
    """Whether the server of a killed process was still there and was ended: by recorded pid and start time, nothing else."""
    found = recorded(home)
    if found and found.is_owned:
        return False
    if found:
        os.kill(found.pid, signal.SIGTERM)
        for _ in range(100):
            if not found.is_alive:
                break
            time.sleep(0.05)
        else:
            os.kill(found.pid, signal.SIGKILL)
    _record(home).unlink(missing_ok=True)
    return bool(found)
