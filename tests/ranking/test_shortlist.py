"""Ranking the sandbox world: the same whatever the order, the name or the stuffing."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ranking.role import RoleSpec
from ranking.texts.text import tokens
from sourcing.profiles import Profile, Shortlist, Work
from sourcing.sandbox.world import World
from sourcing.settings import MODEL_SHA256
from tests.ranking.people import Crowd, profile, proof, role, work
from tests.warehouse.house import opened, town
from warehouse.runs.shortlists import VectorStore

FORMER = "Ilse Waldbaum"
ROLES = ["mlops-operator", "nlp-developer", "recsys-developer", "rl-researcher", "vision-researcher"]


@pytest.fixture(params=ROLES)
def wanted(request: pytest.FixtureRequest, shipped: dict[str, RoleSpec]) -> RoleSpec:
    return shipped[request.param]


def test_shuffled_input_gives_the_same_shortlist(crowd: Crowd, wanted: RoleSpec) -> None:
    dice = random.Random(5)
    first = crowd.ranked(wanted)
    people = [
        replace(
            one,
            work=tuple(dice.sample(one.work, len(one.work))),
            proofs=tuple(dice.sample(one.proofs, len(one.proofs))),
        )
        for one in crowd.people
    ]
    dice.shuffle(people)
    again = crowd.ranked(wanted, tuple(people))
    assert again == first
    assert [entry.rank for entry in first.entries] == list(range(1, len(crowd.people) + 1))
    assert {entry.person_id: entry.rank for entry in first.entries} == crowd.places(wanted)
    scores = [entry.score for entry in first.entries]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) > 50


def test_ties_go_by_person_id(crowd: Crowd) -> None:
    people = tuple(profile(name) for name in ("pc", "pa", "pb"))
    assert [one.person_id for one in crowd.ranked(role(), people).entries] == ["pa", "pb", "pc"]


def test_nobody_is_an_empty_shortlist(crowd: Crowd) -> None:
    assert crowd.ranked(role(), ()).entries == ()


def test_every_reason_stands_on_a_stored_row_of_that_person(crowd: Crowd, wanted: RoleSpec) -> None:
    backed = 0
    for entry in crowd.ranked(wanted).entries:
        for reason in entry.reasons:
            if reason.evidence_id is None:
                assert "found" in reason.sentence
            else:
                assert crowd.evidence[reason.evidence_id] == entry.person_id
                backed += 1
        answered = {reason.requirement for reason in entry.reasons}
        assert {*wanted.must_have, str(wanted.archetype)} <= answered
    assert backed > 200


def test_parts_sum_to_scores(crowd: Crowd, wanted: RoleSpec) -> None:
    for entry in crowd.ranked(wanted).entries:
        assert entry.score == round(sum(part.points for part in entry.parts), 4)


def _renamed(one: Work, name: str) -> Work:
    return replace(
        one,
        readme=one.readme.replace(FORMER, name),
        subjects=tuple(subject.replace(FORMER, name) for subject in one.subjects),
        masked=tuple(name if masked == FORMER else masked for masked in one.masked),
    )


@pytest.fixture(scope="module")
def spoken_of(crowd: Crowd, shipped: dict[str, RoleSpec]) -> tuple[tuple[Profile, ...], Shortlist]:
    """The people where READMEs and commits speak of one of them, and their shortlist."""
    told = tuple(_telling(one, FORMER) for one in crowd.people)
    return told, crowd.ranked(shipped["mlops-operator"], told)


@pytest.mark.parametrize(
    "name",
    ["Jean-Luc O'Brannigan", "Bo Smitters", "Nkechi Adéọlá Okonjo-Whitfield", "Марфа Иванова", "김 민서", "王小明"],
)
def test_a_name_changes_nothing(
    crowd: Crowd, shipped: dict[str, RoleSpec], spoken_of: tuple[tuple[Profile, ...], Shortlist], name: str
) -> None:
    """Even where the README and the commits speak of the person: the same bytes, not only the same order."""
    told, before = spoken_of
    swapped = tuple(replace(one, work=tuple(_renamed(w, name) for w in one.work)) for one in told)
    assert any(name in w.readme for one in swapped for w in one.work)
    assert crowd.ranked(shipped["mlops-operator"], swapped) == before


IDENTITIES = {
    "one": ("She", "Lisbon", "Stanford University", "at Google"),
    "another": ("They", "Ho Chi Minh City", "University of Nairobi", "at Millworks Labs"),
}


def test_pronoun_place_school_and_employer_change_nothing(crowd: Crowd, shipped: dict[str, RoleSpec]) -> None:
    wanted = shipped["vision-developer"]
    first, second = (
        crowd.ranked(wanted, tuple(_living(one, *words) for one in crowd.people)) for words in IDENTITIES.values()
    )
    assert first == second
    assert "Lisbon" in _living(crowd.people[0], *IDENTITIES["one"]).work[0].readme


def _living(one: Profile, pronoun: str, place: str, school: str, employer: str) -> Profile:
    def told(w: Work) -> Work:
        words = w.readme.split()
        readme = " ".join(
            [*words[:5], f"{pronoun} built this in {place} after {school} and works {employer}.", *words[5:]]
        )
        return replace(
            w, readme=readme, subjects=(f"Move the office to {place}", f"{pronoun} fixed it {employer}", *w.subjects)
        )

    return replace(one, work=tuple(told(w) for w in one.work))


def _telling(one: Profile, name: str) -> Profile:
    def told(w: Work) -> Work:
        words = w.readme.split()
        readme = " ".join([*words[:6], f"by {name},", *words[6:]])
        return replace(w, readme=readme, subjects=(f"Merge work of {name}", *w.subjects), masked=(*w.masked, name))

    return replace(one, work=tuple(told(w) for w in one.work))


def _stuffings(wanted: RoleSpec) -> dict[str, str]:
    words = wanted.text.split()
    random.Random(3).shuffle(words)
    return {
        "copied": wanted.text,
        "shuffled": " ".join(words),
        "skills": " ".join([*wanted.must_have, *wanted.nice_to_have] * 8),
    }


def _with_readme(people: tuple[Profile, ...], repository: str, words: str) -> tuple[Profile, ...]:
    def stuffed(w: Work) -> Work:
        return replace(w, readme=f"{words} {w.readme}") if w.repository == repository else w

    return tuple(replace(one, work=tuple(stuffed(w) for w in one.work)) for one in people)


@pytest.mark.parametrize(
    ("name", "way"),
    [*((name, "copied") for name in ROLES), ("mlops-operator", "shuffled"), ("rl-researcher", "skills")],
)
def test_a_readme_stuffed_with_the_roles_words_lifts_nobody_far(
    crowd: Crowd, shipped: dict[str, RoleSpec], name: str, way: str
) -> None:
    """Whoever does it, in the repository where they wrote most: two places at most."""
    wanted = shipped[name]
    words, before = _stuffings(wanted)[way], crowd.places(wanted)
    lifted = {}
    for person in crowd.people[::9]:
        most = max(person.work, key=lambda one: (one.commits, one.repository))
        after = crowd.places(wanted, _with_readme(crowd.people, most.repository, words))
        lifted[most.repository] = before[person.person_id] - after[person.person_id]
    assert len(lifted) > 6 and max(lifted.values()) <= 2, sorted(lifted.items(), key=lambda pair: -pair[1])[:3]


def test_a_readme_is_no_part_of_the_words_a_person_is_found_by(crowd: Crowd) -> None:
    """Else a README that nobody wrote code for would count as their own words."""
    plain, stuffed = (
        profile("pa"),
        profile("pb", work=(work(readme=role().text * 9, repository="git.example/other/mill"),)),
    )
    parts = [{part.name: part.value for part in one.parts} for one in crowd.ranked(role(), (plain, stuffed)).entries]
    assert parts[0]["own words"] == parts[1]["own words"] > 0


def test_fifty_filler_repositories_lift_nobody_past_one_with_work(crowd: Crowd) -> None:
    filler = tuple(
        work(
            repository=f"git.example/filler/{n}",
            commits=1,
            subjects=("Initial commit",),
            paths=("README.md",),
            readme=role().text,
        )
        for n in range(50)
    )
    real = profile("pz", proofs=tuple(proof(n, own_value=4.0) for n in range(3)))
    first, *_ = crowd.ranked(role(), (profile("pa", work=filler, proofs=()), real)).entries
    assert first.person_id == "pz"


CHILD = """
import sys
from datetime import date
from pathlib import Path
from ranking.role import find_role
from ranking.shortlist import rank
from sourcing.sandbox.world import NOW
from tests.ranking.people import encoder
from tests.warehouse.house import opened
from warehouse.profiles import as_of_day, profiles
from warehouse.runs.shortlists import VectorStore

with opened(Path(sys.argv[1])) as warehouse:
    held = encoder(VectorStore(warehouse, model=sys.argv[2]))
    role = find_role("mlops-operator", folder=Path("."))
    made = rank(profiles(warehouse, now=NOW), role.spec, encoder=held, as_of=as_of_day(warehouse), manifest={"a": "test"})
print(repr(made))
"""


def test_another_process_with_another_hash_seed_makes_the_same_bytes(
    crowd: Crowd, shipped: dict[str, RoleSpec], sandbox_world: World, tmp_path: Path
) -> None:
    here = crowd.ranked(shipped["mlops-operator"])
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(town(sandbox_world.root).file.read_bytes())
    with opened(copy) as warehouse:
        store = VectorStore(warehouse, model=MODEL_SHA256)
        store.update(crowd.store)
        store.flush()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(copy), MODEL_SHA256],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "TZ": "Pacific/Apia", "LANG": "tr_TR.UTF-8"},
            cwd=Path(__file__).parents[2],
        )
        assert done.stdout.strip() == repr(here)


def test_no_name_of_a_person_is_in_a_profile(crowd: Crowd) -> None:
    for one in crowd.people:
        spoken = set(tokens(" ".join(w.readme for w in one.work)))
        assert spoken  # there is something to mask
        assert crowd.names[one.person_id] not in repr(replace(one, work=()))
        assert all("@" not in name for w in one.work for name in w.masked)
