"""An interview kit: the same scored core for everybody, and probes from this person's own work and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcing.records import Archetype


class Question(NamedTuple):
    """One question, what to score it on (1 to 4), and the link it starts from, where it has one."""

    text: str
    scored: str
    link: str | None = None


_SCORED = "1 no answer, 2 with much help, 3 sound, 4 sound and knows where it breaks"
_EXPLAINED = "1 lost, 2 jargon, 3 clear, 4 clear and honest about limits"
CORE: Sequence[Question] = (
    Question("Describe a piece of work of yours that did not go as planned, and what you changed.", _SCORED),
    Question("Explain a model you built to somebody who sells the product, in three minutes.", _EXPLAINED),
    Question("How do you know that a change made things better? Take any change of the last year.", _SCORED),
    Question("Whom did you need for it, and how did you agree on what each of you does?", _SCORED),
)
PROBES: Mapping[Archetype, Sequence[Question]] = {
    Archetype.RESEARCHER: (
        Question(
            "A messy prediction problem: choose baselines, say what you look at in the errors, and the next experiment.",
            _SCORED,
        ),
        Question("Offline AUC rose by 4 %, the business did not: what happened?", _SCORED),
    ),
    Archetype.DEVELOPER: (
        Question("Turn this notebook into a service that another team can deploy.", _SCORED),
        Question("Where do models break first once they are software?", _SCORED),
    ),
    Archetype.OPERATOR: (
        Question("Triage: the service answers slowly and sometimes wrongly since this morning.", _SCORED),
        Question("Precision fell over three weeks: what do you inspect first?", _SCORED),
    ),
}
MOST_OF_WORK, MOST_GAPS = 3, 3


def kit(
    archetype: Archetype, *, plan: Sequence[str], shown: Sequence[tuple[str, str, str]], gaps: Sequence[str]
) -> dict[str, list[Question]]:
    """The questions by heading: the common core, the role's plan and the archetype's probes, this person's work, what was not shown.

    `shown` are requirement, sentence and link of the best evidence; `gaps` the requirements that nothing shows: asked openly,
    for what was not found is no no.
    """
    work = [
        Question(
            f"You did this: {sentence}. Why so, what did you weigh, and what would you do otherwise now?", _SCORED, link
        )
        for _, sentence, link in shown[:MOST_OF_WORK]
    ]
    open_ones = [
        Question(f"We saw nothing public on {gap}. Where have you met it, if you have?", _SCORED)
        for gap in gaps[:MOST_GAPS]
    ]
    return {
        "For everybody": list(CORE),
        f"For the {archetype}": [*(Question(text, _SCORED) for text in plan), *PROBES[archetype]],
        "From this person's own work": work,
        "Not shown in public (ask, do not assume)": open_ones,
    }
