"""Findings into evidence: whose each is, by the log, and where it can be checked."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.signal import Finding, Signal
from sourcing.git.address import commit_link, file_link
from sourcing.records import Account, Evidence, Snapshot, Touch

Group = tuple[str, tuple[str, ...]]  # a kind and the skills it shows


@dataclass(slots=True)
class _Own:
    """One account's part of a group: its amount, and the finding that tells most of it, with their share of its file."""

    amount: float
    share: float
    finding: Finding
    touch: Touch | None


def credited(
    name: str, signal: Signal, findings: Iterable[Finding], *, snapshot: Snapshot, ownership: Ownership
) -> list[Evidence]:
    """One evidence row for each (kind, skills, account): amounts summed, the file shown that is much and mostly theirs.

    Findings that show different skills are never one row, or its link would show another skill than it claims.
    """
    groups: dict[Group, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.kind, finding.skills].append(finding)
    rows: list[Evidence] = []
    for (kind, skills), group in sorted(groups.items()):
        total = round(sum(finding.value for finding in group), 4)
        for account, own in sorted(_owned(group, ownership).items()):
            rows.append(_row(name, signal, kind, skills, account, own, total=total, snapshot=snapshot))
    return rows


def _owned(group: Iterable[Finding], ownership: Ownership) -> dict[Account, _Own]:
    """Each account's part of a group of findings."""
    found: dict[Account, _Own] = {}
    for finding in group:
        for account, share, touch in _owners(finding, ownership):
            own = found.get(account)
            if own is None:
                found[account] = _Own(share * finding.value, share, finding, touch)
                continue
            own.amount += share * finding.value
            if _tells(share, finding) > _tells(own.share, own.finding):
                own.share, own.finding, own.touch = share, finding, touch
    return found


def _tells(share: float, finding: Finding) -> float:
    """How well a finding stands for somebody's part: forty tests that are nearly theirs tell more than one that is wholly so."""
    return share * share * math.sqrt(finding.size)


def _row(
    name: str,
    signal: Signal,
    kind: str,
    skills: tuple[str, ...],
    account: Account,
    own: _Own,
    *,
    total: float,
    snapshot: Snapshot,
) -> Evidence:
    finding = own.finding
    return Evidence(
        signal=name,
        kind=kind,
        account=account,
        value=total,
        own_value=round(own.amount, 4),
        unit=signal.unit,
        path=finding.path,
        line=finding.line if finding.path else None,
        commit=finding.commit or snapshot.commit,
        link=_link(snapshot, finding),
        observed_at=own.touch.last_at if own.touch else snapshot.committed_at,
        authored_share=round(own.share, 4),
        detail=finding.detail,
        skills=skills,
    )


def _owners(finding: Finding, ownership: Ownership) -> list[tuple[Account, float, Touch | None]]:
    if finding.account and not finding.path:
        return [(finding.account, 1.0, None)]
    owners = [(touch.account, share, touch) for touch, share in ownership.shares(finding.path or "")]
    return [one for one in owners if finding.account in (None, one[0])]


def _link(snapshot: Snapshot, finding: Finding) -> str:
    if finding.path is None:
        return commit_link(snapshot.repository, commit=finding.commit or snapshot.commit)
    return file_link(snapshot.repository, commit=snapshot.commit, path=finding.path, line=finding.line)
