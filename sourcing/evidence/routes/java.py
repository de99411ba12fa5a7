"""Endpoints in Java: the annotated methods of controllers (Spring) and resources (JAX-RS), and gRPC services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from sourcing.evidence.reading import View
from sourcing.evidence.routes.grammar import Syntax, join, line, parsed
from sourcing.evidence.routes.route import METHODS, VARIABLE, Route

FRAMEWORKS = frozenset({"Spring", "Java"})
_CONTROLLERS = frozenset({"RestController", "Controller", "RepositoryRestController", "BasePathAwareController"})
_CLIENTS = frozenset({"FeignClient", "RegisterRestClient", "HttpExchange"})
_TELLING = (*(f"@{name}" for name in sorted(_CONTROLLERS)), "@Path(", "ImplBase")
_MAPPING = re.compile(r"^(Get|Post|Put|Delete|Patch|Request)Mapping$")
_SERVICE = re.compile(r"(?:^|\.)(\w+?)ImplBase$")
_TYPES = frozenset({"class_declaration", "interface_declaration", "record_declaration", "enum_declaration"})
_ANNOTATIONS = frozenset({"annotation", "marker_annotation"})
_WANTED = _TYPES | {"method_declaration"}
_CLOSED = frozenset({"block", "constructor_body", "field_declaration", "import_declaration", "formal_parameters"})


class _Type(NamedTuple):
    """A class or interface around methods: where it ends, whether Spring or JAX-RS ask its methods, below which path."""

    end: int
    is_controller: bool
    is_client: bool
    prefix: str | None


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held Java file declares; a client's interface declares those of another service."""
    text = view.texts[path]
    syntax = parsed(view, path, "java") if any(word in text for word in _TELLING) else None
    if syntax is None:
        return
    around: list[_Type] = []
    for node in syntax.walk(_WANTED, closed=_CLOSED):
        while around and around[-1].end <= node.start_byte:
            around.pop()
        if node.type in _TYPES:
            around.append(_type(syntax, node))
            yield from _service(syntax, node, path=path)
        elif around and not around[-1].is_client:
            yield from _method(syntax, node, path=path, inside=around[-1])


def _annotations(syntax: Syntax, node: Node) -> dict[str, Node]:
    """The annotations of a declaration by their names, without the package."""
    modifiers = next((child for child in node.named_children if child.type == "modifiers"), None)
    found = [child for child in modifiers.named_children if child.type in _ANNOTATIONS] if modifiers else []
    return {syntax.text(name).rpartition(".")[2]: item for item in found if (name := item.child_by_field_name("name"))}


def _type(syntax: Syntax, node: Node) -> _Type:
    found = _annotations(syntax, node)
    mapping = found.get("RequestMapping") or found.get("Path")
    is_controller = bool(_CONTROLLERS & found.keys())
    prefix = _path(syntax, mapping) if mapping else None
    return _Type(node.end_byte, is_controller, bool(_CLIENTS & found.keys()), prefix)


def _service(syntax: Syntax, node: Node, *, path: str) -> Iterator[Route]:
    """The gRPC service whose generated base a class extends."""
    base = node.child_by_field_name("superclass")
    match = _SERVICE.search(syntax.text(base.named_children[0])) if base and base.named_children else None
    if base and match:
        name = node.child_by_field_name("name")
        yield Route(path, line(base), "gRPC", match.group(1), "gRPC", syntax.text(name) if name else "")


def _method(syntax: Syntax, node: Node, *, path: str, inside: _Type) -> Iterator[Route]:
    found = _annotations(syntax, node)
    name = node.child_by_field_name("name")
    handler = syntax.text(name) if name else ""
    for annotation, item in found.items():
        spring = _MAPPING.match(annotation)
        if spring and inside.is_controller:
            method = spring.group(1).upper() if spring.group(1) != "Request" else _methods(syntax, item)
            yield Route(path, line(item), method, _below(inside, _path(syntax, item)), "Spring", handler)
        elif annotation in METHODS and not inside.is_controller and (inside.prefix is not None or "Path" in found):
            below = _path(syntax, found["Path"]) if "Path" in found else ""
            yield Route(path, line(item), annotation, _below(inside, below), "Java", handler)


def _below(inside: _Type, path: str) -> str:
    joined = join(inside.prefix or "", path)
    return joined if joined.startswith(("/", VARIABLE)) else f"/{joined}"


def _values(syntax: Syntax, annotation: Node, *keys: str) -> list[Node]:
    """What an annotation is given under one of these names, or without a name where `value` is one of them."""
    given = annotation.child_by_field_name("arguments")
    values: list[Node] = []
    for item in given.named_children if given else ():
        key = item.child_by_field_name("key") if item.type == "element_value_pair" else None
        value = item.child_by_field_name("value") if key else item
        if value and (syntax.text(key) if key else "value") in keys:
            values += value.named_children if value.type == "element_value_array_initializer" else [value]
    return [value for value in values if not value.type.endswith("comment")]


def _path(syntax: Syntax, annotation: Node) -> str:
    """The first path an annotation gives, empty where it gives none."""
    values = _values(syntax, annotation, "value", "path")
    pattern = syntax.pattern(values[0]) if values else ""
    return VARIABLE if pattern is None else pattern


def _methods(syntax: Syntax, annotation: Node) -> str:
    """The methods that a `@RequestMapping` takes, `HTTP` where it takes all."""
    names = [syntax.text(value).rpartition(".")[2] for value in _values(syntax, annotation, "method")]
    return ",".join(name for name in names if name in METHODS) or "HTTP"
