"""Repositories over GraphQL."""

from __future__ import annotations

import html
from typing import Any

from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, estate, path_of
from sourcing.sandbox.forge.graph.errors import Typed
from sourcing.sandbox.forge.graph.gitobjects import GitCommit, GitThing, git_object
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.graph.requests import in_order
from sourcing.sandbox.forge.graph.sorting import chosen
from sourcing.sandbox.forge.graph.words import Branch, Tagged, Word, word
from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.people import contributors
from sourcing.sandbox.forge.pulls import Pull, pulls_in

_MAIN = "refs/heads/main"


def _main(repo: Repo, _info: Info) -> Branch | None:
    return Branch(repo, _MAIN, repo.store.head) if repo.store.head else None


def _ref(repo: Repo, _info: Info, *, qualifiedName: str) -> Branch | None:
    for name in (qualifiedName, f"refs/heads/{qualifiedName}", f"refs/tags/{qualifiedName}"):
        if name in repo.store.refs:
            return Branch(repo, name, repo.store.refs[name])
    return None


def _refs(repo: Repo, info: Info, *, refPrefix: str, **given: Any) -> Page:
    held = [Branch(repo, name, oid) for name, oid in repo.store.refs.items() if name.startswith(refPrefix)]
    sought = (given.get("query") or "").lower()
    return page(info, [branch for branch in held if sought in branch.name.lower()], given)


def _object(
    repo: Repo, _info: Info, *, oid: str | None = None, expression: str | None = None
) -> GitCommit | GitThing | None:
    if oid is None and expression is None:
        raise Typed("INVALID_ARGUMENT", "Either oid or expression must be provided.")
    above = (expression or "").partition(":")[2].strip("/")
    return git_object(repo, oid or repo.store.resolve(expression or ""), above=f"{above}/" if above else "")


def _languages(repo: Repo, info: Info, **given: Any) -> Page:
    sizes = repo.languages
    items = [Word("Language", name) for name in sizes]
    order = given.get("orderBy")
    if order is None or order["direction"] == "ASC":
        items.reverse()  # GitHub's own order is the smallest first
    total = sum(sizes.values())
    return page(info, items, given, edge=lambda language: {"size": sizes[language.name]}, totalSize=total)


def _topics(repo: Repo, info: Info, **given: Any) -> Page:
    return page(info, [Tagged(repo, Word("Topic", name)) for name in repo.topics], given)


def _releases(repo: Repo, info: Info, **given: Any) -> Page:
    held = [Branch(repo, name, oid) for name, oid in repo.store.tags.items()]
    return page(info, held[::-1], given)


def _pull(repo: Repo, info: Info, *, number: int) -> Pull:
    found = next((pull for pull in pulls_in(estate(info), repo) if pull.number == number), None)
    if found is None:
        raise Typed("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
    return found


def _people(repo: Repo, info: Info, **given: Any) -> Page:
    held = [account for account, _ in contributors(estate(info), repo) if account.kind == "User"]
    if repo.owner.kind == "User" and repo.owner not in held:
        held.insert(0, repo.owner)
    sought = (given.get("query") or "").lower()
    return page(info, [one for one in held if sought in one.login.lower() or sought in one.name.lower()], given)


def _fork_count(repo: Repo, info: Info) -> int:
    return len(estate(info).forks(repo)) + repo.given.stars // 9


def _forks(repo: Repo, info: Info, **given: Any) -> Page:
    return page(info, chosen(estate(info).forks(repo), given), given, totalDiskUsage=0)


def _counted(most: Any) -> Any:
    """A list of accounts that is closed: its count alone is told."""
    return lambda repo, info, **given: page(info, [], given, count=most(repo))


FIELDS: dict[str, Fields] = {
    "Repository": {
        "id": attribute("node_id"),
        "databaseId": attribute("number"),
        "name": attribute("name"),
        "nameWithOwner": attribute("slug"),
        "owner": attribute("owner"),
        "url": attribute("url"),
        "resourcePath": lambda repo, _info: path_of(repo.url),
        "sshUrl": lambda repo, _info: f"git@git.sandbox.invalid:{repo.slug}.git",
        "mirrorUrl": constant(None),
        "homepageUrl": constant(None),
        "description": lambda repo, _info: repo.given.description or None,
        "descriptionHTML": lambda repo, _info: f"<div>{html.escape(repo.given.description)}</div>",
        "createdAt": attribute("created"),
        "pushedAt": attribute("pushed_at"),
        "updatedAt": attribute("pushed_at"),
        "isArchived": constant(False),
        "isDisabled": constant(False),
        "isEmpty": lambda repo, _info: not repo.store.head,
        "isFork": attribute("is_fork"),
        "isInOrganization": lambda repo, _info: repo.owner.kind == "Organization",
        "isLocked": constant(False),
        "isMirror": constant(False),
        "isPrivate": attribute("is_private"),
        "isTemplate": constant(False),
        "isSecurityPolicyEnabled": constant(False),
        "hasIssuesEnabled": constant(True),
        "hasWikiEnabled": constant(False),
        "forkingAllowed": constant(True),
        "visibility": constant("PUBLIC"),
        "parent": lambda repo, info: estate(info).parent(repo),
        "diskUsage": lambda repo, _info: repo.store.kilobytes,
        "stargazerCount": lambda repo, _info: repo.given.stars,
        "viewerHasStarred": constant(False),
        "stargazers": _counted(lambda repo: repo.given.stars),
        "watchers": _counted(lambda repo: 1 + repo.given.stars // 12),
        "forkCount": _fork_count,
        "forks": _forks,
        "issues": lambda _repo, info, **given: page(info, [], given),
        "pullRequests": lambda repo, info, **given: page(info, in_order(pulls_in(estate(info), repo), given), given),
        "pullRequest": _pull,
        "releases": _releases,
        "licenseInfo": lambda repo, _info: word("License", "MIT" if repo.has_license else None),
        "primaryLanguage": lambda repo, _info: word("Language", repo.language),
        "languages": _languages,
        "repositoryTopics": _topics,
        "defaultBranchRef": _main,
        "ref": _ref,
        "refs": _refs,
        "object": _object,
        "mentionableUsers": _people,
    },
}
