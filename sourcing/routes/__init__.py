"""The HTTP and gRPC endpoints of a repository, in whatever language they are declared."""

from __future__ import annotations

from sourcing.packages import Package, import_name
from sourcing.reading import View
from sourcing.routes import declared, python
from sourcing.routes.route import Route

__all__ = ["Route", "is_web_framework", "routes"]


def routes(view: View) -> tuple[Route, ...]:
    """All endpoints in held files that are the repository's own (tests and examples too), by path and line."""
    found: list[Route] = []
    for path in view.own:
        if path.endswith(".py"):
            found.extend(python.routes(view, path))
        else:
            found.extend(declared.routes(view, path))
    return tuple(sorted(set(found)))


def is_web_framework(package: Package) -> bool:
    """Whether a package that a repository defines is itself a web framework, whose own code answers nobody yet."""
    if package.language == "Go":
        return declared.go_framework(package.name)
    return package.language == "Python" and bool(python.framework_of({import_name(package.name)}))
