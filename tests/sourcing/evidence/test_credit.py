"""Findings become evidence: amounts are summed, and the file that tells most of somebody's part is the one shown."""

from __future__ import annotations

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.credit import credited
from sourcing.evidence.signal import Finding
from sourcing.signals.tests import SIGNAL
from tests.signals.support import snapshot
from tests.sourcing.views import ADA, BEN, contributions, touched


def shown(*findings: tuple[str, int], shares: dict[str, float]) -> tuple[str | None, float, float]:
    """The file shown of Ada's part, her share of it, and her part in all; the rest of each file is Ben's."""
    found = [Finding(kind="unit", detail=path, path=path, size=size) for path, size in findings]
    touches = [
        touched(path, who, part)
        for path, share in shares.items()
        for who, part in ((ADA, 100 * share), (BEN, 100 - 100 * share))
        if part
    ]
    rows = credited(
        "tests",
        SIGNAL,
        found,
        snapshot=snapshot({path: "" for path, _ in findings}),
        ownership=Ownership(contributions(*touches)),
    )
    row = next(row for row in rows if row.account == ADA)
    return row.path, row.authored_share, row.own_value


def test_much_that_is_nearly_theirs_is_shown_rather_than_little_that_is_wholly_so() -> None:
    assert shown(("a.py", 1), ("b.py", 40), shares={"a.py": 1.0, "b.py": 0.9}) == ("b.py", 0.9, 1.9)


def test_what_is_mostly_somebody_else_s_is_not_shown_for_its_size() -> None:
    assert shown(("a.py", 4), ("b.py", 100), shares={"a.py": 1.0, "b.py": 0.4}) == ("a.py", 1.0, 1.4)


def test_of_equals_the_first_is_shown() -> None:
    assert shown(("a.py", 5), ("b.py", 5), shares={"b.py": 0.5, "a.py": 0.5}) == ("a.py", 0.5, 1.0)
