"""Many small questions in few queries: every one answered once, whatever the server refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import GitHubError
from sourcing.github.limits import Judged, Verdict
from sourcing.github.packing import FULL, TRIES, Answer, Packer, Piece, Sizes, fragment, price, quoted
from tests.github.fakes import FakeClient, Query, told

TOO_MUCH = {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "too much"}
STUMBLED = Judged(verdict=Verdict.SPLIT, reason="status 502")


def pieces(count: int, **given: Any) -> list[Piece]:
    return [Piece(key=f"k{number}", body=f'node(id: "k{number}") {{ id }}', **given) for number in range(count)]


def packer(fake: FakeClient, *, now: int = 4, most: int = 10, bytes: int = 1_500_000) -> Packer:
    return Packer(client=fake.client, name="test_kind", fragments=(), sizes=Sizes(now=now, most=most, bytes=bytes))


def keys(query: Query) -> list[str]:
    """The keys of the pieces in a query."""
    return [body.split('"')[1] for body in query.bodies.values()]


def whole(query: Query) -> Judged:
    """Everything is there."""
    return told({alias: {"id": body.split('"')[1]} for alias, body in query.bodies.items()})


def in_turn(*answers: Callable[[Query], Judged]) -> Callable[[Query], Judged]:
    """The first query gets the first answer, and so on; later ones are answered whole."""
    left = iter(answers)
    return lambda query: next(left, whole)(query)


@pytest.mark.parametrize(
    ("connections", "points"), [(0, 1), (16, 1), (149, 1), (150, 2), (249, 2), (250, 3), (5_101, 51)]
)
def test_a_query_costs_a_hundredth_of_its_connections_rounded_half_up(connections: int, points: int) -> None:
    assert price([Piece(key="a", body="", price=connections)]) == points
    assert price([Piece(key="a", body="", price=connections), Piece(key="b", body="")]) == points


def test_pieces_are_packed_in_order_by_number_and_grow_while_it_goes_well() -> None:
    fake = FakeClient(answer=whole)
    answers = list(packer(fake, now=4, most=10).ask(pieces(30)))
    assert [query.pieces for query in fake.queries] == [4, 6, 9, 10, 1]
    assert [answer.piece.key for answer in answers] == [f"k{number}" for number in range(30)]
    assert all(answer.data == {"id": answer.piece.key} and answer.is_final for answer in answers)


def test_a_query_costs_no_more_than_its_lowest_price() -> None:
    fake = FakeClient(answer=whole)
    list(packer(fake, now=50, most=50).ask(pieces(20, price=16)))
    assert [query.pieces for query in fake.queries] == [9, 9, 2]
    assert {query.price for query in fake.queries} == {1}


def test_a_query_expects_no_more_than_so_many_bytes() -> None:
    fake = FakeClient(answer=whole)
    list(packer(fake, now=50, most=50, bytes=1_000).ask(pieces(7, weight=300)))
    assert [query.pieces for query in fake.queries] == [3, 3, 1]


def test_a_piece_beyond_every_bound_goes_alone() -> None:
    fake = FakeClient(answer=whole)
    answers = list(packer(fake, now=50, most=50).ask(pieces(3, price=FULL + 1, weight=9_000_000)))
    assert [(query.pieces, query.price) for query in fake.queries] == [(1, 2)] * 3 and len(answers) == 3


def test_what_was_too_much_is_halved_and_grows_again() -> None:
    fake = FakeClient(answer=in_turn(lambda _: STUMBLED, lambda _: STUMBLED))
    answers = list(packer(fake, now=8, most=8).ask(pieces(12)))
    assert [query.pieces for query in fake.queries] == [8, 4, 2, 3, 4, 3]
    assert [answer.piece.key for answer in answers] == [f"k{number}" for number in range(12)]


def test_what_came_is_kept_and_only_the_rest_is_asked_again() -> None:
    def partly(query: Query) -> Judged:
        return told(
            {"a0": {"id": "k0"}, "a1": None, "a2": {"id": "k2"}, "a3": None},
            {**TOO_MUCH, "path": ["a1"]},
            {**TOO_MUCH, "path": ["a3", "object"]},
        )

    fake = FakeClient(answer=in_turn(partly))
    answers = list(packer(fake).ask(pieces(4)))
    assert [keys(query) for query in fake.queries] == [["k0", "k1", "k2", "k3"], ["k1", "k3"]]
    assert [answer.piece.key for answer in answers] == ["k0", "k2", "k1", "k3"]


def test_data_with_an_error_inside_it_that_may_pass_is_not_taken_for_whole() -> None:
    error = {**TOO_MUCH, "path": ["a0", "contributionsCollection"]}
    fake = FakeClient(answer=in_turn(lambda _: told({"a0": {"id": "cut"}, "a1": {"id": "k1"}}, error)))
    answers = {answer.piece.key: answer.data for answer in packer(fake).ask(pieces(2))}
    assert answers == {"k0": {"id": "k0"}, "k1": {"id": "k1"}}


def test_data_of_which_a_part_is_forbidden_is_taken_as_it_is() -> None:
    error = {"type": "FORBIDDEN", "message": "not for you", "path": ["a0", "pullRequests", "nodes", 3]}
    fake = FakeClient(answer=in_turn(lambda _: told({"a0": {"id": "k0"}}, error)))
    (answer,) = packer(fake).ask(pieces(1))
    assert answer.data == {"id": "k0"} and len(fake.queries) == 1


def test_what_is_not_there_is_final_and_asked_once() -> None:
    error = {"type": "NOT_FOUND", "message": "Could not resolve to a node", "path": ["a0"]}
    fake = FakeClient(answer=lambda _: told({"a0": None, "a1": None}, error))
    absent, null = packer(fake).ask(pieces(2))
    assert (absent.data, absent.is_final, absent.reason) == (None, True, "Could not resolve to a node")
    assert (null.data, null.is_final) == (None, True)
    assert len(fake.queries) == 1


@pytest.mark.parametrize(("kind", "times"), [("RESOURCE_LIMITS_EXCEEDED", TRIES), ("SOMETHING_NEW", 2), ("", 2)])
def test_a_piece_that_fails_alone_is_given_up_for_now_after_so_many_times(kind: str, times: int) -> None:
    def never(query: Query) -> Judged:
        found = {alias: None if "k1" in body else {"id": "x"} for alias, body in query.bodies.items()}
        mine = [alias for alias, data in found.items() if data is None]
        return told(found, *({"type": kind, "message": "too much", "path": [alias]} for alias in mine))

    fake = FakeClient(answer=never)
    answers = {answer.piece.key: answer for answer in packer(fake, now=1, most=1).ask(pieces(3))}
    assert {key: answer.is_final for key, answer in answers.items()} == {"k0": True, "k1": False, "k2": True}
    assert answers["k1"].data is None and answers["k1"].reason == "too much"
    assert sum(keys(query) == ["k1"] for query in fake.queries) == times
    assert fake.slept < 30


def test_where_parts_will_do_they_are_given_once_the_whole_is_given_up() -> None:
    error = {**TOO_MUCH, "path": ["a0", "contributionsCollection"]}
    for takes_parts, given_up in ((True, {"id": "part"}), (False, None)):
        fake = FakeClient(answer=lambda _: told({"a0": {"id": "part"}}, error))
        asking = packer(fake)
        asking.takes_parts = takes_parts
        (answer,) = asking.ask(pieces(1))
        assert (answer.data, answer.is_final, len(fake.queries)) == (given_up, False, TRIES)


def test_a_part_is_not_given_where_the_whole_came_after_all() -> None:
    error = {**TOO_MUCH, "path": ["a0", "contributionsCollection"]}
    asking = packer(FakeClient(answer=in_turn(lambda _: told({"a0": {"id": "part"}}, error))))
    asking.takes_parts = True
    (answer,) = asking.ask(pieces(1))
    assert (answer.data, answer.is_final) == ({"id": "k0"}, True)


def test_a_query_that_is_not_allowed_stops_with_githubs_reason() -> None:
    fake = FakeClient(answer=lambda _: Judged(verdict=Verdict.GONE, reason="Problems parsing JSON"))
    with pytest.raises(GitHubError, match="refuses test_kind: Problems parsing JSON"):
        list(packer(fake).ask(pieces(2)))


def test_what_was_answered_before_a_failure_was_handed_out() -> None:
    def stop(_: Query) -> Judged:
        raise GitHubError("no", remedy="none")

    seen: list[Answer] = []
    with pytest.raises(GitHubError):
        for answer in packer(FakeClient(answer=in_turn(whole, stop)), now=2, most=2).ask(pieces(4)):
            seen.append(answer)
    assert [answer.piece.key for answer in seen] == ["k0", "k1"]


def test_texts_are_quoted_so_that_they_cannot_leave_their_string() -> None:
    assert quoted('a"b\\c\n') == '"a\\"b\\\\c\\n"'


def test_a_fragment_is_its_file_without_comments() -> None:
    assert fragment("blob") == "fragment Content on Blob { byteSize isBinary isTruncated text }"


class Moody:
    """A server that takes at most so many pieces and otherwise does as the drawn numbers say."""

    def __init__(self, *, most: int, moods: Sequence[int]) -> None:
        self.most, self.moods, self.failed, self.repeated = most, iter(moods), set[tuple[str, ...]](), 0

    def __call__(self, query: Query) -> Judged:
        asked = tuple(keys(query))
        self.repeated += asked in self.failed
        mood = next(self.moods, 0)
        if len(asked) > self.most or mood == 1:
            return self._fail(asked, STUMBLED)
        if mood < 2:
            return whole(query)
        return self._partly(query, asked, mood)

    def _partly(self, query: Query, asked: tuple[str, ...], mood: int) -> Judged:
        """Some aliases come back empty, with an error that may pass, one without a reason, or as not there."""
        placed = enumerate(zip(query.bodies, asked, strict=True))
        data = {alias: None if mood >> place % 5 & 1 else {"id": key} for place, (alias, key) in placed}
        empty = [alias for alias, found in data.items() if found is None]
        kinds = ("RESOURCE_LIMITS_EXCEEDED", "NOT_FOUND", "TIMEOUT")
        if mood % 7 == 0:
            empty = empty[1:]  # one is simply not there
        answer = told(data, *({"type": kinds[mood % 3], "message": "so", "path": [alias]} for alias in empty))
        return answer if empty and mood % 3 == 1 else self._fail(asked, answer)

    def _fail(self, asked: tuple[str, ...], answer: Judged) -> Judged:
        if len(asked) > 1 and answer.verdict is Verdict.SPLIT:
            self.failed.add(asked)
        return answer


@given(
    count=st.integers(0, 40),
    most=st.integers(1, 12),
    moods=st.lists(st.integers(0, 31), max_size=60),
    now=st.integers(1, 20),
    weights=st.lists(st.sampled_from([1, 30, 200]), min_size=1, max_size=5),
)
def test_whatever_is_refused_every_piece_is_answered_once_and_no_failing_query_repeats(
    count: int, most: int, moods: list[int], now: int, weights: list[int]
) -> None:
    asked = [
        Piece(
            key=piece.key, body=piece.body, price=weights[place % len(weights)], weight=weights[-place % len(weights)]
        )
        for place, piece in enumerate(pieces(count))
    ]
    server = Moody(most=most, moods=moods)
    fake = FakeClient(answer=server)
    answers = list(packer(fake, now=now, most=20, bytes=1_000).ask(asked))
    assert Counter(answer.piece.key for answer in answers) == Counter(piece.key for piece in asked)
    assert server.repeated == 0
    assert all(answer.data in (None, {"id": answer.piece.key}) for answer in answers)
    tries = Counter(tuple(keys(query)) for query in fake.queries)
    assert all(times <= TRIES for times in tries.values())
