"""GitHub's published GraphQL schema, as the package `ghapi` carries it, and what a query costs by the published formula."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from graphql import GraphQLSchema, build_schema, get_named_type, is_composite_type, parse, validate
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

_BUILT_IN = {"Boolean", "Float", "ID", "Int", "String"}
_TYPES: Mapping[str, str] = {
    "OBJECT": "type",
    "INTERFACE": "interface",
    "INPUT_OBJECT": "input",
    "ENUM": "enum",
    "SCALAR": "scalar",
    "UNION": "union",
}


@cache
def schema() -> GraphQLSchema:
    """The schema. The package does not say which types implement an interface: those that have all its fields."""
    types = importlib.import_module("ghapi.gql_spec").gqlspec["types"]
    interfaces = {
        name: set(one["fields"]) for name, one in types.items() if one["kind"] == "INTERFACE" and one["fields"]
    }
    parts = [_written(name, one, interfaces) for name, one in types.items() if name not in _BUILT_IN]
    return build_schema("\n".join(parts), assume_valid=True, assume_valid_sdl=True)


def _written(name: str, one: Any, interfaces: Mapping[str, set[str]]) -> str:
    """One type in the schema language."""
    opening = f"{_TYPES[one['kind']]} {name}"
    match one["kind"]:
        case "SCALAR":
            return opening
        case "UNION":
            return f"{opening} = {' | '.join(one['of'])}"
        case "ENUM":
            return f"{opening} {{ {' '.join(one['values'])} }}" if one["values"] else opening
        case "INPUT_OBJECT":
            given = [_default(key, value["type"], value["default"]) for key, value in one["fields"].items()]
            return f"{opening} {{ {' '.join(given)} }}"
    kept = [other for other, fields in interfaces.items() if other != name and fields <= set(one["fields"])]
    implements = f" implements {' & '.join(kept)}" if kept and one["kind"] == "OBJECT" else ""
    fields = " ".join(_field(key, value) for key, value in one["fields"].items())
    return f"{opening}{implements} {{ {fields} }}" if fields else opening


def _field(name: str, one: Any) -> str:
    given = [_default(key, value[0], value[2]) for key, value in (one["args"] or {}).items()]
    return f"{name}({', '.join(given)}): {one['type']}" if given else f"{name}: {one['type']}"


def _default(name: str, kind: str, value: Any) -> str:
    return f"{name}: {kind}" + (f" = {value}" if value is not None else "")


def problems(text: str) -> list[str]:
    """What GitHub would find wrong with a query."""
    return [error.message for error in validate(schema(), parse(text))]


def connections(text: str) -> int:
    """How many requests a query counts for: each connection once for every node above it that it may hang from.

    GitHub divides their sum by 100. A connection is a field whose type is called so; lists that are none are free.
    """
    document = parse(text)
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    return sum(_counted(document, fragments))


def _counted(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[int]:
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            yield from _below(one.selection_set, "Query", 1, fragments)


def _below(
    selected: SelectionSetNode | None, kind: str, times: int, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[int]:
    for one in selected.selections if selected else ():
        if isinstance(one, FragmentSpreadNode):
            spread = fragments[one.name.value]
            yield from _below(spread.selection_set, spread.type_condition.name.value, times, fragments)
        elif isinstance(one, FieldNode):
            yield from _of_field(one, kind, times, fragments)
        else:
            condition = getattr(one, "type_condition", None)
            yield from _below(getattr(one, "selection_set", None), condition.name.value if condition else kind, times, fragments)  # fmt: skip


def _of_field(
    field: FieldNode, kind: str, times: int, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[int]:
    if field.name.value.startswith("__"):
        return
    holder: Any = schema().type_map[kind]
    found = get_named_type(holder.fields[field.name.value].type)
    if not is_composite_type(found):
        return
    if not found.name.endswith("Connection"):
        yield from _below(field.selection_set, found.name, times, fragments)
        return
    yield times
    asked = [one.value for one in field.arguments or () if one.name.value in ("first", "last")]
    most = next((int(one.value) for one in asked if isinstance(one, IntValueNode)), 1)
    yield from _below(field.selection_set, found.name, times * most, fragments)
