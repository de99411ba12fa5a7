"""What a run came to, in a few lines that may be sent out: counts, and names only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.legal.look import AHEAD
from flows.pipeline import Report
from warehouse.connection import Warehouse
from warehouse.published import shown
from warehouse.rights.notices import listed

_FIRST = ("new", "risen")  # in this order, before every other kind of change
_MOST_NAMES = 10


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One run of one role: people by what is new of them, who waits for the team, what it cost and how far it came."""

    role: str
    title: str
    news: Mapping[str, int]
    names: Mapping[str, Sequence[str]]
    waiting: int
    to_tell: int
    late: int
    budget: str
    completeness: Sequence[str]
    failed: int

    @property
    def subject(self) -> str:
        """The digest in a line."""
        news = ", ".join(f"{count} {kind}" for kind, count in self.news.items()) or "nothing new"
        return f"{self.title}: {news}; {self.waiting} awaiting a decision"

    @property
    def body(self) -> str:
        """The digest, a line a matter."""
        late = f", {self.late} of them late" if self.late else ""
        failed = f"; {self.failed} {'source' if self.failed == 1 else 'sources'} failed" if self.failed else ""
        return "\n".join(
            [
                *(self._line(kind, self.news.get(kind, 0)) for kind in dict.fromkeys((*_FIRST, *self.news))),
                f"Awaiting a decision: {self.waiting}",
                f"Notices due within {AHEAD} days: {self.to_tell}{late}",
                f"Budget: {self.budget}",
                f"Completeness: {'; '.join(self.completeness)}{failed}",
                f"Who, and why: sourcing changes {self.role}",
            ]
        )

    def _line(self, kind: str, count: int) -> str:
        names = ", ".join(self.names.get(kind, ())[:_MOST_NAMES])
        return f"{kind.capitalize()}: {count}" + (f" ({names})" if names else "")


def digest_of(published: Warehouse, role: str, report: Report, *, today: date, has_names: bool = False) -> Digest:
    """What the latest run of a role came to, by the published file and the run's own report. Errors: RoleError."""
    named = shown.changed_people(published, role)
    soon = listed(published, until=today + timedelta(days=AHEAD))
    waits = shown.stages(published, role, eligible=False, level=None, to_look_at=True, today=today)
    tally = report.tally
    return Digest(
        role=role,
        title=next(one["title"] for one in shown.roles(published) if one["role"] == role),
        news={kind: len(named[kind]) for kind in sorted(named, key=lambda kind: (kind not in _FIRST, kind))},
        names=named if has_names else {},
        waiting=sum(waits.values()),
        to_tell=len(soon),
        late=sum(row["tell_by"] < today for row in soon),
        budget=f"{tally.spent} points and requests of GitHub" if tally else "GitHub was not asked",
        completeness=report.lines() or ["nothing was asked for anew, everybody held was ranked again"],
        failed=len(report.all_failures),
    )
