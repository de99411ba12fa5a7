"""A README without what it says of people: sections on authors, thanks, contact and citation, and lines that name who made it.

Whole sections and lines go, whatever name stands in them, because no list knows every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.skills import canonical

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*(\S.{0,200}?)\s*#*\s*$")
_RULE = re.compile(r"^\s{0,3}(=+|-+|~+)\s*$")
_ABOUT_PEOPLE = re.compile(
    r"\W*(?:(?:the |our |core |project |main |original )*(?:authors?|maintainers?|contributors|team|people|members|developers)|"
    r"about (?:me|us|the authors?)|who (?:am i|we are)|credits?|acknowledge?ments?|(?:special )?thanks(?: to)?|contacts?(?: us| me)?|get in touch|"
    r"cit(?:e|ing)\b.*|citations?(?: (?:info\w*|guide|file|and|for|of)\b.*)?|how to cite.*|bibtex|"
    r"licen[cs]e(?: and.*)?|copyright|affiliations?|funding|sponsors?|backers|"
    r"autor(?:en|es|e)?|auteurs?|autori|kontakt|contacto|danksagung|remerciements|agradecimientos|авторы?|контакты|作者|著者|저자)\W*",
    re.I,
)
_NAMES_ITS_MAKER = re.compile(
    r"\W*(?:(?:(?:created|written|developed|maintained|made|built|designed|implemented)(?: with \S{1,20}){0,2} "
    r"(?:by|at|in(?= \W{0,3}(?P<where>(?-i:[^\W\d_a-z])[\w+#]*)))|authors?|"
    r"author and \w+|maintainers?|copyright|contact(?!\s(?-i:[a-z]))|contact (?:me|us|the|at|via)|affiliations?|supervisors?|supervised by|"
    r"advisors?|advised by|funded by|supported by|thanks to|autor|auteur|автор|作者|著者)\b|\(c\) |© ?|(?-i:[Bb]y (?=\W{0,3}[^\W\d_a-z]|@))|"
    r"(?:e-?mail|twitter|mastodon|linkedin)\b(?:\W*$|\s*[]:@|(/[]|\s[–—-]\s))",
    re.I,
)
_FEW_WORDS = 30  # of a line that does nothing but name its maker


def without_people(markdown: str) -> str:
    """The document without its sections and lines about people; everything else as it is, line by line."""
    return "\n".join(_kept(markdown[:200_000].splitlines()))


def _kept(lines: list[str]) -> Iterator[str]:
    leaving = 0  # the level of the section that is left out; 0: none is
    for place, line in enumerate(lines):
        level, title = _heading(line, lines[place + 1] if place + 1 < len(lines) else "")
        if level and (not leaving or level <= leaving):
            leaving = level if _ABOUT_PEOPLE.fullmatch(title) else 0
        if not leaving and not _names_its_maker(line):
            yield line


def _names_its_maker(line: str) -> bool:
    found = _NAMES_ITS_MAKER.match(line) if len(line.split()) <= _FEW_WORDS else None
    return found is not None and not (found["where"] and canonical(found["where"]))  # "written in Rust" names nobody


def _heading(line: str, below: str) -> tuple[int, str]:
    """The level of a heading and its words; 0 for other lines."""
    if match := _HEADING.match(line):
        return len(match.group(1)), match.group(2)
    rule = _RULE.match(below) if line.strip() and len(line) <= 200 else None
    return (1 if rule.group(1)[0] == "=" else 2, line.strip()) if rule else (0, "")
