"""The reference of `github_cost`: what a careful PyGithub loop asks for the same people, one request a thing."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

import github
from github.Commit import Commit as RestCommit
from github.NamedUser import NamedUser
from github.PaginatedList import PaginatedList
from github.Repository import Repository as RestRepository

from sourcing.choice import MAX_BYTES, choose
from sourcing.evidence.signal import Signal
from sourcing.git.source import ChosenText
from sourcing.github.facts import Card, account
from sourcing.github.histories import Author, History
from sourcing.github.repositories import Drafted, Wanted
from sourcing.github.trees import Tree
from sourcing.landing import Landing, git_name
from sourcing.parsing.messages import body_words
from sourcing.parsing.prose import without_addresses
from sourcing.records import AuthorTotal, CommitFact, FileEntry, Held, PathTotal, Touch


class Loop:
    """Reads people one after the other; every call below that touches PyGithub is one request, or none where it is held."""

    def __init__(self, url: str, token: str, *, landing: Landing, signals: Mapping[str, Signal], files: int) -> None:
        self._github = github.Github(
            auth=github.Auth.Token(token), base_url=url, retry=None, seconds_between_requests=0, per_page=100, lazy=True
        )
        self._landing, self._signals, self._files = landing, signals, files

    def read(self, login: str, *, most: int) -> Iterator[Drafted]:
        """Every own repository of a login that is no fork, read as the product reads it."""
        user = self._github.get_user(login)
        name = str(user.name or "")  # one request: the profile itself
        own = [one for one in user.get_repos(type="owner") if not one.fork]
        own.sort(key=lambda one: (-one.stargazers_count, one.full_name))
        for repository in own[:most]:
            if isinstance(user, NamedUser):
                yield self._repository(repository, Author(login=user.login, node_id=user.node_id, name=name))

    def _repository(self, repository: RestRepository, author: Author) -> Drafted:
        listed = repository.get_git_tree(repository.default_branch, recursive=True)
        everybody = _count(repository.get_commits())
        mine, total = self._commits(repository, author)
        head = next(iter(everybody[1])).sha
        tree = Tree()
        for row in listed.tree:
            if row.type != "tree":
                tree.entries.append(FileEntry(row.path, row.mode, row.sha))
                tree.sizes[row.path] = row.size or 0
        tree.entries.sort(key=lambda entry: entry.path)
        history = History(
            committed_at=everybody[1][0].commit.committer.date.isoformat(),
            total=everybody[0],
            totals=(AuthorTotal(account=author.account, commits=total),),
            commits=tuple(mine),
            links=(),
        )
        wanted = Wanted(card=_card(repository, head), authors=(author,))
        drafted = Drafted(wanted, tree, history, self._texts(repository, tree), self._landing)
        for question in drafted.questions(self._signals):
            touched = _count(repository.get_commits(path=question.path))
            own = _count(repository.get_commits(path=question.path, author=author.login))
            drafted.totals.append(PathTotal(path=question.path, commits=touched[0]))
            if own[0]:
                drafted.touches.append(_touch(author, question.path, own))
        return drafted

    def _commits(self, repository: RestRepository, author: Author) -> tuple[list[CommitFact], int]:
        """The newest 100 commits of an author and how many there are: one request where there are no more."""
        pages = repository.get_commits(author=author.login)
        first = pages.get_page(0)
        total = len(first) if len(first) < 100 else pages.totalCount
        return [_fact(one, author) for one in first], total

    def _texts(self, repository: RestRepository, tree: Tree) -> list[ChosenText]:
        """The chosen files, each one request but for those that are held."""
        texts = []
        for entry in choose(tree.entries, most=self._files):
            held = Held.TOO_LARGE if tree.sizes[entry.path] > MAX_BYTES else Held.HELD
            if held is Held.HELD and not self._landing.has_blob(entry.blob):
                data = base64.b64decode(repository.get_git_blob(entry.blob).content)
                if git_name(data, like=entry.blob) == entry.blob:
                    self._landing.put_blob(entry.blob, data)
                held = Held.BINARY if b"\0" in data[:8192] else Held.HELD
            texts.append(ChosenText(path=entry.path, blob=entry.blob, held=held))
        return texts


def _count(pages: PaginatedList[RestCommit]) -> tuple[int, list[RestCommit]]:
    """How many commits there are, and the newest of them: one request where they fit a page, else one more."""
    first = pages.get_page(0)
    return (len(first) if len(first) < 100 else pages.totalCount), first


def _fact(one: RestCommit, author: Author) -> CommitFact:
    subject, _, body = one.commit.message.partition("\n")
    return CommitFact(
        id=one.sha,
        account=account(author.login),
        authored_at=one.commit.author.date,
        subject=without_addresses(subject)[:300],
        body_words=body_words(body),
        is_merge=len(one.parents) > 1,
        files=None,
    )


def _touch(author: Author, path: str, found: tuple[int, list[RestCommit]]) -> Touch:
    count, commits = found
    return Touch(
        account=author.account,
        path=path,
        commits=count,
        weight=float(count),
        is_first=False,
        last_commit=commits[0].sha,
        last_at=commits[0].commit.author.date,
    )


def _card(repository: RestRepository, head: str) -> Card:
    return Card(
        node_id=str(repository.raw_data["node_id"]),
        slug=repository.full_name,
        url=repository.html_url,
        description="",
        topics=(),
        language=repository.language,
        stars=repository.stargazers_count,
        kilobytes=repository.size,
        pushed_at=None,
        head=head,
        is_fork=False,
        is_archived=False,
    )
