"""Endpoints in Go: the calls that register a handler with a router of a framework or of the library, and gRPC services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from sourcing.evidence.reading import View
from sourcing.evidence.routes.chains import Chain, Link, bound, chain
from sourcing.evidence.routes.grammar import Syntax, join, parsed
from sourcing.evidence.routes.route import METHODS, VARIABLE, Route

_TITLE = frozenset(method.title() for method in METHODS)
_MUX = frozenset({"Handle", "HandleFunc"})


class _Router(NamedTuple):
    """How the routers of one module are written: its skill, empty where it has none, and the calls that add a route."""

    skill: str
    verbs: frozenset[str]


_ROUTERS = {
    "github.com/gin-gonic/gin": _Router("Gin", METHODS | {"Any", "Handle", "Match"}),
    "github.com/labstack/echo": _Router("Echo", METHODS | {"Any", "Add", "Match"}),
    "github.com/go-chi/chi": _Router("chi", _TITLE | _MUX | {"Method", "MethodFunc"}),
    "github.com/emicklei/go-restful": _Router("go-restful", METHODS | _MUX),
    "github.com/gofiber/fiber": _Router("Fiber", _TITLE | {"All", "Add"}),
    "github.com/gorilla/mux": _Router("", _MUX | {"Handler", "HandlerFunc"}),
    "github.com/julienschmidt/httprouter": _Router("", METHODS | {"Handle", "Handler", "HandlerFunc"}),
    "net/http": _Router("", _MUX),
}
FRAMEWORKS = frozenset(router.skill for router in _ROUTERS.values() if router.skill) | {"Go"}
_GRPC = re.compile(r"^Register([A-Z]\w*)Server$")
_REGISTERS = re.compile(r"Register[A-Z]\w*Server\(")
_FUNCTION = re.compile(r"^(?=func\b)", re.M)
_PREFIXES = frozenset({"Group", "PathPrefix", "Path", "Route"})
_CLIENT = re.compile(r"(^|\.|_)(resty|req|request|httpexpect|e2e)$|client$", re.I)
_NEW = frozenset({"NewRouter", "NewServeMux", "NewMux"})
_WRAPS = re.compile(r"middleware|HandlerFunc$|^(wrap|with)", re.I)
_TYPES = frozenset(
    {
        "function_declaration", "method_declaration", "func_literal", "call_expression", "short_var_declaration",
        "var_spec", "assignment_statement",
    }
)  # fmt: skip
_FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})


def go_framework(module: str) -> bool:
    """Whether a Go module is itself one of the known web frameworks."""
    return any(router.skill and _is_of(module, name) for name, router in _ROUTERS.items())


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held Go file registers."""
    text = view.texts[path]
    head = text[: text.find("\nfunc ")]  # imports stand before all else
    imported = [router for name, router in _ROUTERS.items() if f'"{name}' in head]
    calls = [f"{verb}(" for verb in sorted(frozenset[str]().union(*(router.verbs for router in imported)))]
    calls = [call for call in calls if call in text]
    is_registering = "Server(" in text and bool(_REGISTERS.search(text))
    if not (calls or is_registering):
        return
    calls += [f"{name}(" for name in sorted(_PREFIXES) if calls] + ["Server("] * is_registering
    syntax = parsed(view, path, "go", text=_relevant(text, calls))
    if syntax is not None:
        yield from _File(path, syntax, routers=imported).routes(calls)


def _is_of(module: str, name: str) -> bool:
    return module == name or module.startswith(f"{name}/")


def _relevant(text: str, calls: list[str]) -> str:
    """The text of a file without the functions that make none of these calls, its lines where they were.

    A line that begins with `func` begins a function, unless it stands in a literal or a comment of many lines. Where a
    part has such a literal or comment that ends elsewhere, the text is left as it is.
    """
    head, *rest = _FUNCTION.split(text)
    if any(part.count("`") % 2 or part.count("/*") != part.count("*/") for part in (head, *rest)):
        return text
    return head + "".join(part if any(call in part for call in calls) else "\n" * part.count("\n") for part in rest)


class _Scope(NamedTuple):
    """The names a function binds to routers, each with the router's prefix, and where the function ends."""

    end: int
    names: dict[str, str]


class _File:
    """The routes of one file: calls are met in the order of the text, inside the functions they stand in."""

    def __init__(self, path: str, syntax: Syntax, *, routers: list[_Router]) -> None:
        self._path, self._syntax, self._routers = path, syntax, routers
        self._scopes = [_Scope(syntax.root.end_byte, {})]
        self._opening: dict[int, dict[str, str]] = {}
        self._inner: set[int] = set()
        self._muxes: set[str] = set()

    def routes(self, calls: list[str]) -> Iterator[Route]:
        """All of them, by line; only what holds one of the calls is looked into."""
        for node in self._syntax.walk(_TYPES, self._syntax.spots(calls)):
            while self._scopes[-1].end <= node.start_byte and len(self._scopes) > 1:
                self._scopes.pop()
            if node.type in _FUNCTIONS:
                self._scopes.append(_Scope(node.end_byte, self._opening.pop(node.id, {})))
            elif node.type != "call_expression":
                self._bind(node)
            elif node.id not in self._inner:
                found = chain(self._syntax, node, self._inner)
                self._enter(found)
                yield from self._chain(found)

    def _prefix(self, found: Chain, end: int) -> str:
        """The prefix of the router that the first `end` calls of a chain give."""
        scopes = reversed(self._scopes)
        prefix = next((scope.names[found.root] for scope in scopes if found.root in scope.names), "")
        for link in found.links[:end]:
            if link.name in _PREFIXES and link.arguments:
                prefix = join(prefix, self._syntax.pattern(link.arguments[0]) or "")
        return prefix

    def _bind(self, node: Node) -> None:
        """Remembers the prefix of a variable that is given a router."""
        fields = ("name", "value") if node.type == "var_spec" else ("left", "right")
        for name, value in bound(self._syntax, node, *fields):
            found = chain(self._syntax, value)
            if found.links and found.links[-1].name in _NEW:
                self._muxes.add(name)
            scope = self._scopes[0 if "." in name else -1]
            scope.names[name] = self._prefix(found, len(found.links))

    def _enter(self, found: Chain) -> None:
        """Remembers what a chain says of routers: `ws.Path("/x")`, and the parameter of a function given to `Route`."""
        for number, link in enumerate(found.links):
            functions = [item for item in link.arguments if item.type == "func_literal"]
            if link.name in ("Route", "Group") and functions:
                if inside := self._parameter(functions[-1]):
                    self._opening[functions[-1].id] = {inside: self._prefix(found, number + 1)}
            elif number == 0 and link.name == "Path" and found.root and self._has("go-restful"):
                self._scopes[-1].names[found.root] = self._prefix(found, 1)

    def _has(self, skill: str) -> bool:
        return any(router.skill == skill for router in self._routers)

    def _parameter(self, function: Node) -> str:
        """The name of a function's first parameter, empty where it has none."""
        listed = function.child_by_field_name("parameters")
        first = listed.named_child(0) if listed and listed.named_child_count else None
        return self._syntax.dotted(first.child_by_field_name("name")) if first else ""

    def _chain(self, found: Chain) -> Iterator[Route]:
        for number, link in enumerate(found.links):
            service = _GRPC.match(link.name)
            if service and len(link.arguments) == 2:
                yield from self._service(service.group(1), link)
                continue
            router = next((router for router in self._routers if link.name in router.verbs), None)
            if router is not None:
                yield from self._route(found, number, router=router)

    def _service(self, name: str, link: Link) -> Iterator[Route]:
        yield Route(self._path, link.line, "gRPC", name, "gRPC", self._name(link.arguments[1]))

    def _route(self, found: Chain, number: int, *, router: _Router) -> Iterator[Route]:
        link, given = found.links[number], list(found.links[number].arguments)
        is_last = len(given) == 1 and link.name in ("Handler", "HandlerFunc")  # of gorilla's `.Path("/x").Handler(h)`
        is_complete = is_last and any(before.name == "Path" for before in found.links[:number])
        method = self._method(given[0]) if len(given) > 2 else ""
        given = given[1:] if method else given
        pattern = "" if is_complete else self._syntax.pattern(given.pop(0)) if given else None
        if pattern is None or not (is_complete or self._is_route(found, number, pattern=pattern, router=router)):
            return
        if given and self._syntax.dotted(given[-1]) in self._muxes:
            return  # one router served by another
        prefix, verb = self._prefix(found, number), link.name.upper()
        method = method or (verb if verb in METHODS or verb in ("ANY", "ALL") else "HTTP")
        if " " in pattern:
            method, _, pattern = pattern.partition(" ")
        method = next((self._methods(item) for item in found.links if item.name == "Methods"), "") or method
        handler = self._handler(given, found.links[number + 1 :], position=0 if router.skill == "Echo" else -1)
        yield Route(self._path, link.line, method, join(prefix, pattern), router.skill or "Go", handler)

    def _is_route(self, found: Chain, number: int, *, pattern: str, router: _Router) -> bool:
        """Whether a call that looks like a route is one: `http.Get("/x")` asks, it does not answer."""
        link = found.links[number]
        is_restful = router.skill == "go-restful" and link.name in METHODS
        if len(link.arguments) < 2 and not is_restful:
            return False
        if _CLIENT.search(found.first) or (found.root == "http" and link.name not in _MUX):
            return False
        is_sure = link.name in METHODS or (found.root == "http" and link.name in _MUX)
        if pattern.startswith(VARIABLE):
            return is_sure
        if pattern.startswith("/"):
            return True
        if pattern == "":
            return link.name in METHODS
        return (is_restful and "://" not in pattern) or " /" in pattern

    def _method(self, node: Node) -> str:
        """The methods that the first argument of `Handle("GET", "/x", …)` or `Match([]string{…}, …)` names, else nothing."""
        text = self._syntax.text(node).strip('"`')
        if node.type == "composite_literal":
            names = re.findall(r'http\.Method(\w+)|"(\w+)"', text)
            return ",".join((name or literal).upper() for name, literal in names)
        name = text.removeprefix("http.Method").upper()
        return name if name in METHODS else ""

    def _methods(self, link: Link) -> str:
        return ",".join(filter(None, map(self._method, link.arguments)))

    def _handler(self, given: list[Node], later: tuple[Link, ...], *, position: int) -> str:
        """The name of what answers: what `.To(…)` is given, else the argument after the path or the last one."""
        to = next((link.arguments for link in later if link.name == "To"), ())
        answering = to[0] if to else given[position] if given else None
        return self._name(answering) if answering else ""

    def _name(self, node: Node) -> str:
        """The dotted name of a function, or of the one that makes it; what wraps another is looked through."""
        while node.type == "call_expression":
            made = chain(self._syntax, node).links[-1]
            if not _WRAPS.search(made.name) or not made.arguments:
                return self._syntax.dotted(node.child_by_field_name("function"))
            node = made.arguments[-1]
        if node.type == "unary_expression":
            node = node.child_by_field_name("operand") or node
        if node.type == "composite_literal":
            return self._syntax.text(node.child_by_field_name("type") or node)
        return self._syntax.dotted(node)
