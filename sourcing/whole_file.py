"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sourcing.errors import UsageError, writing


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file in one step, readable by its owner alone; what was there before stays until then.

    Errors: HomeError; UsageError where a folder stands there.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="name a file in it")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".new-", delete=False) as file:
            draft = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                draft.replace(path)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
