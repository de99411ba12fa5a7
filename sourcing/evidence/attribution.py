"""Whose work a file is, from the log alone."""

from __future__ import annotations

from collections import Counter, defaultdict

from sourcing.records import Account, Contributions, Touch

LEAST_SHARE = 0.05  # below this a file says nothing about a person
VISITOR_SHARE = 0.5  # the same for somebody with a single commit in the repository


class Ownership:
    """Each path's authors with their shares, built once per repository."""

    def __init__(self, contributions: Contributions) -> None:
        self._totals = {total.path: total.commits for total in contributions.totals}
        self._by_path: dict[str, list[Touch]] = defaultdict(list)
        for touch in contributions.touches:
            self._by_path[touch.path].append(touch)
        self._visitors = _visitors(contributions)

    def shares(self, path: str) -> list[tuple[Touch, float]]:
        """The authors of a path with shares in 0..1, largest first, ties by account.

        A share is the account's weight / (the weights of all authors, or the total that was told where not all are
        known, and at least 1: of a file that came in a mass import nobody is surely the author). Shares below 0.05 are
        left out, and those below 0.5 of somebody with a single commit in the repository, so the list may sum to less
        than 1.
        """
        touches = self._by_path.get(path, [])
        known = sum(touch.weight for touch in sorted(touches, key=_order))
        total = max(known, float(self._totals.get(path, 0)), 1.0)
        shares = [(touch, touch.weight / total) for touch in touches]
        return sorted(
            ((touch, share) for touch, share in shares if share >= self._least(touch.account)),
            key=lambda item: (-item[1], item[0].account),
        )

    def _least(self, account: Account) -> float:
        return VISITOR_SHARE if account in self._visitors else LEAST_SHARE


def _visitors(contributions: Contributions) -> frozenset[Account]:
    """The accounts with one commit in the repository: what they pass by is not their work."""
    made = Counter(commit.account for commit in contributions.commits if not commit.is_merge)
    touched = Counter[Account]()
    for touch in contributions.touches:
        touched[touch.account] = max(touched[touch.account], touch.commits)
    return frozenset(account for account, most in touched.items() if max(most, made[account]) <= 1)


def _order(touch: Touch) -> Account:
    return touch.account
