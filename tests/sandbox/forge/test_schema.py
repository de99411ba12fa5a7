"""The schema the forge answers is a part of the one GitHub publishes."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    print_ast,
    validate_schema,
)

from sourcing.sandbox.forge.graph.schema import schema, schema_text

# ghapi carries GitHub's schema as Python: by type the fields, their types, their arguments with defaults.
PUBLISHED: dict[str, Any] = importlib.import_module("ghapi.gql_spec").gqlspec["types"]
SUBSET: GraphQLSchema = build_schema(schema_text())
NAMES = sorted(name for name in SUBSET.type_map if not name.startswith("__"))


def of_type(kind: type[Any]) -> list[str]:
    return [name for name in NAMES if isinstance(SUBSET.type_map[name], kind)]


def default(thing: Any) -> str | None:
    """A default value as it is written, without spaces."""
    written = thing.ast_node.default_value
    return print_ast(written).replace(" ", "") if written else None


def unspaced(text: str | None) -> str | None:
    return text.replace(" ", "") if text else None


def test_the_subset_is_sound_by_itself() -> None:
    assert validate_schema(SUBSET) == []
    assert len(NAMES) > 100


@pytest.mark.parametrize("name", [*of_type(GraphQLObjectType), *of_type(GraphQLInterfaceType)])
def test_fields_arguments_and_nullability_are_the_published_ones(name: str) -> None:
    fields = SUBSET.type_map[name].fields  # type: ignore[attr-defined]
    published = PUBLISHED[name]["fields"]
    mine = {
        field: (str(given.type), {one: (str(arg.type), default(arg)) for one, arg in given.args.items()})
        for field, given in fields.items()
    }
    theirs = {
        field: (
            published[field]["type"],
            {one: (arg[0], unspaced(arg[2])) for one, arg in published[field]["args"].items()},
        )
        for field in fields
    }
    assert mine == theirs


@pytest.mark.parametrize("name", of_type(GraphQLObjectType))
def test_what_implements_an_interface_has_all_the_published_interface_has(name: str) -> None:
    kind = SUBSET.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    published = PUBLISHED[name]["fields"]
    for interface in kind.interfaces:
        assert PUBLISHED[interface.name]["kind"] == "INTERFACE"
        for field, given in PUBLISHED[interface.name]["fields"].items():
            assert published[field]["type"] in (given["type"], f"{given['type']}!"), (name, interface.name, field)


@pytest.mark.parametrize("name", of_type(GraphQLEnumType))
def test_enums_have_all_published_values_and_no_others(name: str) -> None:
    kind = SUBSET.type_map[name]
    assert isinstance(kind, GraphQLEnumType)
    assert set(kind.values) == set(PUBLISHED[name]["values"])


@pytest.mark.parametrize("name", of_type(GraphQLInputObjectType))
def test_inputs_have_all_published_fields(name: str) -> None:
    kind = SUBSET.type_map[name]
    assert isinstance(kind, GraphQLInputObjectType)
    mine = {field: (str(given.type), default(given)) for field, given in kind.fields.items()}
    assert mine == {
        field: (given["type"], unspaced(given["default"])) for field, given in PUBLISHED[name]["fields"].items()
    }


@pytest.mark.parametrize("name", of_type(GraphQLUnionType))
def test_unions_hold_published_members(name: str) -> None:
    kind = SUBSET.type_map[name]
    assert isinstance(kind, GraphQLUnionType)
    assert {member.name for member in kind.types} <= set(PUBLISHED[name]["of"])


def test_every_field_of_every_object_has_a_resolver_or_comes_from_one() -> None:
    made_of_dicts = {
        "RateLimit",
        "PageInfo",
        "SocialAccount",
        "Submodule",
        "Blame",
        "ContributionCalendar",
        "ContributionCalendarWeek",
        "ContributionCalendarDay",
        "Issue",
        "GpgSignature",
    }
    bare = [
        f"{name}.{field}"
        for name, kind in schema().type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
        if name not in made_of_dicts and not name.endswith("Edge")
        for field, given in kind.fields.items()
        if given.resolve is None
    ]
    assert bare == []
