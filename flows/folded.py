"""Who of a shortlist is still to be looked at, and what is told of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from flows.shown import Row
from sourcing.decisions import Stage


def fold(rows: Sequence[Row], *, today: date, decided: bool, everyone: bool) -> tuple[list[Row], Counter[str]]:
    """The rows that are shown, in their order, and how many others stand at each stage.

    To be looked at is who was not reviewed, who changed since, and who was put off until today; `decided` shows the others instead.
    """
    shown = [row for row in rows if everyone or is_open(row, today=today) is not decided]
    return shown, Counter(row["stage"] for row in rows) - Counter(row["stage"] for row in shown)


def is_open(row: Row, *, today: date) -> bool:
    """Whether somebody is to be looked at."""
    is_due = row["stage"] == Stage.LATER and row["until"] is not None and row["until"] <= today
    return row["stage"] == Stage.TO_REVIEW or row["is_changed"] or is_due


def folded_line(folded: Mapping[str, int], *, decided: bool) -> str:
    """How many are not shown, by stage; empty where there are none."""
    counts = ", ".join(f"{count} {stage}" for stage, count in sorted(folded.items(), key=lambda one: (-one[1], one[0])))
    how = "without `--decided`" if decided else "`--decided` shows them"
    return f"not shown: {counts} ({how}; `--all` shows everybody)" if counts else ""


def hidden_line(hidden: Mapping[str, int]) -> str:
    """How many people are in no list, and why; empty where there are none."""
    says = {"employee": "of your own employees", "off-limits": "who are off limits"}
    counts = ", ".join(f"{count} {says.get(kind, kind)}" for kind, count in hidden.items())
    return f"in no list: {counts}" if counts else ""
