"""What a second night costs beside the first, where 2 % of the people changed, and whether it ends where a full rebuild ends.

    python -m benchmarks.nightly [--people 2000] [--changed 2]

Invented people with a real repository each behind a loopback server that charges as GitHub does. Each run is `sourcing run` in a process of
its own, whose processor time the system counts; that of the server is not in it. The rebuild is made of what the last night left in the
landing: evidence, warehouse and ranking anew, by the same commands.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks._table import table, verdict
from sourcing.landing import Landing
from sourcing.sandbox.crowd import build_crowd
from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.world import World

ROLE = "mlops-operator"
ANSWERS = {"employer": "E", "contact": "p@mail.example", "purpose": "h", "legal-basis": "a", "regions": "EU"}


@dataclass(frozen=True, kw_only=True)
class Night:
    """What one run spent, what it said in its last lines, and the shortlist it left."""

    name: str
    points: int
    seconds: float  # of processor time
    said: str
    shortlist: str


class Team:
    """A folder in which somebody runs `sourcing` against one forge."""

    def __init__(self, folder: Path, forge: Forge) -> None:
        folder.mkdir()
        self.folder, self._forge = folder, forge
        self.seconds, self.said = 0.0, ""
        settings = {"SALT": "b", "SITES_OFF": '["*"]', "GITHUB_PAUSE": "0", "GITHUB_URL": forge.url}
        self._environment = os.environ | {f"SOURCING_{name}": value for name, value in settings.items()}
        self.run("init", *(word for name, answer in ANSWERS.items() for word in (f"--{name}", answer)), day=1)

    def run(self, *words: str, day: int) -> str:
        """What a command printed, on a day of November; its processor time is added up."""
        told = {"GITHUB_TOKEN": self._forge.token, "SOURCING_CLOCK": f"2026-11-{day:02}T00:00:00Z"}
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", *words],
                cwd=self.folder,
                env=self._environment | told,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
            _, status, spent = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            err.seek(0)
            out.seek(0)
            self.said = err.read()
            if process.returncode:
                raise SystemExit(f"sourcing {' '.join(words)}: {self.said[-2000:]}")
            self.seconds += spent.ru_utime + spent.ru_stime
            return out.read()

    def night(self, name: str, *commands: tuple[str, ...], day: int) -> Night:
        """What commands spent together, and the shortlist afterwards."""
        points, seconds = self._spent(), self.seconds
        for words in commands:
            self.run(*words, day=day)
        said, took = self.said, self.seconds - seconds
        return Night(
            name=name,
            points=self._spent() - points,
            seconds=took,
            said=said.strip().splitlines()[-1],
            shortlist=self.run("shortlist", ROLE, "--all", "--json", day=day),
        )

    def _spent(self) -> int:
        return self._forge.points + self._forge.requests


def nights(folder: Path, world: World, *, changed: float) -> list[Night]:
    """The first night, one on which nothing changed, one on which a part did, and the rebuild of that one."""
    with serving(world, hourly=100_000_000) as forge:
        team = Team(folder / "team", forge)
        (team.folder / "logins").write_text("".join(f"{one.handle}\n" for one in world.people))
        run = ("run", ROLE, "--logins", "logins", "--without-prefect")
        found = [team.night("first", run, day=1), team.night("nothing changed", run, day=2)]
        for repository in world.repositories[:: round(100 / changed)]:
            forge.hub.push(
                repository.slug, "serve.py", "import mlflow\n\n\ndef serve() -> None: ...\n", repository.owner
            )
        found.append(team.night(f"{changed:g} % changed", run, day=3))
        again = Team(folder / "again", forge)
        shutil.copytree(team.folder / ".sourcing/landing", again.folder / ".sourcing/landing")
        landing = Landing(again.folder / ".sourcing/landing")
        for manifest in landing.manifests("evidence"):
            shutil.rmtree(landing.batches / manifest.batch_id)
        found.append(again.night("rebuild of it", ("load",), ("rank", ROLE), day=3))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--changed", type=float, default=2.0, help="per cent of the people")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        world = build_crowd(Path(name) / "world", people=given.people, most=1)
        found = nights(Path(name), world, changed=given.changed)
    first, idle, night, rebuilt = found
    table(
        ("run", "points and requests", "s of processor time", "% of the first"),
        [(one.name, one.points, f"{one.seconds:.1f}", f"{100 * one.seconds / first.seconds:.1f}") for one in found],
    )
    print(night.said)
    verdict(
        "nightly",
        figures=[],
        at_most=[
            (100 * night.points / first.points, "% of the first night's points", 5),
            (100 * night.seconds / first.seconds, "% of its processor time", 10),
            (float(night.shortlist != rebuilt.shortlist), "bytes of the shortlist differ from a rebuild", 0),
            (float(idle.points), "points where nothing changed", max(1.0, first.points / 100)),
        ],
    )


if __name__ == "__main__":
    main()
