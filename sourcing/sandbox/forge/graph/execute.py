"""Runs one GraphQL request over the estate: read, priced, checked, answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)

from sourcing.sandbox.forge.graph.asking import Asking
from sourcing.sandbox.forge.graph.cost import MOST_NODES, Price, price
from sourcing.sandbox.forge.graph.errors import plain
from sourcing.sandbox.forge.graph.schema import schema
from sourcing.sandbox.forge.hub import Estate

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')  # a string's content decides nothing about whether a query is valid
_VALID: set[str] = set()
_MOST_SHAPES = 2_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request that can be run, or the errors that keep it from being run."""

    document: DocumentNode | None
    variables: Mapping[str, Any]
    operation: str | None
    price: Price
    errors: tuple[Mapping[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """The name of the operation, '' where it has none."""
        for one in self.document.definitions if self.document else ():
            if isinstance(one, OperationDefinitionNode) and one.name:
                return one.name.value
        return ""


@dataclass(kw_only=True)
class Answer:
    """The body of an answer, and the path and blob id of every text in it."""

    body: dict[str, Any]
    texts: list[tuple[tuple[str | int, ...], str]] = field(default_factory=list)

    def given(self) -> Counter[str]:
        """How often each blob's text still stands in the answer."""
        return Counter(oid for path, oid in self.texts if _at(self.body.get("data"), path) is not None)

    def objects(self) -> int:
        """How many objects were resolved."""
        return sum(1 for _ in _objects(self.body.get("data"))) - 1


def read(body: Mapping[str, Any]) -> Request:
    """A request out of its JSON: parsed, priced and validated."""
    variables = body.get("variables") or {}
    operation = body.get("operationName") or None
    free = Price(1, 0, 0)
    try:
        document = parse(str(body.get("query") or ""))
    except GraphQLSyntaxError as error:
        return Request(document=None, variables={}, operation=None, price=free, errors=(plain(error),))
    found = price(schema(), document, variables, operation=operation)
    wrong = _wrong(document)
    if not wrong and found.nodes > MOST_NODES:
        wrong = [
            {
                "type": "MAX_NODE_LIMIT_EXCEEDED",
                "message": f"This query requests up to {found.nodes:,} possible nodes which exceeds the maximum limit "
                f"of {MOST_NODES:,}.",
            }
        ]
    paid = free if wrong else found  # what is refused before it is run costs the least there is
    return Request(document=document, variables=variables, operation=operation, price=paid, errors=tuple(wrong))


def _wrong(document: DocumentNode) -> list[dict[str, Any]]:
    """What is wrong with a document; looked into once for all documents that differ in their strings alone."""
    body = document.loc.source.body if document.loc else ""
    shape = _STRING.sub('""', body)
    if shape in _VALID and '"""' not in body:
        return []
    wrong = [_complaint(error) for error in validate(schema(), document, max_errors=20)]
    if not wrong and len(_VALID) < _MOST_SHAPES:
        _VALID.add(shape)
    return wrong


def run(request: Request, estate: Estate, rate: dict[str, Any]) -> Answer:
    """The answer to a request; what could not be resolved is null, with an error beside it."""
    if request.document is None or request.errors:
        return Answer(body={"errors": list(request.errors)})
    asking = Asking(estate=estate, rate=rate)
    done = execute_sync(
        schema(),
        request.document,
        context_value=asking,
        variable_values=dict(request.variables),
        operation_name=request.operation,
    )
    body: dict[str, Any] = {"data": done.data}
    if done.errors:
        body["errors"] = [plain(error) for error in done.errors]
    return Answer(body=body, texts=asking.texts)


def _complaint(error: GraphQLError) -> dict[str, Any]:
    """An error of validation, in GitHub's words where these are known."""
    told = plain(error)
    words = error.message.split("'")
    if error.message.startswith("Cannot query field") and len(words) >= 4:
        told["extensions"] = {"code": "undefinedField", "typeName": words[3], "fieldName": words[1]}
        told["message"] = f"Field '{words[1]}' doesn't exist on type '{words[3]}'"
    return told


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path of the data, None where that was taken out."""
    for step in path:
        if data is None:
            return None
        data = data[step]
    return data


def _objects(data: Any) -> Iterator[None]:
    if isinstance(data, dict):
        yield None
        for value in data.values():
            yield from _objects(value)
    elif isinstance(data, list):
        for value in data:
            yield from _objects(value)
