"""The faults a client must live through, injected by seed and number of the request: the same in every run."""

from __future__ import annotations

import random
from dataclasses import dataclass

_GRAPHQL_ONLY = frozenset({"resource-limits", "graphql-rate-limited"})
_REST_ONLY = frozenset({"primary-403", "primary-429"})
ALL_KINDS = (
    "502",
    "504",
    "html-502",
    "resource-limits",
    "primary-403",
    "primary-429",
    "graphql-rate-limited",
    "secondary-403",
    "secondary-429",
    "secondary-429-bare",
    "slow",
    "dropped",
    "dropped-early",
    "truncated-json",
)
# Faults that come before the request reaches anything that charges for it.
UNCHARGED = frozenset(
    {
        "primary-403",
        "primary-429",
        "graphql-rate-limited",
        "secondary-403",
        "secondary-429",
        "secondary-429-bare",
        "dropped-early",
    }
)


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How often requests fail (`rate`, 0 to 1), in which ways, and how long a secondary limit says to wait.

    `retry_after` in seconds: GitHub writes whole ones, a fraction is written as it is. `slow` is the delay of a slow
    answer in seconds. A GraphQL answer of more than `too_big` objects is always a 502.
    """

    rate: float = 0.2
    seed: int = 1
    kinds: tuple[str, ...] = ALL_KINDS
    retry_after: float = 0.2
    slow: float = 0.3
    too_big: int | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.kinds) - set(ALL_KINDS))
        if unknown:
            raise ValueError(f"no such weather: {', '.join(unknown)}")

    def fault(self, number: int, kind: str) -> str:
        """The fault of the request of this number ('' for none); `kind` is `rest` or `graphql`."""
        rng = self.chance(number)
        if rng.random() >= self.rate:
            return ""
        other = _REST_ONLY if kind == "graphql" else _GRAPHQL_ONLY
        fitting = [one for one in self.kinds if one not in other]
        return rng.choice(fitting) if fitting else ""

    def chance(self, number: int) -> random.Random:
        """The chances of one request."""
        return random.Random(f"weather/{self.seed}/{number}")  # noqa: S311 - faults are no secret

    @property
    def retry_header(self) -> str:
        """How retry-after is written: whole seconds without a point."""
        return f"{self.retry_after:g}"
