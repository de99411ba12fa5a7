"""The scope of somebody's work: contributes to, owns or leads one repository. No part of the score, and never years of a career.

Who owns wrote much of one product over more than a year; who leads does, and releases it or brings in the work of others.
What was not read is not seen, so a level says "at least".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sourcing.profiles import Profile, Proof, Scope, Work
from sourcing.records import Level

MUCH, PART = 0.2, 0.05  # of all changes of a repository: a main author, and one who keeps a part of a large one
LEAST_COMMITS, LEAST_COMMITS_OF_PART = 20, 100
LEAST_MONTHS, LEAST_MONTHS_OF_PART = 6, 24  # with a commit
LEAST_DAYS = 365  # from the first commit to the last
LEAST_SIGNALS = 3  # kinds of evidence in files
LEAST_OF_OTHERS = 5  # merges and reviews of what others wrote
LEAST_RELEASES = 3
ALONE = 0.9  # of all changes, above which nobody else works there, and a release leads nobody
_ASIDE = ("example", "course", "documented", "declared")
_RELEASES = re.compile(
    r"^(?:[\w\[\]()!/-]{1,30}:\s{1,3})?(?:"
    r"(?:(?:prepare|cut|tag|make|publish|new|update|the|for|patch|minor|major)\s)*(?:bump|release|version|tag)(?::|\b)"
    r"(?:\s(?:bump|release|version|number|update|patch|to|for|of|the)\b:?)*\s['`\"]?v?\d{1,4}\.\d|"
    r"(?:prepare )?v?\d{1,4}\.\d{1,4} release|v\d{1,4}\.\d|\d{1,4}\.\d{1,4}\.\d)",
    re.I,
)


def level(profile: Profile) -> Scope:
    """The highest level that one repository shows, most of all changes first, with the stored row it rests on."""
    found = [scope for work in profile.work if (scope := _scope(work, profile.proofs))]
    order = list(Level)
    best = max(found, key=lambda pair: (order.index(pair[0].level), pair[1], pair[0].sentence), default=None)
    if best:
        return best[0]
    said = "contributes: no sustained main part of one repository was found in what was read"
    return Scope(level=Level.CONTRIBUTES, sentence=said, evidence_id=None)


def _scope(work: Work, proofs: Iterable[Proof]) -> tuple[Scope, float] | None:
    """What one repository shows of somebody who owns it or leads it, and their share; None where they only contribute."""
    here = [proof for proof in proofs if proof.repository == work.repository]
    sustained = max(
        (proof for proof in here if (proof.signal, proof.kind) == ("activity", "sustained")),
        key=lambda proof: (proof.own_value, proof.evidence_id),
        default=None,
    )
    if sustained is None or not _is_owned(work, here, months=sustained.own_value):
        return None
    name = "/".join(work.repository.split("/")[-2:])
    span = f"{work.first_at:%B %Y} to {work.last_at:%B %Y}"
    owned = f"{work.share:.0%} of all changes to {name}, in {sustained.own_value:.0f} months from {span}"
    led, row = _led(work, here)
    if led:
        scope = Scope(level=Level.LEADS, sentence=f"leads: {owned}; {led}", evidence_id=(row or sustained).evidence_id)
    else:
        scope = Scope(level=Level.OWNS, sentence=f"owns: {owned}", evidence_id=sustained.evidence_id)
    return scope, work.share


def _is_owned(work: Work, here: Iterable[Proof], *, months: float) -> bool:
    is_main = work.share >= MUCH and work.commits >= LEAST_COMMITS and months >= LEAST_MONTHS
    is_part = work.share >= PART and work.commits >= LEAST_COMMITS_OF_PART and months >= LEAST_MONTHS_OF_PART
    if work.place == "course" or not (is_main or is_part) or not (work.first_at and work.last_at):
        return False
    signals = {proof.signal for proof in here if proof.has_file and proof.kind not in _ASIDE}
    return (work.last_at - work.first_at).days >= LEAST_DAYS and len(signals) >= LEAST_SIGNALS


def _led(work: Work, here: Iterable[Proof]) -> tuple[str, Proof | None]:
    """What they did for the work of others, in words, and the row of evidence for it; empty where nothing was found."""
    others = [proof for proof in here if proof.signal == "review_work" and proof.kind in ("reviews", "merges")]
    others.sort(key=lambda proof: (-proof.own_value, proof.evidence_id))
    releases = sum(1 for subject in work.subjects if _RELEASES.match(subject)) if work.share <= ALONE else 0
    told = []
    if sum(proof.own_value for proof in others) >= LEAST_OF_OTHERS:
        told += list(dict.fromkeys(proof.detail for proof in others))
    if releases >= LEAST_RELEASES:
        told.append(f"wrote {releases} commits that release a version")
    return " and ".join(told), others[0] if others and told and told[0] == others[0].detail else None
