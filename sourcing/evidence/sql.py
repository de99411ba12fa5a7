"""SQL split into statements, and what each does to tables: light, for any dialect, with or without Jinja."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.syntax import text_of

MAX_TEXT = 400_000  # characters; larger SQL is a dump
MAX_STATEMENTS = 400
_HEAD = 12  # words that say what a statement is

# In this order: comments, Jinja, strings (`''` inside), dollar-quoted bodies, quoted names, names, and what separates.
# What is never closed runs to the end, so that every character is looked at once.
_TOKEN = re.compile(
    r"(?P<skip>--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|\{[#%](?:[^#%]|[#%](?!\}))*(?:[#%]\}|\Z)"
    r"|'(?:[^']|'')*(?:'|\Z))"
    r"|(?P<jinja>\{\{(?:[^}]|\}(?!\}))*(?:\}\}|\Z)|\{[^{}\n]{0,80}\})"
    r"|(?P<body>\$\w{0,20}\$)"
    r"|(?P<word>(?:\"[^\"\n]{0,128}\"|`[^`\n]{0,128}`|\[[^\]\n]{0,128}\]|[A-Za-z_]\w{0,128})"
    r"(?:\s{0,2}\.\s{0,2}(?:\"[^\"\n]{0,128}\"|`[^`\n]{0,128}`|\[[^\]\n]{0,128}\]|\w{1,128})){0,4})"
    r"|(?P<end>;|^go[ \t]*$)|(?P<open>\()",
    re.I | re.M,
)
_CREATE = re.compile(
    r"CREATE (?:OR REPLACE )?(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|EXTERNAL|TRANSIENT|UNLOGGED|FOREIGN|HYBRID|DYNAMIC|MULTISET|"
    r"FACT|DIMENSION|MATERIALIZED|SECURE|RECURSIVE|LIVE|STREAMING|REFRESH) ){0,4}(TABLE|VIEW) (?:IF NOT EXISTS )?"
    # a name in its parts, then what may stand behind one: prose goes on otherwise
    r"((?!IF |IS |IN |AS |\()\S+)(?: <VARIABLE>){0,3}(?= (?:\(|AS|USING|LIKE|CLONE|PARTITION|PARTITIONED|ON|WITH|STORED|LOCATION|OF|ENGINE|COMMENT|"
    r"TO|SHALLOW|DEEP|TBLPROPERTIES|OPTIONS|COPY|CLUSTER|TAGS)\b|$| \()"
)
_CLAUSES = frozenset({"SELECT", "FROM", "USING"})
_OVER = re.compile(r"\s{0,8}\(\s{0,40}(?:PARTITION|ORDER|ROWS|RANGE|GROUPS|\)|\{)", re.I)
_MERGE = re.compile(r"MERGE (?:INTO )?(\S+)")
_INSERT = re.compile(r"INSERT (?:OVERWRITE )?(?:INTO )?(?:TABLE )?(\S+)")
_WORDS = (
    "CREATE ", "create ", "MERGE INTO", "merge into", "INSERT ", "insert into", "OVER (", "OVER(", "over (partition", "over (order",
)  # fmt: skip
_WORTH = re.compile(
    r"CREATE\s+(\w+\s+){0,4}(TABLE|VIEW)\b|MERGE\s+INTO\b|INSERT\s+(INTO|OVERWRITE)\b|\bOVER\s*\(", re.I
)
_OPENS = re.compile(r"\s*(--[^\n]*\s+)?(CREATE|MERGE|INSERT|SELECT|WITH)\b", re.I)
_SHOWS = {
    "creates table": "create",
    "creates view": "create",
    "merges into": "merge",
    "fills": "insert",
    "ranks": "over",
}
_PIECES = 40  # lines over which a string in pieces is followed
_DUMPED = re.compile(r"^-- (MySQL dump|PostgreSQL database dump|MariaDB dump|phpMyAdmin SQL Dump|SQLite dump)", re.M)


class Statement(NamedTuple):
    """What one statement does: `creates table`, `creates view`, `merges into`, `fills` (from a query), `ranks` (window).

    `name` is the table or view, empty where it has none; `offset` counts lines
    from the beginning of the text, 0 first, to where the statement begins (`ranks`: to its first window).
    """

    does: str
    name: str
    offset: int


def is_dump(text: str) -> bool:
    """Whether a database wrote this text, not a person."""
    return bool(_DUMPED.search(text[:2_000]))


def statements(text: str) -> Iterator[Statement]:
    """The statements that define or transform tables, in order; plain queries, grants, inserted rows yield nothing."""
    words: list[str] = []
    clauses: set[str] = set()
    start, window, seen, position = 0, -1, 0, 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        part = match.lastgroup
        if part == "body":
            position = _after_body(text, match)
        elif part == "end":
            yield from _told(text, words, start=start, window=window, clauses=clauses)
            words, clauses, window, seen = [], set(), -1, seen + 1
            if seen >= MAX_STATEMENTS:
                return
        elif part in ("word", "jinja") or (part == "open" and words):
            word = match.group(part)
            if not words:
                start = match.start()
            upper = word.upper()
            if upper in _CLAUSES:
                clauses.add(upper)
            elif window < 0 and upper == "OVER" and _OVER.match(text, position):
                window = match.start()
            if len(words) < _HEAD:
                words.append("<variable>" if part == "jinja" else re.sub(r"\s", "", word))
    yield from _told(text, words, start=start, window=window, clauses=clauses)


def in_python(view: View, path: str) -> list[tuple[int, Statement]]:
    """The statements in the strings of a held Python file, each with its line: whole ones, never a word in prose.

    What an f-string fills in stands as `<variable>`.
    """
    text = view.texts[path]
    if not any(word in text for word in _WORDS):
        return []
    found = []
    for line, said in _strings(view, path):
        if _OPENS.match(said[:200]) and _WORTH.search(said):
            for item in statements(said):
                found.append((_line(view.lines(path), line, item), item))
    return found


def _line(lines: list[str], first: int, item: Statement) -> int:
    """The line of a statement in a string that begins at line `first`; a string may be written in pieces."""
    numbers = (first + item.offset, *range(first, first + _PIECES))
    return next(
        (number for number in numbers if _SHOWS[item.does] in "".join(lines[number - 1 : number]).lower()), first
    )


def _strings(view: View, path: str) -> Iterator[tuple[int, str]]:
    """The longer strings of a Python file, each with its first line."""
    parts: set[ast.AST] = set()
    for filled in view.nodes(path, ast.JoinedStr):
        parts.update(filled.values)
        yield filled.lineno, "".join(text_of(part) or "{{v}}" for part in filled.values)
    for plain in view.nodes(path, ast.Constant):
        if isinstance(plain.value, str) and len(plain.value) > 20 and plain not in parts:
            yield plain.lineno, plain.value


def _after_body(text: str, match: re.Match[str]) -> int:
    """The position behind the dollar-quoted body that a match opens."""
    end = text.find(match.group(0), match.end())
    return len(text) if end < 0 else end + len(match.group(0))


def _told(text: str, words: list[str], *, start: int, window: int, clauses: set[str]) -> Iterator[Statement]:
    """The statement that begins with these words, where it defines or transforms a table."""
    head = " ".join(words)
    upper = head.upper()
    found: tuple[str, str, int] | None = None
    if match := _CREATE.match(upper):
        found = f"creates {match.group(1).lower()}", head[match.start(2) : match.end(2)], start
    elif "USING" in clauses and (match := _MERGE.match(upper)):
        found = "merges into", head[match.start(1) : match.end(1)], start
    elif {"SELECT", "FROM"} <= clauses and (match := _INSERT.match(upper)):
        found = "fills", head[match.start(1) : match.end(1)], start
    elif {"SELECT", "FROM"} <= clauses and window >= 0:
        found = "ranks", "", window
    if found:
        does, name, position = found
        yield Statement(does, _clean(name), text.count("\n", 0, position))


def _clean(name: str) -> str:
    return re.sub(r"\{\{.*?\}\}", "<variable>", re.sub(r"[\"`\[\]]", "", name))[:120]
