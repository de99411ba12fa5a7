"""The pages of the desk, and what is written back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from flows.desk.guard import Guard, Keys
from flows.desk.keep import keep_decision, keep_note
from flows.progress import Progress
from flows.report.make import report_of
from flows.report.render import DeskPage, render, render_roles
from sourcing.decisions import Stage
from sourcing.errors import LockedError, RoleError, SourcingError, UnknownPersonError, UsageError
from sourcing.home import Home
from sourcing.settings import Settings
from warehouse.connection import open_published
from warehouse.published.shown import roles

_STATUS = {RoleError: 404, UnknownPersonError: 404, UsageError: 400, LockedError: 409}


@dataclass(kw_only=True)
class Pages:
    """The pages as the published file has them, one at a time: a file that is replaced must not be open in this process."""

    settings: Settings
    keys: Keys
    progress: Progress
    held: dict[str, tuple[int, str]] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def roles(self) -> str:
        """The page of all ranked roles."""
        return self._page("", lambda published: render_roles(roles(published)))

    def role(self, name: str) -> str:
        """The page of a role, made anew where the published file was."""
        desk = DeskPage(token=self.keys.page, stages=[str(stage) for stage in Stage])
        return self._page(name, lambda published: render(report_of(published, name), desk=desk))

    def _page(self, name: str, make: Callable[[Any], str]) -> str:
        path = Home(self.settings.home).published
        with self.turn:
            made = path.stat().st_mtime_ns if path.exists() else 0
            if self.held.get(name, (0, ""))[0] != made or not made:
                with open_published(path) as published:
                    self.held[name] = (made, make(published))
            return self.held[name][1]

    def decide(self, said: dict[str, object]) -> dict[str, str]:
        """What the page is told after a decision was written."""
        with self.turn:
            stage = keep_decision(self.settings, said, progress=self.progress)
        return {"stage": str(stage), "done": f"Saved: {stage}. Everybody who looks now sees it."}

    def note(self, said: dict[str, object]) -> dict[str, str]:
        """What the page is told after a note was written."""
        with self.turn:
            keep_note(self.settings, said, progress=self.progress)
        return {"done": "Saved; it is shown when the page is loaded again."}


def desk_app(settings: Settings, *, keys: Keys, progress: Progress) -> Starlette:
    """The desk as an application: reads the published file, writes through the one writer, lets in whom `Guard` does."""
    pages = Pages(settings=settings, keys=keys, progress=progress)

    def home(_: Request) -> Response:
        return HTMLResponse(pages.roles())

    def role(request: Request) -> Response:
        return HTMLResponse(pages.role(request.path_params["role"]))

    async def decide(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(pages.decide, await _said(request)))

    async def note(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(pages.note, await _said(request)))

    return Starlette(
        routes=[
            Route("/", home),
            Route("/role/{role}", role),
            Route("/decide", decide, methods=["POST"]),
            Route("/note", note, methods=["POST"]),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=Guard(keys))],
        exception_handlers={SourcingError: _failed},
    )


async def _said(request: Request) -> dict[str, object]:
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError) as cause:
        raise UsageError("what was sent is no JSON", remedy="load the page again") from cause
    if not isinstance(said, dict):
        raise UsageError("what was sent is no object", remedy="load the page again")
    return said


def _failed(request: Request, failure: Exception) -> Response:
    """What went wrong, in words that a page can show; a lock says that another run is writing."""
    status = next((code for kind, code in _STATUS.items() if isinstance(failure, kind)), 503)
    said = f"Another run is writing just now, nothing was saved: {failure}" if status == 409 else str(failure)
    if request.method == "POST":
        return JSONResponse({"error": said}, status_code=status)
    return HTMLResponse(render_roles([], message=said), status_code=status)
