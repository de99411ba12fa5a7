"""Exchanges with the real forge that nobody here wrote: a reader of the recordings in PyGithub's source archive.

`make test` fetches the archive into the environment (`recordings.txt` pins it). They name real people, so no test copies
a line of them into this repository. Most are as the forge answered, from 2012 on; some were shortened or bent by hand.
"""

from __future__ import annotations

import ast
import base64
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PIN = Path(__file__).with_name("recordings.txt")
ARCHIVE = Path(sys.prefix) / "recordings" / "pygithub.tar.gz"
needs_recordings = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason="the recorded exchanges are not in the environment: `make recordings` fetches them"
)
_MEMBER = re.compile(r"[^/]+/tests/ReplayData/([^/]+)\.txt")
_SCHEMES = ("http", "https")
_EMPTY = ("", "''")  # the second where somebody shortened a recording by hand


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer. Header names are as sent; `port` None is the scheme's own; `line` counts from 1."""

    recording: str
    line: int
    scheme: str
    method: str
    host: str
    port: int | None
    path: str  # with the query, as sent
    request_headers: tuple[tuple[str, str], ...]
    request_body: str  # without line ends; "" for none
    status: int
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes

    @property
    def where(self) -> str:
        """The recording and the line in it, for messages of tests."""
        return f"{self.recording}.txt:{self.line}"

    @property
    def route(self) -> str:
        """The path without the query."""
        return self.path.partition("?")[0]

    @property
    def is_graphql(self) -> bool:
        """Whether the request went to the GraphQL endpoint."""
        return self.method == "POST" and self.route.endswith("/graphql")

    def header(self, name: str) -> str | None:
        """The answer's header of this name in any case, the last one where it was sent twice, or None."""
        found = [value for key, value in self.response_headers if key.lower() == name.lower()]
        return found[-1] if found else None

    def json(self) -> Any:
        """The answer's body as JSON. Raises ValueError where it is none."""
        return json.loads(self.response_body)

    def sent(self) -> Any:
        """The request's body as JSON. Raises ValueError where it is none."""
        return json.loads(self.request_body)

    @property
    def kind(self) -> str:
        """What the answer's body is: none, object, array, scalar, text or bytes."""
        if not self.response_body:
            return "none"
        try:
            held = self.json()
        except UnicodeDecodeError:
            return "bytes"
        except ValueError:
            return "text"
        return "object" if isinstance(held, dict) else "array" if isinstance(held, list) else "scalar"


def names() -> tuple[str, ...]:
    """The names of all recordings, without their ending, in order. Raises OSError when the archive is absent."""
    return tuple(sorted(_texts()))


def text(name: str) -> str:
    """One recording as it was written. Raises KeyError for an unknown name."""
    return _texts()[name]


@cache
def exchanges(name: str) -> tuple[Exchange, ...]:
    """The exchanges of one recording, in order. Raises KeyError for an unknown name, ValueError for a malformed one."""
    lines, found, at = text(name).split("\n"), [], 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end(lines, at)
        try:
            found.append(_exchange(name, at + 1, lines[at:end]))
        except (ValueError, SyntaxError) as error:
            raise ValueError(f"{name}.txt:{at + 1} is no exchange") from error
        at = end
    return tuple(found)


def every() -> Iterator[Exchange]:
    """All exchanges of all recordings, by name and place."""
    for name in names():
        yield from exchanges(name)


def find(
    *,
    recording: str = "",
    method: str = "",
    path: str = "",
    status: int | None = None,
    header: str = "",
    body: str = "",
) -> list[Exchange]:
    """The exchanges that fit all that is given: `recording`, `path` and `body` are regular expressions to search for.

    `path` is sought in the path with its query, `body` in the answer's; `header` is the name of one the answer has.
    """
    return [
        seen
        for seen in every()
        if (not method or seen.method == method)
        and (status is None or seen.status == status)
        and re.search(recording, seen.recording)
        and re.search(path, seen.path)
        and (not header or seen.header(header) is not None)
        and re.search(body.encode(), seen.response_body)
    ]


@cache
def _texts() -> dict[str, str]:
    with tarfile.open(ARCHIVE) as archive:
        found = {match[1]: member for member in archive if (match := _MEMBER.fullmatch(member.name))}
        held = {name: archive.extractfile(member) for name, member in found.items() if member.isfile()}
        return {name: file.read().decode() for name, file in held.items() if file is not None}


def _end(lines: list[str], at: int) -> int:
    """Where the exchange that begins here ends: ten lines on, or more when its body was sent in pieces."""
    end = at + 10
    while end < len(lines) and lines[end].strip() and lines[end].strip() not in _SCHEMES:
        end += 1
    return end


def _exchange(name: str, number: int, lines: list[str]) -> Exchange:
    scheme, method, host, port, path, asked, sent, status, answered, *body = (line.strip() for line in lines)
    if scheme not in _SCHEMES or not body:
        raise ValueError(f"{scheme[:40]!r} is no scheme, or lines are missing")
    if not asked.startswith("{"):  # one path was broken over two lines
        rest, brace, asked = asked.partition("{")
        path, asked = f"{path} {rest.strip()}", brace + asked
    return Exchange(
        recording=name,
        line=number,
        scheme=scheme,
        method=method,
        host=host,
        port=None if port == "None" else int(port),
        path=path,
        request_headers=_headers(asked),
        request_body="" if sent == "None" else sent,
        status=int(status),
        response_headers=_headers(answered),
        response_body=_body(body),
    )


def _headers(line: str) -> tuple[tuple[str, str], ...]:
    """The headers of one line, which is Python's spelling of a dict or of a list of pairs."""
    if line in _EMPTY:
        return ()
    held = ast.literal_eval(line)
    return tuple((str(name), str(value)) for name, value in (held.items() if isinstance(held, dict) else held))


def _body(lines: list[str]) -> bytes:
    if len(lines) > 1:  # a download, recorded in pieces
        return b"".join(base64.b64decode(line, validate=True) for line in lines)
    return b"" if lines[0] in _EMPTY else lines[0].encode()
