"""The sections of a job description: which sentences ask for something, which welcome it, which tell of the work.

A section begins at a heading: a line with `#`, in bold, with a colon at its end, a short line above a list, or a line of nothing but a
heading's words. A label ("Nice to have: …") speaks for its paragraph, a marker within a sentence ("… is a plus") for its words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib import resources
from typing import NamedTuple

from ranking.texts.wording import mentions


class Zone(StrEnum):
    """What a sentence is there for; OFFER is what the employer gives, and the facts of the contract."""

    MUST = "must"
    NICE = "nice"
    WORK = "work"
    ABOUT = "about"
    OFFER = "offer"


class Sentence(NamedTuple):
    """One sentence without markup, where it stands, what it is there for, and the parts of it that are only welcome."""

    text: str
    start: int
    end: int
    zone: Zone
    welcome: tuple[tuple[int, int], ...]

    def zone_at(self, place: int) -> Zone:
        """What the words at a place of the whole text are there for."""
        return Zone.NICE if any(start <= place < end for start, end in self.welcome) else self.zone


# What other languages than English say, by kind and language.
OF_LANGUAGES = tomllib.loads(resources.files("ranking.specs").joinpath("headings.toml").read_text("utf-8"))


def _also(kind: str, english: str) -> re.Pattern[str]:
    """The words of a kind: those of other languages, and English ones by their pattern."""
    phrases = sorted(
        {phrase for words in OF_LANGUAGES[kind].values() for phrase in words}, key=lambda one: (-len(one), one)
    )
    others = "|".join(re.escape(phrase).replace("'", "['’]") for phrase in phrases)
    return re.compile(rf"(?:{english})|\b(?:{others})(?![\w-])", re.I)


# fmt: off
_TITLES = {  # what headings and labels say; the first that matches counts
    Zone.NICE: _also("nice",
        r"\b(?:(?:nice|good|great)[- ]to[- ]haves?|bonus(?: points| skills)?|preferred|desirable|desired|pluses|plus(?: points)?|ideally|"
        r"advantage(?:s|ous)?|optional|extra credit|stand out|we(?:['’]d| would) love)\b"),
    Zone.MUST: _also("must",
        r"\b(?:must[- ]haves?|must|require[ds]?|requirements?|qualifications?|minimum|essentials?|skills?|profile|experience|expectations?|"
        r"you(?:['’]ll| will)? (?:have|bring|know|need)|you must|we (?:expect|require)|who you are|about you|you are|"
        r"(?:what|who) (?:you|we)(?:['’]re| are)? (?:need|bring|expect|look|looking|want)(?: for)?|ideal candidate)\b"),
    Zone.WORK: _also("work",
        r"\b(?:responsibilit(?:y|ies)|you(?:['’]ll| will)|what you do|the (?:role|job|work|position)|tasks|duties|"
        r"your (?:role|tasks|mission|impact|work|job)|day[- ]to[- ]day|this role|outcomes|goals)\b"),
    Zone.OFFER: _also("offer",
        r"\b(?:benefits|perks|(?:we|you) (?:offer|get)|you(?:['’]ll| will) get|why (?:join|work|us)(?: us)?|compensation|salary|how to apply|"
        r"equal opportunit(?:y|ies)|interview process)\b"),
    Zone.ABOUT: _also("about", r"\b(?:about|who we are|our (?:team|company|mission|values|product|story)|the (?:team|company))\b"),
}
_FILLER_WORDS = (
    "a an and are as at but can do for from have if in is it key main may of on or our role that the this to us we what will with you your job team"
    " technical professional basic core section also"
)
_FILLER = frozenset(_FILLER_WORDS.split()).union(*OF_LANGUAGES["filler"].values())
_KIND = re.compile(  # a heading that only sorts what its section names
    r"\b(?:technical|languages?|programming|tools?|frameworks?|librar(?:y|ies)|hard|soft|cloud|data|education|ml|ai|infrastructure|technolog(?:y|ies))\b",
    re.I)
_ATX = re.compile(r"\s{0,3}(#{1,6})\s")
_BULLET = re.compile(r"\s*(?:[-•–·▪◦]\s*|[*+]\s+|\d{1,3}[.)]\s+)")
_BOLD = re.compile(r"\s*(\*\*|__)[^*_]{1,90}\1:?\s*")
_RULE = re.compile(r"[-=_*\s]{3,}")
_MARKUP = re.compile(r"[#*_`>]+")
_LABEL = re.compile(r"([^\W\d_][\w'’/&() -]{1,50}):\s")
_FACT = re.compile(
    r"(?:locations?|seniority|level|salary|start(?:ing)?(?: date)?|contract|employment(?: type)?|department|reports? to|place of work|workplace|"
    r"office|hours|time ?zones?)\s?:|(?:senior|junior|staff|principal|lead|entry)[- ]level\b(?=[.,;]|$)", re.I)
_OPENING = {
    Zone.OFFER: re.compile(r"(?:we|you(?:['’]ll| will)) (?:offer|get|receive)\b", re.I),
    Zone.WORK: re.compile(r"you(?:['’]ll| will)\b(?! (?:also )?(?:need|have|bring|know))", re.I),
}
_ASKS = re.compile(  # of its own sentence
    r"^\W{0,5}(?:you (?:must|have|bring|know|need)\b|you (?:should|will|['’]ll) (?:have|bring|know|need)\b|you['’]ll (?:have|bring|know|need)\b|"
    r"we (?:expect|require)\b|(?:[\w-]{1,20} ){0,2}(?:experience|knowledge|understanding|familiarity|proficiency|expertise|fluency|command) "
    r"(?:with|in|of|using)\b|\d{1,2}\s?\+?\s(?:or more )?years\b)|\bmust[- ]haves?\b|"
    r"\b(?:is|are) (?:\w{1,15}ly )?(?:required|mandatory|essential|needed|necessary|a must)\b(?! by\b)|\bwho (?:knows|has|brings|masters)\b|"
    r"(?<!not )\b(?:required|mandatory)\s?(?=[.;,)]|$)", re.I)
_AHEAD = _also("ahead",  # what follows is welcome
    r"\b(?:ideally|preferably|bonus(?: points)? (?:if|for)|plus points)\b|^\W{0,5}(?:nice|good|great)[- ]to[- ]have\b")
_BEHIND = _also("behind",  # what stands before is welcome
    r"\b(?:a (?:\w{1,10} )?(?:plus|bonus|advantage)|an advantage|(?:nice|good|great)[- ]to[- ]have|(?P<many>are )?(?:desirable|advantageous)|"
    r"(?:is|(?P<more>are)|be) (?:\w{1,10} )?(?:preferred|welcome|optional|helpful|beneficial)|(?:preferred|optional)\s?(?=[.;)]|$))")
_AND = re.compile(r"\b(?:and|or|und|oder|et|ou|y)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z])")
# fmt: on
_WRAPPED = 40  # characters of a line from which one in lower case below it goes on with its sentence
_FLAT = 7  # level of a heading without `#`, below all with


def clean(words: str) -> str:
    """Words on one line, without bullet and markup."""
    bullet = _BULLET.match(words)
    return " ".join(_MARKUP.sub("", words[bullet.end() if bullet else 0 :]).split())


def names_a_section(line: str) -> bool:
    """Whether a line holds nothing but a heading's words."""
    bare = clean(line).rstrip(":")
    if len(bare) > 90 or len(bare.split()) > 8 or _titled(bare) is None:
        return False
    left = bare
    for pattern in _TITLES.values():
        left = pattern.sub(" ", left)
    return all(word in _FILLER for word in re.findall(r"[^\W_]+", left.lower()))


def sentences(text: str, *, start: int = 0) -> tuple[Sentence, ...]:
    """The sentences of a text from `start`, each with what it is there for; headings are none."""
    return tuple(_sentences(text, start))


def _sentences(text: str, start: int) -> Iterator[Sentence]:
    section, level, label = Zone.ABOUT, 0, None
    lines = _lines(text, start)
    for (begin, end), below in zip(lines, _below(text, lines), strict=True):
        line = text[begin:end]
        bare = clean(line)
        if not bare or _RULE.fullmatch(line):
            label = None
            continue
        if (depth := _depth(line, below)) is not None:
            label, named = None, _titled(bare)
            if named is None and (depth > level or _sorts(bare)):
                continue
            section, level = named or Zone.ABOUT, depth
            continue
        is_listed = _BULLET.match(line) is not None
        if not is_listed:
            label = next((zone for zone, pattern in _OPENING.items() if pattern.match(bare)), label)
        of_line = label
        for first, last in _parts(line):
            told = clean(line[first:last])
            of_line = _labelled(told) or of_line
            if told:
                yield _sentence(told, text, begin + first, begin + last, of_line or section)
        label = label if is_listed else of_line


def _lines(text: str, start: int) -> list[tuple[int, int]]:
    """Where each line begins and ends; a line that goes on with the one above is one with it."""
    found: list[tuple[int, int]] = []
    begin, width = start, 0
    for line in text[start:].split("\n"):
        end = begin + len(line)
        goes_on = line[:1].islower() or (line[:1] == " " and not _BULLET.match(line))
        if found and goes_on and line.strip() and width >= _WRAPPED:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
        width = 0 if _ATX.match(line) else len(line.strip())
        begin = end + 1
    return found


def _below(text: str, lines: Sequence[tuple[int, int]]) -> list[str]:
    """For each line the next one with something in it."""
    found, below = [], ""
    for begin, end in reversed(lines):
        found.append(below)
        line = text[begin:end]
        below = line if line.strip() else below
    return found[::-1]


def _depth(line: str, below: str) -> int | None:
    """How deep a heading is; None where a line is none."""
    if match := _ATX.match(line):
        return len(match[1])
    bare = clean(line)
    if _BULLET.match(line) or len(bare) > 90 or len(bare.split()) > 10:
        return None
    if _BOLD.fullmatch(line) or bare.endswith(":") or names_a_section(bare):
        return _FLAT
    return _FLAT if _BULLET.match(below) and len(bare.split()) <= 8 and bare[-1] not in ".!?,;" else None


def _titled(heading: str) -> Zone | None:
    return next((zone for zone, pattern in _TITLES.items() if pattern.search(heading)), None)


def _sorts(heading: str) -> bool:
    return len(heading.split()) <= 3 and (_KIND.search(heading) is not None or any(True for _ in mentions(heading)))


def _parts(line: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a line begins and ends, behind its bullet."""
    bullet = _BULLET.match(line)
    begin = bullet.end() if bullet else 0
    for match in _SENTENCE.finditer(line, begin):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(line)


def _labelled(told: str) -> Zone | None:
    """What a label at the beginning of a sentence says of its paragraph."""
    match = _LABEL.match(told)
    return _titled(match[1]) if match and len(match[1].split()) <= 5 else None


def _sentence(told: str, text: str, start: int, end: int, zone: Zone) -> Sentence:
    words = text[start:end]
    if _FACT.match(told):
        return Sentence(told, start, end, Zone.OFFER, ())
    if zone in (Zone.WORK, Zone.ABOUT) and _ASKS.search(told):
        zone = Zone.MUST
    elif zone is Zone.ABOUT and _OPENING[Zone.WORK].match(told):
        zone = Zone.WORK
    elif _OPENING[Zone.OFFER].match(told):
        zone = Zone.OFFER
    welcome = tuple((start + first, start + last) for first, last in _welcome(words.replace("\n", " ")))
    if zone is not Zone.OFFER and welcome and welcome[0][0] == start and not text[welcome[-1][1] : end].strip(" .!"):
        zone = Zone.NICE
    return Sentence(told, start, end, zone, welcome)


def _welcome(words: str) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that its own markers call welcome."""
    end = 0
    for match in _AHEAD.finditer(words):
        if match.start() < end:
            continue
        end = words.find(")" if words[max(0, match.start() - 1)] == "(" else ";", match.end())
        end = len(words) if end < 0 else end
        yield match.start(), end
    begin = 0
    for match in _BEHIND.finditer(words):
        asked = [one.end() for one in _ASKS.finditer(words, begin, match.start())]
        begin = max(begin, words.rfind(";", begin, match.start()) + 1, *asked)
        if match.start() <= 5:
            continue  # a label
        last = max(words.rfind(mark, begin, match.start()) for mark in ",(")
        if words[match.start() - 1] == "(":
            joints = [one.end() for one in _AND.finditer(words, begin, match.start())]
            last = max(words.rfind(",", begin, match.start()) + 1, *joints, begin)
        elif last < 0 or match["many"] or match["more"] or _AND.search(words, last, match.start()):
            last = begin
        yield last, match.end()
        begin = match.end()
