"""What each answer of GitHub means for the next request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sourcing.github.limits import SECONDARY_SECONDS, Judged, Reply, Verdict, judge
from tests.github import recorded
from tests.github.recorded import Exchange, needs_recordings

NOW = 1_800_000_000.0
SECONDARY = 240.0  # what the client has come to wait where no time is named
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"  # NOW, as a server writes it


def judged(status: int, body: Any = None, **headers: str) -> Judged:
    """The verdict; header names with `_` for `-`."""
    text = body if isinstance(body, str) else json.dumps(body if body is not None else {})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(Reply(status=status, headers=named, body=text), now=NOW, secondary_seconds=SECONDARY)


def errors(*kinds: str, data: Any = None, message: str = "so it is") -> dict[str, Any]:
    """A GraphQL answer with errors of these types."""
    return {"data": data, "errors": [{"type": kind, "message": message, "path": ["a0"]} for kind in kinds]}


def test_a_whole_answer_is_good_and_handed_on() -> None:
    found = judged(200, {"data": {"a0": {"id": "U_1"}}})
    assert found.verdict is Verdict.GOOD and found.document == {"data": {"a0": {"id": "U_1"}}}
    assert judged(200, []).verdict is Verdict.GOOD


def test_an_unchanged_answer_is_good_though_it_has_no_body() -> None:
    assert judged(304, "").verdict is Verdict.GOOD


def test_a_refused_token_is_told_in_githubs_words() -> None:
    found = judged(401, {"message": "Bad credentials"})
    assert found.verdict is Verdict.REFUSED and found.reason == "Bad credentials"
    assert judged(401, "").reason


@pytest.mark.parametrize("status", [403, 429])
def test_retry_after_says_how_long_everything_waits(status: int) -> None:
    found = judged(status, {"message": "slow down"}, retry_after="17", x_ratelimit_remaining="0", x_ratelimit_reset="9")
    assert (found.verdict, found.seconds, found.for_all) == (Verdict.WAIT, 17.0, True)


@pytest.mark.parametrize("status", [403, 429])
def test_a_spent_limit_waits_for_its_reset_by_the_servers_own_clock(status: int) -> None:
    said = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(NOW) + 300)}
    found = judged(status, {"message": "API rate limit exceeded"}, date=DATE, **said)
    assert (found.verdict, found.seconds, found.for_all) == (Verdict.WAIT, 301.0, False)
    an_hour_behind_us = "Fri, 15 Jan 2027 07:00:00 GMT"
    assert judged(status, date=an_hour_behind_us, **said).seconds == 3_901.0
    assert judged(status, **said).seconds == 301.0  # without a date, by ours
    assert judged(status, date="yesterday", **said).seconds == 301.0


def test_a_reset_that_has_passed_still_waits_a_second() -> None:
    found = judged(403, x_ratelimit_remaining="0", x_ratelimit_reset=str(int(NOW) - 50), date=DATE)
    assert (found.verdict, found.seconds) == (Verdict.WAIT, 1.0)


def test_a_spent_limit_without_a_reset_waits_a_minute() -> None:
    found = judged(403, {"message": "API Rate Limit Exceeded for 192.0.2.1"}, x_ratelimit_remaining="0")
    assert (found.verdict, found.seconds) == (Verdict.WAIT, 60.0)


@pytest.mark.parametrize(
    "message",
    [
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "You have exceeded a SECONDARY RATE LIMIT and have been temporarily blocked from content creation.",
        "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
    ],
)
def test_a_secondary_limit_without_a_time_waits_as_long_as_it_is_told(message: str) -> None:
    found = judged(403, {"message": message}, x_ratelimit_remaining="4000")
    assert (found.verdict, found.seconds, found.for_all) == (Verdict.WAIT, SECONDARY, True)
    in_200 = judged(200, {"errors": [{"message": message}]})
    assert (in_200.verdict, in_200.seconds, in_200.for_all) == (Verdict.WAIT, SECONDARY, True)
    assert judged(200, {"errors": [{"message": message}]}, retry_after="9").seconds == 9.0


@pytest.mark.parametrize("body", ["", "{}", "<html>too many</html>"])
def test_a_bare_429_is_a_limit_for_all(body: str) -> None:
    found = judged(429, body)
    assert (found.verdict, found.seconds, found.for_all) == (Verdict.WAIT, SECONDARY, True)


def test_a_limit_inside_a_200_waits_even_beside_data() -> None:
    said = {"x_ratelimit_reset": str(int(NOW) + 90), "date": DATE}
    for found in (
        judged(200, errors("RATE_LIMITED"), **said),
        judged(200, errors("NOT_FOUND", "RATE_LIMITED", data={"a0": {"id": "U_1"}}), **said),
    ):
        assert (found.verdict, found.seconds, found.for_all) == (Verdict.WAIT, 91.0, False)


@pytest.mark.parametrize("kind", ["RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "TIMEOUT", "INTERNAL"])
def test_too_much_at_once_is_split_and_what_came_is_kept(kind: str) -> None:
    found = judged(200, errors(kind, data={"a0": {"id": "U_1"}, "a1": None}))
    assert found.verdict is Verdict.SPLIT and found.document["data"]["a0"] == {"id": "U_1"}


def test_githubs_word_for_a_query_that_ran_too_long_is_split() -> None:
    message = "Something went wrong while executing your query. This may be the result of a timeout, or a GitHub bug."
    assert judged(200, {"data": None, "errors": [{"message": message}]}).verdict is Verdict.SPLIT


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_that_stumbles_is_asked_for_less(status: int) -> None:
    assert judged(status, "<html><body><h1>Bad Gateway</h1></body></html>").verdict is Verdict.SPLIT


@pytest.mark.parametrize("body", ["", '{"data": {"a0": {"id": "U', "<html>", "null", "[" * 100_000])
def test_a_broken_answer_is_asked_again(body: str) -> None:
    assert judged(200, body).verdict is Verdict.AGAIN


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422, 451])
def test_what_is_not_there_is_gone_with_githubs_reason(status: int) -> None:
    assert judged(status, {"message": "Git Repository is empty."}).verdict is Verdict.GONE
    assert judged(status, {"message": "Git Repository is empty."}).reason == "Git Repository is empty."
    assert str(status) in judged(status, "").reason


def test_a_plain_403_is_no_limit() -> None:
    found = judged(403, {"message": "Must have admin rights to Repository."}, x_ratelimit_remaining="4999")
    assert (found.verdict, found.reason) == (Verdict.GONE, "Must have admin rights to Repository.")
    assert judged(403, "").reason == "forbidden"


def test_parts_that_are_not_there_leave_the_answer_good() -> None:
    found = judged(200, errors("NOT_FOUND", "FORBIDDEN", data={"a0": None, "a1": {"id": "U_1"}}))
    assert found.verdict is Verdict.GOOD and found.document["data"]["a1"] == {"id": "U_1"}


@pytest.mark.parametrize("listed", [None, [], {}, "text", [None, 3, "text"]])
def test_errors_of_another_form_are_no_reason_to_fail(listed: Any) -> None:
    assert judged(200, {"data": {}, "errors": listed}).verdict is Verdict.GOOD


def test_header_values_that_are_no_numbers_are_passed_over() -> None:
    found = judged(429, "", retry_after="soon", x_ratelimit_remaining="0", x_ratelimit_reset="later")
    assert (found.verdict, found.seconds) == (Verdict.WAIT, SECONDARY_SECONDS)


_BY_STATUS = {304: Verdict.GOOD, 401: Verdict.REFUSED}


def _expected(seen: Exchange) -> Verdict:
    """What somebody who reads a recorded answer says of it."""
    if seen.status >= 500:
        return Verdict.SPLIT
    if seen.status == 403 and (seen.header("retry-after") or b"Rate Limit Exceeded" in seen.response_body):
        return Verdict.WAIT
    return _BY_STATUS.get(seen.status, Verdict.GONE)


def _replayed(seen: Exchange) -> Judged:
    headers = {name.lower(): value for name, value in seen.response_headers}
    body = seen.response_body.decode("utf-8", "replace")
    return judge(Reply(status=seen.status, headers=headers, body=body), now=NOW)


@needs_recordings
def test_every_recorded_failure_means_what_a_reader_takes_it_for() -> None:
    failures = [seen for seen in recorded.every() if seen.status >= 304]
    assert {seen.status for seen in failures} >= {304, 400, 401, 403, 404, 409, 422, 500, 502, 503}
    assert [seen.where for seen in failures if _replayed(seen).verdict is not _expected(seen)] == []
    limits = [_replayed(seen) for seen in failures if _expected(seen) is Verdict.WAIT]
    assert {(found.seconds, found.for_all) for found in limits} == {(60.0, True), (60.0, False)}


@needs_recordings
def test_every_recorded_graphql_answer_is_good_also_where_parts_are_missing() -> None:
    asked = [seen for seen in recorded.every() if seen.is_graphql]
    assert asked and {_replayed(seen).verdict for seen in asked} == {Verdict.GOOD}
    assert any(_replayed(seen).reason for seen in asked)


@needs_recordings
def test_every_recorded_success_with_json_is_good() -> None:
    told = [seen for seen in recorded.every() if seen.status == 200 and seen.kind in ("object", "array")]
    assert len(told) > 1_500 and {_replayed(seen).verdict for seen in told} == {Verdict.GOOD}


def test_the_id_of_the_token_s_owner_is_not_kept_of_what_a_limit_says() -> None:
    said = {"type": "RATE_LIMIT", "message": "API rate limit already exceeded for user ID 990000001."}
    body = json.dumps({"errors": [said]})
    judged = judge(Reply(status=200, headers={}, body=body), now=0.0)
    assert judged.verdict is Verdict.WAIT and judged.reason == "API rate limit already exceeded."
