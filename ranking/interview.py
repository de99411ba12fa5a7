"""An interview kit: the same scored core for everybody, and probes from this person's own work and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from ranking.change import Asked
from ranking.role import RoleSpec
from sourcing.records import Archetype


class Question(NamedTuple):
    """One question, what to score it on (1 to 4), and the work it is about with its link, where it is about any."""

    text: str
    scored: str
    about: str | None = None
    link: str | None = None


class Shown(NamedTuple):
    """A row of evidence to ask about: its signal, what it says, the skills (or the archetype) it shows, and the link.

    `share` is the person's part of the changes, 0..1.
    """

    signal: str
    said: str
    skills: tuple[str, ...]
    share: float
    link: str


SCALE = "1 no answer, 2 with much help, 3 sound, 4 sound and knows where it breaks"
_EXPLAINED = "1 lost, 2 jargon, 3 clear, 4 clear and honest about limits"
_MET = "1 cannot place it, 2 knows of it, 3 has used it, 4 has used it and knows where it breaks"
CORE: Sequence[Question] = (
    Question("Describe a piece of work of yours that did not go as planned, and what you changed.", SCALE),
    Question(
        "Explain something you built to somebody who sells the product, in three minutes, without its jargon.",
        _EXPLAINED,
    ),
    Question("How do you know that a change made things better? Take any change of the last year.", SCALE),
    Question("Take work you did with others: whom did you need, and how did you agree on who does what?", SCALE),
)
# `{where}` is the person's own repository: the same probe for everybody, on ground they know.
PROBES: Mapping[Archetype, Sequence[str]] = {
    Archetype.RESEARCHER: (
        "Take the problem behind {where} with messier data: which baseline, what do you look at in the errors, what next?",
        "Which comparison in {where} could be chance or leakage, and how would you show that it is not?",
    ),
    Archetype.DEVELOPER: (
        "Another team is to deploy what {where} makes, tomorrow: what is missing, and what do you do first?",
        "Where would {where} break first at ten times the load, and how would you notice?",
    ),
    Archetype.OPERATOR: (
        "{where}, or what runs on it, answers slowly and sometimes wrongly since this morning: what do you look at, in which order?",
        "A release of {where} has to be taken back at night: what must be there before, and who decides?",
    ),
}
ANYWHERE = "a system you know well"
ANY_WORK = "What did it have to do, what did you weigh, and what would you do otherwise now?"
ABOUT: Mapping[str, str] = {
    "ci": "What does it catch, what slips through, and what did you do about a failure that came and went?",
    "containers": "What has to be in this image, what did you keep out, and how is a bad one taken back?",
    "data_engineering": "What comes in broken, how do you notice, and what becomes of it?",
    "deployed_apps": "Who uses it, what happens when it is down, and how do you hear of it?",
    "evaluation": "What does this measure hide, and which cases did you look at by hand?",
    "http_api": "What does a wrong request get, and how do you change it without breaking those who call it?",
    "infrastructure": "How does a change of this reach production, and how do you take it back?",
    "mlops_tooling": "Why this tool, what did it make harder, and how would you leave it?",
    "model_serving": "What happens to requests while a model is replaced, and who notices a bad one?",
    "monitoring": "Which alarm of it was right, which was not, and what does it not see?",
    "notebooks": "What became of it: what went on, what was dropped, and why?",
    "packaging": "Who depends on it, and how do you change what they depend on?",
    "pipelines": "What happens when a step fails halfway, and how is one day run again?",
    "tests": "Which failure made you write it, and what would you leave untested here?",
    "training": "How did you know that training went right, and which run did you throw away?",
    "write_ups": "Which result did not hold, and how did you find out?",
}
MOST_OF_WORK, MOST_GAPS = 4, 4
OWN, LITTLE = 0.5, 0.5  # share from which work is asked about first; strength below which a skill is asked about


def kit(
    role: RoleSpec, *, shown: Sequence[Shown], gaps: Sequence[Asked], where: str | None
) -> dict[str, list[Question]]:
    """The questions by heading: the common core, the role's plan and the archetype's probes, this person's work, what little shows.

    `shown` is evidence, best first; `gaps` are the asked skills; `where` is the repository they did most in, None where none is
    known. What was not found is asked openly: that is not a no.
    """
    ground = where or ANYWHERE
    work = _chosen(shown)
    asked = {skill for one in work for skill in one.skills}
    probes = [text.format(where=ground) for text in PROBES[role.archetype]]
    return {
        "For everybody": list(CORE),
        f"For the {role.archetype}": [Question(text, SCALE) for text in (*role.interview, *probes)],
        "From this person's own work": [Question(_about(one), SCALE, one.said, one.link) for one in work],
        "Little or nothing found in public (ask, do not assume)": [
            Question(_open(gap, ground), _MET) for gap in _wanting(gaps, but=asked)
        ],
    }


def _chosen(shown: Sequence[Shown]) -> list[Shown]:
    """The work to ask about: mostly theirs before what they had a hand in, one of each signal, then the best of the rest."""
    ordered = sorted(shown, key=lambda one: one.share < OWN)  # stable: best first in each half
    kinds: dict[str, Shown] = {}
    for one in ordered:
        kinds.setdefault(one.signal, one)
    first = list(kinds.values())
    return [*first, *(one for one in ordered if one not in first)][:MOST_OF_WORK]


def _about(one: Shown) -> str:
    asked = ABOUT.get(one.signal, ANY_WORK)
    return asked if one.share >= OWN else f"What was your part of it? {asked}"


def _wanting(gaps: Sequence[Asked], *, but: Set[str]) -> list[Asked]:
    """The skills to ask about, of which nothing was asked yet: must-haves first, least shown first; equal ones in the order of the role."""
    little = [gap for gap in gaps if gap.strength < LITTLE and gap.skill not in but]
    return sorted(little, key=lambda gap: (not gap.is_must_have, gap.strength))[:MOST_GAPS]


def _open(gap: Asked, ground: str) -> str:
    if gap.found_in == "evidence":
        return f"{gap.skill}: only a little was found. How far did you take it, and where?"
    if gap.found_in:
        return f"{gap.skill}: your commits name it, no code of yours was found that shows it. What was your part of it?"
    return (
        f"{gap.skill}: nothing public was found. Where have you used it, and what went wrong? "
        f"If nowhere: what would it be good for in {ground}, and how would you begin?"
    )
