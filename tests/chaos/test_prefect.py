"""Prefect's server ends in the middle of a run; and the spans of a run reach whoever listens; `make chaos`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from sourcing.landing import Landing
from tests.chaos.calm import Calm, ended
from tests.flows.support import Desk

pytestmark = pytest.mark.chaos

_LISTENING = """
import json, sys
from opentelemetry import trace
class Span(trace.NonRecordingSpan):
    pass
class Tracer(trace.NoOpTracer):
    def start_span(self, name, context=None, *rest, attributes=None, **more):
        with open("spans.jsonl", "a") as spans:
            print(json.dumps([name, {key: str(value) for key, value in (attributes or {}).items()}]), file=spans)
        return super().start_span(name, context, *rest, **more)
class Provider(trace.NoOpTracerProvider):
    def get_tracer(self, *names, **more):
        return Tracer()
trace.set_tracer_provider(Provider())
sys.argv = ["sourcing", *sys.argv[1:]]
from flows.cli import main
main()
"""


def test_a_server_that_ends_in_the_middle_is_a_clear_stop_or_is_not_missed(
    calm: Calm, fresh: Callable[[], Desk]
) -> None:
    desk, words = fresh(), tuple(word for word in calm.words if word != "--without-prefect")
    process, landing = desk.start(*words), Landing(desk.folder / ".sourcing/landing")
    while not landing.manifests("git") and process.poll() is None:
        time.sleep(0.05)
    server = json.loads((desk.folder / ".sourcing/prefect/server.json").read_text())
    os.kill(server["pid"], signal.SIGKILL)
    _, err = process.communicate(timeout=600)
    assert process.returncode in (0, 3) and "Prefect's server ended" in err and "Traceback" not in err, err
    ended(desk, calm)


def test_the_spans_of_a_run_name_its_steps_and_nobody(calm: Calm, fresh: Callable[[], Desk]) -> None:
    desk, words = fresh(), tuple(word for word in calm.words if word != "--without-prefect")
    command = [sys.executable, "-c", _LISTENING, *words]
    done = subprocess.run(command, cwd=desk.folder, env=desk.environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    spans = [json.loads(line) for line in (desk.folder / "spans.jsonl").read_text().splitlines()]
    assert {"discover", "collect", "extract", "load", "rank", "publish"} <= {
        name.partition("-")[0] for name, _ in spans
    }
    assert {key for _, told in spans for key in told} <= {
        "prefect.run.name",
        "prefect.run.type",
        "prefect.run.id",
        "prefect.tags",
        "prefect.flow.id",
        "prefect.flow.name",
        "prefect.run.parameter.batch",
    }
