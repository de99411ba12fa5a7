"""Files by their path over REST."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.objects import Entry
from sourcing.sandbox.forge.replies import Call, Reply, missing
from sourcing.sandbox.forge.rest.gitdata import need_commits, packed

_LARGEST = 1024 * 1024  # bytes whose content is given


def readme(call: Call, repo: Repo) -> Reply:
    """The file that introduces the repository."""
    commit = repo.store.commits.get(repo.store.head)
    rows = repo.store.tree(commit.tree) or () if commit else ()
    found = next((row for row in rows if row.name.lower().startswith("readme") and row.kind == "blob"), None)
    if found is None:
        raise missing()
    return contents(call, repo, found.name)


def contents(call: Call, repo: Repo, path: str) -> Reply:
    """A file with its content, or the rows of a folder."""
    need_commits(repo)
    ref = call.query.get("ref") or "main"
    commit = repo.store.commits.get(repo.store.peeled(repo.store.resolve(ref) or ""))
    if commit is None:
        raise missing()
    path = path.strip("/")
    found = repo.store.entry(commit.tree, path) if path else None
    if path and found is None:
        raise missing()
    if found is None or found[0].kind == "tree":
        rows = repo.store.tree(found[0].oid if found else commit.tree) or ()
        below = f"{path}/" if path else ""
        return Reply(body=[_body(call, repo, path=below + row.name, entry=row, ref=ref) for row in rows])
    return _file(call, repo, path=path, entry=found[0], ref=ref)


def _file(call: Call, repo: Repo, *, path: str, entry: Entry, ref: str) -> Reply:
    body = _body(call, repo, path=path, entry=entry, ref=ref)
    if entry.kind == "commit":
        return Reply(body=body)
    held = repo.store.read(entry.oid)
    data = held[1] if held else b""
    if body["type"] == "symlink":
        return Reply(body=body | {"target": data.decode("utf-8", "replace")})
    if len(data) > _LARGEST:
        return Reply(body=body | {"content": "", "encoding": "none"})
    return Reply(body=body | {"content": packed(data), "encoding": "base64"}, blobs=Counter([entry.oid]))


def _body(call: Call, repo: Repo, *, path: str, entry: Entry, ref: str) -> dict[str, Any]:
    kinds = {"40000": "dir", "120000": "symlink", "160000": "submodule"}
    url = f"{call.base}/repos/{repo.slug}"
    here = f"{url}/contents/{quote(path)}?ref={quote(ref)}"
    page = f"{repo.url}/{'tree' if entry.kind == 'tree' else 'blob'}/{ref}/{quote(path)}"
    git = f"{url}/git/{entry.kind}s/{entry.oid}" if entry.kind != "commit" else None
    kind = kinds.get(entry.mode, "file")
    body: dict[str, Any] = {
        "name": entry.name,
        "path": path,
        "sha": entry.oid,
        "size": repo.store.objects.get(entry.oid, ("", 0))[1] if entry.kind == "blob" else 0,
        "url": here,
        "html_url": page,
        "git_url": git,
        "download_url": f"https://raw.sandbox.invalid/{repo.slug}/{ref}/{quote(path)}" if kind == "file" else None,
        "type": kind,
        "_links": {"self": here, "git": git, "html": page},
    }
    return body | ({"submodule_git_url": f"{repo.url}.git"} if kind == "submodule" else {})
