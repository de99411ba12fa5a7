"""An interview kit: the same core for everybody, probes on their own ground, gaps asked and not assumed."""

from __future__ import annotations

import pytest

from ranking.change import Asked
from ranking.interview import ABOUT, ANYWHERE, CORE, MOST_GAPS, MOST_OF_WORK, PROBES, Question, Shown, kit
from ranking.role import RoleSpec
from sourcing.records import Archetype
from sourcing.signals import catalogue
from tests.ranking.people import role


def shown(number: int, signal: str, *skills: str, share: float = 0.8) -> Shown:
    return Shown(signal, f"work {number}", skills, share, f"https://git.example/{number}")


def made(
    wanted: RoleSpec | None = None, *, work: list[Shown], gaps: list[Asked], where: str | None = "works/mill"
) -> list[list[Question]]:
    return list(kit(wanted or role(), shown=work, gaps=gaps, where=where).values())


def test_the_core_is_the_same_for_everybody_and_asks_to_explain_to_somebody_who_is_no_engineer() -> None:
    rich = made(work=[shown(n, "ci") for n in range(9)], gaps=[])
    poor = made(work=[], gaps=[Asked("Docker", True, 0.0, None)], where=None)
    assert rich[0] == poor[0] == list(CORE)
    assert any("somebody who sells the product" in one.text for one in CORE)
    assert all("1 " in one.scored and "4 " in one.scored for part in (*rich, *poor) for one in part)


@pytest.mark.parametrize("archetype", Archetype)
def test_probes_stand_on_their_own_repository(archetype: Archetype) -> None:
    for where, ground in (("works/mill", "works/mill"), (None, ANYWHERE)):
        _, probes, *_ = made(role(archetype=archetype, interview=["Why mills?"]), work=[], gaps=[], where=where)
        assert probes[0].text == "Why mills?"
        assert len(probes) == 1 + len(PROBES[archetype]) and all(ground in one.text for one in probes[1:])


def test_work_is_asked_about_once_mostly_theirs_first_and_of_different_kinds() -> None:
    work = [
        shown(0, "tests", "Python", share=0.1),
        shown(1, "ci", "operator", "CI/CD"),
        shown(2, "ci", "Docker"),
        shown(3, "unheard_of", "Helm"),
        shown(4, "training", "PyTorch"),
    ]
    _, _, asked, _ = made(work=work, gaps=[])
    assert [one.about for one in asked] == ["work 1", "work 3", "work 4", "work 0"]
    assert len(asked) == MOST_OF_WORK and all(one.link for one in asked)
    assert asked[-1].text.startswith("What was your part of it?") and asked[0].text == ABOUT["ci"]


def test_gaps_are_must_haves_first_and_not_what_was_asked_about_already() -> None:
    gaps = [
        Asked("Kubernetes", True, 0.35, "own words"),
        Asked("Docker", True, 0.1, "evidence"),
        Asked("MLflow", True, 0.0, None),
        Asked("Python", True, 1.0, "evidence"),
        Asked("Terraform", False, 0.0, None),
        *(Asked(f"skill {n}", False, 0.0, None) for n in range(9)),
    ]
    _, _, _, asked = made(work=[shown(1, "containers", "Docker")], gaps=gaps)
    assert [one.text.partition(":")[0] for one in asked] == ["MLflow", "Kubernetes", "Terraform", "skill 0"]
    assert len(asked) == MOST_GAPS
    assert "nothing public was found" in asked[0].text and "works/mill" in asked[0].text
    assert "your commits name it" in asked[1].text


def test_every_question_about_a_signal_is_about_one_that_exists() -> None:
    assert set(ABOUT) <= set(catalogue())
