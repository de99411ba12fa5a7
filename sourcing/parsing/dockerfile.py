"""Dockerfiles as instructions and stages, read by the format and without running them.

The readers on PyPI do not serve: `dockerfile-parse` does not know here-documents, `dockerfile` brings a Go runtime into
the process, and both take minutes for one megabyte of continued lines.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

MAX_TEXT = 200_000  # characters of one Dockerfile
MAX_INSTRUCTIONS = 2_000
MAX_VALUE = 20_000  # characters of one instruction

_INSTRUCTION = re.compile(r"^\s*([A-Za-z]{2,20})(?:\s+|$)(.*)$", re.S)
_HEREDOC = re.compile(r"(?<!<)<<-?\s*([\"']?)(\w{1,80})\1")
_DIRECTIVE = re.compile(r"^#\s*escape\s*=\s*(\S)\s*$", re.I)
_FROM = re.compile(r"^((?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?\s*$", re.I)
_VARIABLE = re.compile(r"\$\{(\w+)(?::?[-+]([^}]{0,200}))?\}|\$(\w+)")
_KNOWN = {
    *("from", "run", "cmd", "label", "maintainer", "expose", "env", "add", "copy", "entrypoint", "volume", "user"),
    *("workdir", "arg", "onbuild", "stopsignal", "healthcheck", "shell"),
}


class Instruction(NamedTuple):
    """One instruction, of an ONBUILD the one in it: its name in capitals, its flags (`--from=build`), its value with lines joined, its 1-based line.

    `document` is the text of its here-documents.
    """

    name: str
    flags: tuple[str, ...]
    value: str
    line: int
    document: str = ""

    def flag(self, name: str) -> str:
        """The value of a flag, empty where it is not given."""
        return next((each.partition("=")[2] for each in self.flags if each.partition("=")[0] == f"--{name}"), "")

    def words(self) -> tuple[str, ...]:
        """The words of a value in exec form (a JSON list), or else split at white space."""
        if self.value.startswith("["):
            try:
                loaded = json.loads(self.value)
            except (ValueError, RecursionError):
                loaded = None
            if isinstance(loaded, list):
                return tuple(str(each) for each in loaded)
        return tuple(self.value.split())


class Stage(NamedTuple):
    """One stage: the image it is built from with arguments filled in, its name, its line, its instructions."""

    base: str
    name: str
    line: int
    instructions: tuple[Instruction, ...]


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile in order; lines that are none (a template's, a typing error's) are left out."""
    found: list[Instruction] = []
    lines = text[:MAX_TEXT].splitlines()
    escape = _escape(lines)
    ends = {line.strip(): number for number, line in enumerate(lines)}  # where a text stands last
    number = 0
    while number < len(lines) and len(found) < MAX_INSTRUCTIONS:
        start = number
        value, number = _logical(lines, number, escape)
        match = _INSTRUCTION.match(value)
        if not match or match.group(1).lower() not in _KNOWN:
            continue
        if match.group(1).lower() == "onbuild":
            match = _INSTRUCTION.match(match.group(2))
            if not match or match.group(1).lower() not in _KNOWN:
                continue
        document = ""
        if match.group(1).lower() in ("run", "copy", "add"):
            document, number = _documents(lines, number, value, ends)
        flags, rest = _flags(match.group(2).strip())
        found.append(Instruction(match.group(1).upper(), flags, rest[:MAX_VALUE], start + 1, document[:MAX_VALUE]))
    return found


def _escape(lines: list[str]) -> str:
    for line in lines[:5]:
        directive = _DIRECTIVE.match(line)
        if directive:
            return directive.group(1)
        if not line.startswith("#"):
            break
    return "\\"


def _logical(lines: list[str], number: int, escape: str) -> tuple[str, int]:
    """One instruction with its continued lines, and the line after it; comments between them are left out.

    The parts are joined by line ends, so that each keeps its place.
    """
    parts: list[str] = []
    while number < len(lines):
        line = lines[number]
        number += 1
        stripped = line.strip()
        if stripped.startswith("#") or (not stripped and parts):
            parts.append("")
            if len(parts) == 1:
                return "", number
            continue
        if stripped.endswith(escape):
            parts.append(line.rstrip()[:-1])
            continue
        parts.append(line)
        break
    return "\n".join(parts), number


def _documents(lines: list[str], number: int, value: str, ends: dict[str, int]) -> tuple[str, int]:
    """The text of the here-documents that a value begins, and the line after them; one that never ends is none."""
    marks = [match.group(2) for match in _HEREDOC.finditer(value[:2_000])][:5]
    text: list[str] = []
    after = number
    for mark in marks:
        if ends.get(mark, -1) < after:
            return "", number
        while lines[after].strip() != mark:
            text.append(lines[after])
            after += 1
        after += 1
    return "\n".join(text), after


def _flags(value: str) -> tuple[tuple[str, ...], str]:
    flags: list[str] = []
    while value.startswith("--") and len(flags) < 20:
        head, _, value = value.partition(" ")
        flags.append(head.strip())
        value = value.lstrip(" \t\n\\")
    return tuple(flags), value


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile in order, none where it has no FROM."""
    given: dict[str, str] = {}
    found: list[tuple[Instruction, list[Instruction]]] = []
    for each in instructions(text):
        if each.name == "FROM":
            found.append((each, []))
        elif found:
            found[-1][1].append(each)
        elif each.name == "ARG":
            name, _, default = each.value.partition("=")
            given[name.strip()] = default.strip().strip("\"'")
    built = []
    for head, body in found:
        match = _FROM.match(" ".join(head.value.split()))
        if match:
            built.append(Stage(filled(match.group(2), given), (match.group(3) or "").lower(), head.line, tuple(body)))
    return built


def filled(value: str, given: dict[str, str]) -> str:
    """A value with its variables filled in from what is given; one that is not given stays as it is written."""
    return _VARIABLE.sub(
        lambda match: given.get(match.group(1) or match.group(3)) or match.group(2) or match.group(), value
    )
