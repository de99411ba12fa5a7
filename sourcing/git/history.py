"""A history folded into what each account did: touches per path, exact renames followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sourcing.records import (
    Account,
    AccountLink,
    AccountSeen,
    Change,
    Commit,
    CommitFact,
    Contributions,
    Identity,
    Touch,
)

MASS = 20  # a commit of more files than this spreads the credit of 20 over them


@dataclass(slots=True)
class _Sum:
    commits: int = 0
    weight: float = 0.0
    last_commit: str = ""
    last_at: datetime | None = None


class History:
    """Takes commits newest first, keeps sums; memory grows with pairs of account and path, not with commits × files."""

    def __init__(self) -> None:
        self.count = 0
        self._names: dict[Account, Identity] = {}
        self._facts: list[CommitFact] = []
        self._sums: dict[tuple[Account, str], _Sum] = {}
        self._present: dict[str, str] = {}  # former path -> present path
        self._first: dict[str, Account | None] = {}

    def add(self, commits: Iterable[Commit]) -> None:
        """Folds in commits that come newest first."""
        for commit in commits:
            self.count += 1
            self._add(commit)

    def _add(self, commit: Commit) -> None:
        author = commit.author
        if author:
            self._names.setdefault(author.account, author)
        people = [one for one in (author, *commit.co_authors) if one and not one.is_bot]
        for person in people:
            self._names.setdefault(person.account, person)
        if author and not author.is_bot:
            self._facts.append(_fact(commit, author.account))
        accounts = list(dict.fromkeys(person.account for person in people))
        weight = min(1.0, MASS / len(commit.changes)) / max(1, len(accounts)) if commit.changes else 0.0
        for change in commit.changes:
            self._change(change, commit=commit, accounts=accounts, weight=weight)

    def _change(self, change: Change, *, commit: Commit, accounts: list[Account], weight: float) -> None:
        path = self._present.get(change.path, change.path)
        if change.status == "D":
            return
        if change.status == "R" and change.old_path:
            self._present[change.old_path] = path
        if change.status == "A":
            self._first[path] = accounts[0] if accounts else None
        for account in accounts:
            total = self._sums.get((account, path))
            if total is None:
                total = self._sums[account, path] = _Sum(last_commit=commit.id, last_at=commit.authored_at)
            total.commits += 1
            total.weight += weight

    def contributions(self, *, paths: frozenset[str], links: Iterable[AccountLink] = ()) -> Contributions:
        """What each account did; touches only of `paths`, the files that still stand. Order: account, then path."""
        touches = [
            Touch(
                account=account,
                path=path,
                commits=total.commits,
                weight=round(total.weight, 4),
                is_first=self._first.get(path) == account,
                last_commit=total.last_commit,
                last_at=total.last_at,
            )
            for (account, path), total in sorted(self._standing(paths).items(), key=lambda item: item[0])
        ]
        seen = [
            AccountSeen(account=one.account, display_name=one.name, is_bot=one.is_bot)
            for one in sorted(self._names.values(), key=lambda one: one.account)
        ]
        declared = [
            AccountLink(a=one.account, b=other, reason="the commit address declares the GitHub login")
            for one in sorted(self._names.values(), key=lambda one: one.account)
            if not one.is_bot
            for other in one.declared
        ]
        return Contributions(
            accounts=tuple(seen), links=(*declared, *links), commits=tuple(self._facts), touches=tuple(touches)
        )

    def _standing(self, paths: frozenset[str]) -> dict[tuple[Account, str], _Sum]:
        """The sums of the files that still stand, under their present names."""
        standing: dict[tuple[Account, str], _Sum] = {}
        for (account, path), total in self._sums.items():
            present = self._present_name(path, paths)
            held = standing.get((account, present))
            if held is None and present in paths:
                standing[account, present] = replace(total)
            elif held is not None:
                held.commits += total.commits
                held.weight += total.weight
        return standing

    def _present_name(self, path: str, paths: frozenset[str]) -> str:
        """Where a path went: one branch may go on changing a file by its old name after another has renamed it."""
        met: set[str] = set()
        while path not in paths and path in self._present and path not in met:
            met.add(path)
            path = self._present[path]
        return path


def _fact(commit: Commit, account: Account) -> CommitFact:
    return CommitFact(
        id=commit.id,
        account=account,
        authored_at=commit.authored_at,
        subject=commit.subject,
        body_words=commit.body_words,
        is_merge=commit.is_merge,
        files=len(commit.changes),
    )
