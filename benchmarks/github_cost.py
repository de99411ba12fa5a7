"""What a candidate costs over GitHub's API, beside a careful PyGithub loop that reads the same, in one run.

    python -m benchmarks.github_cost [--people 100] [--most 12]

Invented people with real repositories behind a loopback server that charges as GitHub does. Both read, for every own
repository: the whole tree, up to 15 texts, the newest 100 own commits, and who wrote each file that is evidence. The
evidence of both is compared row by row. Then the same people again, unchanged, and once more after one in twenty
repositories moved.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr

from benchmarks._github_loop import Loop
from benchmarks._table import table, verdict
from sourcing.database import Database
from sourcing.evidence.signal import Signal
from sourcing.extract import ask_all, catalogue_version, read_snapshot
from sourcing.github.client import Access, Client
from sourcing.github.discover import Kind, Seek, find
from sourcing.github.facts import Profile
from sourcing.github.ledger import Ledger
from sourcing.github.people import Visitor
from sourcing.github.plan import Caps, Interest, Prospect, plan_readings
from sourcing.github.repositories import Reader
from sourcing.landing import Draft, Landing
from sourcing.records import Evidence
from sourcing.sandbox.crowd import build_crowd
from sourcing.sandbox.forge import Forge, serving
from sourcing.signals import catalogue

FILES = 15
SALT, CLOCK = b"benchmark", datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Spent:
    """GraphQL points and REST requests, blobs delivered."""

    points: int
    requests: int
    blobs: int

    @property
    def both(self) -> int:
        return self.points + self.requests


class Meter:
    """What the server charged since the last look."""

    def __init__(self, forge: Forge) -> None:
        self._forge, self._before = forge, Spent(forge.points, forge.requests, sum(forge.blobs.values()))

    def read(self) -> Spent:
        now = Spent(self._forge.points, self._forge.requests, sum(self._forge.blobs.values()))
        before, self._before = self._before, now
        return Spent(now.points - before.points, now.requests - before.requests, now.blobs - before.blobs)


class Product:
    """The product's own crawl of everybody, without the command line around it."""

    def __init__(self, folder: Path, forge: Forge, signals: Mapping[str, Signal]) -> None:
        self._client = Client(
            access=Access(base_url=forge.url, token=SecretStr("sandbox-token")),
            ledger=Ledger(Database(f"sqlite:///{folder / 'frontier.sqlite'}")),
        )
        self.landing = Landing(folder / "landing")
        self._visitor = Visitor(client=self._client)
        self._reader = Reader(
            client=self._client,
            landing=self.landing,
            salt=SALT,
            clock=CLOCK,
            signals=signals,
            version=catalogue_version(signals),
            files=FILES,
        )
        self._known: dict[str, Profile] = {}

    def crawl(self) -> None:
        """Finds everybody, meets those of whom something moved, reads what is not held."""
        found = list(find(self._client, Seek(kind=Kind.USERS, value="type:user"), today=date(2026, 11, 1), most=10_000))
        moved = self._visitor.moved(list(self._known.values())) if self._known else set()
        known = {one.login: one for one in self._known.values() if one.node_id not in moved}
        for met in self._visitor.meet(handle for handle in found if handle.login not in known):
            if met.profile is None:
                raise SystemExit(f"{met.handle.login}: {met.absence}")
            self._known[met.profile.node_id] = met.profile
        caps, interest = Caps(own=12, elsewhere=0), Interest(terms=frozenset())
        prospects = [Prospect(handle=handle, profile=self._profile(handle.login)) for handle in found]
        readings = plan_readings(prospects, interest=interest, caps=caps)
        wanted = [one.wanted for one in readings if not self._reader.is_held(one.wanted)]
        for start in range(0, len(wanted), caps.repositories):
            for read in self._reader.read(wanted[start : start + caps.repositories]):
                if read.manifest is None:
                    raise SystemExit(f"{read.wanted.card.slug}: {read.reason}")

    def _profile(self, login: str) -> Profile:
        return next(one for one in self._known.values() if one.login == login)

    def ledger(self) -> list[tuple[str, int, int]]:
        return [(line.query, line.points + line.requests, line.answers) for line in self._client.ledger.lines()]


def evidence_of(landing: Landing, signals: Mapping[str, Signal]) -> set[Evidence]:
    """All rows of evidence of all repositories in a landing."""
    rows: set[Evidence] = set()
    for manifest in landing.manifests("github"):
        loaded = read_snapshot(manifest, landing=landing)
        if loaded:
            rows.update(ask_all(*loaded, known=signals).evidence)
    return rows


def loop(folder: Path, forge: Forge, logins: Sequence[str], signals: Mapping[str, Signal]) -> Landing:
    """The landing that the careful loop fills."""
    landing = Landing(folder)
    reader = Loop(forge.url, "sandbox-token", landing=landing, signals=signals, files=FILES)
    for login in logins:
        for drafted in reader.read(login, most=12):
            card = drafted.wanted.card
            landing.write(
                Draft(
                    batch_id=f"github-{card.slug.replace('/', '+')}",
                    kind="github",
                    source=card.url,
                    repository=card.key,
                    fetched_at=CLOCK,
                    version="loop",
                    tables=drafted.tables(),
                )
            )
    return landing


@dataclass(frozen=True)
class Measured:
    """What three crawls and the loop spent, the product's ledger of the first, the evidence of both, what had moved."""

    first: Spent
    second: Spent
    third: Spent
    reference: Spent
    ledger: list[tuple[str, int, int]]
    ours: set[Evidence]
    others: set[Evidence]
    moved: int
    repositories: int


def measure(folder: Path, *, people: int, most: int) -> Measured:
    signals = catalogue()
    world = build_crowd(folder / "world", people=people, most=most)
    with serving(world, hourly=10_000_000) as forge:
        meter, product = Meter(forge), Product(folder, forge, signals)
        product.crawl()
        first, ledger = meter.read(), product.ledger()
        product.crawl()
        second = meter.read()
        theirs = loop(folder / "loop", forge, [person.handle for person in world.people], signals)
        reference = meter.read()
        ours, others = evidence_of(product.landing, signals), evidence_of(theirs, signals)
        moved = [repository.slug for repository in world.repositories][::20]
        for slug in moved:
            forge.hub.push(slug, "CHANGES.txt", "one more line\n", slug.split("/")[0])
        product.crawl()
        third = meter.read()
    return Measured(
        first, second, third, reference, ledger, ours, others, moved=len(moved), repositories=len(world.repositories)
    )


def report(found: Measured, *, people: int) -> None:
    first, second, third, reference = found.first, found.second, found.third, found.reference
    crawls = [
        ("first", first),
        ("second, unchanged", second),
        (f"third, {found.moved} of {found.repositories} moved", third),
        ("PyGithub loop", reference),
    ]
    table(("query", "points and requests", "answers"), found.ledger)
    table(
        ("crawl", "points", "requests", "blobs", "per candidate"),
        [(name, one.points, one.requests, one.blobs, f"{one.both / people:.2f}") for name, one in crawls],
    )
    differ = found.ours ^ found.others
    print(f"evidence: {len(found.ours & found.others)} rows the same in both, {len(differ)} differ")
    for row in sorted(differ, key=str)[:6]:
        print(f"  {'ours' if row in found.ours else 'loop'}: {row}")
    part = found.moved / found.repositories
    verdict(
        "github_cost",
        figures=[(reference.both / first.both, "times fewer than the loop", 17)],
        at_most=[
            (first.both / people, "points and requests per candidate", 24),
            (100 * second.points / first.points, "% of the points for a second crawl", 2),
            (float(second.blobs), "blobs in a second crawl", 0),
            (third.points / first.points / part, "times their part for what moved", 2),
            (float(len(differ)), "rows of evidence that differ", 0),
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--most", type=int, default=12, help="repositories of one person")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report(measure(Path(name), people=arguments.people, most=arguments.most), people=arguments.people)


if __name__ == "__main__":
    main()
