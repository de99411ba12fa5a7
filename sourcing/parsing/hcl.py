"""Terraform's language: what of a text is code, the rest (comments, documents in it) made blank."""

from __future__ import annotations

import re

_MARK = re.compile(r'\\.|[$%]\{|["{}#\n]|//|/\*|<<-?([^\W\d][\w-]{0,99})[ \t]{0,20}\r?\n', re.S)
_BLACK = re.compile(r"\S")


def code_of(text: str) -> str:
    """The text with comments and here-documents made blank: as long as it was, line by line. It takes one pass."""
    parts: list[str] = []
    inside: list[str] = []  # what is open: a string `"`, an interpolation in one or a brace in that `{`
    done = at = 0
    while match := _MARK.search(text, at):
        mark, at = match.group(), match.end()
        if mark == "\n":
            inside.clear()  # no string goes on over its line
        elif inside and inside[-1] == '"':
            if mark == '"':
                inside.pop()
            elif mark in ("${", "%{"):
                inside.append("{")
            elif mark[-1] == "\n":
                inside.clear()
        elif mark == '"':
            inside.append(mark)
        elif mark[-1] == "{":
            inside += ["{"] if inside else []
        elif mark == "}":
            del inside[-1:]
        elif (end := _end(text, match)) > match.start():
            parts += [text[done : match.start()], _BLACK.sub(" ", text[match.start() : end])]
            done = at = end
    return "".join([*parts, text[done:]])


def _end(text: str, match: re.Match[str]) -> int:
    """Where a comment or a here-document ends that begins with this mark; its own beginning where it is neither."""
    mark = match.group()
    if mark == "/*":
        end = text.find("*/", match.end())
        return len(text) if end < 0 else end + 2
    if mark in ("#", "//"):
        end = text.find("\n", match.end())
        return len(text) if end < 0 else end
    return _document_end(text, match.end(), match.group(1)) if match.group(1) else match.start()


def _document_end(text: str, at: int, word: str) -> int:
    """The end of the line that is only `word`, where a here-document ends; the text's where there is none."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip(" \t\r") == word:
            return end
        at = end + 1
    return len(text)
