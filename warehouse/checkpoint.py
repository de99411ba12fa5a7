"""What stands in the write-ahead log of a warehouse brought into its file: in a copy, which takes the file's place in one step.

DuckDB writes the blocks of its catalogue where they stand. One that a killed process wrote by half makes a file that nobody can
open, with all that was decided in it; so DuckDB writes into the log alone of a file that counts, and into files only of copies.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from sourcing.errors import writing
from sourcing.landing import sync_folder

# No log is large enough to be brought in unasked, and no transaction goes past it into the file.
_LOG_ALONE: Mapping[str, Any] = {"checkpoint_threshold": "1000TB", "auto_checkpoint_skip_wal_threshold": 2**62}
_SMALL = 64_000_000  # bytes of a file that is copied for every log
_MANY = 16  # times the bytes of its log: a larger file is copied once its log has grown


def into_log(path: Path, config: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """The file open for writing into its log. Errors: duckdb.Error."""
    connection = duckdb.connect(str(path), config={**config, **_LOG_ALONE})
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    return connection


def log_of(path: Path) -> Path:
    """Where what was committed stands until it is in the file."""
    return path.with_name(f"{path.name}.wal")


def bring_in(path: Path, config: Mapping[str, Any], *, always: bool) -> None:
    """Brings the log into a file that nobody has open; unless `always`, a log that is small beside its file stays for another time.

    Killed at any moment, the next `settle` ends it or takes it back. Errors: HomeError, duckdb.Error.
    """
    settle(path)
    log, draft = log_of(path), _draft(path)
    if not log.exists():
        return
    size, held = log.stat().st_size, path.stat().st_size
    if not always and held > _SMALL and size * _MANY < held:
        return
    with writing(path):
        shutil.copy(path, draft)
        shutil.copy(log, log_of(draft))
    with duckdb.connect(str(draft), config=dict(config)) as copy:
        copy.execute("CHECKPOINT")  # which ends on the disk
    with writing(path):
        sync_folder(path.parent)
        log.replace(_spent(path))  # from here on the copy counts
        sync_folder(path.parent)
    settle(path)


def settle(path: Path) -> None:
    """Ends what a killed `bring_in` had done but for the last step, and takes anything less back. Errors: HomeError."""
    draft, spent = _draft(path), _spent(path)
    with writing(path):
        if spent.exists():
            if draft.exists():
                draft.replace(path)
                sync_folder(path.parent)
            spent.unlink()
        for left in (draft, log_of(draft)):
            left.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    return path.with_name(f".settling-{path.name}")


def _spent(path: Path) -> Path:
    return path.with_name(f".spent-{path.name}.wal")
