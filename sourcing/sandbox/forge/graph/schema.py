"""The part of GitHub's published schema that the forge answers, with the resolver of every field."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, build_schema

from sourcing.sandbox.forge.graph import (
    accounts,
    contributions,
    gitfiles,
    gitobjects,
    pages,
    repositories,
    requests,
    roots,
    words,
)
from sourcing.sandbox.forge.graph.asking import Resolver

_MODULES: tuple[Any, ...] = (accounts, contributions, gitfiles, gitobjects, repositories, requests, roots, words)


def schema_text() -> str:
    """The text of the subset, in GraphQL's schema language."""
    return resources.files("sourcing.sandbox.forge").joinpath("schema.graphql").read_text("utf-8")


@cache
def schema() -> GraphQLSchema:
    """The schema, built once. Raises ValueError where resolvers are written for a field it does not have."""
    built = build_schema(schema_text(), assume_valid=True)
    for module in _MODULES:
        for name, fields in module.FIELDS.items():
            _attach(built, name, fields)
    for name, kind in built.type_map.items():
        if name.endswith("Connection") and isinstance(kind, GraphQLObjectType):
            held = {field: pages.CONNECTION.get(field) or pages.other_field(field) for field in kind.fields}
            _attach(built, name, held)
        if hasattr(kind, "resolve_type"):
            kind.resolve_type = lambda value, _info, _kind: value.graphql_type
    return built


def _attach(built: GraphQLSchema, name: str, fields: dict[str, Resolver]) -> None:
    kind = built.type_map[name]
    if not isinstance(kind, GraphQLObjectType):
        raise ValueError(f"{name} has no fields to answer")
    for field, resolver in fields.items():
        if field not in kind.fields:
            raise ValueError(f"the schema has no {name}.{field}")
        kind.fields[field].resolve = resolver
