"""The packages that a repository itself defines, read from their manifests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.formats import ini_sections, json_value, line_of, table, text_at, toml_table
from sourcing.parsing.syntax import dotted, keyword, text_of
from sourcing.places import Place, base_name

MANIFESTS = frozenset({"pyproject.toml", "setup.py", "setup.cfg", "go.mod", "package.json", "pom.xml", "cargo.toml"})
_POM = re.compile(r"<(artifactId|version|description)>([^<]*)</")
_INI_FIELD = re.compile(r"^(name|version|description)\s*[=:]\s*(.+?)\s*$")


class Package(NamedTuple):
    """A package as its manifest defines it; `name`, `version`, `about` are empty where they are not literal.

    `is_installable` says whether the manifest is enough for an installer: a name and a version or a way to find one.
    """

    path: str
    line: int
    language: str
    name: str
    version: str
    about: str
    is_installable: bool


def packages(view: View) -> tuple[Package, ...]:
    """The packages defined outside examples, documentation, tests and copies; the shallowest manifest first."""
    found: list[Package] = []
    for path in sorted(view.own, key=lambda path: (path.count("/"), path)):
        if view.place(path) in (Place.PRODUCT, Place.COURSE):
            found.extend(view.of(defined, path))
    return tuple(found)


def own_names(view: View) -> frozenset[str]:
    """What the repository and its packages are called; of a name in folders the last, for a copy often lies in one called repo."""
    folders = re.split(r"[/+]", view.snapshot.repository.name)
    called = next((name for name in reversed(folders) if name.lower() not in ("repo", "")), "")
    return frozenset({called, *(package.name for package in view.once(packages))} - {""})


def import_name(package: str) -> str:
    """The name under which a Python distribution is most likely imported."""
    return re.sub(r"[-.]+", "_", package).lower()


def defined(view: View, path: str) -> tuple[Package, ...]:
    """The packages that one held file defines."""
    return tuple(_read(view, path)) if base_name(path).lower() in MANIFESTS else ()


def _read(view: View, path: str) -> Iterator[Package]:
    name, text = base_name(path).lower(), view.texts[path]
    if name == "pyproject.toml":
        yield from _pyproject(view, path)
    elif name == "setup.cfg":
        yield from _setup_cfg(path, text)
    elif name == "setup.py":
        yield from _setup_py(view, path)
    elif name == "package.json":
        yield from _node(view, path)
    elif name == "go.mod":
        if match := re.search(r"^module\s+(\S+)", text, re.M):
            yield Package(path, line_of(text, r"^module\s"), "Go", match.group(1), "", "", True)
    elif name == "pom.xml":
        yield from _pom(path, text)
    elif name == "cargo.toml" and (package := table(view.value(path, toml_table), "package")):
        fields = text_at(package, "name"), text_at(package, "version"), text_at(package, "description")
        yield Package(path, line_of(text, r"^\[package\]"), "Rust", *fields, bool(fields[0]))


def _pyproject(view: View, path: str) -> Iterator[Package]:
    """`[project]` or Poetry's table; one that only configures tools defines no package."""
    data, text = view.value(path, toml_table), view.texts[path]
    for heading, keys in ((r"^\s*\[project\]", ("project",)), (r"^\s*\[tool\.poetry\]", ("tool", "poetry"))):
        meta = table(data, *keys)
        name, version = text_at(meta, "name"), text_at(meta, "version")
        if not name:
            continue
        dynamic = meta.get("dynamic")
        has_version = bool(version) or (isinstance(dynamic, list) and "version" in dynamic) or "version" in meta
        installs = has_version and meta.get("package-mode") is not False
        yield Package(path, line_of(text, heading), "Python", name, version, text_at(meta, "description"), installs)


def _setup_cfg(path: str, text: str) -> Iterator[Package]:
    line = ini_sections(text).get("metadata")
    fields: dict[str, str] = {}
    for later in text.splitlines()[line:] if line else ():
        if later.startswith("["):
            break
        if match := _INI_FIELD.match(later):
            fields.setdefault(match.group(1), match.group(2))
    if line and "name" in fields:
        yield Package(
            path, line, "Python", fields["name"], fields.get("version", ""), fields.get("description", ""), True
        )


def _setup_py(view: View, path: str) -> Iterator[Package]:
    """The call of `setup`, its name looked up where it is a constant of the file."""
    constants = {
        dotted(node.targets[0]): text
        for node in view.nodes(path, ast.Assign)
        if (text := text_of(node.value)) is not None
    }
    for call in view.nodes(path, ast.Call):
        if dotted(call.func).rpartition(".")[2] == "setup":
            values = [keyword(call, field) for field in ("name", "version", "description")]
            name, version, about = (text_of(value) or constants.get(dotted(value), "") for value in values)
            has_name = values[0] is not None or any(item.arg is None for item in call.keywords)
            yield Package(path, call.lineno, "Python", name, version, about, has_name)


def _node(view: View, path: str) -> Iterator[Package]:
    """A package of npm; private ones are applications, not packages to install."""
    data, text = view.value(path, json_value), view.texts[path]
    name, version = text_at(data, "name"), text_at(data, "version")
    if name:
        private = isinstance(data, dict) and data.get("private") is True
        installs = bool(version) and not private
        yield Package(
            path, line_of(text, r'"name"'), "JavaScript", name, version, text_at(data, "description"), installs
        )


def _pom(path: str, text: str) -> Iterator[Package]:
    before, _, rest = text.partition("<parent>")
    fields: dict[str, str] = {}
    for match in _POM.finditer(before + rest.partition("</parent>")[2] if rest else before):
        fields.setdefault(match.group(1), match.group(2).strip())
    if name := fields.get("artifactId"):
        line = line_of(text, rf"<artifactId>\s*{re.escape(name)}\s*<")
        yield Package(path, line, "Java", name, fields.get("version", ""), fields.get("description", ""), True)
