"""The schedule that a conference on pretalx exports, with the keys of 2022 and of 2026 side by side."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json, as_page
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("pretalx.example",)
_ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /me/\nDisallow: /media/\nDisallow: /orga/\nDisallow: /download/\nDisallow: /redirect/\n"
_HALLS = ("Great Hall", "Small Hall")


def answer(ask: Ask, community: Community) -> Reply | None:
    """The robots.txt of the instance, or the schedule of its only event."""
    if ask.path == "/robots.txt":
        return as_page(_ROBOTS, kind="text/plain; charset=utf-8")
    if ask.path != "/sandboxcon/schedule/export/schedule.json":
        return None
    given = [(one, made) for one in community.on("pretalx") for made in one.made]
    return as_json(
        {
            "$schema": "https://c3voc.de/schedule/schema.json",
            "generator": {"name": "pretalx", "version": "2026.2.0"},
            "schedule": {
                "url": f"https://{ask.host}/sandboxcon/schedule/",
                "version": "1.0",
                "base_url": f"https://{ask.host}/sandboxcon/",
                "conference": {
                    "acronym": "sandboxcon",
                    "title": "SandboxCon",
                    "start": "2026-05-08",
                    "end": "2026-05-08",
                    "daysCount": 1,
                    "timeslot_duration": "00:05",
                    "time_zone_name": "Europe/Berlin",
                    "rooms": [
                        {"name": hall, "slug": hall.lower(), "guid": None, "description": None, "capacity": None}
                        for hall in _HALLS
                    ],
                    "tracks": [{"name": "Machine learning", "slug": "1-ml", "color": "#0000ff"}],
                    "days": [{"index": 1, "date": "2026-05-08", "rooms": _rooms(given, ask.host)}],
                },
            },
        }
    )


def _rooms(given: list[tuple[Presence, Made]], host: str) -> dict[str, Any]:
    return {
        hall: [_talk(one, made, host) for one, made in given[place :: len(_HALLS)]] for place, hall in enumerate(_HALLS)
    }


def _talk(one: Presence, made: Made, host: str) -> dict[str, Any]:
    code = one.handle.rpartition("/")[2][::-1]
    return {
        "guid": f"{one.number:08d}-0000-5000-8000-000000000000",
        "code": code,
        "id": one.number,
        "logo": None,
        "date": f"{made.made_on.isoformat()}T12:30:00+02:00",
        "start": "12:30",
        "end": f"{made.made_on.isoformat()}T13:00:00+02:00",
        "duration": "00:30",
        "slug": f"sandboxcon-{one.number}-{made.name}",
        "url": f"https://{host}/sandboxcon/talk/{code}/",
        "title": made.title,
        "subtitle": "",
        "track": "Machine learning",
        "type": "Talk",
        "language": "en",
        "abstract": f"About {', '.join(made.tags)}.",
        "description": f"The code: {made.code}" if made.code else "",
        "recording_license": "",
        "do_not_record": False,
        "persons": [
            {
                "code": one.handle.rpartition("/")[2],
                "name": one.person.name,
                "public_name": one.person.name,
                "avatar": None,
                "biography": "\r\n".join([one.bio, *(f"* <{url}>" for url in one.links)]) or None,
                "guid": f"{one.number:08d}-0000-5000-8000-000000000001",
                "url": one.url.replace("pretalx.example", host),
            }
        ],
        "links": [],
        "attachments": [],
        "answers": [],
    }
