"""The skills of a job description: which it asks for, which it welcomes, which it would take instead, and which find no room."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ranking.specs.sections import Sentence, Zone
from ranking.specs.waived import is_waived
from ranking.texts.wording import Mention, mentions
from sourcing.skills import catalogue

MOST_MUST, MOST_NICE = 8, 20


class Asked(NamedTuple):
    """A skill that a job description names, with its words, whether it is asked for or only welcome; `note` says what would do as well."""

    skill: str
    words: str
    is_must: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The skills that are taken over, those asked for first; of those asked for the ones beyond the most that a role
    should have, which are among the welcome; those for which there was no room at all; and whether the text says what must be there."""

    skills: tuple[Asked, ...]
    moved: tuple[Asked, ...]
    left_out: tuple[Asked, ...]
    has_musts: bool


class _Named(NamedTuple):
    mention: Mention
    zone: Zone
    is_alternative: bool
    note: str


_LISTED = re.compile(r"\s?,\s?|\s?/\s?")
_OR = re.compile(r"\s?[,(]?\s?or\s(?:an? )?", re.I)
_OR_SIMILAR = re.compile(r"\s?,?\s(?:or|and/or) (?:similar|equivalent|comparable|the like|another|other)\b", re.I)
_SUCH_AS = re.compile(
    r"(?:\s[\w-]{1,20}){0,3}(?:\s?\(|,?\s(?:such as|like|for example|including))\s?(?:e\.g\.,? ?|for example |such as |like )?",
    re.I,
)
_APART = 60  # characters between two names of one list at most
_ORDER = (Zone.NICE, Zone.WORK, Zone.ABOUT, Zone.OFFER)


def wanted(text: str, sentences: Sequence[Sentence]) -> Wanted:
    """The skills of a text with their words, each once.

    Where nothing says what must be there, what the text names first is asked for. Of "A, B or C" the first is asked for and
    the others are welcome; of "databases such as A or B" the databases are. What is asked for and beyond the most comes first
    among the welcome, then what would do instead, then what the text welcomes, then what it tells of the work.
    """
    named = _once(text, sentences)
    has_musts = any(one.zone is Zone.MUST and not one.is_alternative for one in named)
    asking = (Zone.MUST,) if has_musts else (Zone.WORK, Zone.ABOUT)
    asked = [one for one in named if one.zone in asking]
    must = [_asked(one, is_must=True) for one in asked if not one.is_alternative]
    moved = [one._replace(is_must=False) for one in must[MOST_MUST:]]
    nice = [*moved, *(_asked(one, is_must=False) for one in asked if one.is_alternative)]
    for zone in _ORDER:
        nice += [_asked(one, is_must=False) for one in named if one.zone is zone and zone not in asking]
    must = must[:MOST_MUST]
    if not must and nice:
        must, nice = [nice[0]._replace(is_must=True)], nice[1:]
    kept, left_out = nice[:MOST_NICE], nice[MOST_NICE:]
    moved = [one for one in moved if one in kept]
    return Wanted(skills=(*must, *kept), moved=tuple(moved), left_out=tuple(left_out), has_musts=has_musts)


def _asked(one: _Named, *, is_must: bool) -> Asked:
    return Asked(one.mention.skill, one.mention.words, is_must, one.note if is_must else "")


def _once(text: str, sentences: Sequence[Sentence]) -> list[_Named]:
    """Each skill where it is asked for most plainly, in the order of those places."""
    order = {zone: rank for rank, zone in enumerate(Zone)}
    found: dict[str, _Named] = {}
    for one in _named(text, sentences):
        known = found.get(one.mention.skill)
        if known is not None and (known.zone, one.zone) == (Zone.ABOUT, Zone.WORK):
            found[one.mention.skill] = known._replace(zone=Zone.WORK)
        elif known is None or (order[one.zone], one.is_alternative) < (order[known.zone], known.is_alternative):
            found[one.mention.skill] = one
    return sorted(found.values(), key=lambda one: one.mention.start)


def _named(text: str, sentences: Sequence[Sentence]) -> Iterator[_Named]:
    starts = [sentence.start for sentence in sentences]
    every = [one for one in mentions(text) if not is_waived(text, one.start, one.start + len(one.words))]
    notes, alternatives = _alternatives(text, every)
    for place, mention in enumerate(every):
        at = bisect_right(starts, mention.start) - 1
        is_within = at >= 0 and mention.start < sentences[at].end
        zone = sentences[at].zone_at(mention.start) if is_within else Zone.ABOUT
        yield _Named(mention, zone, place in alternatives, notes.get(place, ""))


def _alternatives(text: str, every: Sequence[Mention]) -> tuple[dict[int, str], set[int]]:
    """Of lists like "A, B or C": what is said beside the one that stands for them, by its place; and the places of the others."""
    notes: dict[int, str] = {}
    alternatives: set[int] = set()
    last = 0
    while last < len(every):
        first, last = _list(text, every, last)
        if last > first or _is_open(text, every[last]):
            is_named = first > 0 and _SUCH_AS.fullmatch(_between(text, every, first - 1)) is not None
            others = range(first if is_named else first + 1, last + 1)
            alternatives.update(others)
            skills = ", ".join(dict.fromkeys(every[place].skill for place in others))
            notes[others.start - 1] = f"{'such as' if is_named else 'or'} {skills}" if skills else ""
        last += 1
    return notes, alternatives


def _list(text: str, every: Sequence[Mention], at: int) -> tuple[int, int]:
    """The first and last of the alternatives whose list begins at or behind a place; the place twice where none begins.

    Only names of one kind are a list: of "Python, PyTorch or JAX" two are alternatives.
    """
    last = at
    while last + 1 < len(every) and _LISTED.fullmatch(_between(text, every, last)):
        last += 1
    joined = last
    while last + 1 < len(every) and _OR.fullmatch(_between(text, every, last)):
        last += 1
    is_open = _is_open(text, every[last])
    if last == joined and not is_open:
        return last, last
    first = joined
    while first > at and _is_language(every[first - 1]) == _is_language(every[last]):
        first -= 1
    return first, last


def _between(text: str, every: Sequence[Mention], place: int) -> str:
    """What stands between a name and the next, a long stretch cut."""
    end = every[place].start + len(every[place].words)
    return text[end : min(every[place + 1].start, end + _APART)]


def _is_open(text: str, mention: Mention) -> bool:
    end = mention.start + len(mention.words)
    return _OR_SIMILAR.match(text, end, end + _APART) is not None


def _is_language(mention: Mention) -> bool:
    return bool(catalogue()[mention.skill].languages)
