"""Endpoints outside Python, by regular expressions: Protocol Buffers, Go, Java (Spring, JAX-RS), JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.reading import View
from sourcing.routes.route import VARIABLE, Route

_SERVICE = re.compile(r"^\s*service\s+(\w+)\s*\{?")
_RPC = re.compile(r"^\s*rpc\s+(\w+)\s*\(")

_GO_SERVER = (
    (re.compile(r'"github\.com/gin-gonic/gin'), "Gin"),
    (re.compile(r'"github\.com/labstack/echo'), "Echo"),
    (re.compile(r'"github\.com/go-chi/chi'), "chi"),
    (re.compile(r'"github\.com/emicklei/go-restful'), "go-restful"),
    (re.compile(r'"github\.com/gofiber/fiber'), "Fiber"),
    (re.compile(r'"github\.com/(gorilla/mux|julienschmidt/httprouter)'), ""),
    (re.compile(r'"net/http"'), ""),
)
FRAMEWORKS = frozenset(name for _, name in _GO_SERVER if name) | {
    "Go",
    "Java",
    "Spring",
    "Express",
    "NestJS",
    "Node.js",
}
_GO_ROUTE = re.compile(
    r"\.(?P<verb>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Any|Get|Post|Put|Delete|Patch|HandleFunc|HandlerFunc|Handle)\("
    r'\s*(?:"(?P<method>GET|POST|PUT|DELETE|PATCH)",\s*)?'
    r'(?:["`](?P<path>(?:(?:GET|POST|PUT|DELETE|PATCH) )?/?[^"`\s]*)["`]|(?P<constant>[A-Za-z][\w.]*))'
    r"\s*(?P<rest>[,)].*)"
)
_GO_TO = re.compile(r"(?:\.To\(|,\s*)(?!func\b)([\w.]+)\s*[),]")

_JAVA_CONTROLLER = re.compile(r"@(RestController|Controller|Path)\b")
_JAVA_CLIENT = re.compile(r"@FeignClient\b|@RegisterRestClient\b")
_SPRING = re.compile(r"@(Get|Post|Put|Delete|Patch|Request)Mapping\b(?:\((.*))?")
_JAX_RS = re.compile(r"^\s*@(GET|POST|PUT|DELETE|PATCH)\b")
_JAVA_TYPE = re.compile(r"\b(class|interface|record)\s+\w+")
_QUOTED = re.compile(r'"([^"]*)"')
_JAVA_METHOD = re.compile(r"\b(?:public|private|protected)?\s*[\w<>\[\], ?]+\s+(\w+)\s*\(")

_JS_SERVER = re.compile(r"""(?:require\(|from )\s*['"](express|fastify|@koa/router|koa-router|@nestjs/common)['"]""")
_JS_ROUTE = re.compile(
    r"""\b(?:app|router|server|fastify|api)\.(get|post|put|delete|patch|all)\(\s*['"`](/[^'"`]*)['"`]"""
)
_NEST_ROUTE = re.compile(r"""^\s*@(Get|Post|Put|Delete|Patch)\(\s*(?:['"`]([^'"`]*)['"`])?""")
_COMMENT = re.compile(r"^\s*(//|\*|/\*|#)")


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held file declares, none for kinds of files that cannot."""
    if path.endswith(".proto"):
        yield from _proto(view, path)
    elif path.endswith(".go"):
        yield from _go(view, path)
    elif path.endswith(".java"):
        yield from _java(view, path)
    elif path.endswith((".js", ".ts", ".mjs")):
        yield from _javascript(view, path)


def go_framework(module: str) -> bool:
    """Whether a Go module is itself one of the known web frameworks."""
    return any(name and pattern.search(f'"{module}"') for pattern, name in _GO_SERVER)


def _code(view: View, path: str) -> Iterator[tuple[int, str]]:
    """The lines that are no comment, with their numbers; a block comment counts from the start of a line only,
    because `"/files/*path"` opens none."""
    is_inside = False
    for number, line in enumerate(view.lines(path), 1):
        if not (is_inside or _COMMENT.match(line)):
            yield number, line
        is_inside = (is_inside or line.lstrip().startswith("/*")) and "*/" not in line


def _proto(view: View, path: str) -> Iterator[Route]:
    """Each `rpc`, under the service it belongs to."""
    service = ""
    for number, line in _code(view, path):
        if match := _SERVICE.match(line):
            service = match.group(1)
        elif service and (match := _RPC.match(line)):
            yield Route(path, number, "gRPC", f"{service}.{match.group(1)}", "gRPC", match.group(1))


def _go(view: View, path: str) -> Iterator[Route]:
    text = view.texts[path]
    framework = next((name for pattern, name in _GO_SERVER if pattern.search(text)), None)
    if framework is None:
        return
    for number, line in _code(view, path):
        match = _GO_ROUTE.search(line)
        if match is None or not _is_go_route(match, framework):
            continue
        verb, spec = match["verb"].upper(), match["path"] or VARIABLE
        method = match["method"] or (verb if verb not in ("HANDLE", "HANDLEFUNC", "HANDLERFUNC") else "HTTP")
        if " " in spec:
            method, _, spec = spec.partition(" ")
        handler = _GO_TO.search(match["rest"])
        yield Route(path, number, method, spec, framework or "Go", handler.group(1) if handler else "")


def _is_go_route(match: re.Match[str], framework: str) -> bool:
    """Whether a call that looks like a route is one for this framework: `http.Get("/x")` asks, it does not answer."""
    verb, spec = match["verb"], match["path"]
    if spec is None:  # the path is a constant: only the upper-case verbs of a framework are surely routes
        return framework in ("Gin", "Echo") and verb.isupper() and match["rest"].startswith(",")
    if framework == "go-restful":
        return match.string[: match.start()].endswith("ws") or spec.startswith("/")
    if not spec.startswith("/") and " /" not in spec:
        return False
    if verb.startswith("Handle"):
        return True
    return bool(framework) and (verb.isupper() or verb == "Any" or framework in ("chi", "Fiber"))


def _java(view: View, path: str) -> Iterator[Route]:
    """The mapped methods of controllers; an interface that calls another service is no endpoint of this one."""
    text = view.texts[path]
    if not _JAVA_CONTROLLER.search(text) or _JAVA_CLIENT.search(text):
        return
    lines = view.lines(path)
    for number, line in _code(view, path):
        spring, jax = _SPRING.search(line), _JAX_RS.match(line)
        if (spring is None and jax is None) or line.startswith("import"):
            continue
        following = [later for later in lines[number : number + 12] if not later.lstrip().startswith(("@", "//", "*"))]
        named = next(
            (found for later in following if (found := _JAVA_TYPE.search(later) or _JAVA_METHOD.search(later))), None
        )
        if named is None or named.re is _JAVA_TYPE:
            continue  # the mapping of a whole class is only a prefix
        method = jax.group(1) if jax else spring.group(1).upper().replace("REQUEST", "HTTP") if spring else ""
        yield Route(path, number, method, _java_path(spring), "Spring" if spring else "Java", named.group(1))


def _java_path(match: re.Match[str] | None) -> str:
    inside = (match.group(2) or "") if match else ""
    quoted = _QUOTED.search(inside)
    if quoted:
        return quoted.group(1)
    return VARIABLE if re.search(r"\w", inside) else "/"


def _javascript(view: View, path: str) -> Iterator[Route]:
    server = _JS_SERVER.search(view.texts[path])
    if server is None:
        return
    framework = {"express": "Express", "@nestjs/common": "NestJS"}.get(server.group(1), "Node.js")
    pattern = _NEST_ROUTE if framework == "NestJS" else _JS_ROUTE
    for number, line in _code(view, path):
        match = pattern.search(line)
        if match:
            yield Route(path, number, match.group(1).upper(), match.group(2) or "/", framework, "")
