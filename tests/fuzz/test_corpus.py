"""Inputs that were findings once: each is read within its bounds, or refused in words of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.fuzz.target import CORPUS, TESTS

_SECONDS = 300  # for all cases, in a process of its own, of seconds: one that hangs again takes hours


def test_what_was_found_once_is_not_found_again() -> None:
    command = [sys.executable, "-m", "tests.fuzz.again"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=TESTS.parent, timeout=_SECONDS)
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    told: dict[str, Any] = json.loads(done.stdout)
    held = {str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*") if path.is_file()}
    assert told == dict.fromkeys(sorted(held), "")
