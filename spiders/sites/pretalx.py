"""pretalx over the schedule that each event exports: its speakers and their talks.

An account is `host/event/CODE`, one speaker of one event on any instance, or `host/event`, all of them. The API is closed to robots by
pretalx's own robots.txt and is not asked; the export is open. Speakers link in their biographies, as text. The codes of people belong
to an instance, names are no key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, DeclaredLink, LinkKind, Relation, SiteProfile
from sourcing.records import Account
from sourcing.wishes import declines
from spiders.site import Answer, Door, Page, Parsed, Policy, Site, Unreadable

_HANDLE = re.compile(r"((?:[\w\-]+\.)+[\w\-]+)/([\w\-]+)(?:/([A-Za-z0-9]+))?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9]{1,20}")
_MOST_TALKS, _MOST_SPEAKERS = 5_000, 3_000


@dataclass(kw_only=True, slots=True)
class _Speaker:
    """One speaker of a schedule, with the talks by their codes."""

    person: Mapping[str, Any]
    talks: dict[str, Mapping[str, Any]] = field(default_factory=dict)


def pages(account: Account) -> Iterable[Page]:
    """The exported schedule of the event; a speaker's code stands behind it, so that each is in line for themselves."""
    found = _HANDLE.fullmatch(account.handle)
    if found:
        url = f"https://{found.group(1)}/{found.group(2)}/schedule/export/schedule.json"
        yield Page(kind="schedule", url=f"{url}#{found.group(3)}" if found.group(3) else url, account=account)


def parse_schedule(answer: Answer) -> Parsed:
    """The speaker whom the account names, or all speakers of the event, with their talks."""
    host, _, behind = answer.account.handle.partition("/")
    event, _, code = behind.partition("/")
    conference = wire.mapping(wire.mapping(wire.document(answer.text).get("schedule")).get("conference"))
    if not isinstance(conference.get("days"), list):
        raise Unreadable("no schedule")
    speakers = _speakers(conference)
    if code:
        held = speakers.get(code)
        if held is None:
            return Parsed(refused="no speaker of this schedule")
        profile, talks, links = _told(held, answer.account, event=f"{host}/{event}")
        return Parsed(profile=profile, artifacts=talks, links=links)
    told = [
        _told(one, Account(site="pretalx", handle=f"{host}/{event}/{key}"), event=f"{host}/{event}")
        for key, one in speakers.items()
    ]
    return Parsed(
        others=tuple(profile for profile, _, _ in told),
        artifacts=tuple(talk for _, talks, _ in told for talk in talks),
        links=tuple(link for _, _, links in told for link in links),
    )


def _speakers(conference: Mapping[str, Any]) -> dict[str, _Speaker]:
    """The speakers of a schedule by code; a talk that is given twice counts once."""
    speakers: dict[str, _Speaker] = {}
    for talk in islice(_talks(conference), _MOST_TALKS):
        for person in wire.rows(talk.get("persons")):
            code = person.get("code")
            if isinstance(code, str) and _CODE.fullmatch(code) and (code in speakers or len(speakers) < _MOST_SPEAKERS):
                held = speakers.setdefault(code, _Speaker(person=person))
                held.talks.setdefault(_code_of(talk), talk)
    return speakers


def _talks(conference: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for day in wire.rows(conference.get("days")):
        for listed in wire.mapping(day.get("rooms")).values():
            yield from wire.rows(listed)


def _code_of(talk: Mapping[str, Any]) -> str:
    """The code of a talk: stated, else the last part of its address; empty where it has none."""
    found = [wire.string(talk.get("code")), *reversed(wire.string(talk.get("url")).split("/"))]
    return next((one for one in found if _CODE.fullmatch(one)), "")


def _told(
    speaker: _Speaker, account: Account, *, event: str
) -> tuple[SiteProfile, tuple[Artifact, ...], tuple[DeclaredLink, ...]]:
    person, url = speaker.person, f"https://{event}/speaker/{account.handle.rpartition('/')[2]}/"
    biography = wire.prose(person.get("biography"), most=5_000)
    if declines(biography):
        return SiteProfile(account=account, url=url, declines=True), (), ()
    name = wire.string(person.get("name") or person.get("public_name"), most=100)
    claims = wire.skills_of_bio(biography, name=name)
    profile = SiteProfile(account=account, url=url, display_name=name, claims=claims)
    answers = (one.get("answer") for one in wire.rows(person.get("answers")))
    addresses = [address for text in (person.get("biography"), *answers) for address in wire.urls(text)]
    made = (_talk(talk, code, account, event) for code, talk in speaker.talks.items())
    return (
        profile,
        tuple(one for one in made if one),
        wire.links(account, addresses, kind=LinkKind.TEXT, seen_at=url),
    )


def _talk(talk: Mapping[str, Any], code: str, account: Account, event: str) -> Artifact | None:
    title = wire.string(talk.get("title"))
    if not title or not code:
        return None
    told = "\n".join(wire.prose(talk.get(name), most=5_000) for name in ("title", "abstract", "description"))
    texts = [talk.get("description"), *(one.get("url") for one in wire.rows(talk.get("links")))]
    repositories = (found for found in map(wire.repository, texts) if found)
    return Artifact(
        account=account,
        kind=ArtifactKind.TALK,
        key=f"{event}/talk/{code}",
        title=title,
        link=f"https://{event}/talk/{code}/",
        relation=Relation.SPEAKER,
        made_at=wire.moment(talk.get("date")),
        skills=tuple(dict.fromkeys([*wire.skills_of_tags(wire.strings(talk.get("track"))), *wire.skills_of_bio(told)])),
        states=("abstract",) if wire.string(talk.get("abstract")) or wire.string(talk.get("description")) else (),
        code=next(repositories, None),
    )


SITE = Site(
    name="pretalx",
    policy=Policy(
        terms_url="https://pretalx.com/p/terms",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "code",
            "public_name",
            "biography (claims, links)",
            "title",
            "abstract",
            "description",
            "track",
            "date",
            "links",
        ),
        seconds=2.0,
        door=Door.PAGES,
    ),
    pages=pages,
    parsers={"schedule": parse_schedule},
)
