"""The HTTP and gRPC endpoints of a repository, in whatever language they are declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sourcing.evidence.packages import Package, import_name
from sourcing.evidence.reading import View
from sourcing.evidence.routes import go, java, javascript, proto, python
from sourcing.evidence.routes.route import UNTOLD, Route

__all__ = ["Route", "endpoints", "is_web_framework", "routes"]

_READERS: dict[str, Callable[[View, str], Iterator[Route]]] = {
    "py": python.routes, "go": go.routes, "java": java.routes, "proto": proto.routes, "js": javascript.routes,
    "jsx": javascript.routes, "mjs": javascript.routes, "ts": javascript.routes, "tsx": javascript.routes,
}  # fmt: skip


def endpoints(view: View, path: str) -> tuple[Route, ...]:
    """The endpoints that one held file declares; the framework of a file that imports none is not told yet."""
    reader = _READERS.get(path.rpartition(".")[2])
    return tuple(reader(view, path)) if reader else ()


def routes(view: View) -> tuple[Route, ...]:
    """All endpoints in held files that are the repository's own (tests and examples too), by path and line.

    A gRPC service that Go or Java code serves is counted where a `.proto` file gives it, if one does.
    """
    found: list[Route] = []
    for path in view.own:
        for route in view.of(endpoints, path):
            if route.framework == UNTOLD:
                found.extend([route._replace(framework=skill)] if (skill := view.once(python.main_framework)) else [])
            elif not (path.endswith((".go", ".java")) and route.is_grpc and route.pattern in view.once(proto.services)):
                found.append(route)
    return tuple(sorted(set(found)))


def is_web_framework(package: Package) -> bool:
    """Whether a package that a repository defines is itself a web framework, whose own code answers nobody yet."""
    if package.language == "Go":
        return go.go_framework(package.name)
    if package.language == "JavaScript":
        return javascript.is_framework(package.name)
    return package.language == "Python" and bool(python.framework_of({import_name(package.name)}))
