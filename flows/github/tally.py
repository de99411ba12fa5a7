"""What came of GitHub in one run, counted for the completeness lines."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sourcing.errors import GitHubError
from sourcing.github.people import PRICE
from sourcing.numbers import counted

_PER_REPOSITORY, _READ_OF_ONE = 0.8, 4  # points to expect before anything was read; repositories of one person
_BELIEF = 10  # repositories that the expectation weighs as much as: the first ones read pay for all in hand
_TO_FIND, _FOUND_BY_ONE = 6, 12  # points and people to expect of one way of finding people


@dataclass(kw_only=True)
class Tally:
    """What came of people and repositories so far, for the completeness line."""

    found: int = 0
    met: int = 0
    unanswered: int = 0
    unmoved: int = 0
    absent: dict[str, int] = field(default_factory=dict)
    read: int = 0
    held: int = 0
    gone: int = 0
    failures: list[GitHubError] = field(default_factory=list)
    people_left: int = 0
    repositories_left: int = 0
    ways_left: int = 0
    paused: str = ""
    is_halted: bool = False
    spent: int = 0
    spent_on_reading: int = 0

    def more(self) -> int:
        """About how many points and requests what is left would cost, by what was paid so far."""
        each = (self.spent_on_reading + _PER_REPOSITORY * _BELIEF) / (self.read + _BELIEF)
        people = self.people_left + _FOUND_BY_ONE * self.ways_left
        finding = _TO_FIND * self.ways_left
        return math.ceil(finding + people * (PRICE / 100 + _READ_OF_ONE * each) + self.repositories_left * each)

    @property
    def came_of_it(self) -> int:
        """How many people were met and repositories held: 0 where nothing came of asking."""
        return self.met + self.unmoved + self.read + self.held

    def unfinished(self) -> str | None:
        """What is still to do and why, None where nothing is."""
        if not (self.people_left or self.repositories_left or self.ways_left or self.paused):
            return None
        left = f"{counted(self.people_left, 'person')} to meet, {counted(self.repositories_left, 'repository')} to read"
        left += f", {self.ways_left} ways of finding people to go" if self.ways_left else ""
        return f"{left} ({self.paused})" if self.paused else left

    def lines(self) -> list[str]:
        """The completeness lines: people, then repositories, then why it stopped."""
        absent = "".join(f", {count} {reason}" for reason, count in sorted(self.absent.items()))
        held = f"{self.met + self.unmoved} met ({self.unmoved} unchanged)"
        unanswered = f", {self.unanswered} without an answer" if self.unanswered else ""
        people = f"{counted(self.found, 'person')} wanted, {held}{absent}{unanswered}, {self.people_left} still to do"
        read = f"{counted(self.read + self.held, 'repository')} held ({self.read} read now), {self.gone} not there"
        people += "" if self.found else ": nobody was found, the list is of what was held before"
        lines = [people, f"{read}, {self.repositories_left} still to do"]
        lines.append(f"asked GitHub for {self.spent} points and requests")
        if self.ways_left:
            lines.append(
                f"{self.ways_left} ways of finding people not gone to the end: looking takes a quarter of a budget"
            )
        if self.paused or self.ways_left:
            lines.append(f"paused: {self.paused or 'budget'}; about {self.more()} more points would buy the rest")
        return lines
