"""Writing to be found lifts nobody by more than two places; `benchmarks/gaming.py` does the same among 500, for three roles."""

from __future__ import annotations

import pytest

from benchmarks._attacks import BOUND, FROM_PLAIN, PLAIN_COMMIT, People
from benchmarks._people import TODAY, people
from ranking.role import RoleSpec
from ranking.score import STRONG_SCORE
from ranking.shortlist import ordered, rank
from ranking.witness import LEAST, counted, vouched
from tests.ranking.people import encoder, profile, work

PEOPLE, ATTACKERS, MOST = 70, 5, 2


class _Town:
    """Seventy invented people, and an encoder that remembers."""

    def __init__(self) -> None:
        self.people, self._encoder = people(PEOPLE), encoder()

    def places(self, crowd: People, role: RoleSpec) -> dict[str, int]:
        measured, _ = ordered(crowd, role, encoder=self._encoder, as_of=TODAY)
        return {one.person.person_id: place for place, one in enumerate(measured, 1)}


@pytest.fixture(scope="module")
def town() -> _Town:
    return _Town()


@pytest.mark.parametrize("name", BOUND)
def test_nobody_rises_far(town: _Town, shipped: dict[str, RoleSpec], name: str) -> None:
    role, crowd = shipped["mlops-operator"], town.people
    before = town.places(crowd, role)
    chosen = sorted(crowd, key=lambda one: before[one.person_id])[:: PEOPLE // ATTACKERS]
    for one in chosen:
        start = town.places(PLAIN_COMMIT(crowd, one, role), role) if name in FROM_PLAIN else before
        after = town.places(BOUND[name](crowd, one, role), role)
        assert start[one.person_id] - after[one.person_id] <= MOST, f"place {before[one.person_id]}"


def test_the_crowd_is_spread(town: _Town, shipped: dict[str, RoleSpec]) -> None:
    """Else nobody could rise."""
    made = rank(town.people, shipped["mlops-operator"], encoder=encoder(), as_of=TODAY, manifest={})
    scores = [entry.score for entry in made.entries]
    assert scores[0] > STRONG_SCORE and len(set(scores)) > PEOPLE * 0.8


@pytest.mark.parametrize(
    ("commits", "share", "least", "most"),
    [(300, 1.0, 0, 0), (300, 0.5, 0.9, 1), (8, 0.5, 0, 0.2), (1, 0.01, 1, 1), (9, 0.9, 0, 0.01)],
)
def test_who_vouches_for_a_repository(commits: int, share: float, least: float, most: float) -> None:
    assert least <= vouched(work(commits=commits, share=share)) <= most


def test_many_small_repositories_of_ones_own_count_little() -> None:
    mills = [work(repository=f"git.example/own/mill{n:02}", share=1.0, commits=20 + n) for n in range(50)]
    counts = counted(profile(work=tuple(mills)))
    assert sum(counts.values()) < 7.5 and counts["git.example/own/mill49"] > 0.99
    assert all(count == 0 or count >= LEAST for count in counts.values())
    small = counted(
        profile(work=(work(share=1.0, commits=3), work(repository="git.example/a/team", commits=3, share=0.01)))
    )
    assert small == {"git.example/works/mill": 0.0, "git.example/a/team": 1.0}
