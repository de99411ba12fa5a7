"""dev.to's API, as Forem serves it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("dev.to",)
_TIMES = ("published_timestamp", "created_at", "published_at", "last_comment_at")


def answer(ask: Ask, community: Community) -> Reply | None:
    """An account, or one page of its articles; whoever does not say who asks is turned away."""
    if not ask.headers.get("user-agent"):
        return Reply(status=403, headers={"server": "Varnish", "retry-after": "0"})
    if ask.path == "/api/users/by_username":
        one = community.find("devto", ask.query.get("url", ""))
        return as_json(_user(one)) if one else as_json({"error": "not found", "status": 404}, status=404)
    if ask.path == "/api/articles":
        one = community.find("devto", ask.query.get("username", ""))
        number, size = (int(ask.query.get(name, default)) for name, default in (("page", "1"), ("per_page", "30")))
        made = one.made[(number - 1) * size : number * size] if one else ()
        return as_json([_article(each, one) for each in made if one])
    return None


def _links(one: Presence) -> dict[str, str | None]:
    """What the account names, in the fields that dev.to has for it."""
    github = next((urlsplit(url).path.strip("/") for url in one.links if "//github.com/" in url), None)
    website = next((url for url in one.links if "//github.com/" not in url), None)
    return {"twitter_username": None, "github_username": github, "website_url": website}


def _image(one: Presence, size: int) -> str:
    origin = f"https%3A%2F%2Fdev-to-uploads.example%2Fuploads%2Fuser%2Fprofile_image%2F{one.number}.png"
    return f"https://media2.dev.to/dynamic/image/width={size},height={size},fit=cover,gravity=auto,format=auto/{origin}"


def _user(one: Presence) -> dict[str, Any]:
    return {
        "type_of": "user",
        "id": one.number,
        "username": one.handle,
        "name": one.person.name,
        **_links(one),
        "email": None,
        "summary": one.bio,
        "location": one.location or None,
        "joined_at": "Dec 27, 2015",
        "profile_image": _image(one, 320),
        "badge_ids": [],
    }


def _moment(day: date) -> str:
    return f"{day.isoformat()}T14:45:32Z"


def _article(made: Made, one: Presence) -> dict[str, Any]:
    path, tags = f"/{one.handle}/{made.name}-{one.number % 4096:x}", [tag.replace("-", "") for tag in made.tags]
    times = dict.fromkeys(_TIMES, _moment(made.made_on))
    reactions = made.numbers.get("reactions", 0)
    return {
        "type_of": "article",
        "id": one.number,
        "title": made.title,
        "description": f"{made.title}: what I learnt...",
        "readable_publish_date": f"{made.made_on:%b} {made.made_on.day}",
        "slug": path.rpartition("/")[2],
        "path": path,
        "url": f"https://dev.to{path}",
        "comments_count": one.number % 9,
        "public_reactions_count": reactions,
        "collection_id": None,
        "language": "en",
        "subforem_id": 1,
        "positive_reactions_count": reactions,
        "cover_image": None,
        "social_image": f"https://dev.to/social_previews/article/{one.number}.png",
        "canonical_url": f"https://dev.to{path}",
        **times,
        "edited_at": _moment(made.changed_on) if made.changed_on > made.made_on else None,
        "crossposted_at": None,
        "reading_time_minutes": 4,
        "tag_list": tags,
        "tags": ", ".join(tags),
        "user": {"name": one.person.name, "username": one.handle, "user_id": one.number, **_links(one)}
        | {"profile_image": _image(one, 640), "profile_image_90": _image(one, 90)},
    }
