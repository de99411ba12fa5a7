"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sourcing.errors import UsageError, writing

_BLOCK = 1_000_000  # bytes


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file in one step, readable by its owner alone; what was there before stays until then.

    Errors: HomeError; UsageError where a folder stands there.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="name a file in it")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            file.write(content)


def synced_copy(source: Path, target: Path) -> None:
    """Copies a file; the copy appears whole, and survives a power cut. Errors: OSError."""
    with whole(target) as file, source.open("rb") as content:
        shutil.copyfileobj(content, file, _BLOCK)


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write into, which gets its name when the block is done; of a block that fails nothing is left. Errors: OSError."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".new-", delete=False) as file:
        draft = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
