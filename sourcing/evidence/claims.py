"""What people say they can do, in a bio or a README: kept as claims, which only code can bear out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.reading import View
from sourcing.git.address import file_link
from sourcing.parsing.prose import visible, without_hidden
from sourcing.records import Claim
from sourcing.skills import catalogue

MOST = 40  # claims of one text: more is a list of words
MOSTLY = 0.5  # of a README: whose words it is
_LINES = 400
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


def in_readme(view: View, ownership: Ownership) -> tuple[Claim, ...]:
    """The skills that the root README names, as claims of those who wrote at least half of it."""
    path = view.readme_path
    owners = [touch.account for touch, share in ownership.shares(path) if share >= MOSTLY] if path else []
    if path is None or not owners:
        return ()
    snapshot = view.snapshot
    said = named(visible(view.lines(path)[:_LINES]))
    return tuple(
        Claim(
            account=account,
            skill=skill,
            said_in=f"README of {snapshot.repository.name}",
            link=file_link(snapshot.repository, commit=snapshot.commit, path=path, line=line),
        )
        for account in owners
        for skill, line in said.items()
    )
