"""A repository made to cost: it is read in bounded memory, and what could not be read is said."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.git.support import Draft, build

MEMORY = 2_000_000_000  # bytes of address space; the files below, expanded, would take many times as much
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{now}: &{now} [{', '.join([f'*{before}'] * 9)}]\n" for before, now in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES: dict[str, str | bytes] = {
    "README.md": "# Orchard\n" + "[" * 200_000,
    "docker-compose.yml": BOMB,
    ".github/workflows/ci.yml": BOMB,
    ".gitlab-ci.yml": BOMB + "job:\n  script:\n    - pytest\n",
    "k8s/deployment.yaml": "- " * 50_000 + "x",
    "grafana/board.json": "[" * 100_000,
    "notebooks/look.ipynb": '{"cells": ' + "[" * 100_000,
    "pyproject.toml": "x = " + "[" * 50_000,
    "app/nested.py": "x = " + "(" * 100_000,
    "app/long.py": "x = '" + "a" * 900_000 + "'\n",
    "app/chain.py": "x = 1" + " + 1" * 100_000 + "\n",
    "app/calls.py": "f" + "()" * 50_000 + "\n",
    "app/nul.py": b"import os\n\0\n",
    "app/odd.py": b"# \xff\xfe\nimport torch\n",
    "app/many.py": "@app.get('/x')\ndef f(): ...\n" * 20_000,
    "app/imports.py": "import torch\n" * 60_000,
    "Dockerfile": "FROM scratch\nRUN " + "\\\n" * 100_000 + "true\n",
    "api/server.go": 'import "github.com/gin-gonic/gin"\n' + "{" * 100_000,
    "api/server.js": "require('express');" + "app.get('/x'," * 50_000,
    "api/Server.java": "@RestController class X {" + "@GetMapping(" * 50_000,
    "models/rows.sql": "SELECT " + "(" * 100_000,
    "setup.py": "setup(" * 20_000,
    "web/app.js": "var a=1;" * 13_000_000,
    "tests/test_many.py": "def test_a(): assert 1\n" * 30_000,
    "requirements.txt": "torch==1\n" * 100_000,
    "Makefile": "test:\n\tpytest\n" * 60_000,
    ".gitattributes": "*a*a*a*a*a*a*a*b linguist-vendored\n" * 200,
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    where = folder / "repository"
    deep = {"/".join(["d"] * 400) + f"/{number}.py": "x = 1\n" for number in range(3)}
    build(where, [Draft(files={**FILES, **deep}, links={"loop/a": "b", "loop/b": "a", "self": "."})])
    command = [sys.executable, "-m", "flows.cli", "signals", str(where), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, preexec_fn=limited, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_signal_answers(looked: dict[str, Any]) -> None:
    assert {row["outcome"] for row in looked["answers"]} <= {"found", "not found", "not looked", "could not look"}
    assert looked["unit_tests"] == "yes"


def test_what_could_not_be_read_is_said_with_its_reason(looked: dict[str, Any]) -> None:
    said = {row["path"]: row["kind"] for row in looked["evidence"] if row["signal"] == "unreadable"}
    (answer,) = (row for row in looked["answers"] if row["signal"] == "unreadable")
    assert answer["outcome"] == "found" and answer["value"] >= 5
    assert said  # one of them is shown for each kind
    assert {"broken", "too_large", "binary"} <= set(said.values())


def test_nothing_stands_for_more_than_its_bound(looked: dict[str, Any]) -> None:
    assert len(looked["evidence"]) < 5_000
    assert all(len(row["detail"]) < 2_000 for row in looked["evidence"])


if __name__ == "__main__":
    build(Path(sys.argv[1]), [Draft(files=FILES)])
