"""Which names of a Python file stand for applications and routers, and under which prefix they answer."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.syntax import dotted, keyword, text_of

_NAMED = re.compile(
    r"(^|_|\.)(app|application|api|router|routes?|bp|blueprint|ns|namespace|server|web|endpoints?)\d*$", re.I
)
# What makes a router is called so, whosever class or function it is; of a framework's own classes each may.
_MAKES = re.compile(
    r"(Router|Blueprint|Application|A[Pp][Ii]|App|Namespace|RouteTableDef)$|(^|_)(app|application|api|router|blueprint|bp)$"
)
_INCLUDES = {"include_router": "prefix", "register_blueprint": "url_prefix", "blueprint": "url_prefix"}
_LAST = chr(0x10FFFF)
_DEPTH = 8  # routers in one another


class _Included(NamedTuple):
    """Where a router is included: into what, under what prefix; a Blueprint's own prefix gives way to that."""

    into: str
    prefix: str
    replaces: bool


class Routers(NamedTuple):
    """`bound` has by name each line that binds it to a router, with the router's own prefix; `own` are names that the
    file takes from its own repository or a framework."""

    bound: Mapping[str, tuple[tuple[int, str], ...]]
    included: Mapping[str, _Included]
    own: Set[str]

    def is_named(self, owner: str) -> bool:
        """Whether a dotted name stands for a router: it is bound to one, or is called so."""
        return owner in self.bound or bool(_NAMED.search(owner))

    def is_one(self, owner: str) -> bool:
        """Whether a dotted name may stand for a router: it does, or comes from where its file does not say."""
        return self.is_named(owner) or owner.split(".")[0] in self.own

    def under(self, owner: str, line: int) -> str:
        """The prefix of what a router answers at a line, as far as literals of the file say; without a slash at its end."""
        parts: list[str] = []
        places = self.bound.get(owner, ())
        places = places[
            : bisect_right(places, (line, _LAST))
        ]  # a name may be bound anew, as in one function after the other
        for _ in range(_DEPTH):
            prefix = places[-1][1] if places else ""
            above = self.included.get(owner)
            if above is None:
                parts.append(prefix)
                break
            parts += [above.prefix] if above.replaces else [prefix, above.prefix]
            owner = above.into
            places = self.bound.get(owner, ())
        return "".join(part.rstrip("/") for part in reversed(parts))


def routers(view: View, path: str, frameworks: Set[str]) -> Routers:
    """The routers of a held Python file; `frameworks` are the packages whose classes make some."""
    names, own = _imported(view, path, frameworks)
    bound: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for target, value, line in _bindings(view, path):
        called = value.func if isinstance(value, ast.Call) else value
        name = _resolved(dotted(called), names)
        is_framework = name.split(".")[0] in frameworks and name.rpartition(".")[2][:1].isupper()
        if target and (is_framework or _MAKES.search(name.rpartition(".")[2])):
            bound[target].append((line, _prefix(value) if isinstance(value, ast.Call) else ""))
    included: dict[str, _Included] = {}
    for call in view.nodes(path, ast.Call):
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in _INCLUDES and call.args:
            given = text_of(keyword(call, _INCLUDES[func.attr]))
            found = _Included(dotted(func.value), given or "", func.attr != "include_router" and given is not None)
            included.setdefault(dotted(call.args[0]), found)
        elif len(call.args) > 1 and (owner := _urls_of(call.args[1])) and (prefix := text_of(call.args[0])):
            included.setdefault(owner, _Included("", "/" + prefix.lstrip("^/"), False))
    return Routers({name: tuple(sorted(found)) for name, found in bound.items()}, included, own)


def _urls_of(node: ast.expr) -> str:
    """The router whose URLs Django's `include(router.urls)` takes in; empty where it takes in others."""
    if not (isinstance(node, ast.Call) and node.args and dotted(node.func).rpartition(".")[2] == "include"):
        return ""
    taken = node.args[0].elts[0] if isinstance(node.args[0], ast.Tuple) and node.args[0].elts else node.args[0]
    return dotted(taken.value) if isinstance(taken, ast.Attribute) and taken.attr == "urls" else ""


def _prefix(call: ast.Call) -> str:
    return text_of(keyword(call, "prefix")) or text_of(keyword(call, "url_prefix")) or ""


def _resolved(name: str, names: Mapping[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return names.get(first, first) + dot + rest


def _imported(view: View, path: str, frameworks: Set[str]) -> tuple[dict[str, str], set[str]]:
    """What each imported name stands for; the names that come from the repository itself or a framework."""
    others = {item.name.split(".", 1)[0] for item in view.imported(path)} - frameworks - view.once(_folders)
    names: dict[str, str] = {}
    for node in view.nodes(path, ast.Import):
        for alias in node.names:
            top = alias.name.split(".", 1)[0]
            names[alias.asname or top] = alias.name if alias.asname else top
    for source in view.nodes(path, ast.ImportFrom):
        module = "." * source.level + (source.module or "")
        names.update((alias.asname or alias.name, f"{module}.{alias.name}") for alias in source.names)
    return names, {local for local, name in names.items() if name.split(".", 1)[0] not in others}


def _folders(view: View) -> frozenset[str]:
    """The folders of Python at the root, and below `src`: what the repository's own modules are imported from."""
    parts = (path.removeprefix("src/").split("/", 1) for path in view.paths if path.endswith(".py"))
    return frozenset(part[0] for part in parts if len(part) > 1)


def _bindings(view: View, path: str) -> Iterator[tuple[str, ast.expr, int]]:
    """What is assigned a call, or is annotated with a class: its dotted name, the call or the class, the line."""
    for node in view.nodes(path, ast.Assign):
        if isinstance(node.value, ast.Call):
            yield from ((dotted(target), node.value, node.lineno) for target in node.targets)
    for one in view.nodes(path, ast.AnnAssign):
        yield dotted(one.target), one.value if isinstance(one.value, ast.Call) else one.annotation, one.lineno
    for argument in view.nodes(path, ast.arg):
        if argument.annotation is not None:
            yield argument.arg, argument.annotation, argument.lineno
