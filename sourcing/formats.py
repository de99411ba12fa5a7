"""Configuration files as data: TOML, YAML and JSON that anyone may have written, so every reader is bounded."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import yaml

MAX_YAML = 200_000  # characters; larger YAML is data, and the parser is slow

_SECTION = re.compile(r"^\[([^\[\]]+)\]")


class _NoAliases(yaml.BaseLoader):
    """Plain strings, lists and mappings; an alias is refused, because a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def yaml_documents(text: str) -> list[Any]:
    """The documents of a YAML text, every scalar a string; none where it is too long, broken or has aliases."""
    if len(text) > MAX_YAML:
        return []
    try:
        return list(yaml.load_all(text, Loader=_NoAliases))
    except (yaml.YAMLError, RecursionError, ValueError):
        return []


def toml_table(text: str) -> dict[str, Any]:
    """The root table of a TOML text, empty where it is broken."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
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


def line_of(text: str, pattern: str) -> int:
    """The 1-based number of the first line in which the pattern is found, 1 where it is in none."""
    found = re.compile(pattern)
    return next((number for number, line in enumerate(text.splitlines(), 1) if found.search(line)), 1)
