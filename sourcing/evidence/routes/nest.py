"""Endpoints of NestJS: the decorated methods of its controllers."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from sourcing.evidence.routes.chains import Link, chain
from sourcing.evidence.routes.grammar import Syntax, join, line
from sourcing.evidence.routes.route import METHODS, VARIABLE, Route

_VERBS = frozenset(method.title() for method in METHODS) | {"All"}
_TYPES = frozenset({"export_statement", "class_declaration"})
_CLOSED = frozenset({"statement_block", "type_annotation"})


def routes(syntax: Syntax, path: str) -> Iterator[Route]:
    """The methods of the controllers in one file, below the controller's path."""
    before: dict[int, list[Node]] = {}  # decorators that stand before `export`, by the class they belong to
    for node in syntax.walk(_TYPES, closed=_CLOSED):
        decorators = [child for child in node.named_children if child.type == "decorator"]
        if node.type == "export_statement":
            declared = node.child_by_field_name("declaration")
            if declared and decorators:
                before[declared.id] = decorators
            continue
        decorators += before.pop(node.id, [])
        prefix = next((_path(syntax, item) for item in decorators if _called(syntax, item).name == "Controller"), None)
        if prefix is not None:
            yield from _methods(syntax, node.child_by_field_name("body"), path=path, prefix=prefix)


def _methods(syntax: Syntax, body: Node | None, *, path: str, prefix: str) -> Iterator[Route]:
    """The decorated methods of a class; decorators stand before the method, as its equals."""
    decorators: list[Node] = []
    for child in body.named_children if body else ():
        if child.type == "decorator":
            decorators.append(child)
        elif child.type == "method_definition":
            name = child.child_by_field_name("name")
            for item in decorators:
                verb = _called(syntax, item).name
                if verb in _VERBS:
                    pattern = join(prefix, _path(syntax, item))
                    pattern = pattern if pattern.startswith(("/", VARIABLE)) else f"/{pattern}"
                    yield Route(path, line(item), verb.upper(), pattern, "NestJS", syntax.text(name) if name else "")
        if child.type not in ("decorator", "comment"):
            decorators = []


def _called(syntax: Syntax, decorator: Node) -> Link:
    """The call that a decorator makes; one without a name where it is another expression."""
    found = chain(syntax, decorator.named_child(0) if decorator.named_child_count else None)
    return found.links[-1] if found.links else Link("", 0, ())


def _path(syntax: Syntax, decorator: Node) -> str:
    """The path a decorator gives: a string, the first of an array, or the `path` of an object; empty where none."""
    given = _called(syntax, decorator).arguments
    value = given[0] if given else None
    if value is not None and value.type == "object":
        value = syntax.entry(value, "path")
    if value is not None and value.type == "array":
        value = value.named_child(0) if value.named_child_count else None
    return (syntax.pattern(value) or "") if value is not None else ""
