"""The command line in processes of their own, forked from one that has everything imported; each says what it spent and left open."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from flows import commands

_PRELOADED = [*(f"flows.commands.{path.stem}" for path in Path(commands.__path__[0]).glob("*.py"))]


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One ended command: what it printed, its seconds of processor time, and which files of the home and sockets it had open at its end."""

    out: str
    err: str
    seconds: float
    left_open: Sequence[str]


def run(words: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Ran:
    """What came of `sourcing WORDS…`. Errors: SystemExit where it fails."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["flows.cli", "sentence_transformers", *_PRELOADED])
    told = {name: folder / f".{name}" for name in ("out", "err", "end")}
    process = context.Process(target=_main, args=(list(words), folder, dict(environment), told))
    process.start()
    process.join()
    out, err = (told[name].read_text("utf-8") for name in ("out", "err"))
    if process.exitcode:
        raise SystemExit(f"sourcing {' '.join(words)} ended with {process.exitcode}: {err[-2000:]}")
    end = json.loads(told["end"].read_text("utf-8"))
    process.close()
    return Ran(out=out, err=err, seconds=end["seconds"], left_open=end["open"])


def _main(words: list[str], folder: Path, environment: dict[str, str], told: Mapping[str, Path]) -> None:
    for stream, name in ((1, "out"), (2, "err")):
        written = os.open(told[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(written, stream)
        os.close(written)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["sourcing", *words]
    leave, before = os._exit, _open(folder)

    def end(code: int) -> None:
        found = {"seconds": time.process_time(), "open": sorted(_open(folder) - before)}
        told["end"].write_text(json.dumps(found), "utf-8")
        leave(code)

    os._exit = end  # type: ignore[assignment]  # how the command line ends
    from flows.cli import main

    main()


def _open(folder: Path) -> set[str]:
    """The files below a folder, and the sockets, that this process has open."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            target = str(one.readlink())
        except OSError:
            continue  # of the listing itself
        if target.startswith((f"{folder}/", "socket:")):
            found.add(target)
    return found
