"""What is set aside beside a warehouse before it is changed for good: the file as an older version wrote it, a log that cannot be replayed.

It holds people as the file does, so an erasure takes the whole folder away.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sourcing.errors import writing
from sourcing.landing import sync_folder
from sourcing.whole_file import synced_copy
from warehouse.checkpoint import log_of


def folder_of(path: Path) -> Path:
    """Where things of a warehouse are set aside."""
    return path.parent / "aside"


def keep_former(path: Path, *, number: int) -> Path:
    """The copy of a file that nobody has open, made before the migrations after `number`; one of before makes way for it. Errors: HomeError."""
    folder = folder_of(path)
    copy = folder / f"{path.stem}.before-{number + 1:04}{path.suffix}"
    with writing(folder):
        folder.mkdir(exist_ok=True)
        for former in folder.glob(f"{path.stem}.before-*"):
            if former != copy:
                former.unlink()
        if not copy.exists():  # else made by a process that was ended before it was done: the file is as it was
            synced_copy(path, copy)
    return copy


def set_log_aside(path: Path) -> Path:
    """Where the write-ahead log of a warehouse now lies; without it the file is as it was at the last checkpoint. Errors: HomeError."""
    folder, log = folder_of(path), log_of(path)
    with writing(folder):
        folder.mkdir(exist_ok=True)
        taken = len([*folder.glob(f"{log.name}*")])
        kept = folder / f"{log.name}.{taken + 1}"
        shutil.move(log, kept)
        sync_folder(path.parent)
    return kept
