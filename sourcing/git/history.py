"""A history folded into what each account did: what its changes to each path count for, exact renames followed.

What one commit counts for at one path, all factors multiplied:

- 1, shared evenly among the author and the declared co-authors;
- min(1, 20/n) where it changes n files: a mass change says little about each;
- 0.2 where the subject says that it only reformats, or moves things, and it changes more than five files;
- 0 where the file was only moved (an exact rename or copy);
- halved for every three years between it and the newest change of that path: what is old has been written over;
- 0 where a file is, byte for byte, what it was before: what was taken back counts for nobody.

A file that was deleted and written anew is another file. What bots, groups and nobody in particular did counts in a path's total, and
where a cut history hides how a file began, that counts as much as all that is seen, and as `HIDDEN` commits at least.

Who brings a file in has one commit more, and min(1, (20/n)^0.5) of it where n files came at once: an initial import
shows who published, less surely who wrote.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sourcing.git.paths import Files
from sourcing.parsing.messages import MECHANICAL, REQUEST
from sourcing.records import (
    Account,
    AccountLink,
    AccountSeen,
    Change,
    Commit,
    CommitFact,
    Contributions,
    Identity,
    PathTotal,
    Review,
    Touch,
)

MASS = 20  # a commit of more files than this spreads the credit of 20 over them
FEW, MECHANICAL_PART = 5, 0.2
HALF_LIFE_DAYS = 3 * 365.25
HIDDEN = 4.0
RECENT = 8  # changes of a file that are looked through for what was taken back; how it is now is looked for in all


@dataclass(slots=True)
class _Sum:
    commits: int = 0
    weight: float = 0.0
    last_commit: str = ""
    last_at: datetime | None = None
    first_at: datetime | None = None


@dataclass(slots=True)
class _Recent:
    """What was met last of a file, newest first: the blobs that its changes left, and whom each of them counted for, how much."""

    blobs: list[str]
    counts: list[tuple[Sequence[Account | None], float]]


class _Made(NamedTuple):
    """A person's commit as far as its fact needs it; where it came from is known only at the end of the history."""

    commit: str
    account: Account
    at: datetime | None
    subject: str
    body_words: int
    parents: tuple[str, ...]
    files: int


class History:
    """Takes commits newest first, keeps sums; memory grows with pairs of account and path, not with commits × files."""

    def __init__(self) -> None:
        self.count = 0
        self._names: dict[Account, Identity] = {}
        self._made: list[_Made] = []
        self._reviews: list[Review] = []
        self._parents: dict[str, str] = {}  # commit -> its first parent
        self._newest = ""
        self._files = Files()
        self._sums: dict[str, dict[Account | None, _Sum]] = {}  # by file; None is all who are nobody in particular
        self._changed: dict[str, datetime] = {}  # file -> its newest change
        self._now: dict[str, str] = {}  # file -> the blob it is now
        self._recent: dict[str, _Recent] = {}
        self._first: dict[str, tuple[Account | None, float]] = {}

    def add(self, commits: Iterable[Commit]) -> None:
        """Folds in commits that come newest first."""
        for commit in commits:
            self.count += 1
            self._newest = self._newest or commit.id
            if commit.parents:
                self._parents[commit.id] = commit.parents[0]
            self._add(commit)

    def _add(self, commit: Commit) -> None:
        author = commit.author
        if author:
            self._names.setdefault(author.account, author)
        people = [one for one in (author, *commit.co_authors) if one and not one.is_bot]
        for person in (*people, *commit.reviewers):
            self._names.setdefault(person.account, person)
        if author and not author.is_bot:
            self._made.append(_made(commit, author.account))
        accounts = list(dict.fromkeys(person.account for person in people))
        self._reviews += [
            Review(account=one.account, commit=commit.id, at=commit.authored_at)
            for one in commit.reviewers
            if one.account not in accounts
        ]
        weight = _weight(commit) / max(1, len(accounts))
        for change in commit.changes:
            self._change(change, commit=commit, accounts=accounts, weight=weight)

    def _change(self, change: Change, *, commit: Commit, accounts: list[Account], weight: float) -> None:
        path = self._files.of(change, commit=commit.id)
        if path is None:
            return
        is_written = change.status not in "RC"
        if is_written and change.after:
            self._take_back(path, change)
        decay = self._decay(path, commit.authored_at)
        if change.status == "A":
            bonus = math.sqrt(min(1.0, MASS / len(commit.changes))) * decay
            self._first[path] = (accounts[0] if accounts else None, bonus)
        counts = weight * decay if is_written else 0.0
        sums, credited = self._sums.setdefault(path, {}), accounts or (None,)
        if is_written and change.after:
            recent = self._recent.get(path)
            if recent is None:
                recent = self._recent[path] = _Recent([], [])
            elif len(recent.blobs) >= RECENT:
                del recent.blobs[0], recent.counts[0]
            recent.blobs.append(change.after)
            recent.counts.append((credited, counts))
        for account in credited:
            total = sums.get(account)
            if total is None:
                total = sums[account] = _Sum(last_commit=commit.id, last_at=commit.authored_at)
            total.commits += 1
            total.weight += counts
            total.first_at = commit.authored_at or total.first_at

    def _take_back(self, path: str, change: Change) -> None:
        """Forgets what was done to a file between this change and one after which it was the same again, byte for byte."""
        if change.after == self._now.setdefault(path, change.after):
            self._changed.pop(path, None)
            self._recent.pop(path, None)
            self._sums[path] = {who: total for who, total in self._sums.get(path, {}).items() if not total.weight}
            return
        recent = self._recent.get(path)
        if recent is None or change.after not in recent.blobs:
            return
        since, sums = recent.blobs.index(change.after), self._sums[path]
        for accounts, counts in recent.counts[since:]:
            for account in accounts:
                sums[account].commits -= 1
                sums[account].weight -= counts
                if not sums[account].commits:
                    del sums[account]
        del recent.blobs[since:], recent.counts[since:]

    def _decay(self, path: str, at: datetime | None) -> float:
        """What is left of a change made at `at`, seen from the newest change of the path."""
        if at is None:
            return 1.0
        newest = self._changed.setdefault(path, at)
        days = (newest - at).days
        return 1.0 if days <= 0 else float(0.5 ** (days / HALF_LIFE_DAYS))

    def contributions(
        self, *, paths: frozenset[str], links: Iterable[AccountLink] = (), is_shallow: bool = False
    ) -> Contributions:
        """What each account did; touches only of `paths`, the files that still stand. Order: account, then path."""
        named = sorted(self._names.values(), key=lambda one: one.account)
        seen = [AccountSeen(account=one.account, display_name=one.name, is_bot=one.is_bot) for one in named]
        declared = [
            AccountLink(a=one.account, b=other, reason="the commit address declares the GitHub login")
            for one in named
            if not one.is_bot
            for other in one.declared
        ]
        standing = self._standing(paths)
        return Contributions(
            accounts=tuple(seen),
            links=(*declared, *links),
            commits=tuple(self._facts()),
            touches=tuple(self._touches(standing)),
            totals=tuple(self._totals(standing, is_shallow=is_shallow)),
            reviews=tuple(self._reviews),
        )

    def _totals(
        self, standing: Mapping[str, Mapping[Account | None, _Sum]], *, is_shallow: bool
    ) -> Iterable[PathTotal]:
        """What the changes to a path count for in all, of those to which not only people's are seen; in path order."""
        for path, sums in sorted(standing.items()):
            seen = sum(total.weight for total in sums.values()) + self._first.get(path, (None, 0.0))[1]
            is_hidden = is_shallow and path not in self._first
            if None in sums or is_hidden:
                yield PathTotal(path=path, commits=round(seen + (max(seen, HIDDEN) if is_hidden else 0.0), 4))

    def _touches(self, standing: Mapping[str, Mapping[Account | None, _Sum]]) -> Iterable[Touch]:
        people = (
            (account, path, total) for path, sums in standing.items() for account, total in sums.items() if account
        )
        for account, path, total in sorted(people, key=lambda one: one[:2]):
            first, bonus = self._first.get(path, (None, 0.0))
            is_first = first == account
            yield Touch(
                account=account,
                path=path,
                commits=total.commits,
                weight=round(total.weight + (bonus if is_first else 0.0), 4),
                is_first=is_first,
                last_commit=total.last_commit,
                last_at=total.last_at,
                first_at=total.first_at,
            )

    def _facts(self) -> Iterable[CommitFact]:
        """The commits of people, newest first, each with the way it came in."""
        line = self._main_line()
        authors = {made.commit: made.account for made in self._made}
        for made in self._made:
            is_merge = len(made.parents) > 1
            others = [other for parent in made.parents[1:] if (other := authors.get(parent)) and other != made.account]
            yield CommitFact(
                id=made.commit,
                account=made.account,
                authored_at=made.at,
                subject=made.subject,
                body_words=made.body_words,
                is_merge=is_merge,
                files=made.files,
                by_request=not is_merge and (made.commit not in line or bool(REQUEST.search(made.subject))),
                of_others=is_merge and made.commit in line and bool(others),
            )

    def _main_line(self) -> set[str]:
        """The commits on the line of first parents."""
        line, at = set(), self._newest
        while at and at not in line:
            line.add(at)
            at = self._parents.get(at, "")
        return line

    def _standing(self, paths: frozenset[str]) -> dict[str, dict[Account | None, _Sum]]:
        """The sums of the files that still stand, under their present names."""
        standing: dict[str, dict[Account | None, _Sum]] = {}
        for path, sums in self._sums.items():
            present = self._files.standing(path, paths)
            if present not in paths:
                continue
            there = standing.setdefault(present, {})
            for account, total in sums.items():
                held = there.get(account)
                if held is None:
                    there[account] = replace(total)
                else:
                    held.commits += total.commits
                    held.weight += total.weight
                    held.first_at = _earlier(held.first_at, total.first_at)
        return standing


def _weight(commit: Commit) -> float:
    """What a commit counts for at each of its paths, before it is shared and decays."""
    files = len(commit.changes)
    if not files:
        return 0.0
    part = MECHANICAL_PART if files > FEW and MECHANICAL.search(commit.subject) else 1.0
    return part * min(1.0, MASS / files)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _made(commit: Commit, account: Account) -> _Made:
    return _Made(
        commit.id,
        account,
        commit.authored_at,
        commit.subject,
        commit.body_words,
        commit.parents,
        len(commit.changes),
    )
