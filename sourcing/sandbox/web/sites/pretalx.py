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
    home = f"https://{ask.host}/sandboxcon/"
    given = [(one, made) for one in community.on("pretalx") for made in one.made]
    schedule = {"url": f"{home}schedule/", "version": "1.0", "base_url": home, "conference": _conference(given, home)}
    generator = {"name": "pretalx", "version": "2026.2.0"}
    return as_json({"$schema": "https://c3voc.de/schedule/schema.json", "generator": generator, "schedule": schedule})


def _conference(given: list[tuple[Presence, Made]], home: str) -> dict[str, Any]:
    rooms = {
        hall: [_talk(one, made, home) for one, made in given[place :: len(_HALLS)]] for place, hall in enumerate(_HALLS)
    }
    return {
        "acronym": "sandboxcon",
        "title": "SandboxCon",
        "start": "2026-05-08",
        "end": "2026-05-08",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Berlin",
        "rooms": [{"name": hall, "guid": None, "description": None, "capacity": None} for hall in _HALLS],
        "tracks": [{"name": "Machine learning", "slug": "1-ml", "color": "#0000ff"}],
        "days": [{"index": 1, "date": "2026-05-08", "rooms": rooms}],
    }


def _talk(one: Presence, made: Made, home: str) -> dict[str, Any]:
    code = one.handle.rpartition("/")[2][::-1]
    day = made.made_on.isoformat()
    return {
        "guid": f"{one.number:08d}-0000-5000-8000-000000000000",
        "code": code,
        "id": one.number,
        "logo": None,
        "date": f"{day}T12:30:00+02:00",
        "start": "12:30",
        "end": f"{day}T13:00:00+02:00",
        "duration": "00:30",
        "slug": f"sandboxcon-{one.number}-{made.name}",
        "url": f"{home}talk/{code}/",
        "title": made.title,
        "subtitle": "",
        "track": "Machine learning",
        "type": "Talk",
        "language": "en",
        "abstract": f"About {', '.join(made.tags)}.",
        "description": f"The code: {made.code}" if made.code else "",
        "do_not_record": False,
        "persons": [_person(one)],
        **{name: [] for name in ("links", "attachments", "answers")},
    }


def _person(one: Presence) -> dict[str, Any]:
    return {
        "code": one.handle.rpartition("/")[2],
        "name": one.person.name,
        "public_name": one.person.name,
        "avatar": None,
        "biography": "\r\n".join([one.bio, *(f"* <{url}>" for url in one.links)]) or None,
        "guid": f"{one.number:08d}-0000-5000-8000-000000000001",
        "url": one.url,
    }
