"""Talks to a forge over plain HTTP, so that the tests see what goes over the wire and nothing a client makes of it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sourcing.sandbox.forge import Forge


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(
    forge: Forge, method: str, url: str, *, body: bytes = b"", token: str | None = "", headers: Mapping[str, str] = {}
) -> Heard:
    """One exchange over a connection of its own; the token is the right one unless another (or None) is given."""
    where = urlsplit(url)
    signed = {"authorization": f"token {token or forge.token}"} if token is not None else {}
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
    try:
        target = f"{where.path}?{where.query}" if where.query else where.path
        connection.request(method, target, body=body or None, headers={**signed, **headers})
        answer = connection.getresponse()
        held = {name.lower(): value for name, value in answer.getheaders()}
        return Heard(status=answer.status, headers=held, body=answer.read())
    finally:
        connection.close()


def get(forge: Forge, path: str, *, token: str | None = "", headers: Mapping[str, str] = {}) -> Heard:
    """The answer to a REST path such as `/users/x`."""
    return send(forge, "GET", f"{forge.url}{path}", token=token, headers=headers)


def post(forge: Forge, query: str, *, token: str | None = "", **variables: Any) -> Heard:
    """The answer to a GraphQL query."""
    url = f"{forge.url.removesuffix('/api/v3')}/api/graphql"
    body = json.dumps({"query": query, "variables": variables}).encode()
    return send(forge, "POST", url, body=body, token=token)


def ask(forge: Forge, query: str, **variables: Any) -> dict[str, Any]:
    """The data of a GraphQL answer that has no errors."""
    heard = post(forge, query, **variables).json
    assert "errors" not in heard, heard["errors"]
    data: dict[str, Any] = heard["data"]
    return data


def errors(forge: Forge, query: str, **variables: Any) -> list[dict[str, Any]]:
    """The errors of a GraphQL answer."""
    told: list[dict[str, Any]] = post(forge, query, **variables).json["errors"]
    return told
