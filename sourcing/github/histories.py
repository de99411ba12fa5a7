"""Whose work a repository is: the commits of chosen people, and who touched which file how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourcing.git.identity import Identities
from sourcing.github.answers import commits, moment
from sourcing.github.client import Client
from sourcing.github.facts import account
from sourcing.github.packing import Packer, Piece, Sizes, quoted
from sourcing.github.trees import At, within
from sourcing.records import Account, AccountLink, AuthorTotal, CommitFact, PathTotal, Touch

PAGE = 100  # commits of one author in one repository that are read


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Author:
    """Somebody whose work is asked for."""

    login: str
    node_id: str
    name: str = ""

    @property
    def account(self) -> Account:
        """`github:login`."""
        return account(self.login)


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The history of one commit: how long, and what each author has in it (the newest of their commits)."""

    committed_at: str | None
    total: int
    totals: tuple[AuthorTotal, ...]
    commits: tuple[CommitFact, ...]
    links: tuple[AccountLink, ...]

    def commits_of(self, who: Account) -> int:
        """How many commits an author has here."""
        return next((one.commits for one in self.totals if one.account == who), 0)


def read_histories(
    client: Client, wanted: Mapping[At, Sequence[Author]], *, salt: bytes, sizes: Sizes
) -> Iterator[tuple[At, History | str, bool]]:
    """The history of each commit, or the reason why there is none and whether that is final."""
    by_key = {at.node_id: at for at in wanted}
    packer = Packer(client=client, name="commits", fragments=("commit",), sizes=sizes)
    for answer in packer.ask(_piece(at, authors) for at, authors in wanted.items()):
        at = by_key[answer.piece.key]
        data = (answer.data or {}).get("object")
        if data:
            yield at, _history(data, wanted[at], salt=salt), True
        else:
            yield at, answer.reason or "the commit is not there any more", answer.is_final


def _piece(at: At, authors: Sequence[Author]) -> Piece:
    asked = " ".join(
        f"u{number}: history(first: {PAGE}, author: {{id: {quoted(author.node_id)}}}) {{ totalCount nodes {{ ...Made }} }}"
        for number, author in enumerate(authors)
    )
    selection = f"committedDate history {{ totalCount }} {asked}"
    return Piece(key=at.node_id, body=within(at, selection), price=1 + len(authors), weight=25_000 * len(authors))


def _history(data: Mapping[str, Any], authors: Sequence[Author], *, salt: bytes) -> History:
    identities = Identities(salt)
    made: list[CommitFact] = []
    links: list[AccountLink] = []
    totals: list[AuthorTotal] = []
    for number, author in enumerate(authors):
        answer = data.get(f"u{number}") or {}
        mine, joins = commits(answer.get("nodes"), login=author.login, identities=identities)
        made += mine
        links += joins
        totals.append(AuthorTotal(account=author.account, commits=int(answer.get("totalCount") or 0)))
    return History(
        committed_at=data.get("committedDate"),
        total=int((data.get("history") or {}).get("totalCount") or 0),
        totals=tuple(totals),
        commits=tuple(made),
        links=tuple(links),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Whose is one file: at which commit, and which of the authors have anything to do with the repository.

    Where one author wrote every commit there is, the file's own history says it all.
    """

    at: At
    path: str
    authors: tuple[Author, ...]
    only: Author | None = None


def read_authorship(
    client: Client, questions: Iterable[Question], *, sizes: Sizes
) -> Iterator[tuple[Question, PathTotal, list[Touch]] | Question]:
    """For each file how often it was touched, by anybody and by each author; the question itself where that failed."""
    by_key = {f"{question.at.node_id} {question.path}": question for question in questions}
    packer = Packer(client=client, name="authorship", fragments=(), sizes=sizes)
    for answer in packer.ask(_authorship_piece(key, question) for key, question in by_key.items()):
        question = by_key[answer.piece.key]
        data = (answer.data or {}).get("object")
        if not data:
            yield question
            continue
        total = int((data.get("all") or {}).get("totalCount") or 0)
        authors = (
            [("all", question.only)] if question.only else [(f"u{n}", one) for n, one in enumerate(question.authors)]
        )
        touches = [_touch(data.get(alias) or {}, author, path=question.path) for alias, author in authors if author]
        yield question, PathTotal(path=question.path, commits=total), [touch for touch in touches if touch.commits]


def _authorship_piece(key: str, question: Question) -> Piece:
    path, last = quoted(question.path), "{ totalCount nodes { oid authoredDate } }"
    parts = [f"all: history(first: 1, path: {path}) {last}"]
    if not question.only:
        parts += [
            f"u{number}: history(first: 1, path: {path}, author: {{id: {quoted(author.node_id)}}}) {last}"
            for number, author in enumerate(question.authors)
        ]
    return Piece(key=key, body=within(question.at, " ".join(parts)), price=len(parts), weight=400 * len(parts))


def _touch(answer: Mapping[str, Any], author: Author, *, path: str) -> Touch:
    newest: Mapping[str, Any] = next(iter(answer.get("nodes") or ()), {})
    count = int(answer.get("totalCount") or 0)
    return Touch(
        account=author.account,
        path=path,
        commits=count,
        weight=float(count),
        is_first=False,
        last_commit=str(newest.get("oid") or ""),
        last_at=moment(newest.get("authoredDate")),
    )
