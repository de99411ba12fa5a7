"""Where a GraphQL query begins: by login, by name, by global id, by search."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.forge import search
from sourcing.sandbox.forge.graph.asking import Fields, Info, constant, estate
from sourcing.sandbox.forge.graph.errors import Typed, not_found
from sourcing.sandbox.forge.graph.gitobjects import git_object
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.pulls import Review, pulls_in

_COUNTS = {
    "USER": "userCount",
    "REPOSITORY": "repositoryCount",
    "ISSUE": "issueCount",
    "ISSUE_ADVANCED": "issueCount",
}
_SEARCHES: dict[str, Any] = {
    "USER": search.users,
    "REPOSITORY": search.repositories,
    "ISSUE": search.issues,
    "ISSUE_ADVANCED": search.issues,
}


def _of_kind(kind: str) -> Any:
    def resolve(_root: object, info: Info, *, login: str) -> Account:
        found = estate(info).account(login)
        if found is None or found.kind != kind:
            raise not_found(kind, "login of", login)
        return found

    return resolve


def _owner(_root: object, info: Info, *, login: str) -> Account | None:
    found = estate(info).account(login)
    return found if found is not None and found.kind != "Bot" else None


def _repository(_root: object, info: Info, *, owner: str, name: str, followRenames: bool = True) -> Repo:
    found = estate(info).repo(owner, name, follow=followRenames)
    if found is None:
        raise not_found("Repository", "name", f"{owner}/{name}")
    return found


def _node(_root: object, info: Info, *, id: str) -> Any:
    found = _thing(info, id)
    if found is None:
        raise _nothing(id)
    return found


def _nodes(_root: object, info: Info, *, ids: list[str]) -> list[Any]:
    if len(ids) > 100:
        raise Typed("ARGUMENT_LIMIT", f"You may not provide more than 100 node ids; you provided {len(ids)}.")
    return [_thing(info, one) or _nothing(one) for one in ids]


def _nothing(node: str) -> Typed:
    return Typed("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'")


def _thing(info: Info, node: str) -> Any:
    """What a global id names: an account, a repository, one of its Git objects, a pull request or its review."""
    found = estate(info).found(node)
    if found is None:
        return None
    kind, thing, part = found
    if isinstance(thing, Repo) and isinstance(part, str) and kind in ("C", "T", "B", "TA"):
        return git_object(thing, part)
    if isinstance(thing, Repo) and isinstance(part, int) and kind in ("PR", "PRR"):
        pull = next((one for one in pulls_in(estate(info), thing) if one.number == part), None)
        if kind == "PR" or pull is None or pull.reviewer is None:
            return pull
        return Review(pull=pull, author=pull.reviewer)
    return thing if part is None else None


def _search(_root: object, info: Info, *, query: str, type: str, **given: Any) -> Page:
    find = _SEARCHES.get(type)
    found = find(estate(info), query) if find else []
    counted: dict[str, Any] = {_COUNTS[type]: len(found)} if type in _COUNTS else {}
    return page(info, found[: search.MOST], given, **counted)


FIELDS: dict[str, Fields] = {
    "Query": {
        "id": constant("QUERY"),
        "rateLimit": lambda _root, info, **_given: info.context.rate,
        "viewer": lambda _root, info: estate(info).viewer,
        "user": _of_kind("User"),
        "organization": _of_kind("Organization"),
        "repositoryOwner": _owner,
        "repository": _repository,
        "node": _node,
        "nodes": _nodes,
        "search": _search,
    }
}
