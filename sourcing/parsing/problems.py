"""Why a file cannot be read by the rules of its own format, and where: a statement about reading, not about its author.

A template is no broken file: what does not parse and holds `{{ }}`, `{% %}` or `<% %>` is for another program to fill in.
YAML is read down to its events alone, so that tags of other programs (`!Ref`, `!!python/name:`) and aliases are all right.
JSON may have comments and trailing commas where its readers allow them, and one value a line.
"""

from __future__ import annotations

import json
import platform
import re
import tomllib
from typing import Any, NamedTuple

import yaml

from sourcing.parsing.syntax import TooLongError, read_python
from sourcing.parsing.toml import read_toml

MAX_TEXT = 200_000  # characters of YAML and of JSON that is looked at twice; a longer text is data
MAX_DEPTH = 100  # levels of YAML; libyaml's cost grows with their square
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$[{(]|%[A-Z_]{2,80}%|^\s{0,40}@\w{1,80}@", re.M)
_PYTHON_TEMPLATE = re.compile(r"^\s{0,200}(\{%|\{\{-?\s{0,9}\w)|\{\{\s{0,9}cookiecutter\.", re.M)
_POINTER = "version https://git-lfs.github.com/spec/"
_CONFLICT = re.compile(r"^<{7}( |$)", re.M)
_PRINTS = re.compile(r"^[ \t]{0,80}(print[ \t]+([\"'\w%`]|>>)|exec[ \t]+[\"'\w]|print[ \t]*>>)")
_OLD = re.compile(
    r"^\s{0,80}(raise\s+[\w.]{1,80}\s*,|except\s+[^:#]{1,200},\s*\w{1,80}\s*:|print\b(?!\s*\()|exec\s)|<>|`|\b0\d+\b|\b\d+[lL]\b|\bur[\"']"
)
_OLD_WORDS = ("Missing parentheses in call to", "multiple exception types must be", "leading zeros in decimal")
_SHELL = re.compile(r"^\s{0,80}([%!]\w|\w{1,80}\s?=\s?[%!]\w|\w[\w.]{0,80}\?)")
_STRING = (
    r'("(?:[^"\\\n]|\\.)*+"?)'  # one that nobody closed ends with its line, so that it is not tried again from within
)
_COMMENT = re.compile(_STRING + r"|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.S)
_LAST_COMMA = re.compile(_STRING + r"|,(?=\s*+[\]}])", re.S)
_TALKED = re.compile(r"\s{0,9}\(at (line \d+, column \d+|end of document)\)|\s{0,9}\(<unknown>[^)]*\)")


class Problem(NamedTuple):
    """Why a text cannot be read, in plain words, and the 1-based line at which reading stopped."""

    line: int
    reason: str


def problem(path: str, text: str) -> Problem | None:
    """Why a Python, TOML, YAML, JSON or notebook file cannot be read, None where it can or where it is none of these."""
    asked = _BY_SUFFIX.get(path[path.rfind(".") :].lower() if "." in path else "")
    if asked is None or not text.strip() or "{{" in path:
        return None
    if text.startswith(_POINTER):
        return Problem(1, "only a Git LFS pointer is there")
    found = asked(text)
    if found is None:
        return None
    conflict = _CONFLICT.search(text)
    if conflict:
        return Problem(text.count("\n", 0, conflict.start()) + 1, "a merge conflict was left in it")
    return Problem(min(max(1, found.line), max(1, len(text.splitlines()))), found.reason)


def _python(text: str) -> Problem | None:
    try:
        read_python(text)
    except SyntaxError as error:
        return None if _PYTHON_TEMPLATE.search(text) else _syntax(text, error)
    except TooLongError:
        return None
    except (RecursionError, MemoryError):
        return Problem(1, "nested too deeply")
    except ValueError:
        return Problem(1, "characters that no source may have")
    return None


def _syntax(text: str, error: SyntaxError) -> Problem:
    """What a syntax error tells: Python 2, commands of a notebook, or the parser's own words."""
    number, said = error.lineno or 1, (error.msg or "invalid syntax").split(". ")[0]
    lines = text.splitlines()
    line = lines[number - 1][:400] if 0 < number <= len(lines) else ""
    prints = (place for place, each in enumerate(lines, 1) if _PRINTS.match(each[:200]))
    if said.startswith(_OLD_WORDS) or _OLD.search(line):
        return Problem(number, "Python 2")
    if _SHELL.match(line):
        return Problem(number, "commands of a notebook")
    if isinstance(error, TabError) and (found := next(prints, None)):
        return Problem(found, "Python 2")
    return Problem(number, f"{said[:80]} for Python {'.'.join(platform.python_version_tuple()[:2])}")


def _toml(text: str) -> Problem | None:
    try:
        read_toml(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else len(text.splitlines())
        return None if _TEMPLATE.search(text) else Problem(line, _plain(str(error)))
    return None


def _yaml(text: str) -> Problem | None:
    if len(text) > MAX_TEXT:
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return Problem(event.start_mark.line + 1 if event.start_mark else 1, "nested too deeply")
    except yaml.MarkedYAMLError as error:
        if _TEMPLATE.search(text):
            return None
        mark = error.problem_mark or error.context_mark
        return Problem(mark.line + 1 if mark else 1, _plain(error.problem or "invalid YAML"))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None if _TEMPLATE.search(text) else Problem(1, "characters that no YAML may have")
    return None


def _json(text: str) -> Problem | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if _TEMPLATE.search(text) or len(text) > MAX_TEXT or _is_lenient(text) or _is_one_a_line(text):
            return None
        return Problem(error.lineno, _plain(error.msg))
    except (RecursionError, ValueError):
        return Problem(1, "nested too deeply, or a number too long")
    return None


def _is_lenient(text: str) -> bool:
    """Whether a text is JSON but for comments and trailing commas, or is JSON5 by its unquoted or single-quoted keys."""
    bare = text
    for pattern in (_COMMENT, _LAST_COMMA):
        bare = pattern.sub(lambda match: match[1] or " ", bare)
    if re.search(r"^\s*[\[{]", bare) and re.search(
        r"[{,]\s{0,200}([A-Za-z_$][\w$]{0,80}|'[^'\n]{0,80}')\s{0,9}:", bare
    ):
        return True
    return _is_json(bare)


def _is_one_a_line(text: str) -> bool:
    return all(_is_json(line) for line in text.splitlines() if line.strip())


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _notebook(text: str) -> Problem | None:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        return (
            None if len(text) <= MAX_TEXT and _TEMPLATE.search(text[:200]) else Problem(error.lineno, _plain(error.msg))
        )
    except (RecursionError, ValueError):
        return Problem(1, "nested too deeply, or a number too long")
    if not isinstance(loaded, dict) or not any(isinstance(loaded.get(key), list) for key in ("cells", "worksheets")):
        return Problem(1, "no cells")
    return None


def _plain(words: str) -> str:
    """A parser's complaint as one short phrase."""
    said = " ".join(_TALKED.sub("", words).split())[:80]
    return said[:1].lower() + said[1:]


_BY_SUFFIX = {
    ".py": _python, ".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json, ".ipynb": _notebook,
}  # fmt: skip
