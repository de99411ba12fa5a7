"""The one door to GitHub: what it waits for, what it pays, what it asks again, and what it never tells."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sourcing.errors import BudgetSpent, GitHubError, Interrupted, LimitReached, TokenError
from sourcing.github.client import ATTEMPTS, Client
from sourcing.github.ledger import Line
from sourcing.github.limits import Judged, Verdict
from tests.github.stage import CANARY, Stage, staged

RATED = {"x_ratelimit_remaining": "0"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as found:
        yield found


def ask(client: Client, *, price: int = 1) -> Judged:
    return client.query("people", "query { viewer { login } }", price=price, pieces=3)


def get(client: Client, path: str = "/repos/works-sbx/loom") -> Any:
    return client.get("repository", path, take=lambda document, _: document)


def data(cost: int | None = 1) -> dict[str, Any]:
    return {"data": {"rateLimit": {"cost": cost}, "a0": {"id": "U_1"}}}


def sums(client: Client) -> dict[str, Line]:
    return {line.query: line for line in client.ledger.lines()}


def test_a_query_is_posted_with_the_token_and_its_cost_is_booked_as_github_states_it(stage: Stage) -> None:
    stage.told(data(cost=4))
    client = stage.client()
    assert ask(client, price=2).document["data"]["a0"] == {"id": "U_1"}
    (request,) = stage.requests
    assert (request.method, request.path) == ("POST", "/graphql")
    assert json.loads(request.body)["query"] == "query { viewer { login } }"
    assert CANARY in request.headers["authorization"] and "sourcing" in request.headers["user-agent"]
    (line,) = client.ledger.lines()
    assert (line.query, line.answers, line.points, line.requests) == ("people", 1, 4, 0)
    assert client.budget.spent == 4 and line.bytes == len(json.dumps(data(cost=4)))


@pytest.mark.parametrize("status", [403, 429])
def test_nothing_is_sent_before_the_time_that_a_limit_names_has_passed(stage: Stage, status: int) -> None:
    stage.told({"message": "slow down"}, status=status, retry_after="30")
    stage.told({"id": 1})
    heard: list[str] = []
    client = stage.client(note=heard.append)
    assert get(client) == {"id": 1}
    first, second = stage.requests
    assert 30 <= second.at - first.at < 32
    assert client.patience.waited == pytest.approx(30, abs=1) and client.budget.spent == 1
    assert heard == ["GitHub's limit is reached: waiting 30 s"]


def test_a_spent_limit_is_waited_out_by_the_servers_clock_and_holds_back_its_own_kind_only(stage: Stage) -> None:
    reset = "1800000300"  # 300 s after the server's date, ages after ours
    stage.told({}, status=403, x_ratelimit_reset=reset, date="Fri, 15 Jan 2027 08:00:00 GMT", **RATED)
    client = stage.client(patience=100)
    with pytest.raises(LimitReached) as found:
        get(client)
    assert found.value.until == pytest.approx(stage.clock.at + 301) and len(stage.requests) == 1
    stage.told(data())
    assert ask(client).verdict is Verdict.GOOD
    assert stage.clock.at == 1_000_000.0


def test_a_wait_outlives_the_process_that_was_told_of_it(stage: Stage) -> None:
    stage.told({"message": "You have exceeded a secondary rate limit"}, status=403)
    with pytest.raises(LimitReached):
        get(stage.client(patience=10))
    with pytest.raises(LimitReached, match=r"60 s, until 1970-01-12 13:47:40 UTC .*secondary rate limit"):
        ask(stage.client(patience=10))
    assert len(stage.requests) == 1
    stage.told(data())
    ask(stage.client(patience=100))
    assert stage.requests[1].at - stage.requests[0].at >= 60


def test_secondary_limits_that_name_no_time_are_waited_for_longer_and_longer(stage: Stage) -> None:
    for _ in range(3):
        stage.told("", status=429)
    stage.told({})
    get(stage.client())
    gaps = [later.at - sooner.at for sooner, later in zip(stage.requests, stage.requests[1:], strict=False)]
    assert [round(gap / 60) for gap in gaps] == [1, 2, 4]


def test_a_limit_inside_a_200_is_waited_out_and_costs_nothing(stage: Stage) -> None:
    limited = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    stage.told(limited, x_ratelimit_reset="1000020", date="Mon, 12 Jan 1970 13:46:40 GMT")
    stage.told(data())
    client = stage.client()
    assert ask(client).verdict is Verdict.GOOD
    assert 20 <= stage.requests[1].at - stage.requests[0].at < 23
    assert (client.budget.spent, sums(client)["people"].answers) == (1, 2)


def test_patience_counts_all_waits_of_a_run_together(stage: Stage) -> None:
    for _ in range(3):
        stage.told({}, status=429, retry_after="40")
    client = stage.client(patience=100)
    with pytest.raises(LimitReached):
        get(client)
    assert len(stage.requests) == 3 and client.patience.waited <= 100


def test_a_query_beyond_the_budget_is_not_sent(stage: Stage) -> None:
    client = stage.client(most=5)
    stage.told(data(cost=3))
    ask(client, price=3)
    with pytest.raises(BudgetSpent, match=r"the budget of 5 is spent \(3 used\)"):
        ask(client, price=3)
    assert len(stage.requests) == 1
    assert get(client) == {} and client.budget.left == 1


def test_a_refused_token_ends_everything_at_once(stage: Stage) -> None:
    stage.told({"message": "Bad credentials"}, status=401)
    with pytest.raises(TokenError, match="Bad credentials; set a valid GITHUB_TOKEN"):
        get(stage.client())
    assert len(stage.requests) == 1


def test_broken_answers_and_broken_connections_are_asked_again(stage: Stage) -> None:
    stage.told('{"id": ')
    stage.drops()
    stage.told("<html>Bad Gateway</html>", status=502)
    stage.told({"id": 1})
    client = stage.client()
    assert get(client) == {"id": 1}
    times = [request.at for request in stage.requests]
    assert len(times) == 4 and times == sorted(set(times)), "each a little later"
    assert sums(client)["repository"].answers == 4


def test_a_server_that_never_answers_is_given_up_with_a_reason(stage: Stage) -> None:
    for _ in range(ATTEMPTS + 1):
        stage.drops()
    with pytest.raises(GitHubError, match=r"does not answer repository: no answer \(ConnectionError\)"):
        get(stage.client())
    assert len(stage.requests) == ATTEMPTS


@pytest.mark.parametrize("body", ["<html>Bad Gateway</html>", {"message": "Server Error"}])
def test_a_query_that_is_too_much_is_handed_back_and_not_repeated(stage: Stage, body: Any) -> None:
    stage.told(body, status=502)
    assert ask(stage.client()).verdict is Verdict.SPLIT
    assert len(stage.requests) == 1


def test_an_unchanged_answer_costs_nothing_and_is_what_was_kept(stage: Stage) -> None:
    stage.told({"id": 1, "private": "not kept"}, etag='W/"one"')
    stage.told(status=304, etag='"one"')
    stage.told({"id": 2}, etag='"two"')
    sees = []
    for _ in range(3):
        client = stage.client()
        found = client.get("repository", "/repos/a/b", take=lambda document, _: [document["id"]], parameters={"b": 1, "a": 2})  # fmt: skip
        sees.append((found, client.budget.spent))
    assert sees == [([1], 1), ([1], 0), ([2], 1)]
    assert [request.headers.get("if-none-match") for request in stage.requests] == [None, 'W/"one"', 'W/"one"']
    assert {request.path for request in stage.requests} == {"/repos/a/b?a=2&b=1"}
    assert b"not kept" not in Path(stage.home / "frontier.sqlite").read_bytes()


def test_what_is_not_there_is_none_and_paid_for(stage: Stage) -> None:
    stage.told({"message": "Not Found"}, status=404)
    client = stage.client()
    assert get(client) is None and client.budget.spent == 1


def test_pages_follow_their_links_to_the_last_or_to_as_many_as_are_wanted(stage: Stage) -> None:
    def paged(most: int) -> list[Any]:
        for number in range(1, 4):
            after = f'<{stage.address}/repos/a/b/x?per_page=2&page={number + 1}>; rel="next", ' if number < 3 else ""
            stage.told([number, -number], link=f'{after}<{stage.address}/deprecation>; rel="deprecation"')
        rows = stage.client().pages("rows", "/repos/a/b/x", rows=list, parameters={"per_page": 2}, most=most)
        return list(rows)

    assert paged(9) == [1, -1, 2, -2, 3, -3]
    assert [request.path.partition("?")[2] for request in stage.requests] == ["per_page=2", "page=2&per_page=2", "page=3&per_page=2"]  # fmt: skip
    stage.script.clear()
    assert paged(2) == [1, -1, 2, -2]


def test_pages_of_what_is_not_there_are_none(stage: Stage) -> None:
    stage.told({"message": "Not Found"}, status=404)
    assert list(stage.client().pages("rows", "/repos/a/b/x", rows=list, parameters={}, most=2)) == []


def test_the_limits_are_read_without_paying(stage: Stage) -> None:
    stage.told({"resources": {"core": {"limit": 5000, "remaining": 4999, "reset": 1_000_060, "used": 1}}})
    stage.told({"message": "Not Found"}, status=404)  # an Enterprise server whose limits are off
    client = stage.client(most=0)
    assert client.limits() == {"core": [5000, 4999, 1_000_060]}
    assert client.limits() == {} and client.budget.spent == 0


def test_the_ledger_sums_up_by_kind_of_query_dearest_first(stage: Stage) -> None:
    client = stage.client()
    stage.told(data(cost=9))
    ask(client)
    before = client.ledger.last()
    for _ in range(3):
        get(client)
    lines = client.ledger.lines()
    assert [(line.query, line.answers, line.points, line.requests) for line in lines] == [("people", 1, 9, 0), ("repository", 3, 0, 3)]  # fmt: skip
    assert [line.query for line in client.ledger.lines(after=before)] == ["repository"]
    assert lines == stage.client().ledger.lines() and client.budget.spent == 12


def test_somebody_may_stop_it_while_it_waits(stage: Stage) -> None:
    def halt() -> None:
        if stage.clock.at > 1_000_003:
            raise Interrupted("stopped", remedy="run again")

    stage.told({}, status=429, retry_after="600")
    with pytest.raises(Interrupted):
        get(stage.client(halt=halt))
    assert stage.clock.at < 1_000_006 and len(stage.requests) == 1


def test_each_thread_has_its_own_way_to_github(stage: Stage) -> None:
    client = stage.client()
    held: list[Any] = [client._requester(), client._requester()]
    threads = [threading.Thread(target=lambda: held.append(client._requester())) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()
    assert held[0] is held[1] and len({id(one) for one in held}) == 3


def test_threads_ask_in_turn_and_each_gets_its_own_answer(stage: Stage) -> None:
    for number in range(12):
        stage.told({"id": number})
    client = stage.client()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.extend(get(client)["id"] for _ in range(3))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(12)) and client.budget.spent == 12


def test_the_token_is_told_to_nobody_but_github(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    client = stage.client(patience=10, note=said.append)
    stage.told({"message": "Bad credentials"}, status=401)
    stage.drops()
    stage.told({"id": 1}, etag='"one"')
    stage.told({}, status=301, location="http://elsewhere.invalid/repos/a/b")
    stage.told({"message": "secondary rate limit"}, status=403)
    for _ in range(3):
        try:
            get(client)
        except GitHubError as error:
            said += [str(error), repr(error), *traceback.format_exception(error)]
        except TokenError as error:
            said += [str(error), repr(error), *traceback.format_exception(error)]
    said += [repr(client), repr(client.access), caplog.text, *(str(record.__dict__) for record in caplog.records)]
    with sqlite3.connect(stage.home / "frontier.sqlite") as database:
        said += list(database.iterdump())
    assert all(CANARY in request.headers["authorization"] for request in stage.requests) and len(stage.requests) == 5
    assert len(said) > 20 and "github_ledger" in " ".join(said) and caplog.records
    assert not [line for line in said if CANARY in line]
