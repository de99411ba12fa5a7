"""The skills that prose names: what people say they can do is kept as claims, which only code can bear out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sourcing.parsing.prose import without_hidden
from sourcing.skills import catalogue

MOST = 40  # claims of one text: more is a list of words
_SHORTEST = 3


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names that can be told in prose, and the skill of each: products and languages as they are written.

    Umbrella skills in lower case ("testing") and names of one or two letters are words of any text.
    """
    names: dict[str, str] = {}
    for skill in catalogue().values():
        for name in (skill.name, *skill.aliases):
            if len(name) >= _SHORTEST and name[0].isupper() and skill.name[0].isupper():
                names.setdefault(name, skill.name)
    listed = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(r"(?<![\w.@/-])(?:" + "|".join(map(re.escape, listed)) + r")(?![\w@/-])"), names


def named(lines: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The skills that numbered lines name, each with the first line; in the order met, at most `MOST`."""
    pattern, names = _names()
    found: dict[str, int] = {}
    for number, line in lines:
        if not line or line.isspace():
            continue
        for match in pattern.finditer(without_hidden(line[:2_000])):
            found.setdefault(names[match.group(0)], number)
            if len(found) >= MOST:
                return found
    return found


def in_bio(text: str) -> tuple[str, ...]:
    """The skills that a bio names."""
    return tuple(named(enumerate(text.splitlines(), 1)))
