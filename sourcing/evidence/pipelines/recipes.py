"""Recipes that a repository keeps for its own work: make targets, npm scripts, tox environments, nox sessions, hooks, tasks,
shell scripts; each with the commands in it and their lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sourcing.evidence.pipelines.deeds import HOOKS, MAKE, NOX, NPM, SCRIPT, TASK, TOX, Deed, deeds
from sourcing.evidence.pipelines.shell import Command, commands
from sourcing.evidence.reading import View
from sourcing.parsing.formats import Placed, ini_lines, json_value, line_of, table, text_at, toml_table, yaml_documents
from sourcing.parsing.syntax import dotted, text_of
from sourcing.places import base_name

MAX_RECIPES = 300  # of one file


class Line(NamedTuple):
    """One deed of a recipe and the 1-based line that shows it."""

    line: int
    deed: Deed


class Recipe(NamedTuple):
    """A named piece of work: how it is called (`make`, `npm`, …), its name, what it does, the recipes it needs first."""

    what: str
    name: str
    lines: tuple[Line, ...]
    needs: tuple[str, ...] = ()


HOOK_FILE = re.compile(r"(^|/)\.?pre-commit-config\.ya?ml$")
_FOLDER = re.compile(r"^(\./)?\w[\w./-]{0,100}$")
_TARGET = re.compile(r"^([A-Za-z0-9_./%$(){}-]{1,80}(?: +[\w./%-]{1,80}){0,20}) *::?(?!=)([^=#;]*)")


def recipes(view: View, path: str) -> tuple[Recipe, ...]:
    """The recipes of one file in its order; none where it is no file of recipes."""
    name = base_name(path)
    read = _READERS.get(name.lower()) or (
        _hooks if HOOK_FILE.search(path) else _shell if name.endswith(".sh") else None
    )
    return tuple(list(read(view, path))[:MAX_RECIPES]) if read else ()


def script_lines(text: str, first: int, *, by_line: bool = False) -> Iterator[Line]:
    """The deeds of a shell script whose first line is line `first` of its file.

    `make` after `cd folder` is made there; with `by_line` every line starts anew, as in a Makefile.
    """
    folder, line = "", 0
    for command in commands(text):
        if by_line and command.line != line:
            folder, line = "", command.line
        if command.words[0] in ("cd", "pushd") and len(command.words) == 2:
            folder = command.words[1] if _FOLDER.match(command.words[1]) else "?" if "$" in command.words[1] else ""
        for deed in deeds(command):
            if deed.what == MAKE and folder and not deed.tool.startswith("-C "):
                deed = deed._replace(tool=f"-C {folder} {deed.tool}")
            yield Line(first + command.line, deed)


def _makefile(view: View, path: str) -> Iterator[Recipe]:
    names: list[str] = []
    needs: tuple[str, ...] = ()
    body: list[tuple[int, str]] = []
    for number, line in [*enumerate(view.lines(path), 1), (0, "end:")]:
        if line.startswith("\t"):
            body.append((number, line.strip().lstrip("@-+")))
            continue
        target = _TARGET.match(line)
        if target is None:
            continue
        lines = tuple(_joined(body))
        for each in names:
            yield Recipe(MAKE, each, lines, needs)
        names, needs, body = target.group(1).split(), tuple(target.group(2).split()[:20]), []


def _joined(body: list[tuple[int, str]]) -> Iterator[Line]:
    """The deeds of numbered lines of shell, continued lines joined."""
    if body:
        first = body[0][0]
        text, at = "", first
        for number, line in body:
            text += "\n" * (number - at) + line
            at = number
        yield from script_lines(text, first, by_line=True)


def _package_json(view: View, path: str) -> Iterator[Recipe]:
    text = view.texts.get(path, "")
    scripts = table(view.value(path, json_value), "scripts")
    for name, script in scripts.items():
        if isinstance(script, str):
            line = line_of(text, rf'^\s*"{re.escape(name)}"\s*:')
            found = tuple(each._replace(line=line) for each in script_lines(script, line))
            yield Recipe(NPM, name, found)


def _tox(view: View, path: str) -> Iterator[Recipe]:
    """The environments of tox: `commands` of each `[testenv:x]`."""
    found: dict[str, list[Line]] = {}
    for item in ini_lines(view.texts.get(path, "")):
        environment = re.match(r"testenv(?::(.*))?$", item.section)
        if environment and item.key in ("commands", "commands_pre"):
            name = (environment.group(1) or "").strip()
            lines = found.setdefault(name, [])
            text = re.sub(r"^[\w{},.!-]{1,60}:\s+|^-\s*", "", item.value).removesuffix("\\").replace("{posargs}", "")
            lines.extend(script_lines(text, item.line))
    for name, lines in found.items():
        yield Recipe(TOX, name, tuple(lines))


def _nox(view: View, path: str) -> Iterator[Recipe]:
    """The sessions of nox: what `session.run` is handed in each function."""
    for function in view.nodes(path, ast.FunctionDef):
        if not any(_is_session(each) for each in function.decorator_list):
            continue
        lines: list[Line] = []
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and dotted(call.func).endswith((".run", ".run_always", ".run_install")):
                words = tuple(text for argument in call.args if (text := text_of(argument)))
                found = deeds(Command(0, words, False)) if words else []
                lines.extend(Line(call.args[0].lineno, deed) for deed in found)
        yield Recipe(NOX, function.name, tuple(sorted(lines)))


def _is_session(decorator: ast.expr) -> bool:
    return dotted(decorator.func if isinstance(decorator, ast.Call) else decorator).rpartition(".")[2] == "session"


def _pyproject(view: View, path: str) -> Iterator[Recipe]:
    """The tasks of hatch, poe, pdm, pixi and taskipy."""
    tool = table(view.value(path, toml_table), "tool")
    groups = [
        table(tool, "poe", "tasks"),
        table(tool, "pdm", "scripts"),
        table(tool, "taskipy", "tasks"),
        table(tool, "pixi", "tasks"),
    ]
    groups += [table(each, "scripts") for each in table(tool, "hatch", "envs").values()]
    groups += [table(each, "tasks") for each in table(tool, "pixi", "feature").values()]
    text = view.texts.get(path, "")
    for group in groups:
        for name, task in group.items():
            line = line_of(text, rf"^\s*[\"']?{re.escape(name)}[\"']?\s*[=.]|^\[tool\.[\w.-]+\.{re.escape(name)}\]")
            script = "\n".join(_scripts(task))
            yield Recipe(TASK, name, tuple(each._replace(line=line) for each in script_lines(script, line)))


def _scripts(task: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(task, str):
        yield task
    elif isinstance(task, list) and depth < 3:
        for each in task[:30]:
            yield from _scripts(each, depth + 1)
    elif isinstance(task, dict):
        for key in ("cmd", "shell", "composite", "sequence", "command"):
            if key in task and depth < 3:
                yield from _scripts(task[key], depth + 1)


def _hooks(view: View, path: str) -> Iterator[Recipe]:
    """The hooks of pre-commit: one recipe whose lines are the hooks, each named by its id or by what a local one runs."""
    lines = []
    for document in view.value(path, yaml_documents)[:1]:
        repositories = document.get("repos") if isinstance(document, dict) else None
        for repository in repositories if isinstance(repositories, list) else ():
            hooks = repository.get("hooks") if isinstance(repository, dict) else None
            for hook in hooks if isinstance(hooks, list) else ():
                name = text_at(hook, "id")
                if isinstance(name, Placed):
                    lines.append(Line(name.line, Deed(HOOKS, name, "manual" in (hook.get("stages") or ()))))
    yield Recipe(HOOKS, "", tuple(lines))


def _shell(view: View, path: str) -> Iterator[Recipe]:
    yield Recipe(SCRIPT, path, tuple(script_lines(view.texts.get(path, ""), 1)))


_READERS = {
    "makefile": _makefile,
    "package.json": _package_json,
    "tox.ini": _tox,
    "noxfile.py": _nox,
    "pyproject.toml": _pyproject,
}
