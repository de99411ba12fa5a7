"""One repository read and asked, without a home: nothing is kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flows.house import limits_of
from sourcing.evidence.reading import View
from sourcing.extract import ask, attribute, read_snapshot
from sourcing.facts import Facts, facts
from sourcing.git.address import Target, located
from sourcing.git.source import collect
from sourcing.landing import Landing
from sourcing.records import Extracted, Snapshot
from sourcing.settings import Settings
from sourcing.signals import catalogue


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What one repository shows."""

    snapshot: Snapshot
    found: Extracted
    facts: Facts


def look_at(target: Target, *, settings: Settings) -> Looked | None:
    """What a repository shows, None where it is empty. Errors: RepositoryError. Account ids hold for this look only."""
    limits = limits_of(settings)
    with tempfile.TemporaryDirectory(prefix="sourcing-") as folder:
        landing = Landing(Path(folder) / "landing")
        salt = settings.salt.get_secret_value().encode() if settings.salt else b"one look"
        scratch = Path(folder) / "scratch"
        batch = collect(
            located(target), landing=landing, salt=salt, clock=settings.now(), limits=limits, scratch=scratch
        )
        loaded = read_snapshot(batch, landing=landing)
    if loaded is None:
        return None
    snapshot, contributions = loaded
    known, view = catalogue(), View(snapshot)
    answers = ask(view, contributions, known=known)
    found = attribute(view, contributions, answers, known=known)
    return Looked(snapshot=snapshot, found=found, facts=facts(answers, contributions, view=view))
