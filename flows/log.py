"""What a command says on stderr as one JSON object a line, for whoever collects logs: run, command, level, and words that name nobody.

Of commands that are about single people the words are left out. Addresses, accounts and paths outside the home are cut from the rest.
"""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

_OF_NOBODY = frozenset(  # commands that tell counts, states and files of the home
    {"backup", "collect", "compact", "demo", "doctor", "evaluate", "extract", "fairness", "import", "load", "publish"}
    | {"rank", "reproduce", "restore", "retention", "run", "schedule"}
)
_LEVELS = {"error: ": "error", "WARNING: ": "warning", "  failed: ": "warning", "failed: ": "warning"}
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(\b[a-z][a-z+]*://)[^\s;,]+")
_ACCOUNT = re.compile(r"\b([a-z][a-z0-9-]+):(?!//)[^\s;,]+")
_PATH = re.compile(r"(?<![\w.:/])/[^\s:;,]+")


class JsonLog(io.TextIOBase):
    """A stderr whose every line is an object; nothing else reaches the stream below."""

    def __init__(self, below: TextIO, *, command: str, home: Path) -> None:
        super().__init__()
        self._below, self._command, self._home, self._rest = below, command, str(home.expanduser().absolute()), ""
        self.run = uuid4().hex[:12]

    def write(self, text: str) -> int:
        """Takes in text, and tells each line of it once it is whole."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in filter(str.strip, lines):
            self._line(line)
        return len(text)

    def flush(self) -> None:
        """Flushes the stream below; half a line waits for its other half."""
        self._below.flush()

    def writable(self) -> bool:
        """Yes."""
        return True

    def event(self, level: str, **told: Any) -> None:
        """Tells something with names and values of its own."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        row = {"at": at, "run": self.run, "command": self._command, "level": level, **told}
        self._below.write(json.dumps(row, ensure_ascii=False) + "\n")

    def text(self, text: str) -> str:
        """A text without what may name somebody."""
        if self._command not in _OF_NOBODY:
            return "left out: it may name somebody"
        text = _PATH.sub(lambda found: found[0] if found[0].startswith(self._home) else "…", _MAIL.sub("…", text))
        return _ACCOUNT.sub(r"\1:…", _ADDRESS.sub(r"\1…", text))

    def _line(self, line: str) -> None:
        if line.startswith('{"at": '):  # a run that a schedule started tells its own
            self._below.write(line + "\n")
            return
        prefix = next((one for one in _LEVELS if line.startswith(one)), "")
        self.event(_LEVELS.get(prefix, "info"), text=self.text(line.removeprefix(prefix).strip()))


class Logged:
    """How far the work is, as objects with stage, counts and outcome."""

    def __init__(self, log: JsonLog) -> None:
        self._log = log

    def start(self, stage: str, total: int, unit: str) -> None:
        """Says what begins."""
        self._log.event("info", stage=stage, event="started", total=total, unit=unit)

    def step(self, stage: str, done: int) -> None:
        """Says nothing: a log wants no bars."""

    def finish(self, stage: str, outcome: str) -> None:
        """Says what came of it."""
        self._log.event("info", stage=stage, event="finished", outcome=self._log.text(outcome))

    def note(self, text: str) -> None:
        """Tells the line."""
        self._log.write(f"{text}\n")


def log_as_json(command: str, *, home: Path) -> None:
    """Puts the log in place of this process's stderr; once."""
    if not isinstance(sys.stderr, JsonLog):
        sys.stderr = JsonLog(sys.stderr, command=command, home=home)
