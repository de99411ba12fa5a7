"""Who may talk to the desk: somebody on this machine, in the browser that opened the address the command printed, from its own page."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from flows.report.render import assets, policy

LOOPBACK = ("127.0.0.1", "::1")
MOST_BYTES = 64 * 1024  # of what a page sends
HEADERS = {
    "Content-Security-Policy": f"{policy(*assets(), is_served=True)}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_OPEN_IT = "open the address that `sourcing desk` printed in this browser"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """The secrets of one desk: `door` in the address that opens it, `session` in the cookie, `page` that a write has to bring."""

    port: int
    door: str = field(default_factory=_secret, repr=False)
    session: str = field(default_factory=_secret, repr=False)
    page: str = field(default_factory=_secret, repr=False)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.port}/?token={self.door}"

    @property
    def hosts(self) -> tuple[str, str]:
        """What a browser may call this desk."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """The name of the cookie: another desk on this machine has another."""
        return f"sourcing-desk-{self.port}"


class Guard:
    """Lets a request through, opens the door, or says why not; puts the headers of safety on every answer."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def __call__(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """The answer to a request."""
        answer = self._refused(request) or self._door(request) or self._stranger(request) or self._forged(request)
        answer = answer or await call_next(request)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    def _refused(self, request: Request) -> Response | None:
        """A name that leads here from elsewhere (DNS rebinding), another machine, or an address that browsers do not send."""
        if not request.client or request.client.host not in LOOPBACK:
            return _no("the desk answers this machine alone")
        if request.headers.getlist("host") not in [[host] for host in self._keys.hosts]:
            return _no(f"the desk is called {self._keys.hosts[0]}")
        if not request.scope["query_string"].isascii():
            return _no("this is no address of the desk: write other letters in it as %XX", status=400)
        return None

    def _door(self, request: Request) -> Response | None:
        given = parse_qs(request.url.query).get("token", [""])[0]
        if request.method != "GET" or request.url.path != "/" or not given:
            return None
        if not _same(given, self._keys.door):
            return _no(f"this is not the desk's token; {_OPEN_IT}")
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._keys.cookie, self._keys.session, httponly=True, samesite="strict", path="/")
        return answer

    def _stranger(self, request: Request) -> Response | None:
        if _same(request.cookies.get(self._keys.cookie, ""), self._keys.session):
            return None
        return _no(f"this browser has not opened the desk; {_OPEN_IT}")

    def _forged(self, request: Request) -> Response | None:
        """A write that does not come from the desk's own page."""
        if request.method in ("GET", "HEAD"):
            return None
        told = request.headers
        length = told.get("content-length", "")
        if (
            told.get("origin") != f"http://{told.get('host')}"
            or told.get("sec-fetch-site", "same-origin") != "same-origin"
            or told.get("content-type", "").partition(";")[0].strip() != "application/json"
            or not _same(told.get("x-desk-token", ""), self._keys.page)
        ):
            return _no("this does not come from the desk's own page; load the page again")
        if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
            return _no(f"more than {MOST_BYTES} bytes are not taken", status=413)
        return None


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _no(why: str, *, status: int = 403) -> Response:
    return JSONResponse({"error": why}, status_code=status)
