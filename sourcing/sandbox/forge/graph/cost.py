"""What a GraphQL query costs before it is run: points by GitHub's formula, and how many nodes it may return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST_NODES = 500_000
_HUNDRED = 100
_DEEPEST = 60  # selections within selections; a fragment that spreads itself would go on for ever


@dataclass(frozen=True, slots=True)
class Price:
    """Points, nodes, and the connections that were counted, each as often as it is asked for."""

    points: int
    nodes: int
    connections: int


def price(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], *, operation: str | None = None
) -> Price:
    """The price of one operation of a document.

    Every connection is asked for as often as the `first` or `last` of those around it say, multiplied: the sum of
    these, divided by 100 and rounded half up, at least 1. A connection without `first` and `last` returns no nodes.
    """
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = [one for one in operations if operation is None or (one.name and one.name.value == operation)]
    if not chosen:
        return Price(1, 0, 0)
    defaults = {
        one.variable.name.value: value_from_ast_untyped(one.default_value)
        for one in chosen[0].variable_definitions or ()
        if one.default_value is not None
    }
    counter = _Counter(schema, fragments, defaults | dict(variables))
    root = schema.get_root_type(chosen[0].operation)
    counter.count(chosen[0].selection_set, root.name if root else "", times=1, depth=0)
    points = max(1, (counter.connections + _HUNDRED // 2) // _HUNDRED)
    return Price(points, counter.nodes, counter.connections)


class _Counter:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.connections = 0
        self.nodes = 0
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def count(self, selected: SelectionSetNode | None, kind: str, *, times: int, depth: int) -> None:
        """Adds up what a selection on a type asks for, so many times."""
        if selected is None or depth > _DEEPEST:
            return
        for node in selected.selections:
            if isinstance(node, FieldNode):
                self._field(node, kind, times=times, depth=depth)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition.name.value if node.type_condition else kind
                self.count(node.selection_set, on, times=times, depth=depth + 1)
            elif isinstance(node, FragmentSpreadNode) and node.name.value in self._fragments:
                fragment = self._fragments[node.name.value]
                on = fragment.type_condition.name.value
                self.count(fragment.selection_set, on, times=times, depth=depth + 1)

    def _field(self, node: FieldNode, kind: str, *, times: int, depth: int) -> None:
        fields = getattr(self._schema.type_map.get(kind), "fields", {})
        field = fields.get(node.name.value)
        if field is None:
            return
        returned = get_named_type(field.type).name
        if returned.endswith("Connection"):
            self.connections += times
            bound = self._bound(node)
            self.nodes += times * bound
            times *= max(1, bound)
        self.count(node.selection_set, returned, times=times, depth=depth + 1)

    def _bound(self, node: FieldNode) -> int:
        """The `first` or `last` of a connection, 0 where it has neither."""
        given = {
            one.name.value: value_from_ast_untyped(one.value, dict(self._variables))
            for one in node.arguments or ()
            if one.name.value in ("first", "last")
        }
        found = given.get("first") if isinstance(given.get("first"), int) else given.get("last")
        return max(0, found) if isinstance(found, int) else 0
