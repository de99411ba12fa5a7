"""A process that has the imports of the command line made already, from which the commands of a test are forked, each in a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context, set_start_method
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from unittest.mock import patch

_ROOT = Path(__file__).parents[2]
_PLUGINS = ("flows/commands", "sourcing/signals", "sourcing/imports", "spiders/sites", "warehouse/exports")
LONGEST = 1_200  # seconds, on a machine that does much else: what takes longer hangs
_IMPORTED = (
    "flows.cli",
    *(
        f"{folder.replace('/', '.')}.{path.stem}"
        for folder in _PLUGINS
        for path in sorted((_ROOT / folder).glob("[!_]*.py"))
    ),
    "sqlalchemy.dialects.sqlite",
    "sentence_transformers",
)


def run_warm(words: Sequence[str], *, folder: Path, environment: Mapping[str, str], out: Path, err: Path) -> int:
    """The exit code of `sourcing WORDS…`, run in `folder` with this environment and no other; what it says is in `out` and `err`.

    Errors: TimeoutError where it hangs.
    """
    process = _context(environment).Process(target=_main, args=(list(words), folder, dict(environment), out, err))
    process.start()
    process.join(LONGEST)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"sourcing {' '.join(words)}")
    return process.exitcode


def _context(environment: Mapping[str, str]) -> ForkServerContext:
    """Where processes come from: a server that was started with the environment of the first of them.

    The library of the model is imported there too, as the encoder does it: off line.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_IMPORTED))
    with patch.dict(os.environ, {**environment, "HF_HUB_OFFLINE": "1"}, clear=True):
        ensure_running()
    return context


def _main(words: list[str], folder: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    """What the child does: the streams, the folder and the environment of a fresh process, then the command."""
    for stream, path in ((1, out), (2, err)):
        written = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(written, stream)
        os.close(written)
    set_start_method(None, force=True)  # no trace of the server is left
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["sourcing", *words]
    from flows.cli import main

    main()
