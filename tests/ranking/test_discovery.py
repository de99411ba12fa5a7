"""Where a role's people may be found, and the words by which their work is told from other work."""

from __future__ import annotations

import pytest

from ranking.discovery import TOPICS, Discovery, terms_for, topics_for
from ranking.role import RoleSpec, parse_role
from sourcing.errors import RoleError
from sourcing.records import Specialisation
from sourcing.skills import plain
from tests.ranking.people import role


def test_every_specialisation_but_any_and_other_has_topics() -> None:
    without = {one for one in Specialisation if not topics_for(one)}
    assert without == {Specialisation.ANY, Specialisation.OTHER}
    assert all(plain(topic).replace(" ", "-") == topic for topics in TOPICS.values() for topic in topics)


def test_no_topic_belongs_to_two_specialisations() -> None:
    topics = [topic for listed in TOPICS.values() for topic in listed]
    assert len(topics) == len(set(topics))


def test_a_role_that_says_nothing_is_sought_by_the_topics_of_its_specialisation() -> None:
    assert role(specialisation="rl").plan == Discovery(topics=topics_for("rl"))
    assert role(specialisation="other").plan == Discovery()


def test_a_role_that_says_where_is_sought_there_alone() -> None:
    said = {"organisations": ["works-sbx"], "users": ["location:Turku"]}
    assert role(discovery=said).plan == Discovery(organisations=("works-sbx",), users=("location:Turku",))


def test_a_misspelt_way_of_looking_is_refused_with_the_nearest_one() -> None:
    text = f'{_role_text()}\n[discovery]\norganizations = ["works-sbx"]\n'
    with pytest.raises(RoleError, match=r"unknown key 'discovery.organizations' \(nearest: 'organisations'\)"):
        parse_role(text, where="role.toml")


def _role_text() -> str:
    return (
        'name = "miller"\ntitle = "Miller"\nmission = "Keep the mill grinding."\n'
        'archetype = "operator"\nspecialisation = "mlops"\nmust_have = ["Docker"]\n'
    )


def test_the_words_of_a_role_are_its_skills_their_aliases_and_its_topics() -> None:
    terms = terms_for(("Kubernetes", "Grain Milling"), "mlops")
    assert {"kubernetes", "k8s", "grain milling", "mlops", "model serving"} <= terms
    assert all(term == plain(term) for term in terms)


@pytest.mark.parametrize("common", ["Python", "Git", "SQL", "C", "R", "Go"])
def test_words_that_say_nothing_of_a_domain_are_left_out(common: str) -> None:
    assert plain(common) not in terms_for((common,), "any")


def test_words_are_compared_in_lower_case_with_single_spaces() -> None:
    assert plain("  Model-Serving/C++ & C#  ") == "model serving c++ c#"
    assert plain("…") == ""
    assert "" not in terms_for(("…",), "any")


def test_every_shipped_role_can_be_sought_and_recognised(shipped: dict[str, RoleSpec]) -> None:
    assert shipped
    for name, spec in shipped.items():
        assert spec.plan != Discovery(), name
        assert len(spec.terms) > 5, name
