"""Configuration files as data: TOML, YAML and JSON that anyone may have written, so every reader is bounded."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, NamedTuple

import yaml

from sourcing.parsing.toml import read_toml

MAX_YAML = 200_000  # characters; larger YAML is data
MAX_DEPTH = 100  # lists and mappings in one another: deeper than anyone writes, far from where the parser slows down
MAX_COPIED = 20_000  # nodes that the aliases of one text may stand for together
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's is some ten times as fast


_SECTION = re.compile(r"^\[([^\[\]]+)\]")


class Placed(str):
    """A scalar of YAML that knows where it stands: the 1-based line of its first character.

    A block (`|` or `>`) has `is_block`; its text begins on the line after `line`.
    """

    __slots__ = ("is_block", "line")
    line: int
    is_block: bool

    @classmethod
    def at(cls, text: str, *, line: int, is_block: bool) -> Placed:
        """The text with its place."""
        placed = cls(text)
        placed.line, placed.is_block = line, is_block
        return placed


def line_at(value: object, otherwise: int = 1) -> int:
    """The line of a scalar of YAML; of a list or mapping that of the first scalar in it, `otherwise` where it has none."""
    for _ in range(MAX_DEPTH):
        if isinstance(value, Placed):
            return value.line
        if not isinstance(value, dict | list) or not value:
            return otherwise
        value = next(iter(value))
    return otherwise


def yaml_documents(text: str) -> list[Any]:
    """The documents of a YAML text, every scalar and key a `Placed` string; none where it is too long, deep or broken.

    Aliases and merge keys (`<<: *base`) are followed as long as what they stand for stays small: a few lines of them can
    stand for gigabytes, and an alias can hold itself.
    """
    if len(text) > MAX_YAML:
        return []
    try:
        return _Composer().documents(text)
    except (yaml.YAMLError, ValueError):
        return []


class _Composer:
    """Values from the events of the YAML parser, without recursion, with a count of the nodes that a reader would walk."""

    def __init__(self) -> None:
        self._found: list[Any] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = self._copied = 0

    def documents(self, text: str) -> list[Any]:
        """The documents' values. Errors: yaml.YAMLError, ValueError."""
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                is_block = event.style in ("|", ">")
                self._nodes += 1
                line = event.start_mark.line + 1 if event.start_mark else 1
                scalar = Placed.at(event.value, line=line, is_block=is_block)
                self._add(scalar, event.anchor, 1)
            elif isinstance(event, yaml.MappingStartEvent):
                self._start({}, event.anchor)
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start([], event.anchor)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self._open.pop()
                self._add(_merged(closed.value), closed.anchor, self._nodes + self._copied - closed.before)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event.anchor or "")
            elif isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
        return self._found

    def _start(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise ValueError("nested too deeply")
        self._open.append(_Open(value=value, anchor=anchor, before=self._nodes + self._copied))
        self._nodes += 1

    def _alias(self, anchor: str) -> None:
        if anchor not in self._anchors:
            raise ValueError("an alias of nothing, or of what it stands in")
        value, nodes = self._anchors[anchor]
        self._copied += nodes
        if self._copied > MAX_COPIED:
            raise ValueError("aliases stand for too much")
        self._add(value, None, 0)

    def _add(self, value: Any, anchor: str | None, nodes: int) -> None:
        """Puts a complete value where it belongs; `nodes` is what a reader who walks it meets."""
        if anchor is not None:
            self._anchors[anchor] = (value, nodes)
        if not self._open:
            self._found.append(value)
            return
        above = self._open[-1]
        if isinstance(above.value, list):
            above.value.append(value)
        elif above.key is None:
            if not isinstance(value, str):
                raise ValueError("a key that is no scalar")
            above.key = value
        else:
            above.value[above.key], above.key = value, None


class _Open:
    """A mapping or list whose end is not read yet."""

    __slots__ = ("anchor", "before", "key", "value")

    def __init__(self, *, value: dict[str, Any] | list[Any], anchor: str | None, before: int) -> None:
        self.value, self.anchor, self.before = value, anchor, before
        self.key: str | None = None


def _merged(value: Any) -> Any:
    """A mapping with what its merge key brings in below its own keys; anything else as it is."""
    if not isinstance(value, dict) or "<<" not in value:
        return value
    brought = value.pop("<<")
    below: dict[str, Any] = {}
    for part in reversed(brought if isinstance(brought, list) else [brought]):
        if isinstance(part, dict):
            below.update(part)
    return {**below, **value}


def toml_table(text: str) -> dict[str, Any]:
    """The root table of a TOML text, empty where it is broken or nested too deeply."""
    try:
        return read_toml(text)
    except tomllib.TOMLDecodeError:
        return {}


def json_value(text: str) -> Any:
    """The value of a JSON text, None where it is broken."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def table(value: Any, *keys: str) -> dict[str, Any]:
    """The mapping below a chain of keys, empty wherever the chain breaks off."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def list_at(value: Any, key: str) -> list[Any]:
    """The list under a key, empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def text_at(value: Any, key: str) -> str:
    """The string under a key, empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def ini_sections(text: str) -> dict[str, int]:
    """The sections of an INI text, each with its first 1-based line; indented brackets continue a value."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _SECTION.match(line)
        if match:
            found.setdefault(match.group(1).strip(), number)
    return found


class IniLine(NamedTuple):
    """One line of an INI text: `[section]` and `key` it belongs to, the value that it holds, its 1-based number."""

    section: str
    key: str
    value: str
    line: int


def ini_lines(text: str) -> list[IniLine]:
    """The lines of an INI text that hold a value, in order; an indented line continues the key above it."""
    found: list[IniLine] = []
    section = key = ""
    for number, line in enumerate(text.splitlines(), 1):
        head = _SECTION.match(line)
        if head:
            section, key = head.group(1).strip(), ""
            continue
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if line[0] in " \t" and key:
            found.append(IniLine(section, key, line.strip(), number))
            continue
        name, is_pair, value = line.partition("=" if "=" in line else ":")
        key = name.strip() if is_pair else ""
        if key:
            found.append(IniLine(section, key, value.strip(), number))
    return found


def line_of(text: str, pattern: str) -> int:
    """The 1-based number of the first line in which the pattern is found, 1 where it is in none."""
    found = re.compile(pattern)
    return next((number for number, line in enumerate(text.splitlines(), 1) if found.search(line)), 1)
