"""What ranking reads of a person, and what it says of them: the records between the warehouse and the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sourcing.records import Band, Eligible, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One person's work in one repository.

    `commits` leaves merges out; `share` is their part of all such commits (0..1); `subjects` are newest first, at most
    150; `paths` most touched first, at most 60; `masked` are words that must not reach a ranking text: the
    repository's own names and the names of people who wrote in it. `owners` are names, handles and declared places of those who
    wrote most of it, `called` those of the person: no part of them reaches a ranking text either. `is_unredacted` is for measuring
    what all this buys; no ranking that is kept has it.
    """

    repository: str
    commits: int
    share: float
    first_at: date | None
    last_at: date | None
    subjects: tuple[str, ...]
    paths: tuple[str, ...]
    readme: str
    dependencies: tuple[str, ...]
    place: str
    masked: tuple[str, ...]
    owners: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    is_unredacted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One stored evidence row of a person, as ranking reads it; `evidence_id` leads back to the row.

    `has_file` tells a claim about a file, of which `authored_share` is theirs, from one about their commits.
    """

    evidence_id: str
    repository: str
    signal: str
    kind: str
    own_value: float
    authored_share: float
    observed_at: date | None
    detail: str
    skills: tuple[str, ...]
    has_file: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """All that ranking may know of a person: work and evidence, no name, no place, no account.

    `unknown` counts answers "could not look" or "not looked" over the person's repositories, `asked` all answers.
    """

    person_id: str
    work: tuple[Work, ...]
    proofs: tuple[Proof, ...]
    asked: int
    unknown: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of a score: `points` = `weight` × `value`, `value` in 0..1, rounded to 4 places."""

    name: str
    weight: float
    value: float
    points: float
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One sentence on one requirement; `evidence_id` is None only where it says that nothing was found.

    `why` says in one more why it matters for the archetype of the role; None where the signal says nothing of that.
    """

    requirement: str
    sentence: str
    evidence_id: str | None
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """A level, the sentence that says why, and the stored row of evidence it rests on; None where nothing more was shown."""

    level: Level
    sentence: str
    evidence_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """One asked skill of which something was found: `strength` 0..1, rounded to 6 places, and the row that shows it best.

    `evidence_id` is None where only the person's own words name the skill.
    """

    skill: str
    strength: float
    evidence_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Support:
    """The row of evidence without which a score would be lowest: by `points`, all else as it is."""

    evidence_id: str
    points: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """What a person declares themselves, for eligibility alone: no part of a `Profile`, and no score reads it.

    `locations` in their own words, one for each account that has one.
    """

    person_id: str
    locations: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """Whether one person meets one condition of a role, and the words it rests on. `condition` is `kind: what is asked for`."""

    person_id: str
    condition: str
    answer: Eligible
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One person of a shortlist. `score` is the sum of the points of `parts`, 0..100; `coverage` 0..1.

    `margin` is half the width of the score's 95 % interval, `support` the row it rests on most; None far down the list.
    `requirements` has the asked skills of which anything was found, in the order of the role. `scope` is no part of the score.
    """

    rank: int
    person_id: str
    score: float
    coverage: float
    band: Band
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    margin: float | None = None
    scope: Scope | None = None
    requirements: tuple[Requirement, ...] = ()
    support: Support | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortlist:
    """The result of one ranking: everyone, best first, ties by person id; `manifest` says from what it was made.

    `domains` has what each repository is most likely for; one that says nothing of itself is left out. `level` is the one the
    role asks for, None where it asks for none. `asked` has the skills the role asks for, in its order, and whether each is a
    must-have.
    """

    role: str
    title: str
    archetype: str
    specialisation: str
    as_of: date
    entries: tuple[Entry, ...]
    manifest: Mapping[str, str]
    domains: Mapping[str, str] = field(default_factory=dict)
    level: Level | None = None
    asked: Mapping[str, bool] = field(default_factory=dict)
