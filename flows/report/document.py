"""A report as plain data: whatever stands in it is decided here, and a template only sets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.report.charts import Bar, Timeline
from ranking.interview import Question
from sourcing.profiles import Part


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of evidence: what it says, where, when, and their share of the code (None: it is about no file).

    `is_again`: the same line was told for a requirement before.
    """

    said: str
    repository: str
    place: str
    link: str
    share: float | None
    seen: date | None
    is_again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """What the role asks for, how far a person shows it (0..1; None: the work of the archetype, which has no strength), and by what.

    `found` is evidence, words (named in own commits, no code found that shows it) or none (not found, which is not a no).
    """

    name: str
    kind: str
    strength: float | None
    found: str
    why: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A sentence with its heading and where to look; `link` is empty where there is nothing to open."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One person: evidence first, then what is missing, then the score."""

    id: str
    rank: int
    is_tie: bool
    name: str
    profiles: Sequence[str]
    band: str
    level: str
    level_says: str
    level_link: str
    asked_level: str
    eligible: str
    conditions: Sequence[Told]
    coverage: float
    summary: str
    first: str
    last_active: date | None
    requirements: Sequence[Requirement]
    missing: Sequence[str]
    unknown: Sequence[str]
    timeline: Timeline | None
    work: Sequence[Told]
    artifacts: Sequence[Told]
    accounts: Sequence[Told]
    open_claims: Sequence[Told]
    only_claimed: Sequence[Told]
    stage: str
    stage_says: str
    is_disputed: bool
    is_changed: bool
    known: Sequence[str]
    elsewhere: Sequence[str]
    last_contact: date | None
    history: Sequence[Told]
    changes: Sequence[Told]
    contested: str
    disputes: Sequence[Told]
    labels: Sequence[str]
    score: float
    margin: float | None
    parts: Sequence[Part]
    rests_on: Told | None
    kit: Mapping[str, Sequence[Question]]

    @property
    def skills(self) -> Sequence[Requirement]:
        """The asked skills, without the work of the archetype."""
        return [one for one in self.requirements if one.strength is not None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A site, the words that have to stand beside what it tells, and its terms."""

    site: str
    terms: str
    terms_url: str
    days: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A whole report. `delete_by` is the day by which its file is to go, at the latest when somebody in it is held no longer.

    `kit_missing` says why there is no kit.
    """

    role: str
    run: str
    title: str
    archetype: str
    specialisation: str
    as_of: date
    published_at: datetime
    provisional: str
    read_closely: str
    ranked: int
    hidden: int
    delete_by: date | None
    funnel: Sequence[Bar]
    asked: Sequence[tuple[str, bool]]
    bands: Sequence[str]
    stages: Sequence[str]
    levels: Sequence[str]
    eligible: Sequence[str]
    people: Sequence[Person]
    sources: Sequence[Source]
    scale: str
    kit_missing: str
