"""Hugging Face's Hub API, as its official client reads it."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("huggingface.co",)
_KINDS = {"models": "model", "datasets": "dataset", "spaces": "app"}
_LIMIT = 2  # small, so that there is a second page


def answer(ask: Ask, community: Community) -> Reply | None:
    """The overview of an account, or one page of what it published."""
    parts = ask.parts
    if parts[:2] == ["api", "users"] and parts[3:] == ["overview"]:
        one = community.find("huggingface", parts[2])
        return as_json(_overview(one)) if one else as_json({"error": "This user does not exist"}, status=404)
    if len(parts) == 2 and parts[0] == "api" and parts[1] in _KINDS:
        return _listing(ask, parts[1], community)
    return None


def _overview(one: Presence) -> dict[str, Any]:
    counts = {f"num{kind.capitalize()}": sum(made.kind == what for made in one.made) for kind, what in _KINDS.items()}
    return {
        "_id": f"{one.number:024x}",
        "avatarUrl": f"/avatars/{one.number:032x}.svg",
        "isPro": False,
        "fullname": one.person.name,
        "user": one.handle,
        "type": "user",
        "details": " ".join([one.bio, *one.links]),
        **counts,
        "numDiscussions": one.number % 7,
        "numPapers": 0,
        "numUpvotes": one.number % 31,
        "numLikes": one.number % 53,
        "numFollowing": one.number % 11,
        "numFollowers": one.number % 97,
        "orgs": [],
        "createdAt": "2022-03-02T23:29:04.000Z",
    }


def _listing(ask: Ask, kind: str, community: Community) -> Reply:
    one = community.find("huggingface", ask.query.get("author", ""))
    made = [each for each in one.made if each.kind == _KINDS[kind]] if one else []
    start = int(ask.query.get("cursor", "0")) if ask.query.get("cursor", "0").isdigit() else 0
    headers = {"ratelimit": '"api";r=499;t=120', "ratelimit-policy": '"fixed window";"api";q=500;w=300'}
    if start + _LIMIT < len(made):
        following = f"https://huggingface.co/api/{kind}?author={ask.query['author']}&cursor={start + _LIMIT}"
        headers["link"] = f'<{following}>; rel="next"'
    return as_json([_row(each, kind, one) for each in made[start : start + _LIMIT] if one], headers=headers)


def _row(made: Made, kind: str, one: Presence) -> dict[str, Any]:
    name = f"{one.handle}/{made.name}"
    row: dict[str, Any] = {
        "_id": f"{one.number:024x}",
        "id": name,
        "author": one.handle,
        "disabled": False,
        "likes": made.numbers.get("likes", 0),
        "private": False,
        "createdAt": f"{made.made_on.isoformat()}T08:00:00.000Z",
        "lastModified": f"{made.changed_on.isoformat()}T08:00:00.000Z",
    }
    if kind == "spaces":
        card = {"title": made.name, "emoji": "📝", "colorFrom": "indigo", "colorTo": "green", "sdk": "gradio"}
        return row | {"sdk": "gradio", "cardData": card, "tags": ["gradio", "region:us"]}
    row |= {"downloads": made.numbers.get("downloads", 0)}
    if kind == "datasets":
        return row | {"tags": ["language:en", "license:mit", "size_categories:10K<n<100K", "region:us"]}
    told = {"training": "dataset:open-corpus", "evaluation": "eval-results"}
    tags = [*made.tags, "en", *(told[state] for state in made.states if state in told), "license:apache-2.0"]
    library = {"library_name": made.tags[0]} if one.number % 3 else {}
    return row | library | {"modelId": name, "pipeline_tag": "text-classification", "tags": [*tags, "region:us"]}
