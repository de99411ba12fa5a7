"""Endpoints in JavaScript and TypeScript: routers of Express, Fastify, Koa and Hono, NestJS controllers, Next.js routes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sourcing.evidence.reading import View
from sourcing.evidence.routes import nest, next_app
from sourcing.evidence.routes.chains import Chain, Link
from sourcing.evidence.routes.grammar import Syntax, join, parsed
from sourcing.evidence.routes.js_names import SERVERS, Names, server
from sourcing.evidence.routes.route import METHODS, VARIABLE, Route

_NEST = "@nestjs/common"
FRAMEWORKS = frozenset(SERVERS.values()) | {"NestJS"}
_WORDS = ("express'", 'express"', "fastify", "koa", "hono", _NEST)  # one of them is in each file that can have a route
_IMPORT = re.compile(r"""(?:\brequire\(|\bfrom\b)\s*['"]([^'"\n]{1,60})['"]""")
_PLUGIN = re.compile(r"\bfastify\.(?:get|post|put|delete|patch|head|options|all|route)\b")
_VERBS = frozenset(method.lower() for method in METHODS) | {"all"}
_ROUTER = re.compile(r"(^|\.)(app|api|server|fastify|routes?|\w*[rR]outer)$")
_DATA = frozenset({"object", "string", "template_string", "number", "null", "undefined", "true", "false"})


def is_framework(package: str) -> bool:
    """Whether an npm package is itself one of the known web frameworks."""
    return package in SERVERS or package in (_NEST, "koa")


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held JavaScript or TypeScript file declares."""
    if next_app.is_route(path):
        syntax = parsed(view, path, _grammar(path))
        yield from next_app.routes(syntax, path) if syntax else ()
        return
    text = view.texts[path]
    if not any(word in text for word in _WORDS):
        return
    modules = set(_IMPORT.findall(text))
    imported = {server(module) for module in modules} - {""}
    is_serving = bool(imported) or bool(_PLUGIN.search(text))
    syntax = parsed(view, path, _grammar(path)) if is_serving or _NEST in modules else None
    if syntax and _NEST in modules:
        yield from nest.routes(syntax, path)
    if syntax and is_serving:
        skill = next((skill for name, skill in SERVERS.items() if name in imported), "Node.js")
        yield from _File(syntax).routes(path, skill=skill)


def _grammar(path: str) -> str:
    return {"ts": "typescript", "tsx": "tsx"}.get(path.rpartition(".")[2], "javascript")


class _File:
    """The routes of one file, once it is known what its names stand for."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._names = Names(syntax)

    def routes(self, path: str, *, skill: str) -> Iterator[Route]:
        """All of them, in the order of the text."""
        for found in self._names.chains:
            for number, link in enumerate(found.links):
                declared = self._declared(found, number) if self._is_router(found, number) else None
                if declared is not None:
                    method, pattern = declared
                    below = join(self._names.prefix(found.root), pattern)
                    yield Route(path, link.line, method, below, skill, self._handler(link))

    def _is_router(self, found: Chain, number: int) -> bool:
        """Whether the call of this number is made on a router: one made here, or named like one and no client."""
        if number and self._names.is_made(found):
            return True
        if found.root in self._names.routers:
            return True
        return found.root not in self._names.foreign and bool(_ROUTER.search(found.root))

    def _declared(self, found: Chain, number: int) -> tuple[str, str] | None:
        """Method and path of a call that declares a route, None of any other."""
        link = found.links[number]
        if link.name == "route" and len(link.arguments) == 1 and link.arguments[0].type == "object":
            return self._described(link.arguments[0])
        if link.name not in _VERBS or not link.arguments or link.arguments[-1].type in _DATA:
            return None
        owners = [before for before in found.links[:number] if before.name == "route" and len(before.arguments) == 1]
        pattern = self._path(owners[-1].arguments) if owners else self._path(link.arguments[:-1])
        is_sure = found.root in self._names.routers or bool(owners)
        if pattern is None or not (pattern.startswith(("/", "*")) or (is_sure and pattern.startswith(VARIABLE))):
            return None
        return link.name.upper(), pattern

    def _path(self, given: tuple[Node, ...]) -> str | None:
        """The path among the arguments before the handler: the first, or the second where the first names the route."""
        patterns = [self._first(item) for item in given[:2]]
        if len(patterns) == 2 and patterns[0] and patterns[1] and patterns[1].startswith("/"):
            return patterns[0] if patterns[0].startswith("/") else patterns[1]
        return patterns[0] if patterns else None

    def _first(self, node: Node) -> str | None:
        """The pattern of a path, of the first of an array; `<variable>` for a regular expression."""
        if node.type == "array":
            node = next(iter(node.named_children), node)
        return VARIABLE if node.type == "regex" else self._syntax.pattern(node)

    def _described(self, description: Node) -> tuple[str, str] | None:
        """Method and path of Fastify's `route({ method: "GET", url: "/x", handler })`."""
        url = self._syntax.entry(description, "url") or self._syntax.entry(description, "path")
        given = self._syntax.entry(description, "method")
        listed = given.named_children if given is not None and given.type == "array" else [given]
        methods = [(self._syntax.pattern(item) or VARIABLE).upper() for item in listed if item is not None]
        pattern = self._syntax.pattern(url)
        if pattern is None or not methods or not pattern.startswith(("/", VARIABLE)):
            return None
        return ",".join(methods).replace(VARIABLE.upper(), VARIABLE), pattern

    def _handler(self, link: Link) -> str:
        """The name of the last argument, or of what it wraps; empty for a function without a name."""
        last = link.arguments[-1]
        if last.type == "object":
            last = self._syntax.entry(last, "handler") or last
        if last.type == "call_expression" and (listed := last.child_by_field_name("arguments")):
            last = listed.named_children[-1] if listed.named_children else last
        return self._syntax.dotted(last)
