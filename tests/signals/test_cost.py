"""What nobody would write takes no long time either: long repeats in the files that signals read by patterns."""

from __future__ import annotations

import time

import pytest

from sourcing import signals
from sourcing.evidence.reading import View
from tests.signals.support import contributions, snapshot

SIGNALS = signals.catalogue()
PARTS = {
    "docker-compose.yml": ("image: ", "image: a/", "- ", "    ", "tritonserve", "include:\n", "\n", "{{"),
    "k8s/a.yaml": ("apiVersion: v1\n", "image: a\n", " - image:", "kind: ", "{{", "image: vllm/vllm-a-"),
    "templates/a.yaml": ("{{\nkind: ", "{{\nimage: ", "{{ \n"),
    "Dockerfile": ("FROM ", "FROM --platform=", "FROM a\n", "FROM --platform=a ", "#\n", "torchserv"),
    "infra/a.tofu": ('resource "a" ', "/*", "<<A\n", '"${', "\n", " "),
    "src/drift.py": ("def drift(", "def adrift_a(): threshold\n", '"""drift of the ', "# p_val", "class ADriftA: reference\n", "clock drift "),
    "src/server.py": ("import bentoml\n", "@bentoml.service\n", "from ray import serve as a\n", "serve.run()\n", "a = APIRouter()\n"),
    "src/LatestTests.java": ("Test", "@GetMapping(", "/*\n"),
}  # fmt: skip
HEADS = {
    "src/drift.py": '"""',
    "templates/a.yaml": "apiVersion: v1\n",
    "src/server.py": "from fastapi import APIRouter\n",
}


@pytest.mark.parametrize(("path", "part"), [(path, part) for path, parts in PARTS.items() for part in parts])
def test_a_long_repeat_is_read_soon(path: str, part: str) -> None:
    text = HEADS.get(path, "") + part * (200_000 // len(part))
    view, made = View(snapshot({path: text, "Chart.yaml": "name: a\nversion: 1\n"})), contributions([])
    started = time.process_time()
    for name in ("containers", "http_api", "infrastructure", "model_serving", "monitoring", "pipelines", "tests"):
        SIGNALS[name].look(view, made)
    assert time.process_time() - started < 15  # seconds of a slow machine; without bounds some take minutes
