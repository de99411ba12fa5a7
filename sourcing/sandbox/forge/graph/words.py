"""Things that are little more than a name over GraphQL: languages, topics, licences, releases, branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, path_of
from sourcing.sandbox.forge.graph.gitobjects import GitCommit, GitThing, git_object
from sourcing.sandbox.forge.graph.pages import page
from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.ids import node_id, number
from sourcing.sandbox.forge.languages import colour
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.world import FORGE

_LETTERS = {"Language": "LA", "Topic": "TO", "License": "LI"}


@dataclass(frozen=True, slots=True)
class Word:
    """A language, a topic or a licence: `kind` is the name of its type."""

    kind: str
    name: str

    @property
    def graphql_type(self) -> str:
        """The name of its type in GraphQL."""
        return self.kind

    @property
    def node_id(self) -> str:
        """The global id."""
        return node_id(_LETTERS[self.kind], number(self.kind, self.name, low=1, high=900_000))


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """A topic of a repository."""

    repo: Repo
    topic: Word

    @property
    def url(self) -> str:
        """The web address, where nothing answers."""
        return f"{FORGE}/topics/{self.topic.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A branch or a tag: its full name and what it points at."""

    repo: Repo
    name: str
    oid: str


def _target(branch: Branch, _info: Info) -> GitCommit | GitThing | None:
    return git_object(branch.repo, branch.oid)


def _published(release: Branch, _info: Info) -> str:
    made = release.repo.store.commits.get(release.repo.store.peeled(release.oid))
    return stamp(made.committer.seconds if made else 0)


def _release_url(release: Branch) -> str:
    return f"{release.repo.url}/releases/tag/{release.name}"


_STARRED: Fields = {
    "stargazerCount": constant(0),
    "viewerHasStarred": constant(False),
    "stargazers": lambda _source, info, **given: page(info, [], given),
}


def _release_number(release: Branch) -> int:
    return number("release", release.repo.number, release.name, low=1, high=900_000_000)


FIELDS: dict[str, Fields] = {
    "Language": {
        "id": attribute("node_id"),
        "name": attribute("name"),
        "color": lambda word, _info: colour(word.name),
    },
    "Topic": {"id": attribute("node_id"), "name": attribute("name")} | _STARRED,
    "License": {
        "id": attribute("node_id"),
        "key": lambda word, _info: word.name.lower(),
        "name": lambda word, _info: f"{word.name} License",
        "spdxId": attribute("name"),
        "nickname": constant(None),
        "pseudoLicense": constant(False),
        "url": lambda word, _info: f"http://choosealicense.invalid/licenses/{word.name.lower()}/",
    },
    "RepositoryTopic": {
        "id": lambda tagged, _info: node_id("RT", tagged.repo.number, tagged.topic.name),
        "topic": attribute("topic"),
        "url": attribute("url"),
        "resourcePath": lambda tagged, _info: path_of(tagged.url),
    },
    "Ref": {
        "id": lambda branch, _info: node_id("REF", branch.repo.number, branch.name[:200]),
        "name": lambda branch, _info: branch.name.split("/", 2)[2],
        "prefix": lambda branch, _info: "/".join(branch.name.split("/", 2)[:2]) + "/",
        "repository": attribute("repo"),
        "target": _target,
    },
    "Release": {
        "id": lambda release, _info: node_id("RE", _release_number(release)),
        "databaseId": lambda release, _info: _release_number(release),
        "name": attribute("name"),
        "tagName": attribute("name"),
        "createdAt": _published,
        "publishedAt": _published,
        "isPrerelease": constant(False),
        "isDraft": constant(False),
        "url": lambda release, _info: _release_url(release),
        "resourcePath": lambda release, _info: path_of(_release_url(release)),
    },
}


def word(kind: str, name: str | None) -> Any:
    """The thing of this kind and name, None for no name."""
    return Word(kind, name) if name else None
