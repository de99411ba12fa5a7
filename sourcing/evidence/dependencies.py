"""The packages a repository declares, read from its manifests by their own formats."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from sourcing.choice import REQUIREMENTS
from sourcing.evidence.reading import View
from sourcing.parsing.formats import json_value, table, toml_table
from sourcing.parsing.syntax import dotted, parse, text_of
from sourcing.places import Place, base_name
from sourcing.skills import normal_package

_NAME = re.compile(r"^\s*([A-Za-z][\w.-]*)")
_HOLDS = re.compile(r"require|(^|_)deps\b|(^|_)extras?\b", re.I)


def declared(view: View) -> dict[str, tuple[str, int]]:
    """The declared packages by normal name, each with the manifest path and line that names it first.

    Manifests of examples, documentation and vendored code are left out; unreadable ones yield nothing.
    """
    found: dict[str, tuple[str, int]] = {}
    for path in sorted(view.texts, key=lambda path: (path.count("/"), path)):
        if view.place(path) in (Place.EXAMPLE, Place.DOCS, Place.VENDORED):
            continue
        for name, line in _names(path, view.texts[path]):
            found.setdefault(normal_package(name), (path, line))
    return found


def _names(path: str, text: str) -> Iterator[tuple[str, int]]:
    """Package names with their 1-based lines, as far as the file is a known manifest."""
    name = base_name(path).lower()
    if REQUIREMENTS.search(path):
        yield from _requirements(text)
    elif name in ("pyproject.toml", "pipfile", "cargo.toml"):
        yield from _toml(text)
    elif name == "setup.py":
        yield from _setup_py(text)
    elif name == "setup.cfg":
        yield from _setup_cfg(text)
    elif name in ("environment.yml", "environment.yaml", "conda.yaml"):
        yield from _conda(text)
    elif name == "go.mod":
        yield from _go(text)
    elif name == "package.json":
        yield from _node(text)


def _requirements(text: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        match = _NAME.match(line)
        if match and not line.lstrip().startswith(("-", "#")):
            yield match.group(1), number


def _line_of(lines: list[str], name: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if name in line), 1)


def _toml(text: str) -> Iterator[tuple[str, int]]:
    """PEP 621, Poetry, Pipenv and Cargo; a table's keys are names, a list's entries begin with one."""
    data = toml_table(text)
    lines = text.splitlines()
    project, poetry = table(data, "project"), table(data, "tool", "poetry")
    listed = [project.get("dependencies"), *table(project, "optional-dependencies").values()]
    for entries in (*listed, *table(data, "dependency-groups").values()):
        for entry in entries if isinstance(entries, list) else ():
            match = _NAME.match(entry) if isinstance(entry, str) else None
            if match:
                yield match.group(1), _line_of(lines, entry)
    tables = [table(poetry, "dependencies"), table(poetry, "dev-dependencies")]
    tables += [table(group, "dependencies") for group in table(poetry, "group").values()]
    tables += [table(data, key) for key in ("packages", "dev-packages", "dependencies")]
    for names in tables:
        yield from ((name, _line_of(lines, name)) for name in names if name != "python")


def _setup_py(text: str) -> Iterator[tuple[str, int]]:
    """The strings in `*require*` arguments of a setup script, and in lists and dictionaries that are named so."""
    tree = parse(text)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.keyword):
            holds = "require" in (node.arg or "") and node.arg != "python_requires"
        else:
            holds = isinstance(node, ast.Assign) and any(_HOLDS.search(_target(target)) for target in node.targets)
        if holds and isinstance(node, ast.keyword | ast.Assign):
            yield from _strings(node.value)


def _target(node: ast.expr) -> str:
    return dotted(node.value if isinstance(node, ast.Subscript) else node)


def _strings(node: ast.expr) -> Iterator[tuple[str, int]]:
    """Requirements written out in a list or a dictionary of lists, whose keys are names of extras."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _strings(value)
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            match = _NAME.match(text_of(item) or "")
            if match:
                yield match.group(1), item.lineno


def _setup_cfg(text: str) -> Iterator[tuple[str, int]]:
    """The indented lines below `install_requires` and below the extras."""
    inside = extras = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            extras = line.startswith("[options.extras_require")
            inside = False
        elif not line.startswith((" ", "\t")):
            inside = extras or bool(re.match(r"(install|setup|tests)_requires?\b", line))
        elif inside and (match := _NAME.match(line)):
            yield match.group(1), number


def _conda(text: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"^\s*-\s*([A-Za-z][\w.-]*)\s*(?:[<>=!~]|$)", line)
        if match:
            yield match.group(1), number


def _go(text: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"^\s*(?:require\s+)?(\S+/([\w.-]+?))(?:/v\d+)?\s+v\d", line)
        if match:
            yield match.group(2), number


def _node(text: str) -> Iterator[tuple[str, int]]:
    data = json_value(text)
    lines = text.splitlines()
    for section in ("dependencies", "devDependencies"):
        yield from ((name, _line_of(lines, f'"{name}"')) for name in table(data, section))
