"""The outline of a document: its sections with their titles, how much prose each has and what code it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

MAX_LINES = 100_000  # of a document; what lies behind them is not read
MAX_CODE = 2_000  # characters of code that are kept of one section

_FENCE = re.compile(r"^\s{0,12}(```|~~~)")
_HASHES = re.compile(r"^\s{0,3}#{1,6}\s+(\S.{0,200})$")
_TAGS = re.compile(r"<h[1-6](?:\s[^<>]{0,200})?>(.{1,300}?)</h[1-6]>", re.I)
_UNDERLINE = re.compile(r"^\s{0,3}(={3,}|-{3,})\s*$")
_RULE = re.compile(r"^([=\-`:.'\"~^_*+#<>!$%&,/;?@\\|])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"^\s*\.\.\s+([\w:-]{1,40})::|^\s*```\{([\w:-]{1,40})\}")
_MKDOCSTRINGS = re.compile(r"^:::\s+[A-Za-z_][\w.]{0,200}\s*$")
_RST_INSIDE = "eval-rst"  # a block of reStructuredText in a page of Markdown
MAX_FRONT = 60  # lines of the header of a page that its site reads
_OPTION = re.compile(r"^\s+:[\w-]{1,40}:")
_MARKUP = re.compile(
    r"!\[[^\]]{0,200}\](\([^()]{0,400}\)|\[[^\]]{0,200}\])|\]\([^()]{0,400}\)|<[^<>]{1,400}>|https?://\S+|\{[^{}]{0,100}\}|:\w{1,30}:`"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = frozenset(
    {
        "code-block",
        "code",
        "sourcecode",
        "parsed-literal",
        "prompt",
        "ipython",
        "doctest",
        "testcode",
        "jupyter-execute",
    }
)


class Section(NamedTuple):
    """A heading with what follows it up to the next one; the text before the first heading has the empty title.

    `line` is the 1-based line of the title; `words` counts the words of visible prose; `code` is the beginning of the code that
    is shown; `directives` are the names of the directives (`automodule`, `toctree`), `:::` for one of mkdocstrings.
    """

    line: int
    title: str
    words: int
    code: str
    directives: tuple[str, ...]


class _Open:
    """A section that is being read."""

    def __init__(self, line: int, title: str) -> None:
        self.line, self.title, self.words = line, title, 0
        self.code: list[str] = []
        self.directives: list[str] = []

    def closed(self) -> Section:
        code = "\n".join(self.code)[:MAX_CODE]
        return Section(self.line, self.title, self.words, code, tuple(self.directives[:200]))


def outline(lines: Iterable[str], *, is_rst: bool) -> list[Section]:
    """The sections of a Markdown or reStructuredText document in order; at least one, even of an empty text."""
    found = [_Open(1, "")]
    above = ""
    for number, line, kind in (_rst if is_rst else _markdown)(islice(lines, MAX_LINES)):
        section = found[-1]
        if kind == "title":
            found.append(_Open(number, _plain(line)))
        elif kind == "rule" and above:  # what came before was a title
            section.words -= len(_WORD.findall(_MARKUP.sub(" ", above)))
            found.append(_Open(number - 1, _plain(above)))
        elif kind == "code":
            if len(section.code) < 100:
                section.code.append(line.strip()[:200])
        elif kind == "directive":
            section.directives.append(line)
        elif kind == "prose":
            section.words += len(_WORD.findall(_MARKUP.sub(" ", line)))
        above = line.strip() if kind == "prose" else ""
    return [section.closed() for section in found]


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[*`]", "", _MARKUP.sub(" ", title)).strip("#_=~ \t").split())[:120]


def _markdown(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Each line that says something, with what it is: title, rule, code, directive, prose, or blank."""
    fence = name = ""
    is_hidden = False
    before = ""
    numbered = list(enumerate(lines, 1))
    for number, line in numbered[_front(numbered) :]:
        mark = _FENCE.match(line)
        if mark and (not fence or mark.group(1) == fence):
            fence = "" if fence else mark.group(1)
            named = _DIRECTIVE.match(line) if fence else None
            name = (named.group(2) or "") if named else ""
            if name and name != _RST_INSIDE:
                yield number, name, "directive"
        elif fence and name == _RST_INSIDE:
            if inner := _DIRECTIVE.match(line):
                yield number, inner.group(1) or "", "directive"
        elif fence:
            yield number, line, "code"
        elif is_hidden or line.lstrip().startswith("<!--"):
            is_hidden = "-->" not in line
        else:
            yield number, *_line(line, before)
        before = line


def _front(numbered: list[tuple[int, str]]) -> int:
    """How many lines at the beginning are a header between two rules, for the site that shows the page."""
    if numbered and numbered[0][1].rstrip() == "---":
        return next((number for number, line in numbered[1:MAX_FRONT] if line.rstrip() == "---"), 0)
    return 0


def _line(line: str, before: str) -> tuple[str, str]:
    """What a Markdown line outside fences and comments is."""
    if not line.strip():
        return "", "blank"
    title = _HASHES.match(line) or _TAGS.search(line)
    if title:
        return title.group(1), "title"
    if _UNDERLINE.match(line):
        return line, "rule" if before.strip() else "blank"
    if line.startswith(":::"):
        return ":::", "directive" if _MKDOCSTRINGS.match(line) else "blank"
    if line.startswith(("    ", "\t")) and not before.strip():
        return line, "code"
    return (line, "table") if line.lstrip().startswith("|") else (line, "prose")


def _rst(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """The same of reStructuredText: code is what is indented below `::` or a directive for code."""
    is_code = is_aside = False
    for number, line in enumerate(lines, 1):
        named = _DIRECTIVE.match(line)
        if not line.strip():
            yield number, "", "blank"
        elif named:
            is_code, is_aside = named.group(1) in _CODE, named.group(1) not in _CODE | _TALKING
            yield number, named.group(1) or "", "directive"
        elif line[0] in " \t" and (is_code or is_aside):
            if is_code and not _OPTION.match(line):
                yield number, line, "code"
        elif _RULE.match(line):
            yield number, line, "rule"
        else:
            is_aside = line.startswith(".. ")
            is_code = line.rstrip().endswith("::") and not is_aside
            if not is_aside:
                yield number, line, "prose"


_TALKING = frozenset(
    {"note", "warning", "tip", "important", "hint", "caution", "attention", "danger", "admonition", "topic", "seealso"}
)
