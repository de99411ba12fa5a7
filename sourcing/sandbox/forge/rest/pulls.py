"""Pull requests over REST."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.pulls import Pull, pulls_in
from sourcing.sandbox.forge.replies import Call, Reply, missing
from sourcing.sandbox.forge.rest.accounts import maybe, simple
from sourcing.sandbox.forge.rest.gitdata import commit_body
from sourcing.sandbox.forge.rest.pages import listed
from sourcing.sandbox.forge.rest.repositories import minimal

_TARGETS = {  # what a pull request links to, and under which name its body has the address
    "self": "url",
    "issue": "issue_url",
    "commits": "commits_url",
    "comments": "comments_url",
    "review_comments": "review_comments_url",
    "review_comment": "review_comment_url",
    "statuses": "statuses_url",
}
_NOBODY: dict[str, Any] = {"draft": False, "assignee": None, "assignees": [], "active_lock_reason": None}


def pulls(call: Call, repo: Repo) -> Reply:
    """The pull requests, the latest first; all are merged, so that none is open."""
    held = list(pulls_in(call.estate, repo)) if call.query.get("state", "open") in ("closed", "all") else []
    if call.query.get("direction", "desc") == "desc":
        held.reverse()
    return listed(call, held, lambda pull: short(call, pull))


def pull(call: Call, repo: Repo, number: str) -> Reply:
    """One pull request with its size."""
    found = _find(call, repo, number)
    added, removed, files = found.size
    more = {
        "merged": True,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": maybe(call, found.merger),
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(found.commits),
        "additions": added,
        "deletions": removed,
        "changed_files": files,
    }
    return Reply(body={**short(call, found), **more})


def commits(call: Call, repo: Repo, number: str) -> Reply:
    """The commits of a pull request, oldest first."""
    return listed(call, _find(call, repo, number).commits, lambda made: commit_body(call, repo, made))


def reviews(call: Call, repo: Repo, number: str) -> Reply:
    """The reviews of a pull request."""
    found = _find(call, repo, number)
    reviewers = [found.reviewer] if found.reviewer else []
    url = f"{call.base}/repos/{repo.slug}/pulls/{number}"
    return listed(
        call,
        reviewers,
        lambda who: {
            "id": found.database_id,
            "node_id": found.node_id.replace("PR_", "PRR_"),
            "user": simple(call, who),
            "body": "",
            "state": "APPROVED",
            "html_url": f"{found.url}#pullrequestreview-{found.database_id}",
            "pull_request_url": url,
            "_links": {"html": {"href": found.url}, "pull_request": {"href": url}},
            "submitted_at": found.reviewed,
            "commit_id": found.commits[-1].oid,
            "author_association": "MEMBER",
        },
    )


def short(call: Call, found: Pull) -> dict[str, Any]:
    """A pull request as it stands in lists."""
    repo, url = found.repo, f"{call.base}/repos/{found.repo.slug}"
    here, issue = f"{url}/pulls/{found.number}", f"{url}/issues/{found.number}"
    last = found.commits[-1]
    links = {
        "url": here,
        "issue_url": issue,
        "commits_url": f"{here}/commits",
        "review_comments_url": f"{here}/comments",
        "review_comment_url": f"{url}/pulls/comments{{/number}}",
        "comments_url": f"{issue}/comments",
        "statuses_url": f"{url}/statuses/{last.oid}",
    }
    return {
        **links,
        **_what(call, found),
        **_NOBODY,
        "requested_reviewers": [],
        "requested_teams": [],
        "merge_commit_sha": (found.merge or last).oid,
        "merged_at": found.merged,
        "auto_merge": None,
        "head": _side(call, repo, found.branch, last.oid),
        "base": _side(call, repo, "main", (last.parents or (last.oid,))[0]),
        "_links": {
            **{name: {"href": links[target]} for name, target in _TARGETS.items()},
            "html": {"href": found.url},
        },
    }


def issue(call: Call, found: Pull) -> dict[str, Any]:
    """A pull request as the search for issues shows it."""
    url = f"{call.base}/repos/{found.repo.slug}"
    here = f"{url}/issues/{found.number}"
    return {
        **_what(call, found),
        "url": here,
        "repository_url": url,
        "labels_url": f"{here}/labels{{/name}}",
        "comments_url": f"{here}/comments",
        "events_url": f"{here}/events",
        "comments": 0,
        **_NOBODY,
        "state_reason": None,
        "score": 1.0,
        "pull_request": {
            "url": f"{url}/pulls/{found.number}",
            "html_url": found.url,
            "diff_url": f"{found.url}.diff",
            "patch_url": f"{found.url}.patch",
            "merged_at": found.merged,
        },
    }


def _what(call: Call, found: Pull) -> dict[str, Any]:
    """What a pull request is, in both forms."""
    return {
        "id": found.database_id,
        "node_id": found.node_id,
        "html_url": found.url,
        "diff_url": f"{found.url}.diff",
        "patch_url": f"{found.url}.patch",
        "number": found.number,
        "state": "closed",
        "locked": False,
        "title": found.title,
        "user": simple(call, found.author),
        "body": found.body or None,
        "labels": [],
        "milestone": None,
        "created_at": found.created,
        "updated_at": found.merged,
        "closed_at": found.merged,
        "author_association": "CONTRIBUTOR",
    }


def _side(call: Call, repo: Repo, branch: str, oid: str) -> dict[str, Any]:
    owner = simple(call, repo.owner)
    label = f"{repo.owner.login}:{branch}"
    return {"label": label, "ref": branch, "sha": oid, "user": owner, "repo": minimal(call, repo)}


def _find(call: Call, repo: Repo, number: str) -> Pull:
    found = next((one for one in pulls_in(call.estate, repo) if str(one.number) == number), None)
    if found is None:
        raise missing()
    return found
