"""What is told of people who are not in a list."""

from __future__ import annotations

from collections.abc import Mapping


def folded_line(folded: Mapping[str, int], *, decided: bool) -> str:
    """How many are not shown, by stage; empty where there are none."""
    counts = ", ".join(f"{count} {stage}" for stage, count in folded.items())
    how = "without `--decided`" if decided else "`--decided` shows them"
    return f"not shown: {counts} ({how}; `--all` shows everybody)" if counts else ""


def hidden_line(hidden: Mapping[str, int]) -> str:
    """How many people are in no list, and why; empty where there are none."""
    says = {"employee": "of your own employees", "off-limits": "who are off limits"}
    counts = ", ".join(f"{count} {says.get(kind, kind)}" for kind, count in hidden.items())
    return f"in no list: {counts}" if counts else ""
