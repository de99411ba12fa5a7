"""The run that all disturbed ones have to end like."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sourcing.sandbox.world import World
from tests.flows.support import Desk

ROLE = "mlops-operator"
REPOSITORIES = 10
OF_RUNS = ("audit", "version", "migration", "purpose")  # say what was done, and when, not what came of it


@dataclass(frozen=True, kw_only=True)
class Calm:
    """The desk, the command, and what came of it."""

    desk: Desk
    words: tuple[str, ...]
    result: dict[str, Any]


def calm_run(folder: Path, world: World) -> Calm:
    listed = folder / "repos.tsv"
    chosen = world.repositories[:: len(world.repositories) // REPOSITORIES][:REPOSITORIES]
    listed.write_text("".join(f"{one.path}\n" for one in chosen), "utf-8")
    words = ("run", ROLE, "--repo-list", str(listed), "--without-prefect")
    desk = Desk(folder / "desk").answered()
    done = desk.run(*words)
    assert done.code == 0, done.err
    return Calm(desk=desk, words=words, result=result(desk))


def result(desk: Desk) -> dict[str, Any]:
    """All that came of a desk's runs: the shortlist as it is shown, every row of both databases, every file of the landing, every lease."""
    home = desk.folder / ".sourcing"
    shown = desk.run("shortlist", ROLE, "--all", "--json")
    assert shown.code == 0, shown.err
    landed = {
        path.relative_to(home).as_posix(): path.read_bytes() for path in (home / "landing").rglob("*") if path.is_file()
    }
    return {
        "shortlist": shown.out,
        "warehouse": rows_of(home / "warehouse.duckdb"),
        "published": rows_of(home / "published/shortlists.duckdb"),
        "landing": landed,
    }


def rows_of(path: Path) -> dict[str, list[str]]:
    """Every row of every table, as text, in order."""
    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        kept = (name for name in names if name not in OF_RUNS)
        return {name: sorted(map(str, database.execute(f'SELECT * FROM "{name}"').fetchall())) for name in kept}


def assert_as_calm(desk: Desk, calm: Calm) -> None:
    """The desk holds what the calm one holds, and the log of what was done is whole."""
    found = result(desk)
    for store, wanted in calm.result.items():
        if isinstance(wanted, dict):
            differing = [
                name for name in sorted({*wanted, *found[store]}) if wanted.get(name) != found[store].get(name)
            ]
            assert (store, differing) == (store, [])
        else:
            assert found[store] == wanted, store
    done = desk.run("audit", "verify")
    assert done.code == 0, done.err
    assert not [*(desk.folder / ".sourcing").rglob(".tmp-*")], "half-written files are left"


def ended(desk: Desk, calm: Calm) -> None:
    """The same command once more, undisturbed: it ends well, and as the calm one."""
    done = desk.run(*calm.words)
    assert done.code == 0, done.err
    assert_as_calm(desk, calm)


def dies(desk: Desk, how: str, what: str, *words: str) -> None:
    """A command that kills itself at the moment named."""
    command = [sys.executable, "-m", "tests.chaos.dying", how, what, *words]
    done = subprocess.run(
        command, cwd=desk.folder, env=desk.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=300
    )
    assert done.returncode in ((0,) if (how, what) == ("change", "0") else (-9,)), done.stderr.decode()


def stopped(desk: Desk, *words: str) -> str:
    """The one line with which a command stops clearly: nothing was done, and it says what to do."""
    done = desk.run(*words)
    assert done.code == 3, (done.code, done.err)
    assert "Traceback" not in done.err, done.err
    (line,) = (line for line in done.err.splitlines() if line.startswith("error: "))
    assert "; " in line, "no remedy"
    return line
