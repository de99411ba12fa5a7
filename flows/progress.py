"""How far the work is, for people: bars on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress(Protocol):
    """What a step tells: stages with a total, steps within them, notes in between."""

    def start(self, stage: str, total: int, unit: str) -> None:
        """A stage begins that has `total` steps of `unit`."""

    def step(self, stage: str, done: int) -> None:
        """`done` steps of the stage are behind us."""

    def finish(self, stage: str, outcome: str) -> None:
        """The stage ended; `outcome` says what came of it in a few words."""

    def note(self, text: str) -> None:
        """A line that should stay."""


class Lines:
    """Plain lines, one when a stage ends, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def start(self, stage: str, total: int, unit: str) -> None:
        """Says what begins."""
        self.note(f"{stage}: {total} {unit}")

    def step(self, stage: str, done: int) -> None:
        """Says nothing: a log wants no bars."""

    def finish(self, stage: str, outcome: str) -> None:
        """Says what came of it."""
        self.note(f"{stage}: {outcome}")

    def note(self, text: str) -> None:
        """Prints the line."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)


class Terminal:
    """Bars that move, one a stage."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description:>9}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(),
        )
        self._bars = Bars(*columns, console=console)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Terminal:
        self._bars.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def start(self, stage: str, total: int, unit: str) -> None:
        """Draws a new bar."""
        self._tasks[stage] = self._bars.add_task(stage, total=total, unit=unit)

    def step(self, stage: str, done: int) -> None:
        """Moves the bar."""
        self._bars.update(self._tasks[stage], completed=done)

    def finish(self, stage: str, outcome: str) -> None:
        """Fills the bar and writes the outcome behind it."""
        task = self._tasks[stage]
        total = next(one.total for one in self._bars.tasks if one.id == task)
        self._bars.update(task, completed=total, unit=outcome)

    def note(self, text: str) -> None:
        """Prints the line above the bars."""
        self._bars.console.print(text, highlight=False, markup=False, soft_wrap=True)
