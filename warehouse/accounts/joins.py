"""Which accounts are one person's: pure decisions over links, claims and what people decided. Never a name, never a guess.

Three things join: what a source itself knows (an address that a site gave out), two accounts that name each other, and a human who said
so. One direction alone is a claim, and so is what a repository says of people who wrote elsewhere. A human's "apart" stands against
everything; an account that several people share joins nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

CODE = frozenset({"git", "github"})  # sites from which people are known by their code
# Sites on which one person may well have several accounts.
MANY = frozenset({"git", "met", "web", "pretalx", "sessionize"})


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Naming:
    """One account naming another as its own, where it does so, and in what form."""

    account: str
    to: str
    kind: str
    url: str
    seen_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a human decided on two accounts; the newest on a pair counts. `verdict` is same, apart or open."""

    a: str
    b: str
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A naming that nobody has decided, and why it needs care; None where nothing speaks against it."""

    naming: Naming
    conflict: str | None


@dataclass(kw_only=True)
class People:
    """Groups of accounts with the reason of each join, and what is left to decide."""

    members: dict[str, list[tuple[str, str]]]
    open: list[Open] = field(default_factory=list)


class _Union:
    """Accounts joined one pair at a time, but never two that must stay apart."""

    def __init__(self, apart: Iterable[tuple[str, str]]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, account: str) -> str:
        """The account that stands for the group."""
        if account not in self._parent:
            self._parent[account], self._members[account] = account, {account}
        while self._parent[account] != account:
            self._parent[account] = self._parent[self._parent[account]]
            account = self._parent[account]
        return account

    def together(self, a: str, b: str) -> bool:
        """Whether two accounts are in one group."""
        return self.root(a) == self.root(b)

    def may(self, a: str, b: str) -> bool:
        """Whether no human said that somebody of one group and somebody of the other are two people."""
        left, right = self._members[self.root(a)], self._members[self.root(b)]
        return not self._apart or not any(self._apart.get(one, set()) & right for one in left)

    def shared_site(self, a: str, b: str) -> str | None:
        """A site on which both groups already have an account; None where there is none."""
        left, right = (self._members[self.root(one)] for one in (a, b))
        sites = {site_of(one) for one in left} & {site_of(one) for one in right}
        return min(sites - MANY, default=None)

    def is_coder(self, account: str) -> bool:
        """Whether the group has an account of those that code is read from."""
        return any(site_of(one) in CODE for one in self._members[self.root(account)])

    def join(self, a: str, b: str) -> None:
        """Makes one group of two."""
        low, high = sorted((self.root(a), self.root(b)))
        if low != high:
            self._parent[high] = low
            self._members[low] |= self._members.pop(high)

    def groups(self) -> Iterator[list[str]]:
        """All groups, each in account order."""
        for root in sorted(self._members):
            yield sorted(self._members[root])


def site_of(account: str) -> str:
    """The site of `site:handle`."""
    return account.partition(":")[0]


def decide(
    accounts: Iterable[str],
    *,
    known: Iterable[tuple[str, str, str]],
    namings: Iterable[Naming],
    verdicts: Iterable[Verdict] = (),
) -> People:
    """People, and the namings that are open. `known` are joins that a source vouches for: two accounts and the reason.

    The order of what is given makes no difference.
    """
    decided = {tuple(sorted((one.a, one.b))): one for one in verdicts}
    apart = [(one.a, one.b) for one in decided.values() if one.verdict == "apart"]
    union = _Union(apart)
    reasons: dict[str, str] = {}
    for account in sorted(set(accounts)):
        union.root(account)
    sure = [(a, b, reason) for a, b, reason in sorted(known)]
    sure += [(one.a, one.b, one.reason) for _, one in sorted(decided.items()) if one.verdict == "same"]
    for a, b, reason in sure:
        union.root(a), union.root(b)
        if union.together(a, b) or union.may(a, b):
            union.join(a, b)
            reasons.setdefault(a, reason)
            reasons.setdefault(b, reason)
    listed = sorted(set(namings))
    conflicts = _join_both_ways(union, listed, reasons)
    members = {group[0]: [(one, reasons.get(one, "")) for one in group] for group in union.groups()}
    return People(members=members, open=list(_open(union, listed, conflicts, decided)))


def _join_both_ways(union: _Union, namings: list[Naming], reasons: dict[str, str]) -> dict[tuple[str, str], str]:
    """Joins what names each other; comes back with the pairs that do so and are not joined, and why."""
    first: dict[tuple[str, str], Naming] = {}
    for one in namings:
        first.setdefault((one.account, one.to), one)
    pairs = sorted(pair for pair in first if pair[0] < pair[1] and (pair[1], pair[0]) in first)
    for a, b in pairs:
        union.root(a), union.root(b)
    conflicts = _of_several(union, pairs)
    for a, b in pairs:
        if (a, b) in conflicts or union.together(a, b):
            continue
        shared = union.shared_site(a, b)
        if not union.may(a, b):
            conflicts[a, b] = "they were set apart"
        elif shared:
            conflicts[a, b] = f"both have an account on {shared} already"
        else:
            union.join(a, b)
            reason = f"each names the other: {first[a, b].kind} on {first[a, b].seen_at}, {first[b, a].kind} on {first[b, a].seen_at}"
            reasons.setdefault(a, reason)
            reasons.setdefault(b, reason)
    return conflicts


def _of_several(union: _Union, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The pairs with an account that several people name and are named by: the page of a group, or of two who share it."""
    partners: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        partners[a].add(b)
        partners[b].add(a)
    found: dict[tuple[str, str], str] = {}
    for account, others in partners.items():
        groups: dict[str, set[str]] = defaultdict(set)
        for one in others:
            groups[site_of(one)].add(union.root(one))
        shared = sorted(site for site, roots in groups.items() if len(roots) > 1 and site not in MANY)
        for one in sorted(others) if shared else ():
            a, b = sorted((account, one))
            found[a, b] = f"{account} and several accounts on {shared[0]} name each other: it may be a page of a group"
    return found


def _open(
    union: _Union,
    namings: list[Naming],
    conflicts: Mapping[tuple[str, str], str],
    decided: Mapping[tuple[str, ...], Verdict],
) -> Iterator[Open]:
    claimants: dict[str, set[str]] = defaultdict(set)
    for one in namings:
        if union.is_coder(one.account):  # an account elsewhere that nobody joined yet may be the same human's
            claimants[one.to].add(union.root(one.account))
    seen = set()
    for one in namings:
        a, b = sorted((one.account, one.to))
        verdict = decided.get((a, b))
        if union.together(a, b) or (verdict and verdict.verdict != "open") or (one.account, one.to) in seen:
            continue
        seen.add((one.account, one.to))
        conflict = conflicts.get((a, b))
        if conflict is None and len(claimants[one.to]) > 1:
            conflict = f"{len(claimants[one.to])} people name this account"
        yield Open(naming=one, conflict=conflict)
