"""What the names of a JavaScript or TypeScript file stand for: makers of routers, routers, clients of other services."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from sourcing.evidence.routes.chains import Chain, bound, chain
from sourcing.evidence.routes.grammar import Syntax, bare, join

SERVERS = {
    "express": "Express", "fastify": "Node.js", "@koa/router": "Node.js", "koa-router": "Node.js", "hono": "Node.js",
    "@hono/zod-openapi": "Node.js",
}  # fmt: skip
_CLIENTS = frozenset(
    {"axios", "supertest", "got", "superagent", "ky", "node-fetch", "undici", "request", "needle", "nock", "msw"}
)
_TYPES = frozenset(
    {
        "import_statement", "variable_declarator", "assignment_expression", "public_field_definition",
        "field_definition", "call_expression",
    }
)  # fmt: skip
_CLOSED = frozenset({"type_annotation", "type_alias_declaration", "interface_declaration"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_NESTED = 5  # routers in routers that are followed


def server(module: str) -> str:
    """The server module that an imported one is or lies in, empty where it is none."""
    return next((name for name in SERVERS if module == name or module.startswith(f"{name}/")), "")


class _Mount(NamedTuple):
    """Where a router is served: by which other, below which path."""

    owner: str
    below: str


class Names:
    """The names of one file and the calls it makes, `chains`, in the order of the text."""

    def __init__(self, syntax: Syntax) -> None:
        self.chains: list[Chain] = []
        self.foreign: set[str] = set()  # what asks other services, or makes what does
        self.routers: dict[str, str] = {}  # routers made here, with the prefix they are made with
        self._syntax = syntax
        self._makers: set[str] = set()
        self._mounts: dict[str, _Mount] = {}
        self._given: dict[int, str] = {}  # the names of the routers that calls make, by the last call
        inner: set[int] = set()
        for node in syntax.walk(_TYPES, closed=_CLOSED):
            if node.type == "import_statement":
                self._import(syntax.pattern(node.child_by_field_name("source")) or "", node)
            elif node.type != "call_expression":
                self._bind(node)
            elif node.id not in inner:
                found = chain(syntax, node, inner)
                self.chains.append(found._replace(root=self._given.get(node.id, found.root)))
                self._mount(found)

    def prefix(self, router: str) -> str:
        """The path that a router of this file is served below, as far as the file says."""
        prefix = self.routers.get(router, "")
        for _ in range(_NESTED):
            if (mount := self._mounts.get(router)) is None:
                break
            router = mount.owner
            prefix = join(join(self.routers.get(router, ""), mount.below), prefix)
        return prefix

    def is_made(self, found: Chain) -> bool:
        """Whether a chain makes a router: `express()`, `new Router()`, `require("express").Router()`."""
        if len(found.links) > 1 and server(self._required(found)):
            return True
        return bool(found.links) and found.first.partition(".")[0] in self._makers

    def _import(self, module: str, naming: Node | None) -> None:
        kept = self._makers if server(module) else self.foreign if module in _CLIENTS else None
        if kept is not None:
            kept.update(self._named(naming))

    def _named(self, naming: Node | None) -> list[str]:
        """The local names in an import statement or on the left of a `require`."""
        names: list[str] = []
        left = [naming]
        while left:
            item = left.pop()
            if item is None:
                continue
            if item.type in _NAMES:
                names.append(self._syntax.text(item))
            elif item.type == "import_specifier":
                left.append(item.child_by_field_name("alias") or item.child_by_field_name("name"))
            elif item.type == "pair_pattern":
                left.append(item.child_by_field_name("value"))
            else:
                left += item.named_children
        return names

    def _bind(self, node: Node) -> None:
        """Remembers what a variable, a property of `this` or a field is given: a module, a router or a client."""
        fields = ("left", "right") if node.type == "assignment_expression" else ("name", "value")
        naming = node.child_by_field_name(fields[0]) or node.child_by_field_name("property")
        value = bare(node.child_by_field_name(fields[1]))
        found = chain(self._syntax, value)
        if len(found.links) == 1 and (module := self._required(found)):
            self._import(module, naming)
            return
        names = [name for name, _ in bound(self._syntax, node, *fields)]
        if node.type.endswith("field_definition") and naming:
            names = [f"this.{self._syntax.text(naming)}"]
        for name in names:
            if self.is_made(found):
                self.routers[name] = self._made_below(found)
                self._given[value.id if value else 0] = name
            elif found.first.partition(".")[0] in self.foreign:
                self.foreign.add(name)

    def _required(self, found: Chain) -> str:
        """The module that a chain begins to require, empty where it does not."""
        first = found.links[0] if found.links and not found.root else None
        if first is None or first.name != "require" or not first.arguments:
            return ""
        return self._syntax.pattern(first.arguments[0]) or ""

    def _made_below(self, found: Chain) -> str:
        """The prefix of a router: `new Router({ prefix: "/x" })`, `new Hono().basePath("/x")`."""
        prefix = ""
        for link in found.links:
            if link.arguments and link.name == "basePath":
                prefix = join(prefix, self._syntax.pattern(link.arguments[0]) or "")
            elif link.arguments and link.arguments[0].type == "object":
                prefix = join(prefix, self._syntax.pattern(self._syntax.entry(link.arguments[0], "prefix")) or "")
        return prefix

    def _mount(self, found: Chain) -> None:
        """Remembers `app.use("/x", router)`."""
        for link in found.links if found.root else ():
            if link.name in ("use", "route") and len(link.arguments) > 1:
                below = self._syntax.pattern(link.arguments[0])
                name = self._syntax.dotted(link.arguments[-1])
                if below and name in self.routers and name != found.root:
                    self._mounts.setdefault(name, _Mount(found.root, below))
