"""Sessionize over the endpoint that an organiser publishes for one event: its speakers and their sessions.

`event/ID` is an event, and is what is asked for. A speaker's id holds for one event and is an account of its own; the speaker's public
page, which they link to, is another, and the link says that they are one. Times are those of the place, without a zone, and are taken
for UTC. The endpoint of e-mail addresses is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, DeclaredLink, LinkKind, Relation, SiteProfile
from sourcing.handles import account_of
from sourcing.records import Account
from sourcing.wishes import declines
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://sessionize.com"
_ID = re.compile(r"[\w\-]{1,64}", re.ASCII)
_LOGIN = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9_\-]{0,38}))")
_HOMES = {
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "hugging face": "https://huggingface.co/",
    "twitter": "https://x.com/",
    "linkedin": "https://www.linkedin.com/in/",
}
_NOT_THEIRS = re.compile(r"company|employer|sponsor|co-?speaker", re.I)
_PLACES = re.compile(r"\b(web ?site|web ?page|home ?page|blog|portfolio)\b", re.I)
_NO_LOGINS = frozenset({"no", "none", "na", "nil", "null", "yes", "tbd", *_HOMES})

Row = Mapping[str, Any]


def pages(account: Account) -> Iterable[Page]:
    """All of an event; a speaker alone has no page that may be asked for."""
    folder, _, event = account.handle.partition("/")
    if folder == "event" and _ID.fullmatch(event):
        yield Page(kind="all", url=f"{_HOST}/api/v2/{event}/view/All", account=account)


def parse_all(answer: Answer) -> Parsed:
    """All speakers of an event with the addresses they give, and what each of them speaks about."""
    told = wire.document(answer.text)
    if not isinstance(told.get("speakers"), list):
        raise Unreadable("no speakers")
    questions = {
        wire.number(one.get("id")): wire.string(one.get("question")) for one in wire.rows(told.get("questions"))
    }
    topics = {
        wire.number(item.get("id")): wire.string(item.get("name"))
        for group in wire.rows(told.get("categories"))
        for item in wire.rows(group.get("items"))
    }
    profiles: list[SiteProfile] = []
    links: list[DeclaredLink] = []
    for row in wire.rows(told.get("speakers")):
        identity = wire.string(row.get("id"))
        if _ID.fullmatch(identity):
            account = Account(site="sessionize", handle=identity.lower())
            profiles.append(_profile(row, account, answer.page.url))
            if not profiles[-1].declines:
                links += _links(row, account, questions, seen_at=answer.page.url)
    speak = {one.account.handle for one in profiles if not one.declines}
    return Parsed(
        others=tuple(profiles),
        artifacts=tuple(one for row in wire.rows(told.get("sessions")) for one in _talks(row, speak, topics, answer)),
        links=tuple(links),
    )


def _profile(row: Row, account: Account, url: str) -> SiteProfile:
    bio = "\n".join(wire.prose(row.get(name), most=5_000) for name in ("tagLine", "bio"))
    if declines(bio):
        return SiteProfile(account=account, url=url, declines=True)
    name = wire.string(row.get("fullName")) or f"{wire.string(row.get('firstName'))} {wire.string(row.get('lastName'))}"
    claims = wire.skills_of_bio(bio, name=name)
    return SiteProfile(account=account, url=url, display_name=name.strip()[:100], claims=claims)


def _links(row: Row, account: Account, questions: Mapping[int | None, str], *, seen_at: str) -> list[DeclaredLink]:
    """What a speaker gives as a link or as the answer to a question, then what the bio names."""
    given = [(wire.string(one.get("title")), one) for one in wire.rows(row.get("links"))]
    fields = [_address(title, one.get("url")) for title, one in given if one.get("linkType") != "Company_Website"]
    for one in wire.rows(row.get("questionAnswers")):
        question = questions.get(wire.number(one.get("questionId")), "")
        answered = _address(question, one.get("answerValue"))
        to = account_of(answered) if answered else None
        fields += [answered] if to and (to.site != "web" or _PLACES.search(question)) else []
    found = {
        link.to: link
        for kind, urls in ((LinkKind.TEXT, wire.urls(row.get("bio"))), (LinkKind.FIELD, fields))
        for link in wire.links(account, urls, kind=kind, seen_at=seen_at)
    }
    return list(found.values())


def _address(title: str, written: Any) -> str:
    """The address of a link or an answer that is the speaker's; a bare login is one on the site that the title names."""
    if _NOT_THEIRS.search(title):
        return ""
    text = wire.string(written, most=500)
    login, home = _LOGIN.fullmatch(text), next((url for name, url in _HOMES.items() if name in title.lower()), None)
    if home and login:
        return "" if login.group(1).lower() in _NO_LOGINS else f"{home}{login.group(1)}"
    return wire.web_address(text)


def _talks(row: Row, speak: set[str], topics: Mapping[int | None, str], answer: Answer) -> Iterable[Artifact]:
    """A session as the talk of each of its speakers; breaks and the like are none."""
    title, identity = wire.string(row.get("title")), str(wire.number(row.get("id")) or wire.string(row.get("id")))
    if not title or not _ID.fullmatch(identity) or row.get("isServiceSession") is True:
        return
    event = answer.account.handle.partition("/")[2]
    told = f"{title}\n{wire.prose(row.get('description'), most=5_000)}"
    listed = row.get("categoryItems")
    named = [topics.get(wire.number(one), "") for one in (listed if isinstance(listed, list) else [])[:100]]
    skills = tuple(dict.fromkeys([*wire.skills_of_tags(one for one in named if one), *wire.skills_of_bio(told)]))
    for speaker in dict.fromkeys(one.lower() for one in wire.strings(row.get("speakers"))):
        if speaker in speak:
            yield Artifact(
                account=Account(site="sessionize", handle=speaker),
                kind=ArtifactKind.TALK,
                key=f"sessionize.com/event/{event}/{identity}",
                title=title,
                link=wire.web_address(row.get("recordingUrl")) or answer.page.url,
                relation=Relation.SPEAKER,
                made_at=wire.moment(row.get("startsAt")),
                skills=skills,
                states=("abstract",) if wire.string(row.get("description")) else (),
                code=wire.repository(row.get("description")),
            )


SITE = Site(
    name="sessionize",
    policy=Policy(
        terms_url="https://sessionize.com/terms-of-service",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "id",
            "fullName",
            "firstName",
            "lastName",
            "tagLine (claims)",
            "bio (claims, links)",
            "links",
            "questionAnswers (links)",
            "session id",
            "title",
            "description",
            "startsAt",
            "categoryItems",
            "recordingUrl",
        ),
        seconds=2.0,
        hosts=("sessionize.com",),
    ),
    pages=pages,
    parsers={"all": parse_all},
)
