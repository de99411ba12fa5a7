"""Users, organisations and bots over GraphQL."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from sourcing.sandbox.forge.contributions import contributed_to
from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, estate, path_of
from sourcing.sandbox.forge.graph.contributions import collection
from sourcing.sandbox.forge.graph.errors import not_found
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.graph.requests import in_order
from sourcing.sandbox.forge.graph.sorting import chosen
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.forge.people import followers, following, pinned
from sourcing.sandbox.forge.pulls import pulls_of


def _repositories(account: Account, info: Info, **given: Any) -> Page:
    """Own repositories; nobody in this world is a collaborator or gives access through an organisation."""
    owners = given.get("ownerAffiliations")
    mine = estate(info).owned(account) if owners is None or "OWNER" in owners else []
    return _repo_page(info, chosen(mine, given), given)


def _contributed(account: Account, info: Info, **given: Any) -> Page:
    kinds = given.get("contributionTypes") or ("COMMIT", "PULL_REQUEST", "REPOSITORY", "ISSUE")
    repos = contributed_to(estate(info), account, kinds=kinds, own=bool(given.get("includeUserRepositories")))
    return _repo_page(info, chosen(repos, given), given)


def _repo_page(info: Info, repos: Sequence[Repo], given: Mapping[str, Any]) -> Page:
    return page(info, repos, given, totalDiskUsage=sum(repo.store.kilobytes for repo in repos))


def _repository(account: Account, info: Info, *, name: str, followRenames: bool = True) -> Repo:
    found = estate(info).repo(account.login, name, follow=followRenames)
    if found is None:
        raise not_found("Repository", "name", f"{account.login}/{name}")
    return found


def _organization(account: Account, info: Info, *, login: str) -> Account | None:
    return next((one for one in estate(info).organisations(account) if one.login.lower() == login.lower()), None)


def _pulls(account: Account, info: Info, **given: Any) -> Page:
    return page(info, in_order(pulls_of(estate(info), account), given), given)


def _social(account: Account, info: Info, **given: Any) -> Page:
    names = ("provider", "displayName", "url")
    return page(info, [dict(zip(names, one, strict=True)) for one in account.profile.social], given)


def _members(account: Account, info: Info, **given: Any) -> Page:
    members = estate(info).members(account)
    return page(info, members, given, edge=lambda _member: {"role": "MEMBER", "hasTwoFactorEnabled": None})


_ACTOR: Fields = {
    "login": lambda account, _info: account.login.removesuffix("[bot]"),
    "avatarUrl": lambda account, _info, **_given: account.avatar,
    "url": attribute("url"),
    "resourcePath": lambda account, _info: path_of(account.url),
    "id": attribute("node_id"),
    "databaseId": attribute("number"),
    "createdAt": lambda account, _info: stamp(account.profile.created.timestamp()),
    "updatedAt": lambda account, _info: stamp(account.profile.updated.timestamp()),
}
_OWNER: Fields = {
    "name": attribute("name"),
    "location": lambda account, _info: account.profile.location,
    "websiteUrl": lambda account, _info: account.profile.website,
    "twitterUsername": constant(None),
    "repositories": _repositories,
    "repository": _repository,
    "pinnedItems": lambda account, info, **given: page(info, pinned(estate(info), account), given),
}
FIELDS: dict[str, Fields] = {
    "Bot": _ACTOR,
    "Organization": _ACTOR
    | _OWNER
    | {
        "description": lambda account, _info: account.profile.bio,
        "email": constant(None),
        "isVerified": constant(False),
        "archivedAt": constant(None),
        "membersWithRole": _members,
    },
    "User": _ACTOR
    | _OWNER
    | {
        "bio": lambda account, _info: account.profile.bio,
        "bioHTML": lambda account, _info: f"<div>{html.escape(account.profile.bio or '')}</div>",
        "company": lambda account, _info: account.profile.company,
        "email": constant(""),
        "pronouns": constant(None),
        "isHireable": lambda account, _info: bool(account.profile.hireable),
        "isViewer": lambda account, info: account is estate(info).viewer,
        "isSiteAdmin": constant(False),
        "isEmployee": constant(False),
        "followers": lambda account, info, **given: page(info, followers(estate(info), account), given),
        "following": lambda account, info, **given: page(info, following(estate(info), account), given),
        "pullRequests": _pulls,
        "issues": lambda _account, info, **given: page(info, [], given),
        "organizations": lambda account, info, **given: page(info, estate(info).organisations(account), given),
        "organization": _organization,
        "socialAccounts": _social,
        "contributionsCollection": collection,
        "repositoriesContributedTo": _contributed,
    },
}
