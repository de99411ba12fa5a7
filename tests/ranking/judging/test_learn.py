"""Weights are learned where there is something to learn, and a gain is told only where it holds on repositories left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranking.judging.learn import FEWEST, Judged, Lesson, compare, learn, learned, validate
from ranking.weights import PARTS, SHIPPED, Weights
from sourcing.errors import UsageError
from sourcing.records import Specialisation

TRUE = (30, 0, 5, 5, 60, 0)  # what the invented judges go by: far from the shipped weights


def lessons(
    judges: Sequence[float],
    *,
    noise: float = 0.02,
    repositories: int = 24,
    roles: int = 3,
    special: Specialisation = Specialisation.NLP,
    seed: int = 7,
) -> list[Lesson]:
    """Three people of each repository, judged for each role by a weighted sum of the parts and some noise."""
    dice = np.random.Generator(np.random.PCG64(seed))
    found = []
    for number in range(roles):
        values = dice.random((3 * repositories, len(PARTS))).round(4)
        sums = values @ np.array(judges) / 100 + dice.normal(0, noise, len(values))
        cuts = np.quantile(sums, [0.6, 0.85])
        people = tuple(
            Judged(
                person=f"p{place:03}",
                repository=f"git.example/works/mill-{place // 3}",
                values=tuple(map(float, row)),
                relevance=int(np.searchsorted(cuts, total)),
            )
            for place, (row, total) in enumerate(zip(values, sums, strict=True))
        )
        found.append(Lesson(role=f"miller-{number}", specialisation=special, people=people))
    return found


@pytest.fixture(scope="module")
def taught() -> Weights:
    return learned(lessons(TRUE, repositories=60, roles=2))


def test_the_judges_weights_are_found_and_a_gain_is_told(taught: Weights) -> None:
    found = np.array(list(taught.named_domain.values()))
    away, before = (np.abs(one - TRUE).sum() for one in (found, np.array(list(SHIPPED.named_domain.values()))))
    assert away < before / 2 and list(np.argsort(-found)[:2]) == [4, 0], found
    validation = taught.validation
    assert validation and validation.has_gain and validation.learned > validation.fixed + 0.1
    assert validation.low > 0 and (validation.repositories, validation.folds, validation.people) == (60, 20, 180)
    assert taught.any_domain == SHIPPED.any_domain, "nobody was judged for a role without a specialisation"
    assert taught.learned_from.startswith("360 judgments, 2 roles, 60 repositories, ")


def test_the_same_judgments_teach_the_same_and_others_have_another_version(taught: Weights) -> None:
    assert learned(lessons(TRUE, repositories=60, roles=2)) == taught
    other = learn(lessons(tuple(reversed(TRUE))))
    assert other.version != taught.version and other.named_domain != taught.named_domain


def test_no_weight_is_negative_and_all_are_whole_even_where_a_part_speaks_against() -> None:
    table = list(learn(lessons((50, 0, 50, 0, 0, -60))).named_domain.values())
    assert sum(table) == 100 and all(one >= 0 and one == int(one) for one in table)
    assert table[5] == 0


def test_roles_without_a_specialisation_have_a_table_of_their_own() -> None:
    found = learn(lessons(TRUE, special=Specialisation.ANY))
    assert found.named_domain == SHIPPED.named_domain and found.any_domain != SHIPPED.any_domain


def test_noise_teaches_no_gain() -> None:
    told = [validate(lessons((0,) * 6, noise=1.0, repositories=20, roles=2, seed=seed)) for seed in range(4)]
    assert sum(one.has_gain for one in told) <= 1, "an interval of 95 % is wrong now and then"


def test_judges_who_go_by_the_shipped_weights_teach_no_gain() -> None:
    assert not validate(lessons(tuple(SHIPPED.named_domain.values()))).has_gain


def test_few_repositories_are_not_believed() -> None:
    found = validate(lessons(TRUE, repositories=FEWEST - 1, roles=8))
    assert found.low > 0 and not found.has_gain


def test_each_is_scored_by_weights_that_saw_nobody_of_their_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def remember(given: Sequence[Lesson]) -> Weights:
        seen.append({person.repository for lesson in given for person in lesson.people})
        return SHIPPED

    monkeypatch.setattr("ranking.judging.learn.learn", remember)
    everything = {f"git.example/works/mill-{number}" for number in range(24)}
    validate(lessons(TRUE))
    left_out = [everything - one for one in seen]
    assert sorted(name for one in left_out for name in one) == sorted(everything), "each exactly once"
    assert len(left_out) == 20 and max(map(len, left_out)) == 2


def test_the_same_weights_are_no_different() -> None:
    one, other, interval = compare(lessons(TRUE), lambda _: SHIPPED, lambda _: SHIPPED)
    assert one == other and interval == (0.0, 0.0)


def test_few_judgments_change_little() -> None:
    few = [Lesson(role=one.role, specialisation=one.specialisation, people=one.people[:4]) for one in lessons(TRUE)]
    away = [
        sum(abs(found.named_domain[part] - SHIPPED.named_domain[part]) for part in PARTS)
        for found in (learn(few), learn(lessons(TRUE)))
    ]
    assert 0 < away[0] < away[1] / 2


@pytest.mark.parametrize("repositories", [0, 1])
def test_what_teaches_nothing_is_said(repositories: int) -> None:
    with pytest.raises(UsageError, match="teach nothing"):
        learned(lessons(TRUE, repositories=repositories) if repositories else [])
    same = [
        Lesson(
            role=one.role,
            specialisation=one.specialisation,
            people=tuple(
                Judged(person=p.person, repository=p.repository, values=p.values, relevance=0) for p in one.people
            ),
        )
        for one in lessons(TRUE)
    ]
    with pytest.raises(UsageError, match="teach nothing"):
        learned(same)
