"""Whether a home stays small and its nights stay short over a year in which people come, commit, leave, are erased and expire.

    python -m benchmarks.nights [--people 500] [--nights 30]

Invented people with a real repository each behind a loopback server. Every night one in a hundred commits, one person comes, somebody
leaves GitHub every third night, somebody is decided on; once a week notices go out, some are exported, one is erased, those whose time is
over go, and the home is compacted. Every command is a process of its own, whose processor time counts and which says what it had open at its end.
`--nights 365` is a year.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._table import table, verdict
from benchmarks._warm import run
from flows.upkeep.compact import size_of
from sourcing.home import Home
from sourcing.sandbox.crowd import build_crowd
from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.world import World
from warehouse.connection import open_published
from warehouse.published.shown import shortlist

ROLE = "mlops-operator"
ANSWERS = {"employer": "E", "contact": "p@mail.example", "purpose": "h", "legal-basis": "a", "regions": "EU"}
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = 7
UNFINISHED = re.compile(r"\.(tmp|draft|fresh|former|salt|probe)-|\.part$|/scratch/|erasing\.json$")


@dataclass(kw_only=True)
class Night:
    """One night: seconds of processor time of its run and of its weekly work, bytes of the home, people in the shortlist, what leaked."""

    number: int
    seconds: float = 0.0
    upkeep: float = 0.0
    size: int = 0
    people: int = 0
    leaks: list[str] = field(default_factory=list)


class Life:
    """A home and those around it, night after night."""

    def __init__(self, folder: Path, forge: Forge, world: World, *, people: int) -> None:
        self._folder, self._forge = folder, forge
        self._waiting = [one.handle for one in world.people]
        self._owned: dict[str, list[str]] = {}
        for one in world.repositories:
            self._owned.setdefault(one.owner, []).append(one.slug)
        self._here = [self._waiting.pop(0) for _ in range(people)]
        self._asked = [*self._here]
        self._untold: set[str] = set()
        settings = {
            "SALT": "b",
            "SITES_OFF": '["*"]',
            "GITHUB_PAUSE": "0",
            "GITHUB_URL": forge.url,
            "BY": "Ada Example",
        }
        self._environment = os.environ | {f"SOURCING_{name}": value for name, value in settings.items()}
        self.home = folder / ".sourcing"
        self._sign()

    def _sign(self) -> None:
        self._run(Night(number=0), "init", *(word for name, said in ANSWERS.items() for word in (f"--{name}", said)))
        for path in (self._folder / "legal").iterdir():
            path.write_text(re.sub(r"\[FILL IN[^\]]*\]", "said", path.read_text("utf-8")), "utf-8")
        self._run(Night(number=0), "sign-off", "--by", "Ada Example")

    def _run(self, night: Night, *words: str) -> tuple[str, float]:
        """What a command printed, and its seconds; what it left open is written down."""
        clock = (BEGAN + timedelta(days=night.number)).isoformat()
        told = self._environment | {"GITHUB_TOKEN": self._forge.token, "SOURCING_CLOCK": clock}
        done = run(words, folder=self._folder, environment=told)
        night.leaks += [f"{words[0]}: {one} open" for one in done.left_open]
        return done.out, done.seconds

    def night(self, number: int) -> Night:
        """What one night cost and left."""
        night = Night(number=number)
        if number > 1:
            self._live(number)
        (self._folder / "logins").write_text("".join(f"{one}\n" for one in self._asked))
        _, night.seconds = self._run(night, "run", ROLE, "--logins", "logins", "--without-prefect")
        self._decide(night)
        if number % WEEK == 1:
            self._tell(night)
        if number % WEEK == 0:
            night.upkeep = sum(self._run(night, *words)[1] for words in self._weekly(number))
        with open_published(Home(self.home).published) as published:
            night.people = len(shortlist(published, ROLE))
        night.size = size_of(self.home)
        night.leaks += _left_behind(self.home)
        print(f"night {number}: {night.seconds:.1f} s, {night.size / 1e6:.1f} MB", file=sys.stderr, flush=True)
        return night

    def _live(self, number: int) -> None:
        """What happens on GitHub in a day."""
        hub, busy = self._forge.hub, max(1, len(self._here) // 100)
        for place in range(busy):
            who = self._here[(number * busy + place) % len(self._here)]
            hub.push(self._owned[who][0], f"day_{number % 5}.py", f"import mlflow\n\nDAY = {number}\n", who)
        newcomer = self._waiting.pop(0)
        self._here.append(newcomer)
        self._asked.append(newcomer)
        if number % 3 == 0:
            hub.delete_user(self._here.pop(0))

    def _decide(self, night: Night) -> None:
        """Somebody among the first twenty is decided on."""
        stage = ("approved", "rejected")[night.number % 2]
        rank = str(1 + night.number % 20)
        self._run(night, "decide", ROLE, rank, "--stage", stage, "--reason", "by the evidence of serving")

    def _tell(self, night: Night) -> None:
        """Notices go out to all but one newcomer of the week, who is erased once that is overdue."""
        rows = json.loads(self._run(night, "notice", "list", "--json")[0])
        day = f"{BEGAN + timedelta(days=night.number):%Y-%m-%d}"
        if night.number > 1:
            self._untold.add(rows[-1]["person_id"])
        said = "".join(f"{row['person_id']},{day},e-mail\n" for row in rows if row["person_id"] not in self._untold)
        (self._folder / "sent.csv").write_text(f"person_id,sent_on,channel\n{said}")
        self._run(night, "notice", "record", "sent.csv")

    def _weekly(self, number: int) -> Iterator[tuple[str, ...]]:
        yield ("export", ROLE, "--format", "csv", "--out", f"out-{number}")
        gone = self._here.pop(1)
        self._asked.remove(gone)
        yield ("forget", f"github:{gone}", "--reason", "asked by letter")
        yield ("retention",)
        yield ("compact", "--keep", str(WEEK))


def _left_behind(home: Path) -> Iterator[str]:
    """Half-written files, and leases that nobody gave back."""
    yield from (f"{path.name} left" for path in home.rglob("*") if UNFINISHED.search(str(path)))
    with closing(sqlite3.connect(f"file:{home / 'frontier.sqlite'}?mode=ro", uri=True)) as at:
        (leases,) = at.execute("SELECT count(*) FROM frontier WHERE state = 'leased'").fetchone()
    yield from [f"{leases} leases"] if leases else []


def growth(values: list[float]) -> float:
    """By how many per cent of their median values grow from first to last, by the straight line through them."""
    slope, _ = statistics.linear_regression(range(len(values)), values)
    return 100 * slope * (len(values) - 1) / statistics.median(values)


def report(nights: list[Night]) -> None:
    shown = [
        one for one in nights if one.number <= 2 or one.number % max(WEEK, len(nights) // 10) == 0 or one is nights[-1]
    ]
    table(
        ("night", "people", "s of its run", "s of the week's upkeep", "MB", "leaks"),
        [
            (one.number, one.people, f"{one.seconds:.1f}", f"{one.upkeep:.1f}", f"{one.size / 1e6:.1f}", len(one.leaks))
            for one in shown
        ],
    )
    for leak in sorted({leak for one in nights for leak in one.leaks})[:5]:
        print(f"  {leak}")
    later = [one.seconds for one in nights[1:]]
    print(
        f"a night takes {statistics.median(later):.2f} s; by the line through all nights {growth(later) / len(later):+.2f} % more every night"
    )
    verdict(
        "nights",
        figures=[],
        at_most=[
            (max(one.size for one in nights) / nights[0].size, "times the size of one night", 3),
            (growth(later), "% more time for the last night than for the second", 20),
            (float(sum(len(one.leaks) for one in nights)), "files, leases and connections left", 0),
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--nights", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        world = build_crowd(Path(name) / "world", people=given.people + given.nights, most=1)
        with serving(world, hourly=100_000_000) as forge:
            life = Life(Path(name), forge, world, people=given.people)
            report([life.night(number) for number in range(1, given.nights + 1)])


if __name__ == "__main__":
    main()
