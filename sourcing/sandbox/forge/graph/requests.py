"""Pull requests and reviews over GraphQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, path_of
from sourcing.sandbox.forge.graph.gitobjects import GitCommit
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.ids import node_id
from sourcing.sandbox.forge.pulls import Pull, Review


@dataclass(frozen=True, eq=False)
class PullCommit:
    """One commit of a pull request."""

    pull: Pull
    commit: GitCommit


def in_order(pulls: Sequence[Pull], given: Mapping[str, Any]) -> list[Pull]:
    """The pull requests that the arguments ask for, oldest first where they say no order. All are merged."""
    states, order = given.get("states"), given.get("orderBy") or {}
    held = list(pulls) if not states or "MERGED" in states else []
    if given.get("labels") or given.get("baseRefName") not in (None, "main"):
        held = []
    if given.get("headRefName"):
        held = [pull for pull in held if pull.branch == given["headRefName"]]
    key = {"UPDATED_AT": lambda pull: pull.merged}.get(order.get("field", ""), lambda pull: pull.created)
    return sorted(held, key=key, reverse=order.get("direction") == "DESC")


def _reviews(pull: Pull, info: Info, **given: Any) -> Page:
    held = [Review(pull=pull, author=pull.reviewer)] if pull.reviewer else []
    states, author = given.get("states"), given.get("author")
    if states and "APPROVED" not in states:
        held = []
    return page(info, [one for one in held if author is None or one.author.login.lower() == author.lower()], given)


def _commits(pull: Pull, info: Info, **given: Any) -> Page:
    return page(info, [PullCommit(pull, GitCommit(pull.repo, commit)) for commit in pull.commits], given)


FIELDS: dict[str, Fields] = {
    "PullRequest": {
        "id": attribute("node_id"),
        "fullDatabaseId": lambda pull, _info: str(pull.database_id),
        "number": attribute("number"),
        "title": attribute("title"),
        "body": attribute("body"),
        "bodyText": attribute("body"),
        "url": attribute("url"),
        "resourcePath": lambda pull, _info: path_of(pull.url),
        "state": constant("MERGED"),
        "merged": constant(True),
        "closed": constant(True),
        "isDraft": constant(False),
        "mergedAt": attribute("merged"),
        "closedAt": attribute("merged"),
        "updatedAt": attribute("merged"),
        "createdAt": attribute("created"),
        "repository": attribute("repo"),
        "baseRepository": attribute("repo"),
        "headRepository": constant(None),  # forks are deleted after merging
        "baseRefName": constant("main"),
        "headRefName": attribute("branch"),
        "author": attribute("author"),
        "authorAssociation": constant("CONTRIBUTOR"),
        "mergedBy": attribute("merger"),
        "mergeCommit": lambda pull, _info: GitCommit(pull.repo, pull.merge or pull.commits[-1]),
        "files": lambda pull, info, **given: page(info, pull.files, given),
        "reviews": _reviews,
        "commits": _commits,
        "additions": lambda pull, _info: pull.size[0],
        "deletions": lambda pull, _info: pull.size[1],
        "changedFiles": lambda pull, _info: pull.size[2],
        "totalCommentsCount": constant(0),
    },
    "PullRequestChangedFile": {
        "path": attribute("path"),
        "additions": attribute("added"),
        "deletions": attribute("removed"),
    },
    "PullRequestCommit": {
        "id": lambda one, _info: node_id("PURC", one.pull.repo.number, f"{one.pull.number}:{one.commit.made.oid}"),
        "commit": attribute("commit"),
        "pullRequest": attribute("pull"),
        "url": lambda one, _info: f"{one.pull.url}/commits/{one.commit.made.oid}",
        "resourcePath": lambda one, _info: path_of(f"{one.pull.url}/commits/{one.commit.made.oid}"),
    },
    "PullRequestReview": {
        "id": attribute("node_id"),
        "fullDatabaseId": lambda review, _info: str(review.pull.database_id),
        "author": attribute("author"),
        "authorAssociation": constant("MEMBER"),
        "body": constant(""),
        "state": constant("APPROVED"),
        "submittedAt": lambda review, _info: review.pull.reviewed,
        "createdAt": lambda review, _info: review.pull.reviewed,
        "url": attribute("url"),
        "resourcePath": lambda review, _info: path_of(review.url),
        "pullRequest": attribute("pull"),
        "repository": lambda review, _info: review.pull.repo,
    },
}
