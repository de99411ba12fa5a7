"""Which skills are asked for, which are welcome, which would do instead, and what finds no room."""

from __future__ import annotations

import time

import pytest

from ranking.specs.sections import sentences
from ranking.specs.wanted import MOST_MUST, MOST_NICE, Wanted, wanted

FOR = "What you bring\n- "


def read(text: str) -> Wanted:
    return wanted(text, sentences(text))


def must(found: Wanted) -> list[str]:
    return [one.skill for one in found.skills if one.is_must]


def nice(found: Wanted) -> list[str]:
    return [one.skill for one in found.skills if not one.is_must]


@pytest.mark.parametrize(
    ("text", "asked", "welcome", "note"),
    [
        ("PyTorch or JAX", ["PyTorch"], ["JAX"], "or JAX"),
        ("Strong in Python, PyTorch or JAX", ["Python", "PyTorch"], ["JAX"], "or JAX"),
        ("AWS, GCP, or Azure", ["AWS"], ["GCP", "Azure"], "or GCP, Azure"),
        ("Airflow or Prefect, MLflow and Docker", ["Airflow", "MLflow", "Docker"], ["Prefect"], "or Prefect"),
        ("Airflow, Prefect or similar", ["Airflow"], ["Prefect"], "or Prefect"),
        ("Docker (or Kubernetes)", ["Docker"], ["Kubernetes"], "or Kubernetes"),
        ("Vector databases (Qdrant or Weaviate), SQL", ["vector databases", "SQL"], ["Qdrant", "Weaviate"], "such as Qdrant, Weaviate"),
        ("LLM frameworks such as LangChain or Haystack", ["large language models"], ["LangChain", "Haystack"], "such as LangChain, Haystack"),
        ("Python, Docker and SQL", ["Python", "Docker", "SQL"], [], ""),
        ("Python or Java\n- Java", ["Python", "Java"], [], "or Java"),
    ],
)  # fmt: skip
def test_of_alternatives_one_is_asked_for(text: str, asked: list[str], welcome: list[str], note: str) -> None:
    found = read(FOR + text)
    assert (must(found), nice(found)) == (asked, welcome)
    assert [one.note for one in found.skills if one.note] == ([note] if note else [])


def test_what_is_welcome_is_in_the_order_of_how_plainly_it_is() -> None:
    found = read(
        "We like Rust.\n\nWhat you will do\n- Watch models with Grafana\n\nBonus\n- Spark\n\nWhat you bring\n- Python, PyTorch or JAX"
        "\n\nWhat we offer\n- courses on Kafka"
    )
    assert (must(found), nice(found)) == (["Python", "PyTorch"], ["JAX", "Spark", "Grafana", "Rust", "Kafka"])
    assert found.moved == () == found.left_out


def test_what_finds_no_room_is_kept_to_be_told() -> None:
    many = ["Python", "Docker", "Kubernetes", "SQL", "Spark", "Kafka", "PyTorch", "JAX", "Airflow", "MLflow"]
    more = [
        "Rust",
        "Java",
        "Scala",
        "Redis",
        "Helm",
        "Terraform",
        "Prometheus",
        "Grafana",
        "gRPC",
        "AWS",
        "GCP",
        "Azure",
    ]
    rest = ["OpenCV", "CUDA", "ONNX", "Triton", "TensorRT", "Feast", "DVC", "Ray"]
    found = read(
        f"You will\n- keep {', '.join(rest)}\n\nYou have\n- {', '.join(many)}\n\nNice to have\n- {', '.join(more)}"
    )
    assert must(found) == many[:MOST_MUST] and [one.skill for one in found.moved] == many[MOST_MUST:]
    assert nice(found) == [*many[MOST_MUST:], *more, *rest][:MOST_NICE]
    assert [one.skill for one in found.left_out] == [*many[MOST_MUST:], *more, *rest][MOST_NICE:]


def test_where_nothing_says_what_must_be_there_the_first_named_are_asked_for() -> None:
    found = read("Keeper of models: Kubernetes, MLflow. You will write Python. Spark is a plus.")
    assert (must(found), nice(found)) == (["Kubernetes", "MLflow", "Python"], ["Spark"])
    assert must(read("Nice to have: Spark and Kafka")) == ["Spark"]


def test_a_skill_counts_where_it_is_asked_for_most_plainly() -> None:
    found = read("We build with Docker.\n\nNice to have\n- Docker, SQL\n\nRequirements\n- Docker\n- no SQL required")
    assert (must(found), nice(found)) == (["Docker"], ["SQL"])


@pytest.mark.parametrize("unit", ["Python, ", "Python or ", "Python (", "Python such as ", "Python or similar, "])
def test_a_long_list_takes_no_long_time(unit: str) -> None:
    text, begun = unit * (200_000 // len(unit)), time.process_time()
    read(text)
    assert time.process_time() - begun < 20
