"""The errors GraphQL answers carry, spelled as GitHub spells them."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError


class Typed(Exception):
    """An error with GitHub's `type`, beside whatever data there is."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def not_found(what: str, by: str, name: str) -> Typed:
    """The error for a thing that is not there: `Could not resolve to a User with the login of 'x'.`"""
    article = "an" if what[0] in "AEIO" else "a"
    return Typed("NOT_FOUND", f"Could not resolve to {article} {what} with the {by} '{name}'.")


def plain(error: GraphQLError) -> dict[str, Any]:
    """An error as it stands in the answer."""
    told: dict[str, Any] = {}
    if isinstance(error.original_error, Typed):
        told["type"] = error.original_error.kind
    if error.path is not None:
        told["path"] = list(error.path)
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return told | {"message": error.message}
