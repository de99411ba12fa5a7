"""The way through the house as a list of calls, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from flows.collect import collect_all, plan
from flows.community import Visit
from flows.extract import extract_all, newest_batches
from flows.github.crawl import Crawl
from flows.github.tally import Tally
from flows.house import House
from flows.rank import is_ranked, load_all, publish_all, rank_role
from flows.work import Collected, Status
from ranking.role import RoleFile
from sourcing.errors import RepositoryError, SourceError
from sourcing.git.address import Target
from sourcing.landing import Manifest
from sourcing.numbers import counted
from warehouse.incoming.load import Pair

FIRST_NAMES = 30  # repositories read before a first shortlist is made


@dataclass(kw_only=True)
class Report:
    """What a run did: one row a repository asked for, what came of GitHub, and the counts of what followed."""

    wanted: int = 0
    collected: list[Collected] = field(default_factory=list)
    tally: Tally | None = None
    visit: Visit | None = None
    people: int = 0
    published: int = 0
    reused: str = ""

    @property
    def failures(self) -> list[RepositoryError]:
        """Why repositories failed, in the order asked."""
        return [one.failure for one in self.collected if one.failure]

    @property
    def is_halted(self) -> bool:
        """Whether somebody stopped the run before it was done."""
        return bool(self.tally and self.tally.is_halted)

    @property
    def all_failures(self) -> list[SourceError]:
        """Everything that failed: repositories over Git, what GitHub did not answer, then community sites."""
        sites = self.visit.failures if self.visit else ()
        return [*self.failures, *(self.tally.failures if self.tally else ()), *sites]

    def lines(self) -> list[str]:
        """The completeness lines of each source that was asked."""
        plain = [self.line()] if self.wanted or not (self.tally or self.visit) else []
        told = [*plain, *(self.tally.lines() if self.tally else ()), *(self.visit.lines() if self.visit else ())]
        return [*told, self.reused] if self.reused else told

    def line(self) -> str:
        """The completeness line of repositories over Git: wanted, held, failed, still to do."""
        alone = sum(1 for one in self.collected if one.status is Status.LEFT_ALONE)
        held = len(self.collected) - len(self.failures) - alone
        fresh = sum(1 for one in self.collected if one.status is Status.COLLECTED)
        failed = len(self.failures)
        rest = self.wanted - held - failed - alone
        left = f", {alone} left alone" if alone else ""
        return f"{counted(self.wanted, 'repository')} wanted, {held} held ({fresh} read now){left}, {failed} failed, {rest} still to do"


class Pipeline:
    """One run's steps, each a plain call that needs no Prefect; batches are known by their number."""

    def __init__(
        self,
        house: House,
        *,
        targets: Sequence[Target],
        role: RoleFile | None,
        crawl: Crawl | None = None,
        visit: Visit | None = None,
        unfinished: str | None = None,
    ) -> None:
        self.house, self.role, self.crawl, self.visited, self._unfinished = house, role, crawl, visit, unfinished
        self.report = Report(tally=crawl.tally if crawl else None, visit=visit)
        self._has_first_names = False
        self._targets = targets
        self._asked: list[dict[str, Target]] = []
        self._newest: list[list[Manifest]] = []
        self._pairs: list[Pair] = []
        self._collecting: Iterator[list[Collected]] = iter(())
        self._extracting: Iterator[list[Pair]] = iter(())

    def discover(self) -> int:
        """How many batches of repositories are to collect."""
        self._asked = plan(self.house, self._targets)
        self._collecting = collect_all(self.house, self._asked)
        self.report.wanted = sum(map(len, self._asked))
        if self._asked:
            self.house.progress.start("collect", self.report.wanted, "repositories")
        return len(self._asked)

    def collect(self, batch: int) -> int:
        """How many repositories of a batch are held; batches are asked for in turn."""
        done = next(self._collecting)
        self.report.collected += done
        self.house.progress.step("collect", len(self.report.collected))
        if batch == len(self._asked) - 1:
            commits, files = (sum(getattr(one, kind) for one in self.report.collected) for kind in ("commits", "files"))
            self.house.progress.finish(
                "collect", f"{self.report.line()}; {counted(commits, 'commit')}, {counted(files, 'file')}"
            )
        return sum(1 for one in done if one.status is not Status.FAILED)

    def halting(self) -> AbstractContextManager[None]:
        """A block in which Ctrl-C ends the asking of GitHub first; it is an ordinary one where GitHub is not asked."""
        return self.crawl.halting() if self.crawl else nullcontext()

    def seek(self) -> int:
        """How many people GitHub names; 0 where it is not asked."""
        return self.crawl.seek() if self.crawl else 0

    def visit(self) -> bool:
        """Whether GitHub has more to tell after one more step."""
        return self.crawl.step() if self.crawl else False

    def are_first_names_due(self) -> bool:
        """Whether enough was read for a first, provisional shortlist: once in a run, and only of a role that has none."""
        if not self.role or not self.crawl or self._has_first_names or self.crawl.tally.read < FIRST_NAMES:
            return False
        self._has_first_names = True
        return not is_ranked(self.house, self.role)

    def gather(self) -> int:
        """How many batches of held repositories are to extract."""
        self._pairs.clear()
        self._newest = newest_batches(self.house)
        self._extracting = extract_all(self.house, self._newest)
        held = [one for batch in self._newest for one in batch]
        self.house.reuse.of("repositories", len(held))
        self.house.reuse.of("files", sum(one.rows.get("text", 0) for one in held))
        if self._newest:
            self.house.progress.start("extract", sum(map(len, self._newest)), "repositories")
        return len(self._newest)

    def extract(self, batch: int) -> int:
        """How many repositories of a batch have evidence; batches are asked for in turn."""
        done = next(self._extracting)
        self._pairs += done
        self.house.progress.step("extract", len(self._pairs))
        if batch == len(self._newest) - 1:
            rows = sum(pair.evidence.rows.get("evidence", 0) for pair in self._pairs)
            self.house.progress.finish(
                "extract", f"{counted(rows, 'row')} of evidence in {counted(len(self._pairs), 'repository')}"
            )
        return len(done)

    def load(self) -> int:
        """How many people are held."""
        self.house.progress.start("load", len(self._pairs), "repositories")
        loaded = load_all(self.house, self._pairs)
        self.house.progress.finish(
            "load", f"{counted(loaded.people, 'person')}, {counted(loaded.changed, 'repository')} changed"
        )
        self.report.people = loaded.people
        return loaded.people

    def follow(self) -> int:
        """How many pages of community sites changed; 0 where they are not asked."""
        changed = self.visited.follow() if self.visited else 0
        if changed:
            self.house.landing.level()  # what processes of their own landed is in this folder alone
        return changed

    def rank(self) -> int:
        """How many people were ranked; 0 where the run has no role."""
        provisional = self.crawl.tally.unfinished() or "" if self.crawl else self._unfinished
        return rank_role(self.house, self.role, provisional=provisional) if self.role else 0

    def publish(self) -> int:
        """How many people stand in the published file."""
        self.house.progress.start("publish", 1, "file")
        self.report.published = publish_all(self.house)
        self.house.reuse.fresh("files", self.house.landing.take_brought())
        self.report.reused = self.house.reuse.line()
        self.house.progress.finish("publish", str(self.house.home.published))
        return self.report.published


def run_plainly(pipeline: Pipeline) -> Report:
    """The report of a run, every step called in turn in this process."""
    bring(pipeline)
    _finish(pipeline, follows=True)
    return pipeline.report


def bring(pipeline: Pipeline) -> None:
    """Brings into the landing what a run asks for; where it has a role, a first shortlist is made on the way."""
    for batch in range(pipeline.discover()):
        pipeline.collect(batch)
    pipeline.seek()
    while pipeline.visit():
        if pipeline.are_first_names_due():
            _finish(pipeline)


def _finish(pipeline: Pipeline, *, follows: bool = False) -> None:
    for batch in range(pipeline.gather()):
        pipeline.extract(batch)
    pipeline.load()
    if follows:
        pipeline.follow()
    pipeline.rank()
    pipeline.publish()
