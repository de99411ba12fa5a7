"""What a fault of the weather makes of an answer."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sourcing.sandbox.forge.graph.execute import Answer
from sourcing.sandbox.forge.limits import State
from sourcing.sandbox.forge.replies import UNICORN, Reply, out_of_points, out_of_requests, stumbled, too_fast
from sourcing.sandbox.forge.weather import Weather

_SPARED = frozenset({"rateLimit", "viewer", "search", "id", "__typename"})  # what may not be null, or is always there


@dataclass(kw_only=True)
class Delivery:
    """What goes over the wire: `cut` sends only half of the body, `silent` nothing at all; `delay` in seconds before."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    blobs: Counter[str] = field(default_factory=Counter)
    delay: float = 0.0
    cut: bool = False
    silent: bool = False


def limited(fault: str, weather: Weather, state: State, *, user: int) -> tuple[Reply, float]:
    """The answer of a limit that is none of ours, and for how many seconds it says to wait."""
    if fault.startswith("secondary"):
        status = 403 if fault == "secondary-403" else 429
        bare = fault == "secondary-429-bare"
        reply = too_fast(status, None if bare else weather.retry_header)
        return reply, 0.0 if bare else weather.retry_after
    if fault == "dropped-early":
        return Reply(status=0), 0.0
    now = time.time()
    reset = int(now) + 1
    reply = out_of_points(user) if fault == "graphql-rate-limited" else out_of_requests(int(fault[-3:]), user)
    reply.headers |= replace(state, remaining=0, reset=reset).headers()
    return reply, reset - now


def spoiled(reply: Reply, answer: Answer | None, *, fault: str, weather: Weather, number: int) -> Delivery:
    """What is sent of a reply in this weather."""
    whole = Delivery(status=reply.status, body=reply.data, blobs=reply.blobs)
    if fault in ("502", "504"):
        return Delivery(status=int(fault), body=stumbled(int(fault)).data)
    if fault == "html-502":
        return Delivery(status=502, body=UNICORN, headers={"content-type": "text/html"})
    if fault == "resource-limits" and answer is not None:
        body = thinned(answer.body, weather.chance(number))
        thin = Answer(body=body, texts=answer.texts)
        return replace(whole, body=Reply(body=body).data, blobs=thin.given())
    if fault == "dropped":
        return replace(whole, blobs=Counter(), cut=True)
    if fault == "dropped-early":
        return Delivery(status=0, body=b"", silent=True)
    if fault == "truncated-json":
        return replace(whole, body=whole.body[: max(1, len(whole.body) * 2 // 3)], blobs=Counter())
    return replace(whole, delay=weather.slow) if fault == "slow" else whole


def thinned(body: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A GraphQL answer some of whose parts were too much: they are null, each with its error; at least one is."""
    data = body.get("data")
    if not isinstance(data, dict):
        return body
    paths: list[list[Any]] = []  # a name, and the place in its list where it is one
    for name, value in data.items():
        if isinstance(value, list):
            paths += [[name, place] for place, one in enumerate(value) if one is not None]
        elif isinstance(value, dict) and not _SPARED & {name} and not _is_spared(value):
            paths.append([name])
    chosen = rng.sample(paths, max(1, len(paths) // 3)) if paths else []
    left: dict[str, Any] = {name: list(value) if isinstance(value, list) else value for name, value in data.items()}
    for path in chosen:
        if len(path) == 2:
            left[path[0]][path[1]] = None
        else:
            left[path[0]] = None
    message = "Resource limits for this query exceeded."
    told = [{"type": "RESOURCE_LIMITS_EXCEEDED", "path": path, "message": message} for path in sorted(chosen, key=str)]
    if not told:
        told, left = [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": message}], {}
    return {"data": left or None, "errors": [*body.get("errors", ()), *told]}


def _is_spared(value: dict[str, Any]) -> bool:
    """Whether this is a rate limit or a search under another name."""
    return "cost" in value or bool({"userCount", "repositoryCount", "issueCount"} & set(value))
