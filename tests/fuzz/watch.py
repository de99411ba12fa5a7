"""Watches over the process that fuzzes a target: ends it where an input takes too long, keeps that input, and goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.fuzz.attempt import Finding
from tests.fuzz.shrink import costs, shrink
from tests.fuzz.slot import Slot, State
from tests.fuzz.target import MEGABYTES, SECONDS, TESTS, catalogue

_POLL = 0.05
_PATIENCE = 30.0  # seconds that an input may wait for other processes
_LOADING = 120.0  # seconds in which a child begins its first input
_MOST_DEATHS = 5  # of one target, then it is left
_TICKS = os.sysconf("SC_CLK_TCK")
_FRAME = re.compile(r'File "[^"]*?/((?:sourcing|spiders|warehouse|ranking|flows)/[^"]+)", line (\d+) in (\w+)')


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """What came of fuzzing one target: how many inputs, seconds of the slowest, megabytes of the largest, deaths of its process."""

    target: str
    inputs: int
    slowest: float
    megabytes: float
    broken: str = ""


def watch(name: str, *, seconds: float, number: int, found: Path) -> Ran:
    """Fuzzes a target for so many seconds, in as many processes as it takes."""
    total, until, deaths = Ran(target=name, inputs=0, slowest=0, megabytes=0), time.monotonic() + seconds, 0
    left = seconds
    while left > 0 and deaths < _MOST_DEATHS:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            slot, said = Path(folder) / "slot", Path(folder) / "said"
            ended, state = _run(name, seconds=left, number=number + deaths, slot=slot, said=said, found=found)
            total = replace(
                total,
                inputs=total.inputs + state.begun,
                slowest=max(total.slowest, state.slowest, SECONDS if ended == "hang" else 0),
                megabytes=max(total.megabytes, state.megabytes),
            )
            if not ended:
                return total
            if not state.begun:
                return replace(total, broken=said.read_text("utf-8", "replace").strip().rpartition("\n")[2] or ended)
            _keep(name, ended, data=Slot(slot).data(), said=said.read_text("utf-8", "replace"), found=found)
        deaths, left = deaths + 1, until - time.monotonic()
    return total


def _run(name: str, *, seconds: float, number: int, slot: Path, said: Path, found: Path) -> tuple[str, State]:
    """How a child ended, empty where it did so by itself, and how far it was."""
    shared = Slot(slot)
    with said.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.child", name, str(seconds), str(number), str(slot), str(found)],
            stdout=subprocess.DEVNULL, stderr=errors, cwd=TESTS.parent,
            start_new_session=True,
        )  # fmt: skip
        try:
            ended = _until_it_ends(child, shared)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return ended, shared.state()


def _until_it_ends(child: subprocess.Popen[bytes], slot: Slot) -> str:
    """Waits for a child; ends it where the input in hand takes too long."""
    begun, since = -1, time.monotonic()
    while child.poll() is None:
        time.sleep(_POLL)
        state = slot.state()
        if state.begun != begun:
            begun, since = state.begun, time.monotonic()
        waited = time.monotonic() - since
        spent = _processor_time(child.pid) - state.start if state.start else 0.0
        if spent > SECONDS + 0.5 or waited > (_PATIENCE if begun else _LOADING):
            child.send_signal(signal.SIGUSR1)  # it writes down where it is
            time.sleep(0.2)
            return "hang"
    return "" if child.returncode == 0 else "crash"


def _processor_time(pid: int) -> float:
    """The seconds that a process has computed; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _keep(name: str, kind: str, *, data: bytes, said: str, found: Path) -> None:
    """Keeps the input that ended a child, made small by another process."""
    frame = _FRAME.search(said)
    place = f"{frame[1]}:{frame[3]}" if frame else name
    at = Finding(target=name, kind=kind, place=place, said=said[-4_000:], data=data).save(found)
    subprocess.run(
        [sys.executable, "-m", "tests.fuzz.watch", name, str(at)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=TESTS.parent, check=False,
    )  # fmt: skip


def main(name: str, path: str) -> None:
    """Makes the input in a file small."""
    target, file = catalogue(name.partition("/")[0])[name], Path(path)
    data = file.read_bytes()
    target.run(b"")
    file.write_bytes(shrink(data, costs(target, seconds=SECONDS, megabytes=MEGABYTES), seconds=40))


if __name__ == "__main__":
    main(*sys.argv[1:])
