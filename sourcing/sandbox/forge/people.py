"""Who follows whom, what somebody shows first, who contributed: drawn from the accounts and the histories."""

from __future__ import annotations

import zlib
from collections import Counter

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.hub import Estate

_WEIGHTS = {3: 120, 2: 60, 1: 25, 0: 12}  # in a thousand others follow somebody of this grade
_PINNED = 6


def followers(estate: Estate, account: Account) -> list[Account]:
    """The users who follow an account."""
    return [other for other in estate.users("User") if _follows(other, account)]


def following(estate: Estate, account: Account) -> list[Account]:
    """The users whom an account follows."""
    return [other for other in estate.users("User") if _follows(account, other)]


def pinned(estate: Estate, account: Account) -> list[Repo]:
    """The repositories an account shows first: those with most stars; half of all accounts pin none."""
    if account.number % 2:
        return []
    held = sorted(estate.owned(account), key=lambda repo: (-repo.given.stars, repo.name))
    return [repo for repo in held if not repo.is_fork][:_PINNED]


def contributors(estate: Estate, repo: Repo) -> list[tuple[Account, int]]:
    """The accounts with commits on the main branch and how many, most first."""
    found: Counter[int] = Counter()
    for email, commits in repo.addresses.items():
        account = estate.author(email)
        if account is not None:
            found[account.number] += commits
    held = [(estate.accounts[one], commits) for one, commits in found.items()]
    return sorted(held, key=lambda pair: (-pair[1], pair[0].login))


def _follows(one: Account, other: Account) -> bool:
    if one is other or other.person is None:
        return False
    return zlib.crc32(f"{one.handle} follows {other.handle}".encode()) % 1000 < _WEIGHTS.get(other.person.grade, 0)
