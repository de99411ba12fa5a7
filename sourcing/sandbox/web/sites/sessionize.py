"""Sessionize's public endpoint of one event: all its speakers and sessions."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Presence

HOSTS = ("sessionize.com",)
EVENTS = ("sndbox25", "sndbox26")
_KINDS = {
    "https://www.linkedin.com/": ("LinkedIn", "LinkedIn"),
    "https://x.com/": ("X (Twitter)", "Twitter"),
    "https://github.com/": ("GitHub", "Other"),
}


def answer(ask: Ask, community: Community) -> Reply | None:
    """All of an event; everybody speaks at one of the two."""
    parts = ask.parts
    if parts[:2] != ["api", "v2"] or parts[3:] != ["view", "All"] or parts[2] not in EVENTS:
        return None
    here = [one for one in community.on("sessionize") if EVENTS[one.number % 2] == parts[2]]
    return as_json(
        {
            "sessions": [_break(), *(each for one in here for each in _sessions(one))],
            "speakers": [_speaker(one) for one in here],
            "questions": [{"id": 71787, "question": "Short Title", "questionType": "Short_Text", "sort": 39}],
            "categories": [
                {
                    "id": 5,
                    "title": "Track",
                    "items": [{"id": 51, "name": "Machine Learning", "sort": 1}],
                    "sort": 0,
                    "type": "session",
                }
            ],
            "rooms": [{"id": 64595, "name": "Great Hall", "sort": 0}],
        }
    )


def _id(one: Presence) -> str:
    return f"{one.number:08d}-5e55-4000-8000-{one.number:012d}"


def _speaker(one: Presence) -> dict[str, Any]:
    first, _, last = one.person.name.partition(" ")
    links = [_link(url) for url in one.links]
    return {
        "id": _id(one),
        "firstName": f"{first} ",
        "lastName": last,
        "bio": one.bio or None,
        "tagLine": None,
        "profilePicture": f"https://sessionize.com/image/{one.number}-400o400o1-x.jpg",
        "isTopSpeaker": False,
        "links": [*links, {"title": "Sessionize", "url": one.url.rstrip("/"), "linkType": "Sessionize"}],
        "sessions": [one.number + place for place, _ in enumerate(one.made)],
        "fullName": one.person.name,
        "categoryItems": [],
        "questionAnswers": [{"questionId": 71787, "answerValue": None}],
    }


def _link(url: str) -> dict[str, str]:
    title, kind = next((held for start, held in _KINDS.items() if url.startswith(start)), ("Blog", "Blog"))
    return {"title": title, "url": url, "linkType": kind}


def _sessions(one: Presence) -> list[dict[str, Any]]:
    return [
        _session(
            str(one.number + place),
            made.title,
            f"{', '.join(made.tags)}.\r\n{made.code or ''}",
            made.made_on.isoformat(),
            [_id(one)],
        )
        for place, made in enumerate(one.made)
    ]


def _break() -> dict[str, Any]:
    return {
        **_session("1f0e0000-0000-4000-8000-000000000001", "Lunch", None, "2026-05-08", []),
        "isServiceSession": True,
        "status": None,
    }


def _session(identity: str, title: str, text: str | None, day: str, speakers: list[str]) -> dict[str, Any]:
    return {
        "id": identity,
        "title": title,
        "description": text,
        "startsAt": f"{day}T09:55:00",
        "endsAt": f"{day}T10:40:00",
        "isServiceSession": False,
        "isPlenumSession": False,
        "speakers": speakers,
        "categoryItems": [51],
        "questionAnswers": [],
        "roomId": 64595,
        "liveUrl": None,
        "recordingUrl": None,
        "status": "Accepted",
        "isInformed": True,
        "isConfirmed": True,
    }
