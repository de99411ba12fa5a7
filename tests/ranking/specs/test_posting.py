"""A job description becomes a role: what it asks for, in its own words, and nothing that it does not say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.encoder import Encoder
from ranking.role import parse_role
from ranking.specs.posting import draft, read, remarks
from ranking.specs.wanted import MOST_MUST, MOST_NICE
from ranking.texts.wording import mentions
from sourcing.errors import RoleError
from sourcing.records import Archetype, Specialisation
from sourcing.skills import catalogue
from tests.ranking.people import encoder

PLATFORM = """# Keeper of the mill (ML platform)

You will run the platform on which models are trained and shipped: pipelines in Airflow, drift detection, alerts in Grafana.
You own the registry and the rollback of every model, and you are on call one week in six.

Must have:
- Python, Docker and Kubernetes
- infrastructure as code with Terraform

Nice to have: Go, Spark, R. Working English. Hours between UTC-1 and UTC+3.
"""


@pytest.fixture(scope="module")
def model() -> Encoder:
    return encoder({})


@dataclass(frozen=True)
class Line:
    text: str
    archetype: Archetype
    specialisation: Specialisation
    asked: tuple[str, ...]


LINES = [
    Line("Computer vision engineer: object detection, OpenCV, CUDA, inference APIs in production", Archetype.DEVELOPER, Specialisation.VISION,
         ("object detection", "OpenCV", "CUDA")),
    Line("Recommendation research scientist: collaborative filtering, learning to rank, offline evaluation, papers", Archetype.RESEARCHER,
         Specialisation.RECSYS, ("collaborative filtering", "learning to rank")),
    Line("Reinforcement learning researcher: policy gradients, reward shaping, simulation environments", Archetype.RESEARCHER, Specialisation.RL,
         ("policy gradients", "reward shaping", "simulation environments")),
    Line("MLOps engineer on call: Kubernetes, Terraform, MLflow, monitoring, drift detection", Archetype.OPERATOR, Specialisation.MLOPS,
         ("Kubernetes", "Terraform", "MLflow", "drift detection")),
    Line("Backend developer for models: REST APIs, unit tests, packaging, releases, Docker", Archetype.DEVELOPER, Specialisation.ANY,
         ("REST API", "testing", "packaging", "Docker")),
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text.split(":")[0])
def test_a_line_is_enough(line: Line, model: Encoder) -> None:
    found = read(line.text, encoder=model)
    assert (found.archetype, found.specialisation) == (line.archetype, line.specialisation)
    assert set(line.asked) <= {one.skill for one in found.skills if one.is_must}
    assert sum(found.archetypes.values()) == pytest.approx(1, abs=0.001)
    assert sum(found.specialisations.values()) == pytest.approx(1, abs=0.001)


def test_a_page_says_what_is_asked_for_and_what_is_only_welcome(model: Encoder) -> None:
    found = read(PLATFORM, encoder=model)
    assert (found.title, found.archetype, found.specialisation) == (
        "Keeper of the mill (ML platform)", Archetype.OPERATOR, Specialisation.MLOPS,
    )  # fmt: skip
    must = [one.skill for one in found.skills if one.is_must]
    assert must == ["Python", "Docker", "Kubernetes", "infrastructure as code", "Terraform"]
    assert {"Go", "Spark", "R", "Airflow", "drift detection", "Grafana"} <= {
        one.skill for one in found.skills if not one.is_must
    }
    assert found.owns.startswith("You own the registry")
    assert [one.value for one in (*found.languages, *found.time_zones)] == ["English", "UTC-1..UTC+3"]
    assert found.level and (found.level.value, found.level.words) == ("owns", "You own")


def test_the_draft_is_a_role_that_keeps_the_words(model: Encoder) -> None:
    text = draft(read(PLATFORM, encoder=model), name="keeper")
    spec = parse_role(text, where="draft").spec
    assert spec.posting == PLATFORM.strip() and "alerts in Grafana" in spec.text
    assert (spec.eligibility.languages, spec.eligibility.time_zones, spec.level) == (
        ("English",), ("UTC-1..UTC+3",), "owns",
    )  # fmt: skip
    assert 'level = "owns"  # You own' in text and '"UTC-1..UTC+3",  # UTC-1 and UTC+3' in text
    assert tomllib.loads(text)["prevents"] == "silent decay in production"
    assert draft(read(PLATFORM, encoder=model), name="keeper") == text


PAGE = """# Grinder of models (f/m/x)

Mill & Co sells flour to bakers by what they will bake.

## What you will do
- Keep inference latency at a minimum with TensorRT and Triton
- Own the pipelines on Airflow that train our models

## What you bring
- Experience with ranking models, in PyTorch or JAX
- Python and Docker; no experience with Kubernetes required

## Nice to have
- Spark
"""


def test_outcomes_are_of_the_work_and_no_headings_or_requirements(model: Encoder) -> None:
    found = read(PAGE, encoder=model)
    assert (found.title, found.mission) == (
        "Grinder of models (f/m/x)", "Mill & Co sells flour to bakers by what they will bake.",
    )  # fmt: skip
    assert found.outcomes == (
        "Keep inference latency at a minimum with TensorRT and Triton",
        "Own the pipelines on Airflow that train our models",
    )
    assert found.owns == found.outcomes[1]
    assert [one.skill for one in found.skills if one.is_must] == ["learning to rank", "PyTorch", "Python", "Docker"]
    assert [one.skill for one in found.skills if not one.is_must] == [
        "JAX", "Spark", "real-time inference", "TensorRT", "Triton", "data pipelines", "Airflow",
    ]  # fmt: skip
    assert '"PyTorch",  # or JAX' in draft(found, name="grinder") and remarks(found) == []


def test_where_nothing_says_what_must_be_there_it_is_told(model: Encoder) -> None:
    page = "Keeper\n\nThe mill runs Python.\nIt has Docker.\nIt turns.\n{}\n- Spark"
    unsorted, sorted_ = (read(page.format(heading), encoder=model) for heading in ("Myllyssä", "Requirements"))
    (remark,) = remarks(unsorted)
    assert "sort must_have and nice_to_have" in remark and f"# {remark}\n" in draft(unsorted, name="keeper")
    assert remarks(sorted_) == [] == remarks(read("Keeper of Python, Docker and Spark", encoder=model))


def test_a_page_of_requirements_alone_has_no_outcomes(model: Encoder) -> None:
    found = read(
        "Keeper\n\nYou have\n- Experience with ranking models and with Docker\n- Five cats in the mill", encoder=model
    )
    assert (found.mission, found.outcomes, found.owns) == ("Keeper: learning to rank, Docker", (), "")


def test_what_finds_no_room_is_told(model: Encoder) -> None:
    found = read("Keeper\n\nYou have\n" + "\n".join(f"- {one}" for one in list(catalogue())[:40]), encoder=model)
    names = [one.skill for one in (*found.skills, *found.left_out)]
    moved, left_out = remarks(found)
    text = draft(found, name="keeper")
    assert f"# {moved}\n# {left_out}\n" in text and parse_role(text, where="draft").spec.must_have == tuple(
        names[:MOST_MUST]
    )
    assert all(one.skill in moved for one in found.moved) and all(one.skill in left_out for one in found.left_out)
    assert len(found.skills) == MOST_MUST + MOST_NICE and found.moved[0].skill == names[MOST_MUST]


def test_what_a_text_does_without_is_not_asked_for(model: Encoder) -> None:
    found = read(
        "Research scientist. We care less about REST APIs than about PyTorch and ablation studies.", encoder=model
    )
    assert "REST API" not in {one.skill for one in found.skills}
    without = "Research scientist: PyTorch, ablation studies. "
    plain = read(without, encoder=model)
    found = read(without + "No experience with Kubernetes required, and you don't need to be on call.", encoder=model)
    assert {one.skill for one in found.skills} == {one.skill for one in plain.skills}
    assert found.told == plain.told and not found.told[Archetype.OPERATOR]


def test_a_comment_of_a_draft_holds_no_control_character(model: Encoder) -> None:
    text = draft(read("Keeper of mills: Python\nLocation: Hamburg,\x00\x7f hybrid", encoder=model), name="keeper")
    assert parse_role(text, where="draft").spec.eligibility.places == ("Hamburg, Germany",)


@pytest.mark.parametrize("text", ["", "  \n", "one", "# #\n ** **"])
def test_an_empty_text_is_refused(text: str, model: Encoder) -> None:
    with pytest.raises(RoleError, match="empty"):
        read(text, encoder=model)


def test_a_text_without_a_known_skill_is_refused(model: Encoder) -> None:
    with pytest.raises(RoleError, match="names no skill"):
        read("We seek a baker of bread and of cakes for our shop in the old town.", encoder=model)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(model: Encoder, text: str) -> None:
    try:
        found = read("Python " + text, encoder=model)
    except RoleError:
        return
    assert len([one for one in found.skills if one.is_must]) <= MOST_MUST
    assert len([one for one in found.skills if not one.is_must]) <= MOST_NICE
    parse_role(draft(found, name="any"), where="draft") if len(found.title) >= 3 and len(found.mission) >= 10 else None


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Python, Go, R and C++", ["Python", "Go", "R", "C++"]),
        ("languages: R, Go", ["R", "Go"]),
        ("go to market with spring in your step", []),
        ("vector database, LLMs, unit-tests", ["vector databases", "large language models", "testing"]),
        ("we use Spring and Echo", ["Spring", "Echo"]),
        ("mail@python.org or x.pytorch", []),
    ],
)
def test_skills_named_in_prose(text: str, skills: list[str]) -> None:
    assert [one.skill for one in mentions(text)] == skills
