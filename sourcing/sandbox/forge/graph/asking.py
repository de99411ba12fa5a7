"""What every resolver is handed: the estate, the price of the query, and where the texts it gives out are noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import GraphQLResolveInfo

from sourcing.sandbox.forge.hub import Estate

Resolver = Callable[..., Any]
Fields = dict[str, Resolver]


@dataclass(kw_only=True)
class Asking:
    """One GraphQL request. `rate` holds what `rateLimit` answers; `texts` path and blob id of every text given."""

    estate: Estate
    rate: dict[str, Any]
    texts: list[tuple[tuple[str | int, ...], str]] = field(default_factory=list)


Info: TypeAlias = "GraphQLResolveInfo[Asking]"


def estate(info: Info) -> Estate:
    """The estate a field is resolved over."""
    return info.context.estate


def path_of(url: str) -> str:
    """The part of a web address after the host."""
    return "/" + url.split("/", 3)[3]


def attribute(name: str) -> Resolver:
    """The resolver that gives an attribute of its source."""
    return lambda source, _info: getattr(source, name)


def constant(value: Any) -> Resolver:
    """The resolver that always gives this."""
    return lambda _source, _info, **_given: value
