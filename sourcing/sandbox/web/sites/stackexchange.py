"""Stack Exchange's API 2.3: a user, and the user's tags by score; compressed whether asked or not, limits told in the body."""

from __future__ import annotations

import gzip
import html
from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Presence

HOSTS = ("api.stackexchange.com",)
_LOOKS = ("html", "css", "git")  # tags that everybody has


def answer(ask: Ask, community: Community) -> Reply | None:
    """The user, or what the user did under each tag; who is not there is an empty list, a wrong path an error of status 400."""
    parts = ask.parts
    if parts[:2] != ["2.3", "users"] or len(parts) not in (3, 4) or parts[3:] not in ([], ["top-tags"]):
        return _packed(_error(404, "no_method", "no method found with this name"), status=400)
    if not ask.query.get("site"):
        return _packed(_error(400, "bad_parameter", "site is required"), status=400)
    one = community.find("stackexchange", f"{ask.query['site']}/{parts[2]}")
    items = ([_user(one, ask)] if len(parts) == 3 else _tags(one)) if one else []
    size = int(ask.query.get("pagesize", "30"))
    return _packed({"items": items[:size], "has_more": len(items) > size, "quota_max": 300, "quota_remaining": 284})


def _packed(document: dict[str, Any], *, status: int = 200) -> Reply:
    reply = as_json(document, status=status, headers={"content-encoding": "gzip", "cache-control": "private"})
    reply.body = gzip.compress(reply.body, mtime=0)
    return reply


def _error(code: int, name: str, message: str) -> dict[str, Any]:
    return {"error_id": code, "error_name": name, "error_message": message}


def _user(one: Presence, ask: Ask) -> dict[str, Any]:
    site, _, number = one.handle.partition("/")
    github = [link for link in one.links if "github.com" in link]
    pages = [link for link in one.links if link not in github]
    user: dict[str, Any] = {
        "badge_counts": {"bronze": one.number % 40, "silver": one.number % 9, "gold": 0},
        "account_id": one.number,
        "is_employee": False,
        "last_modified_date": 1_700_000_000,
        "last_access_date": 1_730_000_000,
        "reputation_change_year": 0,
        "reputation_change_quarter": 0,
        "reputation_change_month": 0,
        "reputation_change_week": 0,
        "reputation_change_day": 0,
        "reputation": one.number % 20_000,
        "creation_date": 1_400_000_000,
        "user_type": "registered",
        "user_id": int(number),
        "website_url": pages[0] if pages else "",
        "link": f"https://{site}.com/users/{number}/{one.person.handle}",
        "profile_image": "https://www.gravatar.com/avatar/0?s=256&d=identicon&r=PG",
        "display_name": html.escape(one.person.name),
    }
    if one.location:
        user["location"] = one.location
    if ask.query.get("filter"):
        named = "".join(f'<p><a href="{link}" rel="nofollow noreferrer">{link}</a></p>\n' for link in github)
        user["about_me"] = f"<p>{html.escape(one.bio)}</p>\n\n{named}"
    return user


def _tags(one: Presence) -> list[dict[str, Any]]:
    made = [(each.name, each.numbers.get("score", 0), each.numbers.get("answers", 0)) for each in one.made]
    rows = sorted([*made, *((tag, 1, 1) for tag in _LOOKS)], key=lambda row: -row[1])
    return [
        {
            "tag_name": tag,
            "question_score": 0,
            "question_count": 0,
            "answer_score": score,
            "answer_count": count,
            "user_id": int(one.handle.partition("/")[2]),
        }
        for tag, score, count in rows
    ]
