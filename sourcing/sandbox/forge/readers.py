"""Long-lived `git cat-file --batch` processes, one a repository, the least used one ended when there are many."""

from __future__ import annotations

import subprocess
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from sourcing.git.command import arguments, end, environment

_MOST = 24


class Readers:
    """The open readers. Not for several threads at once: whoever asks holds the forge's lock."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, subprocess.Popen[bytes]] = OrderedDict()

    def read(self, path: Path, oid: str) -> tuple[str, bytes] | None:
        """The kind and the bytes of an object, None where the repository has none of this id."""
        process = self._process(path)
        if process.stdin is None or process.stdout is None:
            return None
        process.stdin.write(oid.encode("ascii", "replace") + b"\n")
        process.stdin.flush()
        words = process.stdout.readline().split()
        if len(words) != 3:
            return None
        content = process.stdout.read(int(words[2]))
        process.stdout.read(1)
        return words[1].decode("ascii"), content

    def close(self) -> None:
        """Ends them all."""
        while self._open:
            self._end(self._open.popitem()[1])

    def _process(self, path: Path) -> subprocess.Popen[bytes]:
        held = self._open.get(path)
        if held is not None and held.poll() is None:
            self._open.move_to_end(path)
            return held
        self._open.pop(path, None)
        while len(self._open) >= _MOST:
            self._end(self._open.popitem(last=False)[1])
        self._open[path] = subprocess.Popen(
            arguments(path, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(protocols="none"),
            start_new_session=True,
        )
        return self._open[path]

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        end(process)
        process.wait()
