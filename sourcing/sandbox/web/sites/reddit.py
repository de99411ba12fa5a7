"""Reddit's OAuth API: what an account says about itself, for those who bring a token."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Presence

HOSTS = ("oauth.reddit.com",)


def answer(ask: Ask, community: Community) -> Reply | None:
    """The account, where the request is signed."""
    if not ask.headers.get("authorization", "").lower().startswith("bearer "):
        return as_json({"message": "Unauthorized", "error": 401}, status=401)
    if len(ask.parts) != 3 or ask.parts[0] != "user" or ask.parts[2] != "about":
        return None
    one = community.find("reddit", ask.parts[1])
    if one is None:
        return as_json({"message": "Not Found", "error": 404}, status=404)
    limits = {"x-ratelimit-remaining": "599.0", "x-ratelimit-used": "1", "x-ratelimit-reset": "342"}
    return as_json({"kind": "t2", "data": _about(one)}, headers=limits)


def _about(one: Presence) -> dict[str, Any]:
    made = 1_400_000_000.0 + one.number
    return {
        "is_employee": False,
        "icon_img": "https://www.redditstatic.com/avatars/defaults/v2/avatar_default_6.png",
        "pref_show_snoovatar": False,
        "name": one.handle,
        "id": f"{one.number:x}",
        "is_friend": False,
        "created": made,
        "created_utc": made,
        "hide_from_robots": one.number % 5 == 0,
        "link_karma": one.number % 900,
        "comment_karma": one.number % 9_000,
        "total_karma": one.number % 9_900,
        "is_gold": False,
        "is_mod": False,
        "verified": True,
        "has_verified_email": None,
        "accept_followers": True,
        "has_subscribed": True,
        "snoovatar_size": None,
        "subreddit": _page(one),
    }


def _page(one: Presence) -> dict[str, Any]:
    return {
        "display_name": f"u_{one.handle}",
        "title": one.person.name,
        "public_description": " ".join([one.bio, *one.links]),
        "over_18": False,
        "banner_size": None,
        "subreddit_type": "user",
        "url": f"/user/{one.handle}/",
    }
