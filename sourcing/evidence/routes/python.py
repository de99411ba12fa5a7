"""Endpoints in Python, read from the syntax tree: decorators, registration calls, URL tables, servicers."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.evidence.routes.python_names import Routers, routers
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
_PACKAGES = frozenset(name.split(".")[0] for name in FRAMEWORKS)
_TABLE = re.compile(
    r"(^|[._])(handlers?|routes?|rules|urls?|url_?patterns?)$", re.I
)  # what lists of Tornado's routes are called
_DOUBLES = frozenset({"mock", "patch", "pytest", "responses", "respx", "requests", "httpx", "client", "session"})
_TELLING = re.compile(
    r"@|urlpatterns|add_(api_)?(route|url_rule|resource|websocket|get|post|put|delete|patch)|Route\(|Servicer|"
    r"web\.(get|post|put|delete)|"
    r"tornado|HTTPRequestHandler|\.register\("
)


class _File(NamedTuple):
    """A file as its routes are read: its framework (empty where it imports none), the names that decorate without an owner,
    its routers, the methods that its classes answer, whether it has tables of URLs."""

    path: str
    framework: str
    bare: Set[str]
    routers: Routers
    verbs: Mapping[str, str]
    has_tables: bool


def routes(view: View, path: str) -> Iterator[Route]:
    """The endpoints that one held Python file declares."""
    text = view.texts[path]
    if not _TELLING.search(text):
        return
    modules = {item.name for item in view.imported(path)}
    framework = framework_of(modules)
    classes = view.nodes(path, ast.ClassDef)
    file = _File(
        path,
        framework,
        bare=_bare_names(modules, framework),
        routers=routers(view, path, _PACKAGES),
        verbs={node.name: answered for node in classes if (answered := _answered(node))},
        has_tables=framework == "Django"
        and any(item.startswith(("django.urls", "django.conf.urls")) for item in modules),
    )
    for node in view.nodes(path, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        for decorator in node.decorator_list:
            yield from _decorated(decorator, node.name, file)
    for node in classes:
        yield from _class(node, path)
    for call in view.nodes(path, ast.Call) if framework or "Servicer_to_server" in text else ():
        yield from _call(call, file)
    if framework == "Tornado":
        yield from (route for pair in _pairs(view, path) for route in _tornado(pair, path))


def _answered(node: ast.ClassDef) -> str:
    """The HTTP methods that a class answers by methods of their names."""
    found = (item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef))
    return ",".join(dict.fromkeys(name.upper() for name in found if name in _VERBS))


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


def _methods(call: ast.Call, otherwise: str = "GET") -> str:
    """The HTTP methods a call lists, `otherwise` where it lists none."""
    listed = keyword(call, "methods")
    if isinstance(listed, ast.List | ast.Tuple | ast.Set):
        names = [text for item in listed.elts if (text := text_of(item))]
        return ",".join(names) or VARIABLE
    return otherwise if listed is None else VARIABLE


def _decorated(decorator: ast.expr, handler: str, file: _File) -> Iterator[Route]:
    """The endpoint that one decorator of a function or class declares."""
    call = decorator if isinstance(decorator, ast.Call) else None
    func = call.func if call else decorator
    path, line = file.path, decorator.lineno
    if isinstance(func, ast.Name) and func.id == "requests" and "jina.requests" in file.bare:
        on = keyword(call, "on") if call else None
        yield Route(path, line, "HTTP/gRPC", _jina(on), "Jina", handler)
    elif file.framework == "BentoML" and isinstance(func, ast.Attribute) and func.attr == "api":
        yield Route(path, line, "POST", f"/{handler}", "BentoML", handler)
    elif call and isinstance(func, ast.Attribute) and func.attr in _DECORATORS:
        found = _routed(call, func, handler, file)
        if found:
            yield Route(path, line, found[0], found[1], file.framework or UNTOLD, handler)
    elif call and isinstance(func, ast.Name) and func.id in _DECORATORS and func.id in file.bare:
        pattern = _pattern(_argument(call)) if _argument(call) else "/"
        yield Route(path, line, func.id.upper(), pattern or VARIABLE, file.framework, handler)


def _routed(call: ast.Call, func: ast.Attribute, handler: str, file: _File) -> tuple[str, str] | None:
    """Method and path of `@owner.verb(path)`; None where the owner is no router or the argument no path."""
    owner = dotted(func.value.func if isinstance(func.value, ast.Call) else func.value)
    is_router = file.routers.is_named(owner)
    pattern = _pattern(_argument(call))
    if owner.split(".")[0] in _DOUBLES or not (is_router or (file.framework and file.routers.is_one(owner))):
        return None
    if pattern is None or (VARIABLE in pattern and not is_router):
        return None
    pattern = file.routers.under(owner, call.lineno) + pattern
    if func.attr in _VERBS:
        return func.attr.upper(), pattern
    return "WebSocket" if "websocket" in func.attr else _methods(call, file.verbs.get(handler, "GET")), pattern


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


def _call(call: ast.Call, file: _File) -> Iterator[Route]:
    name, path, framework = dotted(call.func).rpartition(".")[2], file.path, file.framework
    if name.startswith("add_") and name.endswith("Servicer_to_server"):
        yield Route(path, call.lineno, "gRPC", name[4 : -len("Servicer_to_server")], "gRPC", "")
    elif not framework:
        return
    elif name in _CALLS or name in _ADD_VERB:
        yield from _registered(call, name, file)
    elif name in ("Route", "WebSocketRoute", "APIRoute") and framework in ("Starlette", "FastAPI"):
        pattern = _pattern(_argument(call))
        if pattern is not None:
            yield Route(path, call.lineno, _methods(call), pattern, framework, _handler(call, 1))
    elif framework == "aiohttp" and dotted(call.func).startswith("web.") and name in _VERBS:
        pattern = _pattern(_argument(call))
        if pattern is not None:
            yield Route(path, call.lineno, name.upper(), pattern, framework, _handler(call, 1))
    elif framework == "Django":
        yield from _django(call, name, file)


def _registered(call: ast.Call, name: str, file: _File) -> Iterator[Route]:
    """A route that a method of the application adds; aiohttp's `add_route` has the method before the path."""
    first = text_of(_argument(call))
    is_resource = name == "add_resource"
    position = 1 if is_resource or (name == "add_route" and first is not None and first.isupper()) else 0
    handler = _handler(call, 0 if is_resource else position + 1)
    if position and not is_resource:
        method = first or VARIABLE
    elif name in _ADD_VERB:
        method = name[4:].upper()
    else:
        method = "WebSocket" if "websocket" in name else _methods(call, file.verbs.get(handler, "GET"))
    pattern = _pattern(_argument(call, position))
    if pattern is not None:
        owner = dotted(call.func).rpartition(".")[0]
        pattern = file.routers.under(owner, call.lineno) + pattern
        yield Route(file.path, call.lineno, method, pattern, file.framework, handler)


def _handler(call: ast.Call, position: int) -> str:
    node = call.args[position] if len(call.args) > position else keyword(call, "endpoint") or keyword(call, "view_func")
    return _answers(node)


def _answers(node: ast.expr | None) -> str:
    """Who answers: a function or class, of `Pears.as_view("pears")` and `Pears()` the class."""
    name = dotted(node.func if isinstance(node, ast.Call) else node).strip(".")
    return name.removesuffix(".as_view") if isinstance(node, ast.Call) else name


def _django(call: ast.Call, name: str, file: _File) -> Iterator[Route]:
    """`path("…", view)` of a URL table and `register("…", ViewSet)` of a router; an `include` is no endpoint."""
    is_table = file.has_tables and name in ("path", "re_path", "url")
    owner = dotted(call.func).rpartition(".")[0]
    is_register = name == "register" and (owner.endswith("router") or owner in file.routers.bound)
    pattern = text_of(_argument(call))
    if not (is_table or is_register) or pattern is None or len(call.args) < 2:
        return
    target = call.args[1]
    if isinstance(target, ast.Call) and dotted(target.func).endswith("include"):
        return
    prefix = file.routers.under(owner, call.lineno) if is_register else ""
    yield Route(file.path, call.lineno, "HTTP", f"{prefix}/{pattern.lstrip('^/')}", "Django", _answers(target))


def _pairs(view: View, path: str) -> Iterator[ast.Tuple]:
    """The tuples in lists that are an application's routes: given to one, or called so."""
    lists: list[ast.expr | None] = []
    for call in view.nodes(path, ast.Call):
        owner, _, name = dotted(call.func).rpartition(".")
        if name.endswith("Application") or name in ("__init__", "add_handlers"):
            lists += [*call.args, *(item.value for item in call.keywords)]
        elif name in ("extend", "append") and _TABLE.search(owner):
            lists += [ast.List(elts=call.args)] if name == "append" else call.args
    for node in view.nodes(path, ast.Assign):
        lists += [node.value] if any(_TABLE.search(dotted(target)) for target in node.targets) else []
    for one in view.nodes(path, ast.AnnAssign, ast.AugAssign):
        lists += [one.value] if _TABLE.search(dotted(one.target)) else []
    seen: set[ast.Tuple] = set()
    while lists:
        listed = lists.pop()
        if isinstance(listed, ast.BinOp):
            lists += [listed.left, listed.right]
        elif isinstance(listed, ast.List | ast.Tuple):
            seen.update(item for item in listed.elts if isinstance(item, ast.Tuple))
    yield from sorted(seen, key=lambda pair: (pair.lineno, pair.col_offset))


def _tornado(node: ast.Tuple, path: str) -> Iterator[Route]:
    if len(node.elts) >= 2 and isinstance(node.elts[1], ast.Name | ast.Attribute):
        pattern = text_of(node.elts[0])
        if pattern and pattern.startswith(("/", "^/")):
            yield Route(path, node.lineno, "HTTP", pattern, "Tornado", dotted(node.elts[1]))
