"""A stand-in for the client: answers what a test tells it to, and remembers what was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sourcing.github.client import Client
from sourcing.github.limits import Judged, Reply, judge

_ALIAS = re.compile(r"^  (a\d+): (.*)$", re.M)


@dataclass(frozen=True, kw_only=True)
class Query:
    """One GraphQL query that was asked: `bodies` are its pieces by alias."""

    name: str
    text: str
    price: int
    pieces: int

    @property
    def bodies(self) -> dict[str, str]:
        return dict(_ALIAS.findall(self.text))


Answerer = Callable[[Query], Judged]


def nothing(query: Query) -> Judged:
    """The answer that nothing asked for is there."""
    return told(dict.fromkeys(query.bodies))


def told(data: Any = None, *errors: Mapping[str, Any], status: int = 200) -> Judged:
    """The verdict on a GraphQL answer with these data and errors."""
    document: dict[str, Any] = {"data": data}
    if errors:
        document["errors"] = [dict(error) for error in errors]
    return judge(Reply(status=status, headers={}, body=json.dumps(document)), now=0.0)


@dataclass(kw_only=True)
class FakeClient:
    """`answer` tells GraphQL's answers; `rest` the documents of REST paths, absent ones are not there."""

    answer: Answerer = nothing
    rest: Mapping[str, Any] = field(default_factory=dict)
    queries: list[Query] = field(default_factory=list)
    paths: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    slept: float = 0.0

    @property
    def client(self) -> Client:
        """This as what the product takes."""
        return cast(Client, self)

    @property
    def searches(self) -> list[str]:
        """The search strings asked, in order."""
        found = [re.search(r'query: ("(?:[^"\\]|\\.)*")', query.text) for query in self.queries]
        return [json.loads(one[1]) for one in found if one]

    def query(self, name: str, text: str, *, price: int, pieces: int) -> Judged:
        asked = Query(name=name, text=text, price=price, pieces=pieces)
        self.queries.append(asked)
        return self.answer(asked)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def get(
        self,
        name: str,
        path: str,
        *,
        take: Callable[[Any, Mapping[str, str]], Any],
        parameters: Mapping[str, str | int] | None = None,
        resource: str = "core",
        remember: bool = True,
    ) -> Any:
        self.paths.append((path, dict(parameters or {})))
        return take(self.rest[path], {}) if path in self.rest else None

    def pages(
        self,
        name: str,
        path: str,
        *,
        rows: Callable[[Any], list[Any]],
        parameters: Mapping[str, str | int],
        most: int,
        resource: str = "core",
    ) -> Iterator[Any]:
        self.paths.append((path, dict(parameters)))
        yield from rows(self.rest.get(path))
