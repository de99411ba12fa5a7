"""What can change about a person between two runs of a role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The events, in the order they are told."""

    NEW = "new"
    RISEN = "risen"
    FALLEN = "fallen"
    LEFT = "left"
    FIRST_SERVING = "first serving repository"
    FIRST_MERGED = "first merged change in a repository that matters"
    NEW_MODEL = "new model"
    PACKAGED = "moved from notebooks to a package"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One event about one person. `detail` is a sentence; `link` shows it, None where nothing can be opened."""

    person_id: str
    kind: Kind
    detail: str
    link: str | None = None
