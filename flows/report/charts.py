"""The geometry of charts, in the units of their own picture; every chart says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sourcing.numbers import counted

WIDTH = 640.0  # of a timeline, without its labels
ROW = 24.0
MOST_ROWS = 8
_LEAST = 4.0  # a bar that can be seen


class Bar(NamedTuple):
    """One row of a bar chart: how many, and how wide its bar is (0..100)."""

    label: str
    people: int
    width: float
    group: str


class Span(NamedTuple):
    """Work in one repository on a line of time."""

    label: str
    x: float
    y: float
    width: float
    weight: int  # 1..4: how many of the commits are theirs
    says: str


class Mark(NamedTuple):
    """One published thing on a line of time."""

    x: float
    y: float
    says: str


class Tick(NamedTuple):
    """A year, and where it begins."""

    year: int
    x: float


class Timeline(NamedTuple):
    """Work over time: a row a repository, the last row what was published; `says` is the whole in one sentence."""

    spans: Sequence[Span]
    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    height: float
    says: str


class _Scale(NamedTuple):
    """Days on the width of a timeline."""

    start: date
    end: date

    def x(self, day: date) -> float:
        """Where a day is."""
        return round(WIDTH * (day - self.start).days / max((self.end - self.start).days, 1), 1)

    def ticks(self) -> list[Tick]:
        """The beginnings of years, at most about ten."""
        years = range(self.start.year, self.end.year + 1)
        return [Tick(year, self.x(date(year, 1, 1))) for year in years[:: 1 + len(years) // 10]]


class Worked(NamedTuple):
    """Commits of one person in one repository, of all its commits; dates may be unknown."""

    name: str
    commits: int
    of: int
    first: date | None
    last: date | None


def bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Label, people and group of each row as bars, the longest of which fills the width."""
    most = max((people for _, people, _ in rows), default=0) or 1
    return [Bar(label, people, round(100 * people / most, 2), group) for label, people, group in rows]


def timeline(work: Sequence[Worked], published: Sequence[tuple[date, str]], *, until: date) -> Timeline | None:
    """The repositories with most commits and what was published, up to a day; None where no date is known."""
    dated = [(one, one.first, one.last) for one in work if one.first and one.last][:MOST_ROWS]
    days = [day for _, first, last in dated for day in (first, last)] + [day for day, _ in published]
    if not days:
        return None
    scale = _Scale(date(min(days).year, 1, 1), max(until, *days))
    spans = []
    for row, (one, first, last) in enumerate(dated):
        x = min(scale.x(first), WIDTH - _LEAST)
        width = max(scale.x(last) - x, _LEAST)
        share = one.commits / one.of if one.of else 0.0
        says = f"{one.name}: {one.commits} of {counted(one.of, 'commit')}, {first:%b %Y} to {last:%b %Y}"
        spans.append(Span(one.name, x, row * ROW, round(width, 1), 1 + min(3, int(share * 4)), says))
    y = len(spans) * ROW
    marks = [Mark(scale.x(day), y, f"{says}, {day:%b %Y}") for day, says in published]
    return Timeline(spans, marks, scale.ticks(), y + (ROW if marks else 0.0), _in_words(dated, published))


def _in_words(dated: Sequence[tuple[Worked, date, date]], published: Sequence[tuple[date, str]]) -> str:
    spans = [
        f"{one.name} from {first:%B %Y} to {last:%B %Y}, {counted(one.commits, 'commit')}" for one, first, last in dated
    ]
    made = [f"{counted(len(published), 'thing')} published"] if published else []
    return "Work over time: " + "; ".join([*spans, *made])


class Ratio(NamedTuple):
    """A ratio on a line from 0 to RATIOS, where 1 is as much as its share: where it ends (0..100), and its interval as a path."""

    label: str
    width: float
    whisker: str
    says: str


RATIOS = 3.0  # the end of the line; what is larger ends there


def ratios(rows: Sequence[tuple[str, tuple[float, float, float]]]) -> list[Ratio]:
    """Label and (ratio, low, high) of each row, as drawn."""
    found = []
    for label, told in rows:
        at, low, high = (round(100 * min(one, RATIOS) / RATIOS, 1) for one in told)
        says = f"{told[0]:.2f}, from {told[1]:.2f} to {told[2]:.2f}"
        found.append(Ratio(label, at, f"M{low} 6H{high}M{low} 2v8M{high} 2v8", says))
    return found
