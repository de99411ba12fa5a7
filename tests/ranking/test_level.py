"""The scope of work follows from what one repository shows, never from years of a career."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ranking.level import level
from sourcing.profiles import Profile, Work
from tests.ranking.people import profile, proof, work

FILES = tuple(proof(number, signal=signal, kind="unit") for number, signal in enumerate(("tests", "ci", "containers")))
MONTHS = proof(
    10, signal="activity", kind="sustained", own_value=18.0, has_file=False, detail="18 months with a commit"
)
MERGES = proof(
    11, signal="review_work", kind="merges", own_value=9.0, has_file=False, detail="merged the work of others 9 times"
)
RELEASES = ("Release v1.2.0", "Bump version to 1.1", "v1.0.0", "Add the grinding stage")


def person(*more: Any, **changed: Any) -> Profile:
    return profile(work=(work(**changed),), proofs=(*FILES, MONTHS, *more))


def test_sustained_authorship_owns_and_says_where() -> None:
    found = level(person())
    assert (found.level, found.evidence_id) == ("owns", MONTHS.evidence_id)
    assert found.sentence == "owns: 50% of all changes to works/mill, in 18 months from January 2023 to October 2026"


def test_merging_for_others_leads_and_rests_on_that_row() -> None:
    found = level(person(MERGES))
    assert (found.level, found.evidence_id) == ("leads", MERGES.evidence_id)
    assert found.sentence.endswith("; merged the work of others 9 times")


def test_releases_lead_where_others_work_too() -> None:
    found = level(person(subjects=RELEASES))
    assert found.level == "leads" and "wrote 3 commits that release a version" in found.sentence
    assert level(person(subjects=RELEASES, share=0.97)).level == "owns"
    assert level(person(subjects=RELEASES[1:])).level == "owns"


@pytest.mark.parametrize(
    "changed",
    [
        {"share": 0.1},
        {"commits": 12},
        {"first_at": date(2026, 1, 1)},
        {"first_at": None},
        {"place": "course"},
    ],
    ids=str,
)
def test_less_contributes(changed: dict[str, Any]) -> None:
    found = level(person(MERGES, subjects=RELEASES, **changed))
    assert (found.level, found.evidence_id) == ("contributes", None)


def test_one_kind_of_evidence_or_few_months_contribute() -> None:
    assert level(profile(work=(work(),), proofs=(FILES[0], MONTHS, MERGES))).level == "contributes"
    assert level(profile(work=(work(),), proofs=(*FILES, MERGES))).level == "contributes"


def test_a_part_of_a_large_repository_is_owned_when_kept_long() -> None:
    long = proof(12, signal="activity", kind="sustained", own_value=30.0, has_file=False)
    assert level(profile(work=(work(share=0.06, commits=300),), proofs=(*FILES, long))).level == "owns"
    assert level(profile(work=(work(share=0.06, commits=60),), proofs=(*FILES, long))).level == "contributes"


def test_many_small_repositories_add_up_to_nothing() -> None:
    filler = tuple(work(repository=f"git.example/me/toy-{n}", share=1.0, commits=5) for n in range(50))
    assert level(profile(work=filler, proofs=())).level == "contributes"


def test_a_longer_career_changes_nothing() -> None:
    def before(one: Work) -> Profile:
        return profile(work=(work(), one), proofs=(*FILES, MONTHS))

    old = work(repository="git.example/works/barn", first_at=date(1999, 1, 1), last_at=date(1999, 2, 1), share=0.01)
    assert level(before(old)) == level(person())


@pytest.mark.parametrize(
    ("subject", "is_release"),
    [
        ("Bump version: 0.4.1 → 0.5.0", True),
        ("release: 26.1.0", True),
        ("chore(release): v1.2.3", True),
        ("Prepare 1.8 release.", True),
        ("Version 0.13.6 (#1006)", True),
        ("1.2 video + script", False),
        ("Release tools", False),
        ("Release memory of models", False),
        ("Bump numpy from 1.2 to 1.3", False),
    ],
)
def test_a_release_is_known_by_its_version(subject: str, is_release: bool) -> None:
    assert (level(person(subjects=(subject,) * 3)).level == "leads") is is_release
