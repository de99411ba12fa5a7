"""Endpoints of Next.js: the methods that a `route` file of the `app` folder exports; its folder is the path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sourcing.evidence.routes.grammar import Syntax, line
from sourcing.evidence.routes.route import METHODS, Route

_FILE = re.compile(r"(?:^|/)app/((?:[^/]+/)*)route\.(?:[jt]sx?|mjs)$")
_UNSEEN = re.compile(r"^(\(.*\)|@.*)$")  # folders that group routes or name slots, and are no part of the path


def is_route(path: str) -> bool:
    """Whether a file lies where Next.js looks for the methods of a path."""
    return bool(_FILE.search(path))


def routes(syntax: Syntax, path: str) -> Iterator[Route]:
    """The HTTP methods that one `route` file exports."""
    match = _FILE.search(path)
    folders = match.group(1).split("/") if match else []
    pattern = "/" + "/".join(folder for folder in folders if folder and not _UNSEEN.match(folder))
    for node in syntax.root.named_children:
        for name in _exported(node) if node.type == "export_statement" else ():
            if (method := syntax.text(name)) in METHODS:
                yield Route(path, line(name), method, pattern, "Node.js", "")


def _exported(node: Node) -> Iterator[Node]:
    """The names that an export statement gives to the outside."""
    declared = node.child_by_field_name("declaration")
    if declared and declared.type == "lexical_declaration":
        names = [child.child_by_field_name("name") for child in declared.named_children]
    elif declared:
        names = [declared.child_by_field_name("name")]
    else:
        clauses = [child for child in node.named_children if child.type == "export_clause"]
        given = [child for clause in clauses for child in clause.named_children if child.type == "export_specifier"]
        names = [child.child_by_field_name("alias") or child.child_by_field_name("name") for child in given]
    yield from (name for name in names if name is not None)
