"""Hacker News: users at Firebase, and at Algolia the comments of one thread of people who want to be hired."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Presence

HOSTS = ("hacker-news.firebaseio.com", "hn.algolia.com")
THREAD = 42_000_001
_TITLE = "Ask HN: Who wants to be hired? (October 2025)"
_LIMIT, _FIRST = 5, 1_759_330_805  # few hits on a page, so that there is a second; when the first comment came


def answer(ask: Ask, community: Community) -> Reply | None:
    """A user, `null` where there is none; or the comments of a story, newest first."""
    if ask.host == HOSTS[0] and ask.parts[:2] == ["v0", "user"] and len(ask.parts) == 3:
        one = community.find("hackernews", ask.parts[2].removesuffix(".json"))
        return as_json(_user(one) if one else None, headers={"cache-control": "no-cache"})
    if ask.host == HOSTS[1] and ask.path == "/api/v1/search_by_date":
        return as_json(_hits(ask, community))
    return None


def _user(one: Presence) -> dict[str, Any]:
    told: dict[str, Any] = {"created": 1_400_000_000, "id": one.handle, "karma": one.number % 900}
    about = "<p>".join([_escaped(one.bio), *(_link(link) for link in one.links)])
    return told | {"about": about, "submitted": [THREAD + 1]}


def _escaped(text: str) -> str:
    return html.escape(text).replace("/", "&#x2F;")


def _link(address: str) -> str:
    """A link as the site writes it: what it shows is cut."""
    shown = address if len(address) <= 60 else f"{address[:57]}..."
    return f'<a href="{_escaped(address)}" rel="nofollow">{_escaped(shown)}</a>'


def _hits(ask: Ask, community: Community) -> dict[str, Any]:
    posters = [one for one in community.on("hackernews") if one.is_hiring_wish]
    comments = [_comment(one, place) for place, one in enumerate(posters)]
    if comments:
        reply = {"parent_id": int(comments[0]["objectID"]), "comment_text": "Good luck!", "objectID": "43999999"}
        comments.append(comments[0] | reply | {"author": "passer-by"})
    before = re.fullmatch(r"created_at_i<=(\d+)", ask.query.get("numericFilters", ""))
    is_there = f"story_{THREAD}" in ask.query.get("tags", "").split(",")
    found = [one for one in comments if is_there and (not before or one["created_at_i"] <= int(before.group(1)))]
    found.sort(key=lambda one: -int(one["created_at_i"]))
    size = min(_LIMIT, int(ask.query.get("hitsPerPage", "20")))
    start = int(ask.query.get("page", "0")) * size
    return {
        "exhaustive": {"nbHits": True, "typo": True},
        "hits": found[start : start + size],
        "hitsPerPage": size,
        "nbHits": len(found),
        "nbPages": -(-len(found) // size),
        "page": start // size,
        "params": f"tags={ask.query.get('tags', '')}&advancedSyntax=true&analyticsTags=backend",
        "processingTimeMS": 6,
        "query": "",
    }


def _comment(one: Presence, place: int) -> dict[str, Any]:
    at = _FIRST + 60 * (place // 2)  # two in the same second
    where, can = one.location or "Remote", re.sub(r"\.$", "", one.bio)
    known = [("Location", where), ("Remote", "Yes"), ("Willing to relocate", "No"), ("Technologies", can)]
    mail = ("Email", f"{one.handle} [at] mail.example")
    if place % 2:
        lines = [*known, *(("GitHub" if "github" in link else "Website", link) for link in one.links), mail]
        text = "<p><pre><code>" + "\n".join(f"  {name}: {_escaped(told)}" for name, told in lines) + "\n</code></pre>\n"
    else:
        lines = [
            *((name, _escaped(told)) for name, told in known),
            *(("Profile", _link(link)) for link in one.links),
            mail,
        ]
        text = "<p>".join(f"{name}: {told}" for name, told in lines)
    return {
        "_tags": ["comment", f"author_{one.handle}", f"story_{THREAD}"],
        "author": one.handle,
        "children": [],
        "comment_text": text,
        "created_at": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "created_at_i": at,
        "objectID": str(THREAD + 10 + place),
        "parent_id": THREAD,
        "points": None,
        "story_id": THREAD,
        "story_title": _TITLE,
        "story_url": None,
        "updated_at": "2026-01-01T03:22:05Z",
    }
