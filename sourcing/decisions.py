"""What a team says of people: the stages of a candidate, a verdict, and what was already known of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where somebody stands for one role, in the words that people use."""

    TO_REVIEW = "to review"
    LATER = "later"
    APPROVED = "approved for outreach"
    CONTACTED = "contacted"
    REPLIED = "replied"
    NOT_INTERESTED = "not interested"
    REJECTED = "rejected"
    IN_PROCESS = "in process"
    HIRED = "hired"


EXPORTABLE = (Stage.APPROVED,)  # stages whose people another tool may be handed


class KnownAs(StrEnum):
    """Why somebody is known already. `do-not-contact` is suppression under the name that people know."""

    ATS = "ats"
    EMPLOYEE = "employee"
    OFF_LIMITS = "off-limits"
    DO_NOT_CONTACT = "do-not-contact"


HIDDEN = (KnownAs.EMPLOYEE, KnownAs.OFF_LIMITS)  # in no list, only counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One verdict. `account` names the person, as `site:handle`; `until` is set for `later` alone; `via` is how it came in.

    `decided_at` is UTC.
    """

    role: str
    account: str
    stage: Stage
    reason: str
    decider: str
    decided_at: datetime
    until: date | None = None
    via: str = "command"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """One way to reach a person, found by a human; `kind` is email, linkedin or phone."""

    account: str
    kind: str
    value: str
    obtained_from: str
    basis: str
    obtained_on: date
