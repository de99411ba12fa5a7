"""GitLab's API as an anonymous visitor sees it."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("gitlab.com",)
_HOST = "https://gitlab.com"
_LIMIT = 1  # small, so that a second page would follow


def answer(ask: Ask, community: Community) -> Reply | None:
    """The search for a name, an account by its number, or one page of its projects."""
    parts = ask.parts[2:] if ask.parts[:2] == ["api", "v4"] else []
    if parts == ["users"]:
        one = community.find("gitlab", ask.query.get("username", ""))
        return as_json([_shown(one)] if one else [])
    if not parts or parts[0] != "users":
        return None
    one = next((each for each in community.on("gitlab") if str(each.number) == parts[1]), None)
    if one is None:
        return as_json({"message": "404 User Not Found"}, status=404)
    if len(parts) == 2:
        return as_json(_user(one))
    return _projects(ask, one) if parts[2:] == ["projects"] else None


def _shown(one: Presence) -> dict[str, Any]:
    return {
        "id": one.number,
        "username": one.handle,
        "public_email": "",
        "name": one.person.name,
        "state": "active",
        "locked": False,
        "avatar_url": f"https://secure.gravatar.com/avatar/{one.number:064x}?s=80&d=identicon",
        "web_url": f"{_HOST}/{one.handle}",
    }


def _user(one: Presence) -> dict[str, Any]:
    """An account; what only those may see who may read the profile is absent where it is private."""
    page = next((url for url in one.links if "//github.com/" not in url), "")
    told = {"bio": " ".join([one.bio, *(url for url in one.links if url != page)]), "location": one.location or None}
    empty = dict.fromkeys(("linkedin", "twitter", "discord", "organization", "job_title"), "")
    nobody = {"pronouns": None, "bot": False, "work_information": None, "local_time": None}
    times = {"created_at": "2016-09-22T07:20:22.656Z", "followers": one.number % 5, "following": one.number % 3}
    return _shown(one) | ({} if one.is_private else times) | told | empty | nobody | {"website_url": page}


def _projects(ask: Ask, one: Presence) -> Reply:
    number = int(ask.query.get("page", "1"))
    made = one.made[(number - 1) * _LIMIT : number * _LIMIT]
    is_last = number * _LIMIT >= len(one.made)
    first = f"{_HOST}{ask.path}?page=1&per_page={_LIMIT}&simple=false"
    links = [f'<{first}>; rel="first"']
    if not is_last:
        links.insert(0, f'<{_HOST}{ask.path}?page={number + 1}&per_page={_LIMIT}&simple=false>; rel="next"')
    headers = {"link": ", ".join(links), "x-page": str(number), "x-next-page": "" if is_last else str(number + 1)}
    return as_json([_project(each, one) for each in made], headers=headers)


def _project(made: Made, one: Presence) -> dict[str, Any]:
    path = f"{one.handle}/{made.name}"
    space = {"id": one.number, "name": one.person.name, "path": one.handle, "kind": "user", "full_path": one.handle}
    return {
        "id": one.number + 1,
        "description": made.title,
        "name": made.name,
        "name_with_namespace": f"{one.person.name} / {made.name}",
        "path": made.name,
        "path_with_namespace": path,
        "created_at": f"{made.made_on.isoformat()}T08:20:33.019Z",
        "default_branch": "main",
        "tag_list": list(made.tags),
        "topics": list(made.tags),
        "ssh_url_to_repo": f"git@gitlab.com:{path}.git",
        "http_url_to_repo": f"{_HOST}/{path}.git",
        "web_url": f"{_HOST}/{path}",
        "readme_url": f"{_HOST}/{path}/-/blob/main/README.md",
        "forks_count": 0,
        "avatar_url": None,
        "star_count": made.numbers.get("stars", 0),
        "last_activity_at": f"{made.changed_on.isoformat()}T14:11:53.000Z",
        "namespace": space | {"parent_id": None, "avatar_url": None, "web_url": f"{_HOST}/{one.handle}"},
    }
