"""The same calls as a Prefect flow: runs and batches to be seen, nothing that correctness hangs on.

Prefect reads its settings when it is imported, so it is imported here, after the home is known. It is told numbers of
batches and counts, never a path, a name or an address, for parameters and results lie in its database.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.artifacts import tell_changes
from flows.pipeline import Pipeline, Report
from sourcing.errors import EnvironmentFault
from sourcing.settings import Home


def run_with_prefect(pipeline: Pipeline) -> Report:
    """The report of a run made as the Prefect flow `sourcing`. Errors: those of the steps, and EnvironmentFault."""
    home = pipeline.house.home
    seconds = pipeline.house.settings.prefect_seconds
    _configure(home, seconds=seconds)
    end_orphan(home)
    with _server(home, seconds=seconds):
        _flow(pipeline)()
    return pipeline.report


def _configure(home: Home, *, seconds: int) -> None:
    """Prefect's own home inside ours, no analytics, no chatter; a server of its own on loopback."""
    settings = {
        "PREFECT_HOME": str(home.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(seconds),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }
    os.environ.update(settings)
    os.environ.pop("PREFECT_API_URL", None)


def _flow(pipeline: Pipeline) -> Callable[[], None]:
    from prefect import flow, task

    discover = task(name="discover", persist_result=False)(pipeline.discover)
    collect = task(name="collect", persist_result=False)(pipeline.collect)
    seek = task(name="seek", persist_result=False)(pipeline.seek)
    visit = task(name="visit", persist_result=False)(pipeline.visit)
    extract = task(name="extract", persist_result=False)(pipeline.extract)
    load = task(name="load", persist_result=False)(pipeline.load)
    follow = task(name="follow", persist_result=False)(pipeline.follow)
    rank = task(name="rank", persist_result=False)(pipeline.rank)
    publish = task(name="publish", persist_result=False)(pipeline.publish)

    @flow(name="sourcing", log_prints=False, persist_result=False)
    def sourcing() -> None:
        for batch in range(discover()):
            collect(batch)
        if pipeline.crawl:
            seek()
            while visit():
                if pipeline.are_first_names_due():
                    finish(follows=False)
        finish(follows=bool(pipeline.visited))
        if pipeline.role:
            tell_changes(pipeline.house.home, pipeline.role.spec.name)

    def finish(*, follows: bool) -> None:
        for batch in range(pipeline.gather()):
            extract(batch)
        load()
        if follows:
            follow()
        rank()
        publish()

    return sourcing


def _record(home: Home) -> Path:
    return home.prefect / "server.json"


@contextmanager
def _server(home: Home, *, seconds: int) -> Iterator[None]:
    """A block with Prefect's temporary server up. Errors: EnvironmentFault where it does not start.

    Its process is on record from its first moment, so that a killed run's server can be ended by the next. It has a
    session of its own: Ctrl-C reaches us alone, and we end it when Prefect has said goodbye to it.
    """
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()  # the one that every flow of this process will use
    server._run_uvicorn_command = lambda: _launch(home, port=server.port)  # type: ignore[method-assign]
    try:
        try:
            server.start(timeout=seconds)
        except (RuntimeError, OSError) as cause:
            raise EnvironmentFault(
                "Prefect's server did not start", remedy="run again, or add --without-prefect"
            ) from cause
        yield
    finally:
        server.stop()
        _record(home).unlink(missing_ok=True)


def _launch(home: Home, *, port: int | None) -> subprocess.Popen[Any]:
    """Prefect's server as Prefect itself starts it, but in a session of its own and with its words in a file."""
    import prefect
    from prefect.settings import get_current_settings

    home.prefect.mkdir(parents=True, exist_ok=True)
    ephemeral = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    folder = str(prefect.__module_path__.parent)
    factory = ["--app-dir", folder, "--factory", "prefect.server.api.server:create_app"]
    where = ["--host", "127.0.0.1", "--port", str(port)]
    with (home.prefect / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *factory, *where, "--log-level", "error", "--lifespan", "on"],
            env={**os.environ, **ephemeral, **get_current_settings().to_environment_variables(exclude_unset=True)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _record(home).write_text(json.dumps({"pid": process.pid, "started": started(process.pid)}))
    return process


def started(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None where there is none. Pid and start name it for good."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def end_orphan(home: Home) -> bool:
    """Whether the server of a killed run was still there and was ended: by recorded pid and start time, nothing else."""
    try:
        record = json.loads(_record(home).read_text())
        pid, then = int(record["pid"]), record["started"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    alive = then is not None and started(pid) == then
    if alive:
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            if started(pid) != then:
                break
            time.sleep(0.05)
        else:
            os.kill(pid, signal.SIGKILL)
    _record(home).unlink(missing_ok=True)
    return alive
