"""What a child is at, in memory that its parent reads while it runs, and after it died."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

_HEAD = struct.Struct(
    "<QQddd"
)  # inputs begun, bytes of the input in hand, its start, the slowest in seconds, the most in megabytes
_SIZE = 1 << 23


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How far a child is; `start` is its processor time when it began the input in hand, 0 between two inputs."""

    begun: int = 0
    length: int = 0
    start: float = 0.0
    slowest: float = 0.0
    megabytes: float = 0.0


class Slot:
    """A file of one child, mapped into both processes."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE)

    def state(self) -> State:
        """How far the child is."""
        begun, length, start, slowest, megabytes = _HEAD.unpack_from(self._memory)
        return State(begun=begun, length=length, start=start, slowest=slowest, megabytes=megabytes)

    def data(self) -> bytes:
        """The input in hand."""
        return self._memory[_HEAD.size : _HEAD.size + self.state().length]

    def begin(self, data: bytes, *, start: float) -> None:
        """Writes down the input that is begun now."""
        before = self.state()
        self._memory[_HEAD.size : _HEAD.size + len(data)] = data
        _HEAD.pack_into(self._memory, 0, before.begun + 1, len(data), start, before.slowest, before.megabytes)

    def end(self, *, seconds: float, megabytes: float) -> None:
        """Writes down what the input in hand cost."""
        before = self.state()
        slowest, most = max(before.slowest, seconds), max(before.megabytes, megabytes)
        _HEAD.pack_into(self._memory, 0, before.begun, before.length, 0.0, slowest, most)
