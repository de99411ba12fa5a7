"""Shell scripts as the simple commands in them, read without running them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_SCRIPT = 20_000  # characters of one script
MAX_COMMANDS = 500  # of one script
MAX_WORDS = 60  # of one command

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r]|\\\r?\n)+)
    |(?P<comment>(?<![^\s;&|(])\#[^\n]*)
    |(?P<heredoc><<-?[ \t]*(?P<mark>['"]?\w{1,80}['"]?))
    |(?P<end>\n|&&|\|\||[;|()]|(?<![<>])&(?!>))
    |(?P<single>'[^']*')
    |(?P<double>"(?:[^"\\]|\\.)*")
    |(?P<expansion>\$\{\{[^\n]{0,200}?\}\}|\$\{[^}\n]{0,200}\}|\$\([^()\n]{0,300}\)|`[^`\n]{0,300}`)
    |(?P<plain>[^\s\#&|;<()'"$`\\]+|\\.|.)""",
    re.X | re.S,
)
_ASSIGNS = re.compile(r"[A-Za-z_]\w{0,80}\+?=")
_KEYWORDS = frozenset({"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "fi", "done", "esac"})


class Command(NamedTuple):
    """A simple command: its words without quotes and assignments, and its line, 0 for the first of the script.

    `is_forgiven`: what follows says that its failure does not matter (`|| true`).
    """

    line: int
    words: tuple[str, ...]
    is_forgiven: bool


def commands(script: str) -> list[Command]:
    """The simple commands of a script in order; comments, here-documents and redirections are left out."""
    found: list[Command] = []
    for line, words, ended in _split(script[:MAX_SCRIPT]):
        while words and (words[0] in _KEYWORDS or _ASSIGNS.match(words[0])):
            words = words[1:]
        if words:
            if ended == "||" and found and (words[0] in ("true", ":", "echo") or words[:2] == ["exit", "0"]):
                found[-1] = found[-1]._replace(is_forgiven=True)
            found.append(Command(line, tuple(words[:MAX_WORDS]), False))
        if len(found) >= MAX_COMMANDS:
            break
    return found


def _split(script: str) -> Iterator[tuple[int, list[str], str]]:
    """The line and words of each command, and the separator before it."""
    line = start = 0
    word, words, marks, before = "", [], [], ""
    position, has_word = 0, False
    while position < len(script):
        token = _TOKEN.match(script, position)
        if token is None:  # the last alternative takes any character
            return
        kind, text, position = token.lastgroup, token.group(), token.end()
        if kind == "mark":
            kind = "heredoc"
        if kind in ("space", "comment", "end", "heredoc") and has_word:
            words.append(word)
            word, has_word = "", False
        if kind == "heredoc":
            marks.append(token["mark"].strip("'\""))
        elif kind in ("single", "double", "expansion", "plain"):
            if not words and not has_word:
                start = line
            if kind in ("single", "double"):
                text = text[1:-1]
            elif kind == "expansion":
                text = re.sub(r"\s+", "", text)
            word += text.removeprefix("\\")
            has_word = True
        line += token.group().count("\n")
        if kind == "end":
            if words:
                yield start, words, before
                words = []
            before = text
            if text == "\n" and marks:
                position, skipped = _after(script, position, marks)
                line, marks = line + skipped, []
    if has_word:
        words.append(word)
    if words:
        yield start, words, before


def _after(script: str, position: int, marks: list[str]) -> tuple[int, int]:
    """Where the script goes on after its here-documents, and how many lines they take."""
    lines = 0
    for mark in marks:
        while position < len(script):
            end = script.find("\n", position)
            end = len(script) if end < 0 else end
            text, position, lines = script[position:end].strip(), end + 1, lines + 1
            if text == mark:
                break
    return min(position, len(script)), lines
