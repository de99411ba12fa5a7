"""Codeberg's API, as Forgejo serves it."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("codeberg.org",)
_HOST = "https://codeberg.org"
_ZERO = "0001-01-01T00:00:00Z"
_LIMIT = 1  # the most that a page has, whatever is asked for


def answer(ask: Ask, community: Community) -> Reply | None:
    """An account, or one page of its repositories."""
    parts = ask.parts[2:] if ask.parts[:2] == ["api", "v1"] else []
    if len(parts) < 2 or parts[0] != "users":
        return None
    one = community.find("codeberg", parts[1])
    if one is None:
        told = {"errors": [f"user redirect does not exist [name: {parts[1]}]"], "message": "GetUserByName"}
        return as_json(told | {"url": f"{_HOST}/api/swagger"}, status=404)
    if len(parts) == 2:
        return as_json(_user(one))
    return _repositories(ask, one) if parts[2:] == ["repos"] else None


def _user(one: Presence) -> dict[str, Any]:
    page = next((url for url in one.links if "//github.com/" not in url), "")
    others = [url for url in one.links if url != page]
    named = dict.fromkeys(("login_name", "language", "pronouns"), "")
    counts = dict.fromkeys(("source_id", "followers_count", "following_count", "starred_repos_count"), 0)
    flags = dict.fromkeys(("is_admin", "restricted", "active", "prohibit_login"), False)
    return {
        "id": one.number,
        "login": one.handle,
        "full_name": one.person.name,
        "email": f"{one.handle}@noreply.codeberg.org",
        "avatar_url": f"{_HOST}/avatars/{one.number:032x}",
        "html_url": f"{_HOST}/{one.handle}",
        "last_login": _ZERO,
        "created": "2022-05-02T16:55:47+02:00",
        "location": one.location,
        "website": page,
        "description": " ".join([one.bio, *others]),
        "visibility": "public",
        "username": one.handle,
    } | {**named, **counts, **flags}


def _repositories(ask: Ask, one: Presence) -> Reply:
    number = int(ask.query.get("page", "1"))
    made = one.made[(number - 1) * _LIMIT : number * _LIMIT]
    headers = {"x-total-count": str(len(one.made))}
    if number * _LIMIT < len(one.made):
        links = (
            f'<{_HOST}{ask.path}?limit={_LIMIT}&page={number + 1}>; rel="next"',
            f'<{_HOST}{ask.path}>; rel="last"',
        )
        headers["link"] = ",".join(links)
    return as_json([_repository(each, one) for each in made], headers=headers)


def _repository(made: Made, one: Presence) -> dict[str, Any]:
    path = f"{one.handle}/{made.name}"
    flags = dict.fromkeys(("empty", "private", "fork", "template", "mirror", "archived", "internal"), False)
    counts = dict.fromkeys(("forks_count", "open_issues_count", "open_pr_counter", "release_counter"), 0)
    empty = dict.fromkeys(("link", "original_url", "website", "avatar_url", "mirror_interval"), "")
    return {
        "id": one.number + 1,
        "owner": _user(one),
        "name": made.name,
        "full_name": path,
        "description": made.title,
        **{**flags, **counts, **empty},
        "parent": None,
        "size": 3780,
        "language": "Python",
        "languages_url": f"{_HOST}/api/v1/repos/{path}/languages",
        "html_url": f"{_HOST}/{path}",
        "clone_url": f"{_HOST}/{path}.git",
        "stars_count": made.numbers.get("stars", 0),
        "watchers_count": 1,
        "default_branch": "main",
        "created_at": f"{made.made_on.isoformat()}T18:54:26+02:00",
        "updated_at": f"{made.changed_on.isoformat()}T13:57:22+02:00",
        "archived_at": "1970-01-01T00:00:00Z",
        "permissions": {"admin": False, "push": False, "pull": True},
        "mirror_updated": _ZERO,
        "repo_transfer": None,
        "topics": list(made.tags) or None,
    }
