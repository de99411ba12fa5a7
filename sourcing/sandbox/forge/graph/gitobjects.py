"""Git's objects over GraphQL: each is a value that knows its repository, and the resolvers of commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, estate, path_of
from sourcing.sandbox.forge.graph.errors import not_found
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.ids import node_id
from sourcing.sandbox.forge.objects import Commit, Signed

_TOGETHER = re.compile(r"^co-authored-by:\s*(.*?)\s*<([^>]*)>\s*$", re.I | re.M)


@dataclass(frozen=True, slots=True, eq=False)
class GitCommit:
    """A commit of a repository."""

    repo: Repo
    made: Commit

    @property
    def oid(self) -> str:
        """The commit's id."""
        return self.made.oid

    @property
    def graphql_type(self) -> str:
        """The name of its type in GraphQL."""
        return "Commit"


@dataclass(frozen=True, slots=True, eq=False)
class GitThing:
    """A tree, a blob or a tag of a repository; `kind` is `Tree`, `Blob` or `Tag`, size in bytes.

    `above` is the path of a tree as far as it is known, with a slash at its end.
    """

    repo: Repo
    oid: str
    kind: str
    size: int
    above: str = ""

    @property
    def graphql_type(self) -> str:
        """The name of its type in GraphQL."""
        return self.kind


def git_object(repo: Repo, oid: str | None, *, above: str = "") -> GitCommit | GitThing | None:
    """The object of this id, None where the repository has none."""
    kind, size = repo.store.objects.get(oid or "", ("", 0))
    if oid is None or not kind:
        return None
    if kind == "commit":
        made = repo.store.commits.get(oid)
        return GitCommit(repo, made) if made else None
    return GitThing(repo, oid, kind.capitalize(), size, above)


def _history(commit: GitCommit, info: Info, **given: Any) -> Page:
    made = commit.repo.store.history(commit.oid, given.get("path"))
    addresses = _addresses(info, given.get("author"))
    if addresses is not None:
        made = tuple(one for one in made if one.author.email.lower() in addresses)
    since, until = (_seconds(given.get(word)) for word in ("since", "until"))
    if since is not None or until is not None:
        made = tuple(one for one in made if _within(one, since, until))
    found = page(info, made, given)
    return Page(
        items=[GitCommit(commit.repo, one) for one in found.items],
        start=found.start,
        total=found.total,
        count=found.count,
    )


def _addresses(info: Info, author: Mapping[str, Any] | None) -> frozenset[str] | None:
    """The addresses an author is asked for by, None where nobody is."""
    if not author:
        return None
    if author.get("id") is not None:
        found = estate(info).found(author["id"])
        if found is None or not isinstance(found[1], Account):
            raise not_found("node", "global id of", author["id"])
        return found[1].emails
    return frozenset(email.lower() for email in author.get("emails") or ())


def _seconds(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None


def _within(commit: Commit, since: float | None, until: float | None) -> bool:
    at = commit.committer.seconds
    return (since is None or at >= since) and (until is None or at <= until)


def _parents(commit: GitCommit, info: Info, **given: Any) -> Page:
    parents = [git_object(commit.repo, oid) for oid in commit.made.parents]
    return page(info, [parent for parent in parents if parent], given)


def authors(commit: Commit) -> list[Signed]:
    """Who wrote a commit: its author, then those its message names as co-authors."""
    others = _TOGETHER.findall(commit.message)
    return [
        commit.author,
        *(Signed(name, email, commit.author.seconds, commit.author.offset) for name, email in others),
    ]


def _total(which: str) -> Any:
    def resolve(commit: GitCommit, _info: Info) -> int:
        return sum(getattr(stat, which) or 0 for stat in commit.repo.store.stats.get(commit.oid, ()))

    return resolve


def _user(signed: Signed, info: Info) -> Account | None:
    """The account of an address; a bot is no user."""
    found = estate(info).author(signed.email)
    return found if found is not None and found.kind == "User" else None


def _url(commit: GitCommit) -> str:
    return f"{commit.repo.url}/commit/{commit.oid}"


def object_fields(letters: str) -> Fields:
    """The resolvers every Git object has; `letters` begin its global id."""
    return {
        "id": lambda thing, _info: node_id(letters, thing.repo.number, thing.oid),
        "oid": attribute("oid"),
        "abbreviatedOid": lambda thing, _info: thing.oid[:7],
        "commitUrl": lambda thing, _info: f"{thing.repo.url}/commit/{thing.oid}",
        "commitResourcePath": lambda thing, _info: path_of(f"{thing.repo.url}/commit/{thing.oid}"),
        "repository": attribute("repo"),
    }


FIELDS: dict[str, Fields] = {
    "Commit": object_fields("C")
    | {
        "message": lambda commit, _info: commit.made.message,
        "messageHeadline": lambda commit, _info: commit.made.headline,
        "messageBody": lambda commit, _info: commit.made.body,
        "authoredDate": lambda commit, _info: commit.made.author.utc,
        "committedDate": lambda commit, _info: commit.made.committer.utc,
        "committedViaWeb": lambda commit, _info: commit.made.is_web,
        "authoredByCommitter": lambda commit, _info: commit.made.author.email == commit.made.committer.email,
        "author": lambda commit, _info: commit.made.author,
        "committer": lambda commit, _info: commit.made.committer,
        "authors": lambda commit, info, **given: page(info, authors(commit.made), given),
        "parents": _parents,
        "tree": lambda commit, _info: GitThing(commit.repo, commit.made.tree, "Tree", 0),
        "history": _history,
        "changedFilesIfAvailable": lambda commit, _info: len(commit.repo.store.stats.get(commit.oid, ())),
        "additions": _total("added"),
        "deletions": _total("removed"),
        "signature": constant(None),  # nobody signs in this world
        "url": lambda commit, _info: _url(commit),
        "resourcePath": lambda commit, _info: path_of(_url(commit)),
    },
    "GitActor": {
        "name": attribute("name"),
        "email": attribute("email"),
        "date": attribute("local"),
        "user": _user,
        "avatarUrl": lambda _signed, _info, **_given: "https://avatars.sandbox.invalid/u/0?v=4",
    },
}
