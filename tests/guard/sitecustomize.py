"""Loaded by every Python child of a test: a connection to anywhere but this machine is refused, and says so."""

import socket

_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


def _check(own: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if own.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "localhost", "::1"):
        raise OSError(f"a test tried to reach {host!r}")


def _guarded(self: socket.socket, address: object) -> None:
    _check(self, address)
    _connect(self, address)  # type: ignore[arg-type]


def _guarded_ex(self: socket.socket, address: object) -> int:
    _check(self, address)
    return _connect_ex(self, address)  # type: ignore[arg-type]


socket.socket.connect = _guarded  # type: ignore[method-assign, assignment]
socket.socket.connect_ex = _guarded_ex  # type: ignore[method-assign, assignment]
