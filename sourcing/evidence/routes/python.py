"""Endpoints in Python, read from the syntax tree: decorators, registration calls, URL tables, servicers."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Set

from sourcing.evidence.reading import View
from sourcing.evidence.routes.route import UNTOLD, VARIABLE, Route
from sourcing.parsing.syntax import dotted, keyword, text_of

# fmt: off
FRAMEWORKS = {
    "fastapi": "FastAPI", "flask": "Flask", "flask_restx": "Flask", "flask_restful": "Flask", "flask_smorest": "Flask",
    "apiflask": "Flask", "quart": "Quart", "sanic": "Sanic", "bottle": "Bottle", "litestar": "Litestar",
    "starlite": "Litestar", "aiohttp.web": "aiohttp", "falcon": "Falcon", "tornado": "Tornado",
    "rest_framework": "Django", "ninja": "Django", "django": "Django", "starlette": "Starlette", "bentoml": "BentoML",
}
# fmt: on
_VERBS = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
_DECORATORS = _VERBS | {"route", "api_route", "websocket", "websocket_route", "api_websocket_route", "view"}
_CALLS = frozenset(
    {"add_api_route", "add_api_websocket_route", "add_url_rule", "add_route", "add_websocket_route", "add_resource"}
)
_ADD_VERB = frozenset(f"add_{verb}" for verb in _VERBS)
_ROUTER = re.compile(
    r"(^|_|\.)(app|application|api|router|routes?|bp|blueprint|ns|namespace|server|web|endpoints?)\d*$", re.I
)
_DOUBLES = frozenset({"mock", "patch", "pytest", "responses", "respx", "requests", "httpx", "client", "session"})
_TELLING = re.compile(
    r"@|urlpatterns|add_(api_)?(route|url_rule|resource|websocket|get|post|put|delete|patch)|Route\(|Servicer|"
    r"web\.(get|post|put|delete)|"
    r"tornado|HTTPRequestHandler|router\.register"
)


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held Python file declares."""
    text = view.texts[path]
    if not _TELLING.search(text):
        return
    modules = {item.name for item in view.imported(path)}
    framework = framework_of(modules)
    bare = _bare_names(modules, framework)
    has_tables = framework == "Django" and any(item.startswith(("django.urls", "django.conf.urls")) for item in modules)
    for node in view.nodes(path, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        for decorator in node.decorator_list:
            yield from _decorated(decorator, node.name, path=path, framework=framework, bare=bare)
    for node in view.nodes(path, ast.ClassDef):
        yield from _class(node, path)
    for call in view.nodes(path, ast.Call) if framework or "Servicer_to_server" in text else ():
        yield from _call(call, path=path, framework=framework, has_tables=has_tables)
    for pair in view.nodes(path, ast.Tuple) if framework == "Tornado" else ():
        yield from _tornado(pair, path)


def _framework(view: View, path: str) -> str:
    """The web framework a file imports, by its skill; empty where it imports none."""
    return framework_of({item.name for item in view.imported(path)})


def framework_of(modules: set[str]) -> str:
    """The first of the known frameworks among dotted names, empty where there is none."""
    for prefix, skill in FRAMEWORKS.items():
        if any(name == prefix or name.startswith(prefix + ".") for name in modules):
            return skill
    return ""


def main_framework(view: View) -> str:
    """The framework most files of the repository import: for files that only import the application object."""
    counted = Counter(skill for path in view.python if (skill := _framework(view, path)))
    return max(counted, key=lambda skill: (counted[skill], skill)) if counted else ""


def _pattern(node: ast.expr | None) -> str | None:
    """A path as declared, what is not literal shown as `<variable>`; None where the literal is no path."""
    if node is None:
        return None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else VARIABLE for part in node.values)
    text = text_of(node)
    if text is None:
        return None if isinstance(node, ast.Constant) else VARIABLE
    return text if text.startswith(("/", "^/")) or text == "" else None


def _argument(call: ast.Call, position: int = 0) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((found for name in ("path", "rule", "uri", "url") if (found := keyword(call, name))), None)


def _methods(call: ast.Call) -> str:
    """The HTTP methods a call lists, GET where it lists none."""
    listed = keyword(call, "methods")
    if isinstance(listed, ast.List | ast.Tuple | ast.Set):
        names = [text for item in listed.elts if (text := text_of(item))]
        return ",".join(names) or VARIABLE
    return "GET" if listed is None else VARIABLE


def _decorated(decorator: ast.expr, handler: str, *, path: str, framework: str, bare: Set[str]) -> Iterator[Route]:
    """The endpoint that one decorator of a function or class declares."""
    call = decorator if isinstance(decorator, ast.Call) else None
    func = call.func if call else decorator
    if isinstance(func, ast.Name) and func.id == "requests" and "jina.requests" in bare:
        on = keyword(call, "on") if call else None
        yield Route(path, decorator.lineno, "HTTP/gRPC", _jina(on), "Jina", handler)
    elif framework == "BentoML" and isinstance(func, ast.Attribute) and func.attr == "api":
        yield Route(path, decorator.lineno, "POST", f"/{handler}", "BentoML", handler)
    elif call and isinstance(func, ast.Attribute) and func.attr in _DECORATORS:
        found = _routed(call, func, framework)
        if found:
            yield Route(path, decorator.lineno, found[0], found[1], framework or UNTOLD, handler)
    elif call and isinstance(func, ast.Name) and func.id in _DECORATORS and func.id in bare:
        pattern = _pattern(_argument(call)) if _argument(call) else "/"
        yield Route(path, decorator.lineno, func.id.upper(), pattern or VARIABLE, framework, handler)


def _routed(call: ast.Call, func: ast.Attribute, framework: str) -> tuple[str, str] | None:
    """Method and path of `@owner.verb(path)`; None where the owner is no router or the argument no path."""
    owner = dotted(func.value)
    is_router = bool(_ROUTER.search(owner))
    pattern = _pattern(_argument(call))
    if owner.split(".")[0] in _DOUBLES or not (framework or is_router):
        return None
    if pattern is None or (VARIABLE in pattern and not is_router):
        return None
    if func.attr in _VERBS:
        return func.attr.upper(), pattern
    return "WebSocket" if "websocket" in func.attr else _methods(call), pattern


def _bare_names(modules: set[str], framework: str) -> Set[str]:
    """The names that decorate without an owner: those that a framework exports, as in `@get(…)`, and Jina's, in full."""
    own = {name for name in modules if framework in ("Litestar", "Bottle") and framework_of({name}) == framework}
    return {name.rpartition(".")[2] for name in own} | (modules & {"jina.requests"})


def _jina(on: ast.expr | None) -> str:
    if isinstance(on, ast.List | ast.Tuple):
        return ",".join(text_of(item) or VARIABLE for item in on.elts)
    return "/" if on is None else text_of(on) or VARIABLE


def _class(node: ast.ClassDef, path: str) -> Iterator[Route]:
    """Servicers of gRPC, and request handlers of the standard library with the methods they answer."""
    for base in node.bases:
        name = dotted(base).rpartition(".")[2]
        if name.endswith("Servicer") and name != "Servicer":
            yield Route(path, node.lineno, "gRPC", name.removesuffix("Servicer"), "gRPC", node.name)
        elif name.endswith("HTTPRequestHandler"):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name.startswith("do_"):
                    yield Route(path, item.lineno, item.name[3:], VARIABLE, "", node.name)
            return


def _call(call: ast.Call, *, path: str, framework: str, has_tables: bool) -> Iterator[Route]:
    name = dotted(call.func).rpartition(".")[2]
    if name.startswith("add_") and name.endswith("Servicer_to_server"):
        yield Route(path, call.lineno, "gRPC", name[4 : -len("Servicer_to_server")], "gRPC", "")
    elif not framework:
        return
    elif name in _CALLS or name in _ADD_VERB:
        yield from _registered(call, name, path=path, framework=framework)
    elif name in ("Route", "WebSocketRoute", "APIRoute") and framework in ("Starlette", "FastAPI"):
        pattern = _pattern(_argument(call))
        if pattern is not None:
            yield Route(path, call.lineno, _methods(call), pattern, framework, _handler(call, 1))
    elif framework == "aiohttp" and dotted(call.func).startswith("web.") and name in _VERBS:
        pattern = _pattern(_argument(call))
        if pattern is not None:
            yield Route(path, call.lineno, name.upper(), pattern, framework, _handler(call, 1))
    elif framework == "Django":
        yield from _django(call, name, path=path, has_tables=has_tables)


def _registered(call: ast.Call, name: str, *, path: str, framework: str) -> Iterator[Route]:
    """A route that a method of the application adds; aiohttp's `add_route` has the method before the path."""
    first = text_of(_argument(call))
    if name == "add_resource":
        position, method = 1, "GET"
    elif name == "add_route" and first is not None and first.isupper():
        position, method = 1, first
    else:
        position = 0
        method = name[4:].upper() if name in _ADD_VERB else "WebSocket" if "websocket" in name else _methods(call)
    pattern = _pattern(_argument(call, position))
    if pattern is not None:
        yield Route(
            path, call.lineno, method, pattern, framework, _handler(call, 0 if name == "add_resource" else position + 1)
        )


def _handler(call: ast.Call, position: int) -> str:
    node = call.args[position] if len(call.args) > position else keyword(call, "endpoint") or keyword(call, "view_func")
    return dotted(node).strip(".")


def _django(call: ast.Call, name: str, *, path: str, has_tables: bool) -> Iterator[Route]:
    """`path("…", view)` of a URL table and `router.register("…", ViewSet)`; an `include` is no endpoint."""
    is_table = has_tables and name in ("path", "re_path", "url")
    is_register = name == "register" and dotted(call.func).endswith("router.register")
    pattern = text_of(_argument(call))
    if not (is_table or is_register) or pattern is None or len(call.args) < 2:
        return
    target = call.args[1]
    if isinstance(target, ast.Call) and dotted(target.func).endswith("include"):
        return
    handler = dotted(target.func if isinstance(target, ast.Call) else target).strip(".")
    yield Route(path, call.lineno, "HTTP", "/" + pattern.lstrip("^/"), "Django", handler)


def _tornado(node: ast.Tuple, path: str) -> Iterator[Route]:
    if len(node.elts) >= 2 and isinstance(node.elts[1], ast.Name | ast.Attribute):
        pattern = text_of(node.elts[0])
        if pattern and pattern.startswith(("/", "^/")):
            yield Route(path, node.lineno, "HTTP", pattern, "Tornado", dotted(node.elts[1]))
