"""One endpoint."""

from __future__ import annotations

from typing import NamedTuple

VARIABLE = "<variable>"
UNTOLD = "?"  # the framework of a file that only imports the application object
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})


class Route(NamedTuple):
    """An endpoint in a file: framework is a canonical skill or empty, `pattern` the path or service as declared.

    `method` is the HTTP method(s) or `gRPC`; `handler` the function or class that answers, where it is named.
    """

    path: str
    line: int
    method: str
    pattern: str
    framework: str
    handler: str

    @property
    def is_grpc(self) -> bool:
        """Whether the endpoint is called over gRPC, not HTTP."""
        return self.method == "gRPC"
