"""Repositories over REST: their own bodies, and what is listed of them."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.ids import node_id
from sourcing.sandbox.forge.people import contributors
from sourcing.sandbox.forge.replies import Call, Reply, missing
from sourcing.sandbox.forge.rest.accounts import group, simple
from sourcing.sandbox.forge.rest.pages import listed

_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_SAME = {  # of every repository of this world
    "is_template": False,
    "has_issues": True,
    "has_projects": True,
    "has_wiki": False,
    "has_pages": False,
    "has_downloads": True,
    "has_discussions": False,
    "archived": False,
    "disabled": False,
    "visibility": "public",
    "allow_forking": True,
    "web_commit_signoff_required": False,
    "mirror_url": None,
    "homepage": None,
    "default_branch": "main",
    "open_issues_count": 0,
    "open_issues": 0,
}
_RIGHTS = {"admin": False, "maintain": False, "push": False, "triage": False, "pull": True}
_ORDERS: dict[str, Any] = {
    "created": lambda repo: repo.created,
    "updated": lambda repo: repo.pushed_at,
    "pushed": lambda repo: repo.pushed_at,
}


def minimal(call: Call, repo: Repo) -> dict[str, Any]:
    """A repository as it stands in lists."""
    forks = len(call.estate.forks(repo)) + repo.given.stars // 9
    return {
        **named(call, repo),
        "git_url": f"git:{repo.url.partition(':')[2]}.git",
        "ssh_url": f"git@git.sandbox.invalid:{repo.slug}.git",
        "clone_url": f"{repo.url}.git",
        "svn_url": repo.url,
        "language": repo.language,
        "forks_count": forks,
        "forks": forks,
        "stargazers_count": repo.given.stars,
        "watchers_count": repo.given.stars,
        "watchers": repo.given.stars,
        "size": repo.store.kilobytes,
        "topics": list(repo.topics),
        "pushed_at": repo.pushed_at,
        "created_at": repo.created,
        "updated_at": repo.pushed_at,
        "permissions": dict(_RIGHTS),
        **_SAME,
        "license": _license() if repo.has_license else None,
    }


def named(call: Call, repo: Repo) -> dict[str, Any]:
    """A repository as code search names it: who and where, no numbers."""
    url = f"{call.base}/repos/{repo.slug}"
    return {
        "id": repo.number,
        "node_id": repo.node_id,
        "name": repo.name,
        "full_name": repo.slug,
        "private": False,
        "owner": simple(call, repo.owner),
        "html_url": repo.url,
        "description": repo.given.description or None,
        "fork": repo.is_fork,
        "url": url,
        **{name: url + rest for name, rest in _LINKS.items()},
    }


def full(call: Call, repo: Repo) -> dict[str, Any]:
    """A repository's own page."""
    held = minimal(call, repo)
    parent = call.estate.parent(repo)
    if parent:
        held |= {"parent": minimal(call, parent), "source": minimal(call, parent)}
    if repo.owner.kind == "Organization":
        held["organization"] = simple(call, repo.owner)
    return {**held, "network_count": held["forks"], "subscribers_count": 1 + repo.given.stars // 12}


def page(call: Call, repo: Repo) -> Reply:
    """A repository's own page."""
    return Reply(body=full(call, repo))


def of_user(call: Call, login: str) -> Reply:
    """The repositories somebody owns."""
    account = call.estate.account(login)
    if account is None:
        raise missing()
    return _owned(call, call.estate.owned(account) if call.query.get("type") != "member" else [])


def of_organisation(call: Call, login: str) -> Reply:
    """The repositories an organisation owns."""
    return _owned(call, call.estate.owned(group(call, login)))


def languages(_call: Call, repo: Repo) -> Reply:
    """Bytes by language."""
    return Reply(body=dict(repo.languages))


def topics(_call: Call, repo: Repo) -> Reply:
    """The topics."""
    return Reply(body={"names": list(repo.topics)})


def contributors_of(call: Call, repo: Repo) -> Reply:
    """Who committed how often; 204 without a body for an empty repository."""
    if not repo.store.head:
        return Reply(status=204)
    held = contributors(call.estate, repo)
    return listed(call, held, lambda pair: {**simple(call, pair[0]), "contributions": pair[1]})


def forks_of(call: Call, repo: Repo) -> Reply:
    """The forks."""
    return listed(call, call.estate.forks(repo), lambda one: minimal(call, one))


def _owned(call: Call, repos: list[Repo]) -> Reply:
    wanted = call.query.get("type", "all")
    held = [repo for repo in repos if {"forks": repo.is_fork, "sources": not repo.is_fork}.get(wanted, True)]
    sort = call.query.get("sort", "full_name")
    held.sort(key=_ORDERS.get(sort, lambda repo: repo.slug.lower()))
    if call.query.get("direction", "asc" if sort == "full_name" else "desc") == "desc":
        held.reverse()
    return listed(call, held, lambda repo: minimal(call, repo))


def _license() -> dict[str, Any]:
    return {
        "key": "mit",
        "name": "MIT License",
        "spdx_id": "MIT",
        "url": "https://licenses.sandbox.invalid/mit",
        "node_id": node_id("LI", 13),
    }
