"""A reader in another process: plain DuckDB, nothing of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_CODE = """
import json, sys, duckdb
held = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(json.dumps(held.execute(json.loads(line)).fetchall(), default=str), flush=True)
"""


class Reader:
    """Answers queries over the file it opened, until it is let go."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def rows(self, sql: str) -> list[list[Any]]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(sql) + "\n")
        self._process.stdin.flush()
        answer: list[list[Any]] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def reader(path: Path) -> Iterator[Reader]:
    command = [sys.executable, "-c", _CODE, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Reader(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=30)
