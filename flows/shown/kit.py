"""An interview kit as the interviewer reads it on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from flows.shown.person import halves
from flows.shown.shortlist import Row, console, print_list
from ranking.interview import SCALE, Question, Shown


def work_to_ask_about(reasons: Sequence[Row]) -> list[Shown]:
    """The evidence behind a person's reasons, each row once, best first."""
    found: dict[str, list[Row]] = {}
    for reason in reasons:
        if reason["link"]:
            found.setdefault(reason["link"], []).append(reason)
    return [
        Shown(
            signal=rows[0]["signal"],
            said=halves(rows[0])[1],
            skills=tuple(row["requirement"] for row in rows),
            share=rows[0]["authored_share"],
            link=link,
        )
        for link, rows in found.items()
    ]


def print_kit(questions: Mapping[str, Sequence[Question]], *, title: str) -> None:
    """Prints a kit; a scale that holds for a whole part stands at its head."""
    out = console()
    out.print(Text(title, style="bold"))
    out.print("Ask the first part of everybody, in this order. Write each score down before the next question.")
    out.print(f"Score, where nothing else is said: {SCALE}")
    for heading, asked in questions.items():
        scales = {one.scored for one in asked}
        common = scales.pop() if len(scales) == 1 else SCALE
        head = heading if common == SCALE else f"{heading}; score: {common}"
        print_list(out, head, ["\n      ".join(_lines(one, common)) for one in asked])


def _lines(one: Question, common: str) -> list[str]:
    """What it is about, the question, where to look, and the scale where it differs from the common one."""
    about = [one.about] if one.about else []
    link = [one.link] if one.link else []
    scored = [f"score: {one.scored}"] if one.scored != common else []
    return [*about, one.text, *link, *scored]
