"""Endpoints of Protocol Buffers files: each `rpc` of each `service`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.evidence.reading import View
from sourcing.evidence.routes.route import Route

_SILENT = re.compile(r'//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|"(?:[^"\\\n]|\\.)*+"?')
_TOLD = re.compile(r"\n|\bservice\s+(\w+)\s*\{|\brpc\s+(\w+)\s*\(")


def routes(view: View, path: str) -> Iterator[Route]:
    """Each `rpc` of one held file, under the service it belongs to."""
    yield from view.of(_rpcs, path)


def services(view: View) -> frozenset[str]:
    """The names of all services that held `.proto` files of the repository's own give."""
    paths = (path for path in view.own if path.endswith(".proto"))
    return frozenset(route.pattern.partition(".")[0] for path in paths for route in routes(view, path))


def _rpcs(view: View, path: str) -> tuple[Route, ...]:
    """Read from the text without its comments and strings, whose lines stay."""
    text = view.texts[path]
    if "service" not in text:
        return ()
    found: list[Route] = []
    service, line = "", 1
    for match in _TOLD.finditer(_SILENT.sub(lambda silent: "\n" * silent.group(0).count("\n"), text)):
        name, rpc = match.groups()
        if rpc and service:
            found.append(Route(path, line, "gRPC", f"{service}.{rpc}", "gRPC", rpc))
        service = name or service
        line += match.group(0).count("\n")
    return tuple(found)
