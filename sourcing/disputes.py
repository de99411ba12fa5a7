"""What a person says of what is held of them: disputes, which are shown beside a score, and corrections, which count before any source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sourcing.records import Account

_EVIDENCE = re.compile(r"e[0-9a-f]{15}")


class Kind(StrEnum):
    """What is disputed: a row of evidence, the score for a role, an account that is taken for theirs, a field."""

    EVIDENCE = "evidence"
    SCORE = "score"
    ACCOUNT = "account"
    FIELD = "field"


class Outcome(StrEnum):
    """What came of a dispute."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class Field(StrEnum):
    """What can be corrected: the name that is shown, the declared place, and what is not theirs."""

    NAME = "name"
    PLACE = "place"
    NOT_MINE = "not-mine"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """One thing that a person disputes; `account` is one of theirs, `recorded_at` is UTC."""

    account: str
    kind: Kind
    about: str
    text: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """One correction; `account` is one of the person's, `recorded_at` is UTC."""

    account: str
    field: Field
    value: str
    reason: str
    recorded_by: str
    recorded_at: datetime


def kind_of(about: str) -> Kind:
    """The kind of thing that the words of `--about` name: an evidence id, an account, a field, else a role."""
    if _EVIDENCE.fullmatch(about):
        return Kind.EVIDENCE
    if about in (Field.NAME, Field.PLACE):
        return Kind.FIELD
    try:
        Account.parse(about)
    except ValueError:
        return Kind.SCORE
    return Kind.ACCOUNT
