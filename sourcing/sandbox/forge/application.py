"""Answers requests: whose they are, what they cost, what the weather makes of the answer. Knows nothing of sockets."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sourcing.sandbox.forge.faults import Delivery, limited, spoiled
from sourcing.sandbox.forge.graph.execute import Answer, Request, read, run
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.journal import Exchange, Journal
from sourcing.sandbox.forge.limits import Limits, State
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.forge.replies import (
    Call,
    Reply,
    bad_credentials,
    out_of_points,
    out_of_requests,
    refusal,
    stumbled,
)
from sourcing.sandbox.forge.rest.router import answer, resource_of
from sourcing.sandbox.forge.weather import UNCHARGED, Weather

_PREFIX = "/api/v3"
_GRAPHQL = frozenset({"/graphql", "/api/graphql"})
_OPERATION = re.compile(r"\b(?:query|mutation)\s+(\w+)")


@dataclass(kw_only=True)
class Arrival:
    """A request as it came in; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    number: int = 0

    @property
    def path(self) -> str:
        """The path without the query and without the prefix of the API."""
        return urlsplit(self.target).path.removeprefix(_PREFIX) or "/"

    @property
    def prefix(self) -> str:
        """The prefix of the API it was sent to."""
        return _PREFIX if self.target.startswith(_PREFIX) else ""

    @property
    def kind(self) -> str:
        """`graphql` or `rest`."""
        return "graphql" if urlsplit(self.target).path in _GRAPHQL else "rest"


@dataclass(kw_only=True)
class Outcome:
    """An answer before the weather: the reply, what it was charged to and how much, and the GraphQL points in that."""

    reply: Reply
    resource: str
    state: State | None = None
    charged: int = 0
    points: int = 0
    query: str = ""
    answer: Answer | None = None


@dataclass(kw_only=True)
class Application:
    """The forge behind the socket. Safe for threads."""

    estate: Estate
    limits: Limits
    token: str
    weather: Weather
    url: str = ""
    journal: Journal = field(default_factory=Journal)
    is_revoked: bool = False

    def respond(self, arrival: Arrival) -> Delivery:
        """What is to be sent for a request; it is booked already."""
        arrival.number = self.journal.number()
        resource = "graphql" if arrival.kind == "graphql" else resource_of(arrival.path)
        is_free = arrival.path == "/rate_limit"
        what = f"{arrival.method} {arrival.path}"
        self.journal.arrived("" if is_free else resource, number=arrival.number, what=what)
        fault = self.weather.fault(arrival.number, arrival.kind)
        if is_free and fault.startswith("primary"):
            fault = ""
        if fault in UNCHARGED:
            state = self.limits.state(self._bucket(arrival, resource), now=time.time())
            reply, seconds = limited(fault, self.weather, state, user=self.estate.viewer.number)
            outcome = Outcome(reply=reply, resource=resource, state=state, query=_named(arrival))
            self._heed(fault, resource, number=arrival.number, seconds=seconds)
        else:
            with self.estate.lock:
                outcome = self._graphql(arrival) if arrival.kind == "graphql" else self._rest(arrival, resource)
        return self._delivery(arrival, outcome, fault)

    def take_back(self, delivery: Delivery) -> None:
        """Books that a delivery never arrived."""
        self.journal.take_back(delivery.blobs)

    def _delivery(self, arrival: Arrival, outcome: Outcome, fault: str) -> Delivery:
        delivery = spoiled(outcome.reply, outcome.answer, fault=fault, weather=self.weather, number=arrival.number)
        delivery.headers = self._headers(arrival, outcome) | delivery.headers
        self.journal.book(
            Exchange(
                number=arrival.number,
                at=time.monotonic(),
                kind=arrival.kind,
                method=arrival.method,
                path=arrival.target,
                query=outcome.query,
                status=delivery.status,
                points=outcome.points,
                weather=fault,
                bytes=len(delivery.body),
                resource=outcome.resource,
                charged=outcome.charged,
            ),
            delivery.blobs,
        )
        return delivery

    def _heed(self, fault: str, resource: str, *, number: int, seconds: float) -> None:
        """Remembers what a limit of the weather said about waiting."""
        if seconds > 0:
            words = "retry-after" if fault.startswith("secondary") else "reset"
            where = "everything" if fault.startswith("secondary") else resource
            self.journal.told_to_wait(where, number=number, seconds=seconds, words=words)

    def _rest(self, arrival: Arrival, resource: str) -> Outcome:
        refused = self._refused(arrival)
        if refused:
            return Outcome(reply=refused, resource=resource)
        bucket = self._bucket(arrival, resource)
        if arrival.path == "/rate_limit":
            return Outcome(reply=self._rate_limits(), resource=resource, state=self._state(bucket))
        if self._state(bucket).remaining == 0:
            return self._exhausted(arrival, bucket, resource)
        reply = self._answer(arrival)
        reply.headers["etag"] = etag = f'W/"{hashlib.sha256(reply.data).hexdigest()}"'
        if reply.status == 200 and etag in arrival.headers.get("if-none-match", ""):
            reply = Reply(status=304, headers={"etag": etag})
            return Outcome(reply=reply, resource=resource, state=self._state(bucket))
        return Outcome(reply=reply, resource=resource, state=self.limits.take(bucket, 1, now=time.time()), charged=1)

    def _answer(self, arrival: Arrival) -> Reply:
        if arrival.method not in ("GET", "HEAD"):
            return refusal(404, "Not Found")
        call = Call(
            estate=self.estate,
            base=self.url + arrival.prefix,
            path=arrival.path,
            query=dict(parse_qsl(urlsplit(arrival.target).query, keep_blank_values=True)),
            is_known="authorization" in arrival.headers,
        )
        return answer(call)

    def _exhausted(self, arrival: Arrival, bucket: str, resource: str) -> Outcome:
        state = self._state(bucket)
        self.journal.told_to_wait(resource, number=arrival.number, seconds=state.reset - time.time(), words="reset")
        user = self.estate.viewer.number
        reply = out_of_points(user) if resource == "graphql" else out_of_requests(403, user)
        return Outcome(reply=reply, resource=resource, state=state, query=_named(arrival))

    def _graphql(self, arrival: Arrival) -> Outcome:
        refused = self._refused(arrival)
        if refused or "authorization" not in arrival.headers:
            message = "This endpoint requires you to be authenticated."
            return Outcome(reply=refused or refusal(401, message, docs="/graphql"), resource="graphql")
        if self._state("graphql").remaining == 0:
            return self._exhausted(arrival, "graphql", "graphql")
        try:
            body = json.loads(arrival.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return Outcome(reply=refusal(400, "Problems parsing JSON", docs="/graphql"), resource="graphql")
        return self._run(read(body))

    def _run(self, request: Request) -> Outcome:
        points = request.price.points
        state = self.limits.take("graphql", points, now=time.time())
        rate = {
            "limit": state.limit,
            "cost": points,
            "nodeCount": request.price.nodes,
            "remaining": state.remaining,
            "used": state.used,
            "resetAt": stamp(state.reset),
        }
        answered = run(request, self.estate, rate)
        reply = Reply(body=answered.body, blobs=answered.given())
        if self.weather.too_big is not None and answered.objects() > self.weather.too_big:
            reply = stumbled(502)
        return Outcome(
            reply=reply,
            resource="graphql",
            state=state,
            charged=points,
            points=points,
            query=request.name,
            answer=answered if reply.status == 200 else None,
        )

    def _refused(self, arrival: Arrival) -> Reply | None:
        given = arrival.headers.get("authorization")
        if given is None:
            return None
        return None if given.split(" ")[-1] == self.token and not self.is_revoked else bad_credentials()

    def _bucket(self, arrival: Arrival, resource: str) -> str:
        return "anonymous" if resource == "core" and "authorization" not in arrival.headers else resource

    def _state(self, bucket: str) -> State:
        return self.limits.state(bucket, now=time.time())

    def _rate_limits(self) -> Reply:
        names = ("core", "graphql", "search", "code_search")
        resources: dict[str, dict[str, Any]] = {}
        for name in names:
            state = self._state(name)
            resources[name] = {
                "limit": state.limit,
                "used": state.used,
                "remaining": state.remaining,
                "reset": state.reset,
                "resource": name,
            }
        return Reply(body={"resources": resources, "rate": resources["core"]})

    def _headers(self, arrival: Arrival, outcome: Outcome) -> dict[str, str]:
        held = {
            "content-type": "application/json; charset=utf-8",
            "server": "github.com",
            "x-github-media-type": "github.v3; format=json",
            "x-github-request-id": f"{arrival.number:04X}:SANDBOX:{arrival.number:08X}",
            "x-oauth-scopes": "",
        }
        return held | (outcome.state.headers() if outcome.state else {}) | outcome.reply.headers


def _named(arrival: Arrival) -> str:
    """The name of the operation of a query that is not looked into."""
    found = _OPERATION.search(arrival.body.decode("utf-8", "replace")) if arrival.kind == "graphql" else None
    return found[1] if found else ""
