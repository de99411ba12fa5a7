"""Users and organisations over REST."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.forge.holdings import Account
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.forge.people import followers, following
from sourcing.sandbox.forge.replies import Call, Reply, missing
from sourcing.sandbox.forge.rest.pages import listed

_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def simple(call: Call, account: Account) -> dict[str, Any]:
    """An account as it stands inside other bodies."""
    url = f"{call.base}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.number,
        "node_id": account.node_id,
        "avatar_url": account.avatar,
        "gravatar_id": "",
        "url": url,
        "html_url": account.url,
        **{name: url + rest for name, rest in _LINKS.items()},
        "type": account.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def maybe(call: Call, account: Account | None) -> dict[str, Any] | None:
    """An account inside another body, None for nobody."""
    return simple(call, account) if account else None


def full(call: Call, account: Account) -> dict[str, Any]:
    """A profile."""
    estate, profile = call.estate, account.profile
    return {
        **simple(call, account),
        "name": account.name,
        "company": profile.company,
        "blog": profile.website or "",
        "location": profile.location,
        "email": None,
        "hireable": profile.hireable,
        "bio": profile.bio,
        "twitter_username": None,
        "public_repos": len(estate.owned(account)),
        "public_gists": 0,
        "followers": len(followers(estate, account)),
        "following": len(following(estate, account)),
        "created_at": stamp(profile.created.timestamp()),
        "updated_at": stamp(profile.updated.timestamp()),
    }


def organisation(call: Call, account: Account) -> dict[str, Any]:
    """An organisation as it stands in lists."""
    url = f"{call.base}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.number,
        "node_id": account.node_id,
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": account.avatar,
        "description": account.profile.bio,
    }


def whole_organisation(call: Call, account: Account) -> dict[str, Any]:
    """An organisation's own page."""
    profile = account.profile
    return {
        **organisation(call, account),
        "name": account.name,
        "company": None,
        "blog": profile.website or "",
        "location": profile.location,
        "email": None,
        "twitter_username": None,
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": len(call.estate.owned(account)),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": account.url,
        "type": "Organization",
        "created_at": stamp(profile.created.timestamp()),
        "updated_at": stamp(profile.updated.timestamp()),
        "archived_at": None,
    }


def me(call: Call) -> Reply:
    """The account whose token it is."""
    if not call.is_known:
        raise missing()
    account = call.estate.viewer
    mine = ("private_gists", "total_private_repos", "owned_private_repos", "disk_usage", "collaborators")
    return Reply(body={**full(call, account), **dict.fromkeys(mine, 0), "two_factor_authentication": True})


def user(call: Call, login: str) -> Reply:
    """The profile of a login."""
    return Reply(body=full(call, _account(call, login)))


def user_of_number(call: Call, number: str) -> Reply:
    """The profile of the account of this number."""
    account = call.estate.accounts.get(int(number))
    if account is None:
        raise missing()
    return Reply(body=full(call, account))


def organisations_of(call: Call, login: str) -> Reply:
    """The organisations somebody belongs to."""
    return listed(call, call.estate.organisations(_account(call, login)), lambda one: organisation(call, one))


def followers_of(call: Call, login: str) -> Reply:
    """Who follows somebody."""
    return listed(call, followers(call.estate, _account(call, login)), lambda one: simple(call, one))


def followed_by(call: Call, login: str) -> Reply:
    """Whom somebody follows."""
    return listed(call, following(call.estate, _account(call, login)), lambda one: simple(call, one))


def organisation_page(call: Call, login: str) -> Reply:
    """The page of an organisation."""
    return Reply(body=whole_organisation(call, group(call, login)))


def members(call: Call, login: str) -> Reply:
    """The members of an organisation."""
    return listed(call, call.estate.members(group(call, login)), lambda one: simple(call, one))


def group(call: Call, login: str) -> Account:
    """The organisation of this login. Errors: Refused where there is none."""
    found = call.estate.account(login)
    if found is None or found.kind != "Organization":
        raise missing()
    return found


def _account(call: Call, login: str) -> Account:
    found = call.estate.account(login)
    if found is None:
        raise missing()
    return found
