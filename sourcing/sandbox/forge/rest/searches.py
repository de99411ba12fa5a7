"""Search over REST."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sourcing.sandbox.forge import search
from sourcing.sandbox.forge.codesearch import Hit, code
from sourcing.sandbox.forge.replies import Call, Refused, Reply, refusal
from sourcing.sandbox.forge.rest.accounts import simple
from sourcing.sandbox.forge.rest.pages import found
from sourcing.sandbox.forge.rest.pulls import issue
from sourcing.sandbox.forge.rest.repositories import minimal, named


def users(call: Call) -> Reply:
    """The users and organisations a query finds."""
    hits = search.users(call.estate, _query(call), **_order(call))
    return found(call, hits, lambda one: {**simple(call, one), "score": 1.0}, most=search.MOST)


def repositories(call: Call) -> Reply:
    """The repositories a query finds."""
    hits = search.repositories(call.estate, _query(call), **_order(call))
    return found(call, hits, lambda one: {**minimal(call, one), "score": 1.0}, most=search.MOST)


def issues(call: Call) -> Reply:
    """The pull requests a query finds."""
    hits = search.issues(call.estate, _query(call), **_order(call))
    reply = found(call, hits, lambda one: issue(call, one), most=search.MOST)
    reply.body["search_type"] = "lexical"
    return reply


def code_hits(call: Call) -> Reply:
    """The files a query finds."""
    return found(call, code(call.estate, _query(call)), lambda hit: _hit(call, hit), most=search.MOST)


def _query(call: Call) -> str:
    query = call.query.get("q", "").strip()
    if not query:
        wrong = [{"resource": "Search", "field": "q", "code": "missing"}]
        raise Refused(refusal(422, "Validation Failed", errors=wrong))
    return query


def _order(call: Call) -> dict[str, str]:
    return {"sort": call.query.get("sort", ""), "order": call.query.get("order", "desc")}


def _hit(call: Call, hit: Hit) -> dict[str, Any]:
    path, oid, head = quote(hit.file.path), hit.file.entry.oid, hit.repo.store.head
    url = f"{call.base}/repos/{hit.repo.slug}"
    return {
        "name": hit.file.path.rpartition("/")[2],
        "path": hit.file.path,
        "sha": oid,
        "url": f"{url}/contents/{path}?ref={head}",
        "git_url": f"{url}/git/blobs/{oid}",
        "html_url": f"{hit.repo.url}/blob/{head}/{path}",
        "repository": named(call, hit.repo),
        "score": 1.0,
    }
