"""Each fault of the weather as a client meets it, the same in every run."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from sourcing.sandbox.forge import ALL_KINDS, Forge, Weather, serving
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import Heard, get, post

QUERY = "query Named { viewer { login } rateLimit { cost remaining } %s }"
Stormy = Callable[..., AbstractContextManager[Forge]]


@pytest.fixture
def stormy(crowd: World) -> Stormy:
    """A forge all whose answers have this one fault."""

    @contextmanager
    def served(*kinds: str, **more: Any) -> Iterator[Forge]:
        with serving(crowd, weather=Weather(rate=1.0, kinds=kinds, **more)) as forge:
            yield forge

    return served


def both(forge: Forge) -> tuple[Heard, Heard]:
    return get(forge, "/user"), post(forge, QUERY % "")


@pytest.mark.parametrize("kind", ["502", "504"])
def test_a_server_that_stumbles_charges_all_the_same(stormy: Stormy, kind: str) -> None:
    with stormy(kind) as forge:
        rest, graph = both(forge)
        assert rest.status == graph.status == int(kind) and "message" in graph.json
        assert (forge.requests, forge.points) == (1, 1)
        assert graph.headers["x-ratelimit-remaining"] == "4999"


def test_a_proxy_answers_in_html(stormy: Stormy) -> None:
    with stormy("html-502") as forge:
        for heard in both(forge):
            assert heard.status == 502 and heard.headers["content-type"] == "text/html"
            assert heard.body.startswith(b"<!DOCTYPE html>")
        assert forge.points == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_primary_limit_names_its_reset(stormy: Stormy, status: int) -> None:
    with stormy(f"primary-{status}") as forge:
        heard = get(forge, "/user")
        assert heard.status == status and heard.headers["x-ratelimit-remaining"] == "0"
        assert heard.json["message"].startswith("API rate limit exceeded")
        asked = int(parsedate_to_datetime(heard.headers["date"]).timestamp())
        assert int(heard.headers["x-ratelimit-reset"]) - asked in (0, 1)
        assert forge.requests == 0 and get(forge, "/rate_limit").status == 200
        assert post(forge, QUERY % "").json["data"]  # GraphQL says this in another way


def test_graphql_says_a_primary_limit_in_a_200(stormy: Stormy) -> None:
    with stormy("graphql-rate-limited") as forge:
        heard = post(forge, QUERY % "")
        assert heard.status == 200 and heard.json["errors"][0]["type"] == "RATE_LIMITED"
        assert heard.headers["x-ratelimit-remaining"] == "0" and "data" not in heard.json
        assert forge.points == 0 and get(forge, "/user").status == 200


@pytest.mark.parametrize(("kind", "status"), [("secondary-403", 403), ("secondary-429", 429)])
def test_a_secondary_limit_says_how_long(stormy: Stormy, kind: str, status: int) -> None:
    with stormy(kind, retry_after=30.0) as forge:
        rest, graph = both(forge)
        assert rest.status == graph.status == status and rest.headers["retry-after"] == "30"
        assert rest.json["message"].startswith("You have exceeded a secondary rate limit")
        assert int(rest.headers["x-ratelimit-remaining"]) > 0
        assert (forge.requests, forge.points) == (0, 0)
        # it holds for everything, so that the second request came too early
        assert len(forge.violations) == 1 and "retry-after of answer 1" in forge.violations[0]


def test_a_fraction_is_written_as_it_is(stormy: Stormy) -> None:
    with stormy("secondary-429", retry_after=0.2) as forge:
        assert get(forge, "/user").headers["retry-after"] == "0.2"


def test_a_secondary_limit_may_say_nothing(stormy: Stormy) -> None:
    with stormy("secondary-429-bare") as forge:
        rest, graph = both(forge)
        assert rest.status == graph.status == 429 and "retry-after" not in rest.headers
        assert forge.violations == []


def test_resource_limits_take_out_parts_and_say_which(stormy: Stormy) -> None:
    with stormy("resource-limits") as forge:
        user = forge.hub.estate.users("User")[0]
        aliases = " ".join(f'a{number}: user(login: "{user.login}") {{ login }}' for number in range(9))
        heard = post(forge, QUERY % aliases).json
        gone = [name for name, value in heard["data"].items() if value is None]
        assert [error["path"] for error in heard["errors"]] == [[name] for name in gone] and len(gone) == 3
        assert {error["type"] for error in heard["errors"]} == {"RESOURCE_LIMITS_EXCEEDED"}
        assert heard["data"]["rateLimit"]["cost"] == 1 == forge.points
        ids = json.dumps([user.node_id] * 6)
        heard = post(forge, f"{{ nodes(ids: {ids}) {{ id }} }}").json
        assert [error["path"] for error in heard["errors"]] == [
            ["nodes", place] for place, node in enumerate(heard["data"]["nodes"]) if node is None
        ]
        assert get(forge, "/user").status == 200


def test_what_cannot_be_taken_out_fails_whole(stormy: Stormy) -> None:
    with stormy("resource-limits") as forge:
        heard = post(forge, '{ search(type: USER, query: "", first: 1) { userCount } }').json
        assert heard["data"] is None and heard["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"


def blob_query(forge: Forge) -> tuple[str, str]:
    """A query for the text of one blob, and the blob's id."""
    repo = next(repo for repo in forge.hub.estate.public() if repo.store.head)
    blob = repo.store.files[0].entry.oid
    return (
        f'{{ node(id: "{repo.node_id}") {{ ... on Repository {{ object(oid: "{blob}") {{ ... on Blob {{ text }} }} }} }} }}',
        blob,
    )


@pytest.mark.parametrize("kind", ["dropped", "truncated-json", "resource-limits", "502"])
def test_what_was_not_delivered_whole_is_not_counted_as_given(stormy: Stormy, kind: str) -> None:
    with stormy(kind) as forge:
        query, _ = blob_query(forge)
        try:
            post(forge, query)
        except http.client.IncompleteRead:
            assert kind == "dropped"
        assert forge.blobs == Counter() and forge.points == 1


def test_what_was_delivered_is_counted(stormy: Stormy) -> None:
    with stormy("slow", slow=0.01) as forge:
        query, blob = blob_query(forge)
        assert post(forge, query).status == 200 and forge.blobs == Counter([blob])
        assert forge.log[0].weather == "slow"


def test_a_body_breaks_off(stormy: Stormy) -> None:
    with stormy("dropped") as forge:
        with pytest.raises(http.client.IncompleteRead):
            get(forge, "/user")
        assert forge.log[0].status == 200 and forge.requests == 1


def test_a_connection_ends_before_any_header(stormy: Stormy) -> None:
    with stormy("dropped-early") as forge:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            get(forge, "/user")
        assert forge.log[0].status == 0 and forge.requests == 0


def test_json_may_be_cut_off(stormy: Stormy) -> None:
    with stormy("truncated-json") as forge:
        for heard in both(forge):
            assert heard.status == 200 and int(heard.headers["content-length"]) == len(heard.body)
            with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
                json.loads(heard.body)


def test_too_many_objects_are_always_too_many(crowd: World) -> None:
    with serving(crowd, weather=Weather(rate=0.0, too_big=10)) as forge:
        user = forge.hub.estate.users("User")[0]
        field = f': user(login: "{user.login}") {{ login }} '
        # the answer's own object does not count
        assert post(forge, "{" + "".join(f"a{one}{field}" for one in range(10)) + "}").status == 200
        for _ in range(2):
            assert post(forge, "{" + "".join(f"a{one}{field}" for one in range(11)) + "}").status == 502
        assert forge.points == 3 and [one.weather for one in forge.log] == ["", "", ""]


def test_the_same_seed_brings_the_same_faults() -> None:
    weather = Weather(rate=0.3, seed=5)
    drawn = [weather.fault(number, "rest") for number in range(1, 401)]
    assert drawn == [Weather(rate=0.3, seed=5).fault(number, "rest") for number in range(1, 401)]
    assert drawn != [Weather(rate=0.3, seed=6).fault(number, "rest") for number in range(1, 401)]
    assert 80 < sum(1 for fault in drawn if fault) < 160


def test_every_kind_comes_where_it_belongs() -> None:
    weather = Weather(rate=1.0)
    rest = {weather.fault(number, "rest") for number in range(1, 600)}
    graph = {weather.fault(number, "graphql") for number in range(1, 600)}
    assert rest | graph == set(ALL_KINDS)
    assert set(ALL_KINDS) - rest == {"resource-limits", "graphql-rate-limited"}
    assert set(ALL_KINDS) - graph == {"primary-403", "primary-429"}


def test_weather_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no such weather: hail"):
        Weather(kinds=("502", "hail"))
