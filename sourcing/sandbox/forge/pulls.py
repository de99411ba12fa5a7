"""Merged pull requests and their reviews, read out of the histories: who brought a branch into somebody else's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.ids import node_id, number
from sourcing.sandbox.forge.objects import Commit, Stat, stamp

_EVERY = 4  # commits of somebody whose work came without merges make one pull request
_REVIEWED = 5 / 6  # of the way from opening to merging


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangedFile:
    """One file of a pull request."""

    pull: Pull
    path: str

    @property
    def added(self) -> int:
        """Lines added."""
        return sum(stat.added or 0 for stat in self._stats())

    @property
    def removed(self) -> int:
        """Lines removed."""
        return sum(stat.removed or 0 for stat in self._stats())

    def _stats(self) -> list[Stat]:
        store = self.pull.repo.store
        return [
            stat for commit in self.pull.commits for stat in store.stats.get(commit.oid, ()) if stat.path == self.path
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pull:
    """A merged pull request; commits oldest first, `merge` None where it was squashed or rebased."""

    repo: Repo
    number: int
    author: Account
    merger: Account | None
    reviewer: Account | None
    commits: tuple[Commit, ...]
    merge: Commit | None

    graphql_type = "PullRequest"

    @property
    def node_id(self) -> str:
        """The global id."""
        return node_id("PR", self.repo.number, self.number)

    @property
    def database_id(self) -> int:
        """The number among all pull requests of the forge."""
        return number("pull", self.repo.number, self.number, low=1_000_000_000, high=1_999_999_999)

    @property
    def title(self) -> str:
        """The first line of its first commit."""
        return self.commits[0].headline or "Update"

    @property
    def body(self) -> str:
        """The rest of its first commit's message."""
        return self.commits[0].body

    @property
    def branch(self) -> str:
        """The name of the branch it came from."""
        words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in self.title.lower()).split()
        return "-".join(words[:4]) or "patch-1"

    @property
    def created(self) -> str:
        """When it was opened: with its first commit."""
        return stamp(self._opened)

    @property
    def merged(self) -> str:
        """When it was merged."""
        return stamp(self._closed)

    @property
    def reviewed(self) -> str:
        """When it was reviewed: before it was merged."""
        return stamp(self._opened + (self._closed - self._opened) * _REVIEWED)

    @property
    def url(self) -> str:
        """The web address, where nothing answers."""
        return f"{self.repo.url}/pull/{self.number}"

    @property
    def size(self) -> tuple[int, int, int]:
        """Lines added, lines removed, files changed."""
        changed = self.files
        return sum(one.added for one in changed), sum(one.removed for one in changed), len(changed)

    @property
    def files(self) -> tuple[ChangedFile, ...]:
        """The files it changed, by path."""
        paths = {path for commit in self.commits for path in self.repo.store.changed.get(commit.oid, ())}
        return tuple(ChangedFile(pull=self, path=path) for path in sorted(paths))

    @property
    def _closed(self) -> int:
        return (self.merge or self.commits[-1]).committer.seconds

    @property
    def _opened(self) -> int:
        return min(self._closed, *(commit.committer.seconds for commit in self.commits))


@dataclass(frozen=True, kw_only=True, eq=False)
class Review:
    """The approval of a pull request."""

    pull: Pull
    author: Account

    graphql_type = "PullRequestReview"

    @property
    def node_id(self) -> str:
        """The global id."""
        return node_id("PRR", self.pull.repo.number, self.pull.number)

    @property
    def url(self) -> str:
        """The web address, where nothing answers."""
        return f"{self.pull.url}#pullrequestreview-{self.pull.database_id}"


def pulls_in(estate: Estate, repo: Repo) -> tuple[Pull, ...]:
    """The pull requests of a repository in the order of their numbers; none in a fork."""
    held = repo.known.get("pulls")
    if held is None or held[0] != estate.version:
        held = (estate.version, () if repo.is_fork else tuple(_numbered(estate, repo)))
        repo.known["pulls"] = held
    found: tuple[Pull, ...] = held[1]
    return found


def pulls_of(estate: Estate, account: Account) -> list[Pull]:
    """The pull requests of an account, oldest first."""
    found = [
        pull
        for repo in estate.worked(account)
        if not repo.is_private and not repo.is_fork
        for pull in pulls_in(estate, repo)
        if pull.author is account
    ]
    return sorted(found, key=lambda pull: (pull.created, pull.repo.slug, pull.number))


def reviews_of(estate: Estate, account: Account) -> list[Review]:
    """The reviews an account gave, oldest first."""
    found = [
        Review(pull=pull, author=account)
        for repo in estate.worked(account)
        if not repo.is_private
        for pull in pulls_in(estate, repo)
        if pull.reviewer is account
    ]
    return sorted(found, key=lambda review: (review.pull.reviewed, review.pull.repo.slug))


def _numbered(estate: Estate, repo: Repo) -> Iterator[Pull]:
    drafts = [*_merged(estate, repo)]
    by_merge = {author.number for author, _, _ in drafts}
    drafts += [draft for draft in _unmerged(estate, repo) if draft[0].number not in by_merge]
    drafts.sort(key=lambda draft: ((draft[2] or draft[1][-1]).committer.seconds, draft[1][0].oid))
    people = [one for one in (estate.person(handle) for handle in repo.given.contributors) if one]
    for place, (author, commits, merge) in enumerate(drafts, start=1):
        others = [one for one in people if one is not author]
        fallback = repo.owner if repo.owner.kind == "User" and repo.owner is not author else None
        yield Pull(
            repo=repo,
            number=place,
            author=author,
            merger=others[0] if others else fallback,
            reviewer=others[place % 2 if len(others) > 1 else 0] if others else fallback,
            commits=commits,
            merge=merge,
        )


def _merged(estate: Estate, repo: Repo) -> Iterator[tuple[Account, tuple[Commit, ...], Commit | None]]:
    """Who wrote most of each merged branch, unless it is the repository's owner or somebody whose name was forged."""
    for merge in repo.history:
        if len(merge.parents) < 2:
            continue
        held = {commit.oid for commit in repo.store.order(merge.parents[0])}
        branch = [commit for commit in repo.store.order(merge.parents[1]) if commit.oid not in held]
        branch = [commit for commit in reversed(branch) if len(commit.parents) < 2]
        writers = Counter(estate.author(commit.author.email) for commit in branch)
        author = writers.most_common(1)[0][0] if writers else None
        if author is None or author is repo.owner:
            continue
        if author.kind == "Bot" or author.handle in repo.given.contributors:
            yield author, tuple(branch), merge


def _unmerged(estate: Estate, repo: Repo) -> Iterator[tuple[Account, tuple[Commit, ...], Commit | None]]:
    """The commits of everybody but the owner, four and four together."""
    for handle in repo.given.contributors:
        account = estate.person(handle)
        if account is None or account is repo.owner:
            continue
        made = [commit for commit in reversed(repo.history) if commit.author.email.lower() in account.emails]
        made = [commit for commit in made if len(commit.parents) < 2]
        for at in range(0, len(made), _EVERY):
            yield account, tuple(made[at : at + _EVERY]), None
