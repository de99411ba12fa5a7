"""The crowd: as many people and repositories as asked for, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from sourcing.sandbox.blueprints import templates_for
from sourcing.sandbox.cast import engineers
from sourcing.sandbox.crowd import build_crowd, shortened
from sourcing.sandbox.fastimport import Draft
from sourcing.sandbox.history import Hand, Plan, draft_repository, tree_of
from sourcing.sandbox.steps import Tree
from sourcing.sandbox.vocabulary import words_for
from sourcing.sandbox.world import NOW, World, load_world
from tests.sandbox.reading import entries, git, log


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_crowd(tmp_path_factory.mktemp("crowd"), people=4, most=3, seed=7)


def test_so_many_people_and_so_many_repositories(crowd: World, tmp_path: Path) -> None:
    assert len(crowd.people) == 4 and {person.kind for person in crowd.people} == {"engineer"}
    owned = [len([repo for repo in crowd.repositories if repo.owner == person.handle]) for person in crowd.people]
    assert owned[0] == 3 and owned[3] == 1 and all(1 <= number <= 3 for number in owned)
    assert sum(owned) == len(crowd.repositories) == len({repo.slug for repo in crowd.repositories})
    (alone,) = build_crowd(tmp_path, people=1, most=1).repositories
    assert alone.contributors == (alone.owner,)


def test_people_are_distinct(crowd: World) -> None:
    assert all(person.handle.endswith("-sbx") and person.handle.isascii() for person in crowd.people)
    assert len({person.handle for person in crowd.people}) == len({person.name for person in crowd.people}) == 4
    addresses = [address for person in crowd.people for address in person.emails]
    assert len(set(addresses)) == len(addresses)
    for person in crowd.people:
        assert all(person.handle.removesuffix("-sbx") in address for address in person.emails)
    assert len({(person.archetype, person.specialisation) for person in crowd.people}) > 2


def test_same_seed_same_commits(crowd: World, tmp_path: Path) -> None:
    again = build_crowd(tmp_path, people=4, most=3, seed=7)
    assert _heads(again) == _heads(crowd)
    other = build_crowd(tmp_path, people=4, most=3, seed=8)
    assert not set(_heads(other).values()) & set(_heads(crowd).values())


def test_a_crowd_that_is_there_is_left_alone_and_another_one_takes_its_place(tmp_path: Path) -> None:
    first = build_crowd(tmp_path, people=2, most=1)
    written = (tmp_path / "world.json").stat()
    assert build_crowd(tmp_path, people=2, most=1) == first == load_world(tmp_path)
    assert (tmp_path / "world.json").stat() == written
    assert len(build_crowd(tmp_path, people=1, most=1).people) == 1
    assert len(build_crowd(tmp_path, people=1, most=2).repositories) == 2
    assert sum(path.is_dir() for path in tmp_path.glob("repos/*/*.git")) == 2


def test_git_finds_what_the_truth_says(crowd: World) -> None:
    known = {address: person.handle for person in crowd.people for address in person.emails}
    for repository in crowd.repositories:
        assert git(repository.path, "fsck", "--strict", "--full") == b"", repository.slug
        lines = [line.split() for line in log(repository, "%H %ae %ct")]
        assert (lines[0][0], len(lines)) == (repository.head, repository.commits)
        written = Counter(known[address] for _, address, _ in lines)
        assert set(written) == set(repository.contributors) and repository.contributors[0] == repository.owner
        assert max(int(seconds) for _, _, seconds in lines) <= NOW.timestamp()
        assert 5 <= repository.commits <= 60 and 10 <= len(entries(repository)) <= 60, repository.slug


def test_some_repositories_have_two_hands(crowd: World) -> None:
    shared = [repo for repo in crowd.repositories if len(repo.contributors) > 1]
    assert 0 < len(shared) < len(crowd.repositories)
    assert max(len(repo.contributors) for repo in crowd.repositories) <= 3


def test_shelves_of_twelve(tmp_path: Path) -> None:
    world = build_crowd(tmp_path, people=1, most=12)
    (person,), first = world.people, world.repositories[0]
    assert len(world.repositories) == 12
    assert (first.archetype, first.specialisation) == (person.archetype, person.specialisation)


@pytest.mark.parametrize("most", [1, 5, 20, 500])
def test_a_shortened_history_ends_with_the_same_files(most: int) -> None:
    rng = random.Random(most)
    owner = engineers(rng)[0]
    words = words_for("nlp", rng, owner=owner.handle, name="amber-anvil", author=owner.name, year=2024)
    plan = Plan(
        hands=(Hand(person=owner, areas=frozenset("*")),),
        words=words,
        start=owner.active_from,
        end=owner.active_to,
        templates=templates_for("developer", "nlp", 3, rng),
        releases=3,
        branching=0.5,
        open_branches=2,
    )
    whole = draft_repository(plan, rng)
    short = shortened(whole, most=most, owner=owner)
    assert tree_of(short) == tree_of(whole)
    assert len(short.commits) in range(min(most, len(whole.commits)), most + 7)
    assert all(parent < place for place, commit in enumerate(short.commits) for parent in commit.parents)
    places, before = _places(short), _places(whole)
    assert all(_files(short, places[name]) == _files(whole, before[name]) for name in places)
    assert (places == before) is (most == 500) and len(before) > 3


def test_a_crowd_of_nobody_and_one_nobody_has_names_for_are_refused(tmp_path: Path) -> None:
    for people, most in ((0, 3), (3, 0)):
        with pytest.raises(ValueError, match="nobody"):
            build_crowd(tmp_path, people=people, most=most)
    with pytest.raises(ValueError, match="names for"):
        build_crowd(tmp_path, people=99_999)
    assert not list(tmp_path.iterdir())


def _heads(world: World) -> dict[str, str]:
    return {repository.slug: repository.head for repository in world.repositories}


def _places(draft: Draft) -> dict[str, int]:
    """The commits that tags and open branches name."""
    return {tag.name: tag.commit for tag in draft.tags} | dict(draft.branches)


def _files(draft: Draft, place: int) -> Tree:
    return tree_of(Draft(commits=draft.commits[: place + 1]))
