"""The primary limits, what is free of them, and who did not wait."""

from __future__ import annotations

import time

import pytest

from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.forge.limits import Limits
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import get, post, send


def test_headers_tell_what_is_left(small: Forge) -> None:
    first, second = get(small, "/user").headers, get(small, "/user").headers
    assert (first["x-ratelimit-limit"], first["x-ratelimit-remaining"], first["x-ratelimit-used"]) == (
        "5000",
        "4999",
        "1",
    )
    assert second["x-ratelimit-remaining"] == "4998" and first["x-ratelimit-resource"] == "core"
    assert time.time() < int(first["x-ratelimit-reset"]) <= time.time() + 3601
    assert len(first["x-github-request-id"]) > 8 and first["x-github-request-id"] != second["x-github-request-id"]


def test_an_unchanged_answer_is_free_and_empty(small: Forge) -> None:
    etag = get(small, "/user").headers["etag"]
    again = get(small, "/user", headers={"if-none-match": etag})
    assert (again.status, again.body, again.headers["x-ratelimit-remaining"]) == (304, b"", "4999")
    assert small.requests == 1 and [one.charged for one in small.log] == [1, 0]
    assert get(small, "/user", headers={"if-none-match": 'W/"other"'}).status == 200


def test_the_rate_limit_is_told_for_nothing(small: Forge) -> None:
    get(small, "/user")
    post(small, "{ viewer { login } }")
    told = get(small, "/rate_limit").json
    assert {name: one["used"] for name, one in told["resources"].items()} == {
        "core": 1,
        "graphql": 1,
        "search": 0,
        "code_search": 0,
    }
    assert told["rate"] == told["resources"]["core"] and told["resources"]["code_search"]["limit"] == 9
    assert small.requests == 1 and small.points == 1


def test_nobody_in_particular_has_sixty_an_hour(small: Forge) -> None:
    user = small.hub.estate.users("User")[0].login
    heard = [get(small, f"/users/{user}", token=None) for _ in range(61)]
    assert [one.status for one in heard] == [200] * 60 + [403]
    assert heard[0].headers["x-ratelimit-limit"] == "60" and heard[-1].headers["x-ratelimit-remaining"] == "0"
    assert get(small, f"/users/{user}").status == 200  # with a token it goes on


def test_an_exhausted_limit_refuses_and_says_until_when(small: Forge) -> None:
    small.hub.limit_to(1)
    assert get(small, "/user").status == 200 and post(small, "query A { viewer { login } }").json["data"]
    rest, graph = get(small, "/user"), post(small, "query B { viewer { login } }")
    assert rest.status == 403 and rest.headers["x-ratelimit-remaining"] == "0"
    assert rest.json["message"].startswith("API rate limit exceeded for user ID")
    assert graph.status == 200 and graph.headers["x-ratelimit-remaining"] == "0"
    assert graph.json["errors"][0]["type"] == "RATE_LIMITED" and "data" not in graph.json
    assert [(one.query, one.charged) for one in small.log] == [("", 1), ("A", 1), ("", 0), ("B", 0)]
    assert small.violations == []


def test_who_does_not_wait_is_written_down_for_that_resource_alone(small: Forge) -> None:
    small.hub.limit_to(0)
    get(small, "/user")
    post(small, "{ viewer { login } }")
    assert small.violations == []  # two resources, each told once
    assert get(small, "/search/users?q=a").status == 200 and get(small, "/rate_limit").status == 200
    assert small.violations == []
    get(small, "/user")
    post(small, "{ viewer { login } }")
    assert len(small.violations) == 2 and "reset of answer 1" in small.violations[0]
    assert "reset of answer 2" in small.violations[1]


def test_a_limit_is_filled_again_and_who_waited_did_nothing_wrong(small: Forge) -> None:
    small.hub.limit_to(0, seconds=0.2)
    refused = get(small, "/user")
    assert refused.status == 403
    time.sleep(max(0.0, int(refused.headers["x-ratelimit-reset"]) - time.time()) + 0.01)
    assert get(small, "/user").status == 200 and small.violations == []


@pytest.mark.parametrize(("path", "most"), [("/search/users?q=a", 30), ("/search/code?q=filename:Dockerfile", 9)])
def test_search_has_a_limit_of_its_own(small: Forge, path: str, most: int) -> None:
    heard = [get(small, path) for _ in range(most + 1)]
    assert [one.status for one in heard] == [200] * most + [403]
    assert heard[0].headers["x-ratelimit-limit"] == str(most) and small.requests == most
    assert get(small, "/user").headers["x-ratelimit-remaining"] == "4999"


def test_a_window_ends() -> None:
    limits = Limits(hourly=5, window=10.0, search_window=2.0)
    assert limits.take("search", 30, now=100.0).remaining == 0
    assert limits.state("search", now=101.9).remaining == 0
    assert limits.state("search", now=102.0).remaining == 30
    assert limits.take("core", 9, now=102.0).remaining == 0  # the last point may be overdrawn
    assert limits.state("core", now=102.0).reset == 112


def test_a_wrong_token_is_refused_and_charged_to_nobody(small: Forge) -> None:
    heard = get(small, "/user", token="wrong")
    assert heard.status == 401 and heard.json["message"] == "Bad credentials"
    assert small.requests == 0


def test_pages_link_to_each_other(crowd: World) -> None:
    with serving(crowd) as forge:
        people = len(crowd.people)
        seen, url = [], f"{forge.url}/search/users?q=type:user&per_page=2"
        while url:
            heard = send(forge, "GET", url)
            seen += [row["login"] for row in heard.json["items"]]
            links = {
                part.split('rel="')[1].rstrip('"'): part[part.index("<") + 1 : part.index(">")]
                for part in heard.headers["link"].split(", ")
            }
            url = links.get("next", "")
        assert len(seen) == len(set(seen)) == people
        assert set(links) == {"prev", "first"} and "page=1" in links["first"]
