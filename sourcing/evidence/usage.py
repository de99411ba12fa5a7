"""How a Python file uses what it imports: calls, decorators and base classes by their full dotted names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.syntax import dotted, keyword, text_of

MAX_CHAIN = 40  # links of `a.b().c()`; a longer chain is no program
_NAMING = ("name", "dag_id", "id", "title", "app_name", "flow_name")


class Use(NamedTuple):
    """One use of an imported name.

    `how` is `call`, `decorator` or `base`; `name` is dotted from the imported package on, `()` standing after what is
    called in between; `label` is what the use defines: a function, a class, its name argument or a variable; or empty.
    """

    how: str
    name: str
    line: int
    label: str


class Rule(NamedTuple):
    """What a use says: `pattern` must match all of the dotted name behind the package; `noun` names what is there."""

    how: str
    pattern: re.Pattern[str]
    kind: str
    skill: str
    noun: str


Rules = Mapping[str, tuple[Rule, ...]]  # by package


def rules(rows: Iterable[tuple[str, str, str, str, str, str]]) -> Rules:
    """The table of rules by package from rows of package, how, pattern, kind, skill, noun; the first that fits counts."""
    found: dict[str, tuple[Rule, ...]] = defaultdict(tuple)
    for package, how, pattern, kind, skill, noun in rows:
        found[package] += (Rule(how, re.compile(pattern), kind, skill, noun),)
    return dict(found)


def matches(view: View, path: str, table: Rules) -> Iterator[tuple[Rule, Use]]:
    """Each use that a rule fits, with that rule; outer before inner."""
    for use in uses(view, path, table.keys()):
        package, _, rest = use.name.partition(".")
        for rule in table[package]:
            if rule.how == use.how and rule.pattern.fullmatch(rest):
                yield rule, use
                break


def uses(view: View, path: str, packages: Iterable[str]) -> Iterator[Use]:
    """The uses of imported packages in a held Python file, outer before inner; of the repository's own none."""
    wanted = set(packages).intersection(item.name.split(".", 1)[0] for item in view.imported(path))
    if wanted:
        yield from (use for use in view.in_hand(_every, path) if use.name.partition(".")[0] in wanted)


def _every(view: View, path: str) -> list[Use]:
    """All uses of what a held Python file imports, by line."""
    imported = {item.name.split(".", 1)[0] for item in view.imported(path)}
    names, targets = _names(view, path, imported)
    found: list[Use] = []
    decorating: set[ast.AST] = set()
    for node in view.nodes(path, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        for decorator in node.decorator_list:
            decorating.add(decorator)
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if name := _full(called, names):
                said = _label(decorator) if isinstance(decorator, ast.Call) and _is_short(decorator) else ""
                found.append(Use("decorator", name, decorator.lineno if said else node.lineno, said or node.name))
        for base in node.bases if isinstance(node, ast.ClassDef) else ():
            if name := _full(base, names):
                found.append(Use("base", name, node.lineno, node.name))
    for call in view.nodes(path, ast.Call):
        if call not in decorating and (name := _full(call.func, names)):
            found.append(Use("call", name, call.func.end_lineno or call.lineno, _label(call) or targets.get(call, "")))
    return sorted(found, key=lambda use: use.line)


def _names(view: View, path: str, imported: set[str]) -> tuple[dict[str, str], dict[ast.AST, str]]:
    """The local names that stand for something of an imported package, and the variable that each call is assigned to."""
    names: dict[str, str] = {}
    targets: dict[ast.AST, str] = {}
    for node in view.nodes(path, ast.Import):
        for alias in node.names:
            package = alias.name.split(".", 1)[0]
            if package in imported:
                names[alias.asname or package] = alias.name if alias.asname else package
    for source in view.nodes(path, ast.ImportFrom):
        if source.module and not source.level and source.module.split(".", 1)[0] in imported:
            names.update((alias.asname or alias.name, f"{source.module}.{alias.name}") for alias in source.names)
    for binding in sorted(view.nodes(path, ast.arg, ast.Assign, ast.AnnAssign, ast.withitem), key=_line):
        _bind(binding, names, targets)
    return names, targets


def _line(binding: ast.arg | ast.stmt | ast.withitem) -> int:
    return (binding.context_expr if isinstance(binding, ast.withitem) else binding).lineno


def _bind(node: ast.AST, names: dict[str, str], targets: dict[ast.AST, str]) -> None:
    """Adds what an assignment, a `with` or an annotated argument makes a name stand for."""
    target: ast.AST | None = None
    value: ast.expr | None = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.AnnAssign):
        target, value = node.target, node.value
    elif isinstance(node, ast.withitem):
        target, value = node.optional_vars, node.context_expr
    elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name | ast.Attribute):
        if name := _full(node.annotation, names):
            names[node.arg] = name
        return
    if isinstance(value, ast.Await):
        value = value.value
    if isinstance(target, ast.Name | ast.Attribute) and isinstance(value, ast.Call):
        local = dotted(target)
        targets[value] = local.rpartition(".")[2]
        if name := _full(value, names):
            names[local] = name


def _full(node: ast.AST, names: Mapping[str, str]) -> str:
    """The dotted name with its first part resolved, `()` after what is called; empty where it is nothing imported."""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append("." + node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return ""
        if len(parts) > MAX_CHAIN:
            return ""
    start = names.get(node.id)
    if start is None and parts and node.id == "self":
        start = names.get("self" + parts.pop())
    return start + "".join(reversed(parts)) if start and len(start) < 400 else ""


def _is_short(node: ast.expr) -> bool:
    return node.lineno == node.end_lineno


def _label(call: ast.Call) -> str:
    """What a call names by its first argument or by a keyword for names, empty where it names nothing."""
    first = text_of(call.args[0]) if call.args else None
    said = first or next((text for name in _NAMING if (text := text_of(keyword(call, name)))), "")
    return said if len(said) <= 80 and "\n" not in said else ""
