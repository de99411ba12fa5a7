"""The way through the house as a list of calls, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.collect import Collected, Status, collect_batch, plan
from flows.extract import extract_batch, newest_batches
from flows.house import House
from flows.rank import load_all, publish_all, rank_role
from ranking.role import RoleFile
from sourcing.errors import RepositoryError
from sourcing.git.address import Target
from sourcing.landing import Manifest
from warehouse.load import Pair


@dataclass(kw_only=True)
class Report:
    """What a run did: one row a repository asked for, and the counts of what followed."""

    wanted: int = 0
    collected: list[Collected] = field(default_factory=list)
    people: int = 0
    published: int = 0

    @property
    def failures(self) -> list[RepositoryError]:
        """Why repositories failed, in the order asked."""
        return [one.failure for one in self.collected if one.failure]

    def line(self) -> str:
        """The completeness line: wanted, held, failed, still to do."""
        held = sum(1 for one in self.collected if one.status is not Status.FAILED)
        fresh = sum(1 for one in self.collected if one.status is Status.COLLECTED)
        failed = len(self.failures)
        rest = self.wanted - held - failed
        return f"{self.wanted} repositories wanted, {held} held ({fresh} read now), {failed} failed, {rest} still to do"


class Pipeline:
    """One run's steps, each a plain call that needs no Prefect; batches are known by their number."""

    def __init__(self, house: House, *, targets: Sequence[Target], role: RoleFile | None) -> None:
        self.house, self.role = house, role
        self.report = Report()
        self._targets = targets
        self._asked: list[dict[str, Target]] = []
        self._newest: list[list[Manifest]] = []
        self._pairs: list[Pair] = []

    def discover(self) -> int:
        """How many batches of repositories are to collect."""
        self._asked = plan(self.house, self._targets)
        self.report.wanted = sum(map(len, self._asked))
        if self._asked:
            self.house.progress.start("collect", self.report.wanted, "repositories")
        return len(self._asked)

    def collect(self, batch: int) -> int:
        """How many repositories of a batch are held."""
        done = collect_batch(self.house, self._asked[batch])
        self.report.collected += done
        self.house.progress.step("collect", len(self.report.collected))
        if batch == len(self._asked) - 1:
            commits, files = (sum(getattr(one, kind) for one in self.report.collected) for kind in ("commits", "files"))
            self.house.progress.finish("collect", f"{self.report.line()}; {commits:,} commits, {files:,} files")
        return sum(1 for one in done if one.status is not Status.FAILED)

    def gather(self) -> int:
        """How many batches of held repositories are to extract."""
        self._newest = newest_batches(self.house)
        if self._newest:
            self.house.progress.start("extract", sum(map(len, self._newest)), "repositories")
        return len(self._newest)

    def extract(self, batch: int) -> int:
        """How many repositories of a batch have evidence."""
        done = extract_batch(self.house, self._newest[batch])
        self._pairs += done
        self.house.progress.step("extract", len(self._pairs))
        if batch == len(self._newest) - 1:
            rows = sum(pair.evidence.rows.get("evidence", 0) for pair in self._pairs)
            self.house.progress.finish("extract", f"{rows:,} rows of evidence in {len(self._pairs)} repositories")
        return len(done)

    def load(self) -> int:
        """How many people are held."""
        self.house.progress.start("load", len(self._pairs), "repositories")
        loaded = load_all(self.house, self._pairs)
        self.house.progress.finish("load", f"{loaded.people} people, {loaded.changed} repositories changed")
        self.report.people = loaded.people
        return loaded.people

    def rank(self) -> int:
        """How many people were ranked; 0 where the run has no role."""
        return rank_role(self.house, self.role) if self.role else 0

    def publish(self) -> int:
        """How many people stand in the published file."""
        self.house.progress.start("publish", 1, "file")
        self.report.published = publish_all(self.house)
        self.house.progress.finish("publish", str(self.house.home.published))
        return self.report.published


def run_plainly(pipeline: Pipeline) -> Report:
    """The report of a run, every step called in turn in this process."""
    for batch in range(pipeline.discover()):
        pipeline.collect(batch)
    for batch in range(pipeline.gather()):
        pipeline.extract(batch)
    pipeline.load()
    pipeline.rank()
    pipeline.publish()
    return pipeline.report
