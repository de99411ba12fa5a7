"""Where the next point goes: people before their repositories, the most promising first, whatever order answers come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.github.facts import Card, Handle, Profile
from sourcing.github.plan import (
    Caps,
    Interest,
    Prospect,
    Situation,
    Step,
    card_promise,
    choose_repositories,
    elsewhere_promise,
    left_over,
    next_step,
    plan_readings,
    price_of,
    reading_key,
)
from tests.github.invented import card, elsewhere, person

INTEREST = Interest(terms=frozenset({"mlops", "model serving", "c++"}))
CAPS = Caps(own=4, elsewhere=2, first=2, people=3, repositories=4)
LOOM = elsewhere("works-sbx/loom", merged=9)


def met(login: str, **given: Any) -> Prospect:
    return Prospect(handle=Handle(login=login), profile=person(login, **given))


def unmet(login: str, *, ways: int = 1, contributions: int = 0) -> Prospect:
    return Prospect(handle=Handle(login=login, contributions=contributions), ways=ways)


def step(*prospects: Prospect, settled: frozenset[str] = frozenset(), caps: Caps = CAPS) -> Step:
    return next_step(Situation(prospects=prospects, settled=settled), interest=INTEREST, caps=caps)


def owned(login: str, count: int) -> tuple[Card, ...]:
    return tuple(card(f"{login}/r{number}", stars=1_000 // 5**number) for number in range(count))


def slugs(found: Step) -> list[str]:
    return [one.card.slug for one in found.read]


def test_nothing_known_is_nothing_to_do() -> None:
    assert step() == Step()
    assert left_over(Situation(prospects=()), interest=INTEREST, caps=CAPS) == {"people": 0, "repositories": 0}


def test_people_are_met_before_anything_is_read_best_known_first() -> None:
    found = step(unmet("d-sbx"), unmet("c-sbx", contributions=5), unmet("B-sbx"), unmet("e-sbx", ways=2))
    assert [handle.login for handle in found.meet] == ["e-sbx", "c-sbx", "B-sbx"] and found.read == ()
    assert step(met("amarint-sbx"), unmet("d-sbx")).meet


def test_reading_starts_when_enough_is_waiting_though_people_are_unmet() -> None:
    people = [met(login, own=owned(login, 4)) for login in ("a-sbx", "b-sbx")]
    found = step(*people, unmet("d-sbx"))
    assert found.meet == () and slugs(found) == ["a-sbx/r0", "b-sbx/r0", "a-sbx/r1", "b-sbx/r1"]
    settled = frozenset(reading_key(one) for one in found.read)
    assert slugs(step(*people, settled=settled)) == ["a-sbx/r2", "b-sbx/r2", "a-sbx/r3", "b-sbx/r3"]


def test_only_the_first_wave_counts_as_enough_to_begin_with() -> None:
    one = met("a-sbx", own=owned("a-sbx", 4))
    assert len(plan_readings([one], interest=INTEREST, caps=CAPS)) == CAPS.repositories
    assert [handle.login for handle in step(one, unmet("d-sbx")).meet] == ["d-sbx"]


def test_once_something_was_read_all_others_are_met_before_more_is() -> None:
    people = [met(f"p{number}-sbx", own=owned(f"p{number}-sbx", 4)) for number in range(9)]
    first = step(*people, unmet("d-sbx"))
    settled = frozenset(reading_key(one) for one in first.read)
    assert len(first.read) == CAPS.repositories
    assert [handle.login for handle in step(*people, unmet("d-sbx"), settled=settled).meet] == ["d-sbx"]
    assert len(step(*people, met("d-sbx"), settled=settled).read) == CAPS.repositories


def test_the_first_wave_of_all_comes_before_the_second_of_anybody() -> None:
    rich = met("rich-sbx", own=tuple(card(f"rich-sbx/r{n}", topics=("mlops",), stars=900 - n) for n in range(4)))
    poor = met("poor-sbx", own=(card("poor-sbx/r0", language="R"),))
    readings = plan_readings([rich, poor], interest=INTEREST, caps=CAPS)
    assert {one.wanted.card.slug: one.wave for one in readings} == {
        "rich-sbx/r0": 0,
        "rich-sbx/r1": 0,
        "rich-sbx/r2": 1,
        "rich-sbx/r3": 1,
        "poor-sbx/r0": 0,
    }
    found = step(rich, poor, caps=replace(CAPS, repositories=5))
    assert slugs(found) == ["rich-sbx/r0", "rich-sbx/r1", "poor-sbx/r0", "rich-sbx/r2", "rich-sbx/r3"]


def test_no_more_is_read_of_a_person_than_the_caps_say() -> None:
    others = tuple(elsewhere(f"works-sbx/e{number}", merged=number) for number in range(5))
    chosen = choose_repositories(person(own=owned("amarint-sbx", 9), elsewhere=others), interest=INTEREST, caps=CAPS)
    names = [one.slug for one, _ in chosen]
    assert sorted(names) == ["amarint-sbx/r0", "amarint-sbx/r1", "amarint-sbx/r2", "amarint-sbx/r3", "works-sbx/e3", "works-sbx/e4"]  # fmt: skip
    assert names[:2] == ["works-sbx/e3", "works-sbx/e4"]


def test_own_repositories_without_code_or_topics_are_not_read() -> None:
    own = (card("a-sbx/site", language="HTML"), card("a-sbx/none", language=None), card("a-sbx/told", language=None, topics=("x",)))  # fmt: skip
    assert [one.slug for one, _ in choose_repositories(person(own=own), interest=INTEREST, caps=CAPS)] == ["a-sbx/told"]


def test_two_people_in_one_repository_give_one_reading_for_both() -> None:
    both = [met(login, own=(), elsewhere=(LOOM,)) for login in ("jonnat-sbx", "amarint-sbx")]
    (reading,) = plan_readings(both, interest=INTEREST, caps=CAPS)
    assert [author.login for author in reading.wanted.authors] == ["amarint-sbx", "jonnat-sbx"]
    (alone,) = plan_readings(both[:1], interest=INTEREST, caps=CAPS)
    assert reading_key(alone.wanted) != reading_key(reading.wanted)
    assert reading_key(reading.wanted) == reading_key(plan_readings(both[::-1], interest=INTEREST, caps=CAPS)[0].wanted)


def test_a_reading_is_another_one_when_the_repository_moved() -> None:
    keys = {
        reading_key(plan_readings([met("a-sbx", own=(card(head=head),))], interest=INTEREST, caps=CAPS)[0].wanted)
        for head in ("c" * 40, "d" * 40, None)
    }
    assert len(keys) == 3


def test_nobody_who_declines_is_read() -> None:
    assert choose_repositories(person(declines=True), interest=INTEREST, caps=CAPS) == []
    assert step(met("amarint-sbx", declines=True)) == Step()
    (reading,) = plan_readings(
        [met("amarint-sbx", declines=True, own=(), elsewhere=(LOOM,)), met("jonnat-sbx", own=(), elsewhere=(LOOM,))],
        interest=INTEREST,
        caps=CAPS,
    )
    assert [author.login for author in reading.wanted.authors] == ["jonnat-sbx"]


def test_what_is_settled_is_not_read_again_and_is_not_left_over() -> None:
    prospects = [met("amarint-sbx", own=owned("amarint-sbx", 2)), unmet("d-sbx")]
    keys = [reading_key(one.wanted) for one in plan_readings(prospects, interest=INTEREST, caps=CAPS)]
    situation = Situation(prospects=prospects, settled=frozenset(keys[:1]))
    assert left_over(situation, interest=INTEREST, caps=CAPS) == {"people": 1, "repositories": 1}
    assert step(prospects[0], settled=frozenset(keys)) == Step()


@pytest.mark.parametrize(
    ("given", "hits"),
    [
        ({"topics": ("mlops", "model-serving")}, 2),
        ({"slug": "a-sbx/model_serving"}, 1),
        ({"description": "MLOps; C++!"}, 2),
        ({"description": "mlops mlops", "topics": ("mlops",)}, 1),
        ({"description": "premlopsing model"}, 0),
        ({"slug": "mlops/x"}, 0),  # the owner's name says nothing
    ],
)
def test_terms_are_found_as_whole_words_each_counted_once(given: dict[str, Any], hits: int) -> None:
    assert INTEREST.hits(card(**given)) == hits


def test_what_others_merged_promises_more_and_stars_promise_little() -> None:
    same: dict[str, Any] = {"topics": ("mlops",)}
    assert elsewhere_promise(elsewhere(**same), interest=INTEREST) > card_promise(card(**same), interest=INTEREST)
    famous = card_promise(card(stars=500_000), interest=INTEREST)
    assert famous < card_promise(card(stars=0, topics=("mlops",)), interest=INTEREST)
    assert card_promise(card(is_archived=True), interest=INTEREST) < card_promise(card(), interest=INTEREST)


_PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 5),  # own repositories
        st.sets(st.integers(0, 4), max_size=3),  # of a few repositories of others
        st.sampled_from(["mlops", "kitchen"]),
        st.booleans(),
    ),
    max_size=8,
)


def _invent(number: int, own: int, others: set[int], topic: str, declines: bool) -> Profile:
    login = f"p{number}-sbx"
    cards = tuple(card(f"{login}/r{place}", topics=(topic,), stars=7 * place) for place in range(own))
    elsewhere_ = tuple(elsewhere(f"works-sbx/e{place}", merged=place) for place in sorted(others))
    return person(login, own=cards, elsewhere=elsewhere_, declines=declines)


def _crawl(profiles: Sequence[Profile], order: Sequence[int], caps: Caps) -> tuple[list[str], set[str]]:
    """What is wanted in the end and what was read, when people are kept and answered in a given order."""
    held = {profiles[at].login: Prospect(handle=Handle(login=profiles[at].login)) for at in order}
    by_login = {one.login: one for one in profiles}
    settled: set[str] = set()
    for _ in range(200):
        situation = Situation(prospects=tuple(held.values()), settled=frozenset(settled))
        following = next_step(situation, interest=INTEREST, caps=caps)
        assert following == next_step(situation, interest=INTEREST, caps=caps)
        assert not (following.meet and following.read)
        assert len(following.meet) <= caps.people and len(following.read) <= caps.repositories
        if following == Step():
            wanted = plan_readings(held.values(), interest=INTEREST, caps=caps)
            assert left_over(situation, interest=INTEREST, caps=caps) == {"people": 0, "repositories": 0}
            return [repr(one) for one in wanted], settled
        for handle in following.meet:
            held[handle.login] = Prospect(handle=handle, profile=by_login[handle.login])
        settled |= {reading_key(one) for one in following.read}
    raise AssertionError("the plan does not end")


@given(people=_PEOPLE, data=st.data(), batch=st.integers(1, 5), repositories=st.integers(1, 6))
def test_what_is_read_in_the_end_does_not_depend_on_the_order_of_answers(
    people: list[tuple[int, set[int], str, bool]], data: st.DataObject, batch: int, repositories: int
) -> None:
    caps = replace(CAPS, people=batch, repositories=repositories)
    profiles = [_invent(number, *one) for number, one in enumerate(people)]
    straight, read = _crawl(profiles, range(len(profiles)), caps)
    order = data.draw(st.permutations(range(len(profiles))))
    assert _crawl(profiles, order, caps)[0] == straight
    wanted = plan_readings([Prospect(handle=Handle(login=one.login), profile=one) for one in profiles], interest=INTEREST, caps=caps)  # fmt: skip
    assert {reading_key(one.wanted) for one in wanted} <= read
    declining = {one.login for one in profiles if one.declines}
    assert not [one for one in wanted if declining & {author.login for author in one.wanted.authors}]


def test_no_more_is_begun_than_what_may_be_spent_can_finish() -> None:
    people = [met(f"person{number}-sbx", own=owned(f"person{number}-sbx", 1)) for number in range(12)]
    for points in (6, 10, 20):
        found = step(*people, caps=Caps(points=points))
        assert found.read and price_of(found.read, files=30) <= points
        assert len(found.read) == 12 or price_of([*found.read, found.read[0]], files=30) > points
    found = step(*people, caps=Caps(points=2))
    assert not found.read and 2 < found.too_dear <= 6
