"""What signals share when they report: how many findings, which first, and the kind that a place stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from sourcing.evidence.signal import Finding
from sourcing.places import Place

MOST = 500  # findings of one signal in one repository: enough to credit everybody, small enough to keep

RANK = {
    Place.PRODUCT: 0,
    Place.CI: 1,
    Place.TEST: 2,
    Place.EXAMPLE: 3,
    Place.DOCS: 4,
    Place.COURSE: 5,
    Place.GENERATED: 6,
    Place.VENDORED: 7,
}


def plain_kind(where: Place) -> str | None:
    """`product`, `example` or `course`; None for places whose content is no work of that sort."""
    return {Place.PRODUCT: "product", Place.EXAMPLE: "example", Place.DOCS: "example", Place.COURSE: "course"}.get(
        where
    )


def folder(finding: Finding) -> str:
    """The folder of the file that a finding is about; empty at the root, and where it is about none."""
    return (finding.path or "").rpartition("/")[0]


def in_turn(findings: Iterable[Finding], kinds: Iterable[str], *, skills: bool = False) -> list[Finding]:
    """The first findings of each of `kinds` in turn, within a kind by path, line and detail; with `skills`, of each set of skills too."""
    order = list(kinds)
    found = sorted(findings, key=lambda one: (order.index(one.kind), one.path or "", one.line, one.detail))
    return spread(found, by=lambda one: f"{order.index(one.kind):02} {one.skills if skills else ''}")


def spread(findings: Iterable[Finding], *, by: Callable[[Finding], str], most: int = MOST) -> list[Finding]:
    """At most `most` findings, in turn from each group in the order given, so that no group crowds out another."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[by(finding)].append(finding)
    turns = [(turn, name, finding) for name, group in groups.items() for turn, finding in enumerate(group)]
    turns.sort(key=lambda item: item[:2])
    return [finding for _, _, finding in turns[:most]]
