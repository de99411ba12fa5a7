"""A score is the sum of its parts; what is not known is not a no; strengths saturate and fade."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.archetype import amounts, beside, said, shown, spoken
from ranking.explain import reasons, sentence
from ranking.match import place_weight, recency, strengths
from ranking.score import band
from ranking.texts.text import tokens
from ranking.weights import PARTS
from sourcing.profiles import Profile
from sourcing.records import Archetype, Band, Specialisation
from tests.ranking.people import TODAY, assessed, profile, proof, role, work

KINDS = st.sampled_from(
    [
        "infrastructure/kubernetes",
        "tests/unit",
        "training/training",
        "containers/product",
        "ci/checks",
        "http_api/course",
    ]
)
DATES = st.one_of(st.none(), st.dates(date(1971, 1, 1), date(2038, 1, 1)))
SPANS = st.one_of(
    st.just((None, None)), st.lists(st.dates(date(1971, 1, 1), date(2038, 1, 1)), min_size=2, max_size=2).map(sorted)
)


@st.composite
def people(draw: st.DrawFn) -> Profile:
    proofs = []
    for number in range(draw(st.integers(0, 6))):
        signal, _, kind = draw(KINDS).partition("/")
        own = draw(st.floats(0, 1e6, allow_nan=False))
        proofs.append(
            proof(number, signal=signal, kind=kind, own_value=own, observed_at=draw(DATES), skills=("Docker",))
        )
    done = []
    for number in range(draw(st.integers(1, 3))):
        first, last = draw(SPANS)
        place = draw(st.sampled_from(["product", "course"]))
        done.append(
            work(
                repository=f"h/o/{number}",
                commits=draw(st.integers(1, 10**6)),
                first_at=first,
                last_at=last,
                place=place,
            )
        )
    asked = draw(st.integers(0, 60))
    return profile(work=tuple(done), proofs=tuple(proofs), asked=asked, unknown=draw(st.integers(0, asked)))


@given(people(), st.floats(0, 1), st.sampled_from(Archetype), st.sampled_from(Specialisation))
def test_parts_sum_to_the_score_exactly(
    person: Profile, lexical: float, archetype: Archetype, special: Specialisation
) -> None:
    found = assessed(person, role(archetype=archetype, specialisation=special), lexical=lexical)
    assert found.score == round(sum(part.points for part in found.parts), 4)
    assert [part.name for part in found.parts] == list(PARTS)
    for part in found.parts:
        assert 0.0 <= part.value <= 1.0 and part.points == round(part.weight * part.value, 4)
        assert part.value == round(part.value, 4)
    assert 0.0 <= found.score <= 100.0 and 0.0 <= found.coverage <= 1.0


def test_what_could_not_be_looked_at_costs_coverage_and_no_point() -> None:
    seen, unseen = profile(asked=16, unknown=0), profile(asked=16, unknown=12)
    assert assessed(seen).score == assessed(unseen).score
    assert assessed(seen).coverage > assessed(unseen).coverage > 0
    assert assessed(profile(asked=0, unknown=0)).coverage == 0.0


def test_a_gap_is_said_as_not_found_and_never_as_a_no() -> None:
    person = profile()
    said = {one.requirement: one for one in reasons(person, role(), assessed(person))}
    assert said["Docker"].evidence_id is None
    assert said["Docker"].sentence == "Docker: no evidence found in what was read"
    named = assessed(person, words=Counter(tokens("Docker")))
    said = {one.requirement: one for one in reasons(person, role(), named)}
    assert said["Docker"].sentence == "Docker: named in own commits, no code found that shows it"
    assert (
        0
        < named.skills["Docker"][0]
        < assessed(replace(person, proofs=(proof(skills=("Docker",)),))).skills["Docker"][0]
    )


def test_every_requirement_is_answered_once() -> None:
    for person in (profile(), profile(proofs=()), profile(proofs=(proof(skills=("Docker", "Terraform")),))):
        wanted = role()
        answers = reasons(person, wanted, assessed(person))
        asked = [one.requirement for one in answers]
        assert {*wanted.must_have, str(wanted.archetype)} <= set(asked)
        assert len(asked) == len(set(asked))
        known = {one.evidence_id for one in person.proofs}
        for one in answers:
            assert (one.evidence_id in known) is not ("found" in one.sentence), one
    assert "Terraform" in asked


def test_a_sentence_says_what_how_much_where_and_when() -> None:
    assert (
        sentence(proof()) == "a Kubernetes manifest (works/mill, 80% of the changes to it theirs, last September 2026)"
    )
    assert sentence(proof(observed_at=None, has_file=False)) == "a Kubernetes manifest (works/mill)"


@pytest.mark.parametrize(
    ("score", "coverage", "commits", "proofs", "expected"),
    [
        (99.0, 1.0, 4, 50, Band.INSUFFICIENT),
        (99.0, 1.0, 500, 2, Band.INSUFFICIENT),
        (45.0, 0.5, 5, 3, Band.STRONG),
        (44.9999, 1.0, 500, 50, Band.SOME),
        (99.0, 0.4999, 500, 50, Band.SOME),
        (0.0, 0.0, 5, 3, Band.SOME),
        (0.0, 0.0, 0, 0, Band.INSUFFICIENT),
    ],
)
def test_bands(score: float, coverage: float, commits: int, proofs: int, expected: Band) -> None:
    assert band(score, coverage=coverage, commits=commits, proofs=proofs, is_firm=True) is expected
    unsure = band(score, coverage=coverage, commits=commits, proofs=proofs, is_firm=False)
    assert unsure is (Band.SOME if expected is Band.STRONG else expected)


def test_recency_halves_every_five_years_and_never_rewards_the_future() -> None:
    assert recency(TODAY, TODAY) == recency(TODAY + timedelta(days=4000), TODAY) == 1.0
    assert abs(recency(TODAY - timedelta(days=1826), TODAY) - 0.5) < 0.001
    assert recency(None, TODAY) == 0.5


def test_strength_saturates_and_courses_and_examples_count_little() -> None:
    def strength(*proofs: object) -> float:
        return strengths(proofs, as_of=TODAY)["Kubernetes"][0]  # type: ignore[arg-type]

    one = strength(proof())
    assert 0 < strength(proof(kind="course")) < strength(proof(kind="example")) < one < strength(proof(), proof(1)) < 1
    assert strength(proof(own_value=8.0)) == strength(proof(own_value=1e9))
    assert place_weight(proof(detail="a manifest of a course")) < place_weight(
        proof(detail="a manifest of course-goods")
    )


def test_the_proof_shown_is_the_strongest_in_whatever_order() -> None:
    weak, strong, twin = proof(1, own_value=0.1), proof(2, own_value=3.0), proof(3, own_value=3.0)
    for order in ((weak, strong, twin), (twin, strong, weak), (strong, twin, weak)):
        assert strengths(order, as_of=TODAY)["Kubernetes"][1] is twin


def test_a_second_address_adds_nothing_to_an_archetype() -> None:
    whole = profile(proofs=(proof(own_value=6.0),))
    split = profile(proofs=(proof(1, own_value=3.0), proof(2, own_value=3.0)))
    assert amounts(whole, as_of=TODAY) == amounts(split, as_of=TODAY)


def test_an_archetype_wants_enough_of_it_and_mostly_it() -> None:
    nothing = dict.fromkeys(Archetype, 0.0)
    assert shown(nothing, Archetype.OPERATOR) == 0.0
    little, much = nothing | {Archetype.OPERATOR: 0.5}, nothing | {Archetype.OPERATOR: 30.0}
    mixed = much | {Archetype.DEVELOPER: 90.0}
    assert 0 < shown(little, Archetype.OPERATOR) < shown(much, Archetype.OPERATOR) <= 1.0
    assert shown(mixed, Archetype.OPERATOR) < shown(much, Archetype.OPERATOR)


def test_words_of_the_work_speak_of_its_archetype_and_a_few_decide_nothing() -> None:
    text = "Deploy the helm chart. Add an alert and a dashboard to the cluster. Roll the pipeline back in docker. Write the test"
    operator = said(Counter(tokens(text) * 10))
    nothing = said(Counter())
    assert spoken(operator, Archetype.OPERATOR) > 0.9 > 0.1 > spoken(operator, Archetype.RESEARCHER)
    few = spoken(said(Counter(tokens("helm chart of the mill"))), Archetype.OPERATOR)
    assert spoken(nothing, Archetype.OPERATOR) < few < spoken(operator, Archetype.OPERATOR)
    assert len({round(spoken(nothing, archetype), 6) for archetype in Archetype}) == 1


def test_who_builds_a_platform_is_an_operator_sooner_than_a_researcher() -> None:
    platform, vision = {"mlops": 0.9, "vision": 0.1}, {"mlops": 0.05, "vision": 0.9}
    assert (
        beside(platform, Archetype.OPERATOR)
        > beside(platform, Archetype.DEVELOPER)
        > beside(platform, Archetype.RESEARCHER)
    )
    assert beside(vision, Archetype.RESEARCHER) > beside(vision, Archetype.OPERATOR) >= 0.4


def test_the_product_is_shown_before_its_tests_however_many_they_are() -> None:
    test = proof(1, own_value=6.0, detail="imports torch in a test in tests/test_mill.py", skills=("PyTorch",))
    own = proof(2, own_value=2.0, detail="imports torch in mill/grind.py", skills=("PyTorch",))
    both = strengths((test, own), as_of=TODAY)["PyTorch"]
    assert both[1] == own and both[0] > strengths((own,), as_of=TODAY)["PyTorch"][0]
    assert strengths((test,), as_of=TODAY)["PyTorch"][1] == test
