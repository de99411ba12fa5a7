"""Endpoints outside Python: what their methods and paths are said to be, and that no text is too costly to read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.evidence.reading import View
from sourcing.evidence.routes import grammar, routes
from tests.signals.support import CASES, load, snapshot

HEADS = {
    "src/a.go": 'package a\nimport (\n"github.com/gin-gonic/gin"\n"github.com/go-chi/chi"\n)\nfunc main(){\nr.GET("/y",h)\n',
    "src/A.java": "@RestController class A {\n",
    "src/a.js": "import express from 'express'; import {Get} from '@nestjs/common'\n",
    "src/a.tsx": "import express from 'express'; import {Get} from '@nestjs/common'\n",
    "app/x/route.ts": "",
    "src/a.py": "from fastapi import APIRouter\n",
}
HOSTILE = [
    "((",
    "a<",
    "/*\n",
    '"',
    "a?(",
    "//\n@",
    "){",
    "a<b,",
    "@A",
    '!<div []x:=r.Group("/a");',
    "f(s,a)<div><a>",
    "`${",
    "f(",
]


def told(case: str) -> set[tuple[str, int, str, str, str]]:
    read, _ = load(CASES / "http_api" / case)
    return {(route.path, route.line, route.method, route.pattern, route.handler) for route in routes(View(read))}


@pytest.mark.parametrize(
    ("case", "route"),
    [
        ("go_routers", ("api/gin.go", 24, "GET", "/v1/pears", "s.list")),
        ("go_routers", ("api/gin.go", 32, "DELETE", "/v1/trees/:id", "s.fell")),
        ("go_routers", ("api/chi.go", 14, "PUT", "/orchards/{id}/trees", "plant")),
        ("go_routers", ("api/mux.go", 12, "GET,POST", "/v1/pears", "list")),
        ("go_routers", ("api/plain.go", 7, "GET", "/pears/{id}", "pear")),
        ("go_routers", ("api/restful.go", 10, "GET", "/plums/{id}", "plum")),
        ("grpc_servers", ("src/main/java/Press.java", 5, "gRPC", "Press", "Press")),
        ("java_controllers", ("src/main/java/PearController.java", 22, "PUT,PATCH", "/pears/<variable>/all", "all")),
        ("java_controllers", ("src/main/java/PlumResource.java", 7, "GET", "/plums/{id}", "one")),
        ("python_frameworks", ("service/main.py", 13, "POST", "/pears/{name}", "pick")),
        ("python_routers", ("app/users.py", 9, "GET", "/v2/users/{name}", "one")),
        ("python_routers", ("app/users.py", 14, "POST", "/v2/pick/", "pick")),
        ("python_routers", ("app/users.py", 19, "GET", "/v2/users", "one")),
        ("python_routers", ("app/pages.py", 16, "GET", "/shop/trees", "trees")),
        ("python_routers", ("app/pages.py", 21, "GET", "/other/figs", "figs")),
        ("python_routers", ("app/pages.py", 28, "GET,POST", "/pears", "Pears")),
        ("python_routers", ("app/restful.py", 15, "GET,DELETE", "/plums/<name>", "Plum")),
        ("python_routers", ("shop/urls.py", 7, "HTTP", "/api/items", "views.ItemViewSet")),
        ("python_routers", ("shop/urls.py", 9, "HTTP", "/things", "views.ThingViewSet")),
        ("python_routers", ("shop/urls.py", 11, "HTTP", "/health/", "views.Health")),
        ("javascript_servers", ("server/app.ts", 25, "DELETE", "/v1/pears/<variable>/:id", "fell")),
        ("javascript_servers", ("server/hono.ts", 3, "GET", "/api/trees/:id", "")),
        ("javascript_servers", ("server/pears.controller.ts", 11, "POST", "/pears/:id/pick", "pick")),
        ("javascript_servers", ("web/src/app/(shop)/api/pears/[id]/route.ts", 2, "GET", "/api/pears/[id]", "")),
    ],
)
def test_method_path_and_handler(case: str, route: tuple[str, int, str, str, str]) -> None:
    assert route in told(case)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", HEADS)
def test_a_hostile_text_is_read_or_given_up_soon(path: str, text: str) -> None:
    view = View(snapshot({path: HEADS[path] + text * (140_000 // len(text))}))
    started = time.process_time()
    routes(view)
    assert time.process_time() - started < 10  # seconds; without bounds some take minutes, some the whole memory


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (HEADS["src/a.py"], "r = APIRouter(prefix='/a')\n@r.get('/x')\ndef f(): pass\n"),
        (HEADS["src/a.py"], "r.include_router(r, prefix='/a')\nr = APIRouter()\n@r.get('/x')\ndef f(): pass\n"),
        ("import tornado\n", "handlers = handlers + [('/x', f)]\n"),
    ],
)
def test_many_routers_take_no_long_time(head: str, part: str) -> None:
    view = View(snapshot({"src/a.py": head + part * (200_000 // len(part))}))
    started = time.process_time()
    assert len(routes(view)) >= 2_000
    assert time.process_time() - started < 10


def test_after_many_failures_no_other_file_is_tried() -> None:
    paths = [f"src/a{number:02}.go" for number in range(grammar.MAX_FAILURES + 2)]
    view = View(snapshot(dict.fromkeys(paths, HEADS["src/a.go"] + "/*\n" * 2000)))
    assert [grammar.parsed(view, path, "go") for path in paths] == [None] * len(paths)
    assert view.once(grammar._failures) == paths[: grammar.MAX_FAILURES]


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(sorted(HEADS)),
    parts=st.lists(st.sampled_from([*HOSTILE, 'r.GET("/x", h)\n', "}", ")", ">"]), max_size=30),
)
def test_no_text_raises(path: str, parts: list[str]) -> None:
    view = View(snapshot({path: HEADS[path] + "".join(parts)}))
    assert all(route.path == path and 1 <= route.line <= len(view.lines(path)) for route in routes(view))
