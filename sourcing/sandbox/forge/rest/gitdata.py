"""Commits, trees, blobs and branches over REST."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.ids import node_id
from sourcing.sandbox.forge.objects import Commit, Entry, Signed, Stat
from sourcing.sandbox.forge.replies import Call, Refused, Reply, missing, refusal
from sourcing.sandbox.forge.rest.accounts import maybe
from sourcing.sandbox.forge.rest.pages import listed

_MOST = 100_000  # entries of one answer
_UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def commits(call: Call, repo: Repo) -> Reply:
    """The commits of a branch, newest first, those of an author or of a path alone."""
    need_commits(repo)
    start = repo.store.peeled(repo.store.resolve(call.query.get("sha") or "HEAD") or "")
    if start not in repo.store.commits:
        raise missing()
    made = repo.store.history(start, call.query.get("path"))
    for word in ("since", "until"):
        if call.query.get(word):
            at = datetime.fromisoformat(call.query[word]).timestamp()
            made = tuple(one for one in made if (one.committer.seconds >= at) == (word == "since"))
    if call.query.get("author"):
        addresses = _addresses(call, call.query["author"])
        made = tuple(one for one in made if one.author.email.lower() in addresses)
    return listed(call, made, lambda one: commit_body(call, repo, one))


def commit(call: Call, repo: Repo, name: str) -> Reply:
    """One commit with the lines it added and removed."""
    need_commits(repo)
    found = repo.store.commits.get(repo.store.peeled(repo.store.resolve(name) or ""))
    if found is None:
        raise Refused(refusal(422, f"No commit found for SHA: {name}"))
    stats = repo.store.stats.get(found.oid, ())
    added, removed = sum(stat.added or 0 for stat in stats), sum(stat.removed or 0 for stat in stats)
    body = commit_body(call, repo, found)
    body["stats"] = {"total": added + removed, "additions": added, "deletions": removed}
    body["files"] = [_changed(call, repo, made=found, stat=stat) for stat in stats[:300]]
    return Reply(body=body)


def git_commit(call: Call, repo: Repo, oid: str) -> Reply:
    """A commit object."""
    need_commits(repo)
    found = repo.store.commits.get(oid)
    if found is None:
        raise missing()
    url = f"{call.base}/repos/{repo.slug}/git/commits/"
    return Reply(
        body={
            "sha": oid,
            "node_id": node_id("C", repo.number, oid),
            "url": url + oid,
            "html_url": f"{repo.url}/commit/{oid}",
            "author": _signed(found.author),
            "committer": _signed(found.committer),
            "tree": _tree_link(call, repo, found.tree),
            "message": found.message,
            "parents": [
                {"sha": one, "url": url + one, "html_url": f"{repo.url}/commit/{one}"} for one in found.parents
            ],
            "verification": dict(_UNSIGNED),
        }
    )


def tree(call: Call, repo: Repo, name: str) -> Reply:
    """A tree, with `recursive` everything below it; `truncated` where that is too much."""
    need_commits(repo)
    oid = repo.store.peeled(repo.store.resolve(name) or "")
    found = repo.store.commits.get(oid)
    oid = found.tree if found else oid
    if repo.store.objects.get(oid, ("", 0))[0] != "tree":
        raise missing()
    deep = bool(call.query.get("recursive"))
    rows = list(_rows(repo, oid, "", deep=deep))
    most = max(1, len(rows) // 2) if deep and repo.cuts_trees else _MOST
    body = {
        **_tree_link(call, repo, oid),
        "tree": [_row(call, repo, path, entry) for path, entry in rows[:most]],
        "truncated": len(rows) > most,
    }
    return Reply(body=body)


def blob(call: Call, repo: Repo, oid: str) -> Reply:
    """A blob's bytes in Base64."""
    need_commits(repo)
    held = repo.store.read(oid)
    if held is None or held[0] != "blob":
        raise missing()
    body = {
        "sha": oid,
        "node_id": node_id("B", repo.number, oid),
        "size": len(held[1]),
        "url": f"{call.base}/repos/{repo.slug}/git/blobs/{oid}",
        "content": packed(held[1]),
        "encoding": "base64",
    }
    return Reply(body=body, blobs=Counter([oid]))


def branches(call: Call, repo: Repo) -> Reply:
    """The branches."""
    url = f"{call.base}/repos/{repo.slug}/commits/"
    return listed(
        call,
        list(repo.store.branches.items()),
        lambda one: {"name": one[0], "commit": {"sha": one[1], "url": url + one[1]}, "protected": False},
    )


def branch(call: Call, repo: Repo, name: str) -> Reply:
    """One branch with its commit."""
    oid = repo.store.branches.get(name)
    if oid is None:
        raise Refused(refusal(404, "Branch not found"))
    here = f"{call.base}/repos/{repo.slug}/branches/{name}"
    body = {
        "name": name,
        "commit": commit_body(call, repo, repo.store.commits[oid]),
        "_links": {"self": here, "html": f"{repo.url}/tree/{name}"},
        "protected": False,
        "protection": {"enabled": False, "required_status_checks": {"contexts": [], "checks": []}},
        "protection_url": f"{here}/protection",
    }
    return Reply(body=body)


def commit_body(call: Call, repo: Repo, made: Commit) -> dict[str, Any]:
    """A commit as it stands in lists."""
    url = f"{call.base}/repos/{repo.slug}"
    here = f"{url}/commits/{made.oid}"
    return {
        "sha": made.oid,
        "node_id": node_id("C", repo.number, made.oid),
        "commit": {
            "author": _signed(made.author),
            "committer": _signed(made.committer),
            "message": made.message,
            "tree": {"sha": made.tree, "url": f"{url}/git/trees/{made.tree}"},
            "url": f"{url}/git/commits/{made.oid}",
            "comment_count": 0,
            "verification": dict(_UNSIGNED),
        },
        "url": here,
        "html_url": f"{repo.url}/commit/{made.oid}",
        "comments_url": f"{here}/comments",
        "author": maybe(call, call.estate.author(made.author.email)),
        "committer": maybe(call, call.estate.author(made.committer.email)),
        "parents": [
            {"sha": one, "url": f"{url}/commits/{one}", "html_url": f"{repo.url}/commit/{one}"} for one in made.parents
        ],
    }


def need_commits(repo: Repo) -> None:
    """Passes where the repository has commits. Errors: Refused, as GitHub refuses an empty one."""
    if not repo.store.head:
        raise Refused(refusal(409, "Git Repository is empty."))


def packed(data: bytes) -> str:
    """Bytes in Base64 with GitHub's line breaks."""
    text = base64.b64encode(data).decode("ascii")
    return "".join(f"{text[at : at + 60]}\n" for at in range(0, len(text), 60))


def _addresses(call: Call, author: str) -> frozenset[str]:
    account: Account | None = call.estate.account(author)
    return account.emails if account else frozenset({author.lower()})


def _rows(repo: Repo, oid: str, above: str, *, deep: bool) -> Iterator[tuple[str, Entry]]:
    for entry in repo.store.tree(oid) or ():
        yield above + entry.name, entry
        if deep and entry.kind == "tree":
            yield from _rows(repo, entry.oid, f"{above}{entry.name}/", deep=True)


def _row(call: Call, repo: Repo, path: str, entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {"path": path, "mode": entry.mode.zfill(6), "type": entry.kind, "sha": entry.oid}
    if entry.kind == "blob":
        row["size"] = repo.store.objects.get(entry.oid, ("blob", 0))[1]
    if entry.kind != "commit":
        row["url"] = f"{call.base}/repos/{repo.slug}/git/{entry.kind}s/{entry.oid}"
    return row


def _tree_link(call: Call, repo: Repo, oid: str) -> dict[str, str]:
    return {"sha": oid, "url": f"{call.base}/repos/{repo.slug}/git/trees/{oid}"}


def _signed(signed: Signed) -> dict[str, str]:
    return {"name": signed.name, "email": signed.email, "date": signed.utc}


def _changed(call: Call, repo: Repo, *, made: Commit, stat: Stat) -> dict[str, Any]:
    path, added, removed = stat.path, stat.added or 0, stat.removed or 0
    here = repo.store.entry(made.tree, path)
    parent = repo.store.commits.get(made.parents[0]) if made.parents else None
    before = repo.store.entry(parent.tree, path) if parent else None
    return {
        "sha": here[0].oid if here else None,
        "filename": path,
        "status": "removed" if here is None else "modified" if before else "added",
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
        "blob_url": f"{repo.url}/blob/{made.oid}/{path}",
        "raw_url": f"{repo.url}/raw/{made.oid}/{path}",
        "contents_url": f"{call.base}/repos/{repo.slug}/contents/{path}?ref={made.oid}",
    }
