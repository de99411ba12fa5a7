"""HTTP and gRPC endpoints that the repository answers.

Unit: endpoints. What counts: routes declared in code (FastAPI, Starlette, Flask, Django, aiohttp, Litestar, Tornado
and others, Jina executors, Go, Spring, Express) and gRPC services (servicers, `.proto` files), each with its method
and path; a path that is not literal is shown as `<variable>`, the prefix of a router where its file says it. Traps: routes
in tests answer nobody; calls to other services (`http.Get`, Feign clients) are no endpoints; a registry of another sort
with a method `get`, a pair of a path and a function in a list of no routes; a web framework's own repository has none,
only examples.
"""

from __future__ import annotations

from sourcing.evidence.findings import MOST, plain_kind
from sourcing.evidence.packages import packages
from sourcing.evidence.reading import View
from sourcing.evidence.routes import Route, endpoints, is_web_framework, routes
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.records import Archetype, Contributions


def _finding(route: Route, kind: str) -> Finding:
    label = route.framework if route.framework not in ("", "gRPC") else "HTTP"
    what = f"gRPC service {route.pattern}" if route.is_grpc else f"{label} route {route.method} {route.pattern or '/'}"
    by = f", answered by {route.handler}" if route.handler else ""
    protocol = ("gRPC",) if route.is_grpc else ("REST API",)
    skills = (*protocol, *((route.framework,) if route.framework not in ("", "gRPC") else ()))
    return Finding(kind=kind, detail=f"{what}{by}", path=route.path, line=route.line, skills=skills)


def _needed(path: str) -> bool:
    return path.endswith((".py", ".go", ".java", ".proto", ".js", ".ts"))


def look(view: View, _: Contributions) -> Answer:
    """The endpoints by path and line, those of the product first."""
    is_framework = any(is_web_framework(package) for package in view.once(packages))
    found = []
    for route in view.once(routes):
        kind = plain_kind(view.place(route.path))
        if kind and not (is_framework and kind == "product"):
            found.append(_finding(route, kind))
    found.sort(key=lambda finding: finding.kind != "product")
    return answer(found[:MOST], view=view, needed=_needed, nothing="no endpoint outside tests")


SIGNAL = Signal(
    question="Which HTTP and gRPC endpoints does the repository answer?",
    unit="endpoints",
    version=2,
    kinds={
        "product": "an endpoint of the product itself",
        "example": "an endpoint in an example or in the documentation",
        "course": "an endpoint in course work",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer turns a model into a service; an endpoint is where that service answers.",
    },
    reads=(endpoints,),
)
