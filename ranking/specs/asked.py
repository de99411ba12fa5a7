"""What a job description asks of a person beside skills: time zones, places, languages, and the scope of the work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from ranking.conditions import time_zones
from ranking.conditions.eligibility import is_meant, meant
from ranking.conditions.location import read
from ranking.specs.waived import is_waived
from sourcing.records import Level


class Said(NamedTuple):
    """A value, in the form a role spec takes, and the words of the text it came from."""

    value: str
    words: str


_OFFSET = r"(?:UTC|GMT)\s?[+\N{MINUS SIGN}-]\s?\d{1,2}(?::[0-5]\d)?"
_SHORT = r"(?:CET|CEST|EST|EDT|PST|PDT|IST|JST|AEST|BST)"
_SPAN = r"\d{1,2}\s?(?:h|hrs?|hours)?"
_ZONE = re.compile(
    rf"(?P<low>{_OFFSET})\s?(?:to|and|until|through|\.\.|[-–—])\s?(?P<high>{_OFFSET})|"
    rf"\b(?P<middle>{_SHORT}|{_OFFSET})\s?(?:±|\+\s?/\s?[\N{{MINUS SIGN}}-])\s?(?P<span>{_SPAN})|"
    rf"\b(?P<near>\d{{1,2}})\s?(?:h|hours?)\s(?:of|from)\s(?P<centre>{_SHORT}|{_OFFSET})|"
    rf"\b(?P<only>{_OFFSET}|{_SHORT}\b)"
)
_PLACE = re.compile(
    r"\b(?i:(?:must|should|need to|have to|you(?:['’]re| are))\s(?:be\s)?(?:based|located|resident|residing|reside|live|living)\s(?:with)?in|"
    r"remote(?:ly)?,?\s(?:only\s)?(?:with)?in|(?:right|eligible|eligibility|authori[sz]ed|authori[sz]ation|permit|permission)\sto\swork\sin)\s"
    r"(?:the\s)?(?P<place>[A-Z](?:[\w'’-]|\.(?=\w)){1,30}(?:,?\s(?:(?:and|or)\s)?(?:the\s)?[A-Z](?:[\w'’-]|\.(?=\w)){1,30}){0,4})"
)
_TONGUE = re.compile(
    r"\b(?i:fluent|fluency|proficient|native|business|spoken|written|working|good|excellent|command of|knowledge of|speak(?:ing)?|in)\s+"
    r"(?:in\s+|level\s+)?(English|German|French|Spanish|Italian|Portuguese|Dutch|Polish|Japanese|Mandarin|Chinese|Korean|Arabic|Hindi|Turkish|"
    r"Swedish|Danish)\b"
)
# A line or a sentence that says where the work is; where it may be done from afar it asks for no place.
_LOCATION = re.compile(
    r"(?:^|(?<=[.!?;|])[ \t]{1,3})[ \t>*_•·–-]{0,8}(?:locations?|place of work|workplace|office)[*_ ]{0,3}:[*_ \t]{0,5}"
    r"(?P<place>(?:[^.;|\n]|\.(?=\w)|(?<=\bSt)\.){2,100})",
    re.I | re.M,
)
_AFAR = re.compile(r"\b(?:remote(?:ly)?|anywhere|distributed|home[- ]office|work(?:ing)? from home)\b", re.I)
_ATTENDANCE = re.compile(r"\b(?:hybrid|on[- ]?site|in[- ]office|in[- ]person|full[- ]time|part[- ]time)\b", re.I)
# A line or a sentence that says the level and nothing else.
_LEVEL = re.compile(
    r"(?:^|(?<=[.!?;|])[ \t]{1,3})[ \t>*_•·–-]{0,8}(?:(?:seniority|(?:(?:seniority|experience) )?level)[*_ ]{0,3}:[*_ \t]{0,5}"
    r"(?P<value>[A-Za-z]{2,10}\b)"
    r"|(?P<name>(?:senior|junior|staff|principal|lead|entry)[- ]level\b)(?=\s{0,3}(?:[.,;:|)]|$)))|"
    r"\b(?P<role>(?:senior|junior|staff|principal|lead|entry)[- ]level) (?:role|position|job|opening)\b",
    re.I | re.M,
)
# What a title says of the scope, and what a text says plainly of the person; "we own" says nothing of them.
_TITLES: Mapping[Level, re.Pattern[str]] = {
    Level.LEADS: re.compile(r"\b(?:staff|principal|lead|head of)\b", re.I),
    Level.OWNS: re.compile(r"\b(?:senior|sr)\b", re.I),
    Level.CONTRIBUTES: re.compile(r"\b(?:junior|jr|trainee|intern|entry[- ]level)\b", re.I),
}
_TEXTS: Mapping[Level, re.Pattern[str]] = {
    Level.LEADS: re.compile(r"\byou(?:['’]ll| will)? lead\b", re.I),
    Level.OWNS: re.compile(r"\byou(?:['’]ll| will)? own\b|\btake ownership of\b", re.I),
}


def zones(text: str) -> tuple[Said, ...]:
    """The time zones that a text names, as windows and IANA names; what is no zone is left out."""
    found: dict[str, Said] = {}
    for match in _ZONE.finditer(text):
        with suppress(ValueError):
            value = time_zones.normal(_window(match))
            found.setdefault(value, Said(value, match.group(0)))
    return tuple(found.values())


def _window(match: re.Match[str]) -> str:
    if match["low"]:
        ends = sorted((time_zones.hours(match["low"]), time_zones.hours(match["high"])))
        return f"{time_zones.written(ends[0])}..{time_zones.written(ends[1])}"
    if match["only"]:
        return time_zones.SHORT.get(match["only"], match["only"].replace(" ", ""))
    middle = time_zones.hours(match["middle"] or match["centre"])
    span = float(re.match(r"\d+", match["span"] or match["near"])[0])  # type: ignore[index]
    return f"{time_zones.written(middle - span)}..{time_zones.written(middle + span)}"


def places(text: str) -> tuple[Said, ...]:
    """The places where a text wants the person to be; where the employer is says nothing of that.

    A line "Location: …" wants them there, unless it speaks of remote work.
    """
    found: dict[str, Said] = {}
    for match in _PLACE.finditer(text):
        if is_waived(text, *match.span("place")):
            continue
        for one in _named(match["place"].rstrip(".,")):
            found.setdefault(one, Said(one, match.group(0)))
    for match in _LOCATION.finditer(text):
        if not _AFAR.search(match["place"]):
            for one in _named(_ATTENDANCE.sub("", match["place"]).strip(" ,*_()")):
                found.setdefault(one, Said(one, match["place"].strip()))
    return tuple(found.values())


def _named(words: str) -> Iterator[str]:
    """Each place that the words name for sure, in a form that a role spec takes."""
    for meanings in read(words).places:
        main, *others = sorted(meanings, key=lambda one: (-one.people, one.name))
        with suppress(ValueError):
            if is_meant(main, others) and meant(main.name).name == main.name:
                yield main.name


def languages(text: str) -> tuple[Said, ...]:
    """The languages of work that a text names."""
    found: dict[str, Said] = {}
    for match in _TONGUE.finditer(text):
        if not is_waived(text, *match.span()):
            found.setdefault(match.group(1), Said(match.group(1), match.group(0)))
    return tuple(found.values())


def scope(title: str, text: str) -> Said | None:
    """The level that a title, else a text, speaks of; None where neither does. A line "Level: senior" counts more than its sentences."""
    told = [next(filter(None, match.groups())) for match in _LEVEL.finditer(text)]
    for patterns, words in ((_TITLES, title), (_TITLES, "\n".join(told)), (_TEXTS, text)):
        for level, pattern in patterns.items():
            if match := pattern.search(words):
                return Said(str(level), match.group(0))
    return None
