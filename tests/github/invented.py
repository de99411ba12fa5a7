"""Invented people and repositories, and GitHub's answers about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sourcing.github.facts import Card, Elsewhere, Profile

WHEN = datetime(2026, 10, 1, tzinfo=UTC)


def card(slug: str = "amarint-sbx/mill", **given: Any) -> Card:
    usual: dict[str, Any] = {
        "node_id": f"R_{slug}",
        "slug": slug,
        "url": f"https://github.example/{slug}",
        "description": "",
        "topics": (),
        "language": "Python",
        "stars": 3,
        "kilobytes": 900,
        "pushed_at": WHEN,
        "head": "c" * 40,
        "is_fork": False,
        "is_archived": False,
    }
    return Card(**{**usual, **given})


def elsewhere(slug: str = "works-sbx/loom", *, merged: int = 2, commits: int = 5, **given: Any) -> Elsewhere:
    last = WHEN if merged else None
    return Elsewhere(card=card(slug, **given), merged=merged, last_merged_at=last, commits=commits)


def person(login: str = "amarint-sbx", **given: Any) -> Profile:
    usual: dict[str, Any] = {
        "node_id": f"U_{login}",
        "database_id": 7,
        "login": login,
        "name": "Amarin T",
        "location": "",
        "is_hireable": None,
        "created_at": WHEN,
        "updated_at": WHEN,
        "links": (),
        "declines": False,
        "own": (card(f"{login}/mill"),),
        "elsewhere": (),
        "repositories": 1,
        "merged_requests": 0,
    }
    return Profile(**{**usual, **given})


def told_card(slug: str = "amarint-sbx/mill", **given: Any) -> dict[str, Any]:
    """A repository as GitHub tells it."""
    usual = {
        "id": f"R_{slug}",
        "nameWithOwner": slug,
        "url": f"https://github.example/{slug}",
        "description": "Grinds models",
        "pushedAt": "2026-10-01T08:00:00Z",
        "isFork": False,
        "isArchived": False,
        "isEmpty": False,
        "isPrivate": False,
        "diskUsage": 900,
        "stargazerCount": 3,
        "primaryLanguage": {"name": "Python"},
        "repositoryTopics": {"nodes": [{"topic": {"name": "mlops"}}]},
        "defaultBranchRef": {"target": {"oid": "c" * 40}},
    }
    return {**usual, **given}


def told_person(login: str = "amarint-sbx", **given: Any) -> dict[str, Any]:
    """Somebody as GitHub tells it."""
    usual = {
        "__typename": "User",
        "id": f"U_{login}",
        "databaseId": 7,
        "login": login,
        "name": "Amarin T",
        "bio": "Builds mills.",
        "location": "Turku",
        "websiteUrl": "https://amarint.example",
        "isHireable": True,
        "createdAt": "2015-01-01T00:00:00Z",
        "updatedAt": "2026-09-01T00:00:00Z",
        "socialAccounts": {"nodes": [{"provider": "GENERIC", "url": "https://models.example/amarint-sbx"}]},
        "repositories": {"totalCount": 1, "nodes": [told_card(f"{login}/mill")]},
        "pullRequests": {"totalCount": 0, "nodes": []},
        "contributionsCollection": {"commitContributionsByRepository": []},
    }
    return {**usual, **given}


def merged(card: dict[str, Any] | None, at: str | None = "2026-08-01T00:00:00Z") -> dict[str, Any]:
    """A merged pull request as GitHub tells it."""
    return {"mergedAt": at, "repository": card}


def committed(card: dict[str, Any] | None, times: int) -> dict[str, Any]:
    """A year's commits in one repository as GitHub tells it."""
    return {"repository": card, "contributions": {"totalCount": times}}
