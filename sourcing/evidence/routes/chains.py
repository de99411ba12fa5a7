"""Chained calls, `owner.first("/a").second(b)`, as routers of Go and JavaScript are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from sourcing.evidence.routes.grammar import MEMBERS, Syntax, arguments, bare, line

_CALLS = frozenset({"call_expression", "new_expression"})


class Link(NamedTuple):
    """One call of a chain: the name called, the line it stands on, what it is given."""

    name: str
    line: int
    arguments: tuple[Node, ...]


class Chain(NamedTuple):
    """Calls in the order they are made; `root` is the dotted name they start from, empty where it is no name."""

    root: str
    links: tuple[Link, ...]

    @property
    def first(self) -> str:
        """The name the chain begins with: of its root, else of the function first called."""
        return self.root or (self.links[0].name if self.links else "")


def chain(syntax: Syntax, node: Node | None, inner: set[int] | None = None) -> Chain:
    """The calls that end in `node`, none where it is no call; the ids of the calls before the last go to `inner`."""
    links: list[Link] = []
    node = bare(node)
    while node is not None and node.type in _CALLS:
        if inner is not None and links:
            inner.add(node.id)
        called = bare(node.child_by_field_name("function") or node.child_by_field_name("constructor"))
        fields = MEMBERS.get(called.type) if called else None
        named = called.child_by_field_name(fields[1]) if called and fields else called
        is_named = named is not None and named.type not in _CALLS
        name = syntax.text(named) if named is not None and is_named and _is_name(named) else ""
        links.append(Link(name, line(named if named is not None and fields else node), arguments(node)))
        if fields is None and is_named:
            return Chain("", tuple(reversed(links)))
        node = bare(called.child_by_field_name(fields[0])) if called and fields else called
    return Chain(syntax.dotted(node), tuple(reversed(links)))


def _is_name(node: Node) -> bool:
    return node.type.endswith("identifier")


def bound(syntax: Syntax, node: Node, names: str, values: str) -> Iterator[tuple[str, Node]]:
    """The dotted names on the left of a declaration or an assignment, each with what it is given."""
    left, right = node.children_by_field_name(names), node.child_by_field_name(values)
    targets = [item for part in left for item in (part.named_children if part.type == "expression_list" else [part])]
    given = right.named_children if right and right.type == "expression_list" else [right] if right else []
    for target, value in zip(targets, given, strict=False):
        if name := syntax.dotted(target):
            yield name, value
