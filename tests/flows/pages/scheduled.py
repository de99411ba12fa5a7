"""A schedule that is served by the real command, as a test talks to it; and a place to which it sends what it tells."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx

from flows.server import Server, recorded
from sourcing.home import Home
from tests.flows.support import Desk


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A desk whose schedule is up: its process, its server, and Prefect's API of it."""

    desk: Desk
    process: subprocess.Popen[str]
    server: Server
    api: httpx.Client

    def asked(self, path: str, **said: Any) -> Any:
        """What the API answers; asked again while its database is busy."""
        while (answer := self.api.post(path, json=said)).status_code == 503:
            time.sleep(0.2)
        assert answer.is_success, answer.text
        return answer.json()

    def deployment(self, name: str) -> Any:
        """The deployment of a job."""
        return next(one for one in self.asked("/deployments/filter") if one["name"] == name)

    def ran(self, name: str) -> Any:
        """A run of a job, started as its form does and ended."""
        run = self.asked(f"/deployments/{self.deployment(name)['id']}/create_flow_run", state={"type": "SCHEDULED"})
        return self.ended(run["id"])

    def ended(self, run: str) -> Any:
        """A run when it has come to its end."""
        while (found := self.asked("/flow_runs/filter", flow_runs={"id": {"any_": [run]}})[0])["state_type"] in (
            "SCHEDULED",
            "PENDING",
            "RUNNING",
        ):
            assert self.process.poll() is None
            time.sleep(0.3)
        return found


def begun(desk: Desk) -> Scheduled:
    """The desk's schedule as it comes up; whoever asks for it ends it."""
    desk.environment["PYTHONUNBUFFERED"] = "1"
    process = desk.start("schedule", "--port", "0", group=True)
    assert process.stdout and process.stderr
    address = process.stdout.readline().strip()
    server = recorded(Home(desk.folder / ".sourcing"))
    assert server and address == server.address, process.stderr.read()
    user, _, key = server.login.partition(":")
    api = httpx.Client(base_url=f"{address}/api", auth=(user, key), timeout=60)
    return Scheduled(desk=desk, process=process, server=server, api=api)


@contextmanager
def serving(desk: Desk, *, end: signal.Signals = signal.SIGINT) -> Iterator[Scheduled]:
    """A block in which the desk's schedule is up; Ctrl-C, or another signal, ends it and its server."""
    up = begun(desk)
    with up.api:
        try:
            yield up
            os.killpg(up.process.pid, end)
            _, err = up.process.communicate(timeout=60)
        finally:
            up.process.kill()
    assert up.process.returncode == 0 and "KeyboardInterrupt" not in err and not up.server.is_alive, err


@contextmanager
def listening() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """An address on this machine, and what was sent to it."""
    heard: list[dict[str, str]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
        server.shutdown()
