"""Each objection names the words, why, and what to write instead; a good role draws none."""

from __future__ import annotations

from datetime import date

import pytest

from ranking.role import RoleSpec, parse_role
from ranking.specs.lint import Objection, objections

GOOD = {
    "name": "keeper",
    "title": "Keeper of the platform",
    "mission": "Keep the models of the product healthy after launch.",
    "archetype": "operator",
    "specialisation": "mlops",
    "prevents": "silent decay in production",
    "owns": "Monitoring, alerts and rollback of the deployed models.",
    "outcomes": ("Drift is seen within a day", "A bad model is rolled back within ten minutes"),
    "must_have": ("Python", "Kubernetes", "monitoring"),
    "interview": ("Precision fell over three weeks: what do you inspect first?",),
}
TODAY = date(2026, 6, 1)


def said(**changed: object) -> list[Objection]:
    return objections(RoleSpec.model_validate({**GOOD, **changed}), today=TODAY)


def test_a_good_role_draws_no_objection() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"outcomes": ()}, "outcomes", "none"),
        ({"owns": " "}, "owns", "nothing"),
        ({"prevents": ""}, "prevents", "nothing"),
        ({"interview": ()}, "interview", "none"),
        (
            {"must_have": ("Python", "Docker", "Helm", "AWS", "GCP", "Azure", "SQL", "Kafka", "Spark")},
            "must_have",
            "Spark",
        ),
        ({"must_have": ("Python", "underwater basketry")}, "must_have", "underwater basketry"),
        ({"title": "Senior keeper of the platform"}, "level", "Senior"),
        ({"title": "Rock star of the platform"}, "title", "Rock star"),
        ({"mission": "Keep models healthy; a PhD is welcome."}, "mission", "PhD"),
        ({"mission": "He keeps the models healthy after launch."}, "mission", "He"),
        ({"mission": "Join a young team that keeps models healthy."}, "mission", "young"),
        (
            {"posting": "You bring 12 years of experience with Kubeflow."},
            "posting",
            "12 years of experience with Kubeflow",
        ),
        ({"posting": "At least 5+ years of work."}, "posting", "5+ years"),
        ({"specialisation": "other", "must_have": ("Python",)}, "specialisation", "other"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, object], key: str, words: str) -> None:
    found = said(**changed)
    assert (key, words) in {(one.key, one.words) for one in found}
    assert all(one.why and one.instead for one in found)


def test_a_title_of_seniority_with_a_level_draws_no_objection() -> None:
    (one,) = said(title="Senior keeper of the platform")
    assert one.instead.startswith('level = "owns"')
    assert said(title="Senior keeper of the platform", level="owns") == []


def test_a_mixture_of_archetypes_is_named_with_its_words() -> None:
    mixed = (
        "Publish papers and ablation studies with novel architectures",
        "Be on call for alerts, incidents and the Kubernetes infrastructure",
    )
    found = [
        one
        for one in said(
            outcomes=mixed, title="Keeper", mission="Research and monitoring.", owns="Experiments; dashboards."
        )
        if one.key == "archetype"
    ]
    assert len(found) == 1 and "researcher" in found[0].words and "operator" in found[0].words


def test_words_of_another_archetype_are_named() -> None:
    found = said(archetype="researcher")
    assert [one.key for one in found] == ["archetype"] and 'archetype = "operator"' in found[0].instead


def test_a_researcher_may_be_asked_for_publications() -> None:
    text = 'name = "r"\ntitle = "Researcher"\nmission = "Find out by experiments whether ideas work; a PhD helps."\n'
    text += 'archetype = "researcher"\nspecialisation = "any"\nmust_have = ["evaluation"]\n'
    found = objections(parse_role(text, where="x").spec, today=TODAY)
    assert not [one for one in found if one.words == "PhD"]


@pytest.mark.parametrize(
    "posting",
    [
        "You don't need a PhD, and no publications at NeurIPS are expected.",
        "We are not looking for rock stars.",
        "You do not need 5 years of experience.",
        "A PhD is not required.",
    ],
)
def test_what_a_role_says_it_does_without_draws_no_objection(posting: str) -> None:
    assert said(posting=posting) == []


def test_what_is_not_required_but_a_plus_is_still_named() -> None:
    assert [one.words for one in said(posting="A PhD is not required but a plus.")] == ["PhD"]
