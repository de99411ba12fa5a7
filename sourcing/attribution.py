"""Whose work a file is, from the log alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sourcing.records import Account, PathTotal, Touch

LEAST_SHARE = 0.05  # below this a file says nothing about a person


class Ownership:
    """Each path's authors with their shares, built once per repository."""

    def __init__(self, touches: Iterable[Touch], totals: Iterable[PathTotal] = ()) -> None:
        self._totals = {total.path: total.commits for total in totals}
        self._by_path: dict[str, list[Touch]] = defaultdict(list)
        for touch in touches:
            self._by_path[touch.path].append(touch)

    def shares(self, path: str) -> list[tuple[Touch, float]]:
        """The authors of a path with shares in 0..1, largest first, ties by account.

        A share is (weight + 1 if the account brought the file in) / (the same over all authors, or the total that was
        told where not all are known); shares below 0.05 are left out, so the list may sum to less than 1.
        """
        touches = self._by_path.get(path, [])
        known = sum(_credit(touch) for touch in sorted(touches, key=_order))
        total = max(known, float(self._totals.get(path, 0)))
        shares = [(touch, _credit(touch) / total) for touch in touches if total]
        return sorted(
            ((touch, share) for touch, share in shares if share >= LEAST_SHARE),
            key=lambda item: (-item[1], item[0].account),
        )


def _credit(touch: Touch) -> float:
    return touch.weight + (1.0 if touch.is_first else 0.0)


def _order(touch: Touch) -> Account:
    return touch.account
