"""What a document says to its reader: visible prose, without code, markup and what is hidden."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")  # looks back, or a long word would cost its square
_NO_CHARACTER = re.compile(r"&#[0-9]{8,};?")
_FENCE = re.compile(r"^\s*(```|~~~)")
# A comment or fence that nobody closed runs to the end, as it does where the page is shown; every span is bounded.
# In this order: what hides or is no prose, then pictures, then links down to their words, then bare addresses. Every
# repetition is bounded, so that a hostile README costs no more than a long one.
_PROSE = (
    (re.compile(r"<!--.*?(?:-->|\Z)|```.*?(?:```|\Z)|@\w{1,40}\{[^}]{0,4000}\}", re.S), " "),
    (re.compile(r"!\[[^\]]{0,400}\](?:\([^()\n]{0,600}\)|\[[^\]\n]{0,200}\])"), " "),
    (re.compile(r"\[([^\[\]]{0,400})\](?:\([^()\n]{0,600}\)|\[[^\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"^\s{0,3}\[[^\]\n]{1,200}\]:.*$", re.M), " "),
    (re.compile(r"<[^>]{1,600}>"), " "),
    (re.compile(r"https?://[^\s)>\]]+"), " "),
    (re.compile(r"[#*_`>|=~\[\]-]+"), " "),
)


def plain(markdown: str, *, words: int) -> str:
    """The visible prose of a README, its first `words` words: no comments, code, markup, links or hidden characters."""
    text = without_hidden(markdown[:40_000])
    for pattern, replacement in _PROSE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split()[:words])


def without_addresses(text: str) -> str:
    """A text whose e-mail addresses are gone."""
    return _EMAIL.sub("<address>", text) if "@" in text else text


def unescaped(text: str) -> str:
    """A text with its HTML entities decoded; a number of no character becomes U+FFFD, however many digits it has."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def without_hidden(text: str) -> str:
    """A text without characters that are not shown."""
    return text if text.isascii() else "".join(char for char in text if unicodedata.category(char) != "Cf")


def visible(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines of a Markdown document with their 1-based numbers, without code blocks and comments."""
    is_code = is_hidden = False
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            is_code = not is_code
        elif not is_code and not is_hidden and not line.lstrip().startswith("<!--"):
            yield number, line
        is_hidden = (is_hidden or "<!--" in line) and "-->" not in line.rpartition("<!--")[2]
