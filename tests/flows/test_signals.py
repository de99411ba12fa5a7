"""`sourcing signals`: the facts of one repository, for anyone to judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sourcing.sandbox.world import World
from tests.flows.support import Desk, one_line_error

FACTS = {
    "dockerfile",
    "dockerfile_product",
    "unit_tests",
    "ci",
    "http_api",
    "model_serving",
    "mlops_tooling",
    "lint_or_types",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("signals"))


def test_facts_and_evidence_of_an_operator_s_repository(desk: Desk, sandbox_world: World) -> None:
    one = next(
        one for one in sandbox_world.repositories if one.specialisation == "mlops" and one.archetype == "operator"
    )
    told = desk.run("signals", str(one.path), "--json").json()
    assert {told[fact] for fact in FACTS} <= {"yes", "no", "unknown"}
    assert told["mlops_tooling"] == "yes" and told["commit"] == one.head
    assert all(row["link"].startswith("https://git.sandbox.invalid/") for row in told["evidence"])
    assert not (desk.folder / ".sourcing").exists(), "nothing is kept"


def test_course_work_is_no_product(desk: Desk, sandbox_world: World) -> None:
    course = next(one for one in sandbox_world.repositories if one.kind == "course")
    told = desk.run("signals", str(course.path), "--json").json()
    assert (told["dockerfile_product"], told["http_api"], told["model_serving"]) == ("no", "no", "no")


def test_at_a_commit(desk: Desk, sandbox_world: World) -> None:
    one = next(one for one in sandbox_world.repositories if one.commits > 20)
    told = json.loads(desk.run("signals", str(one.path), "--commit", one.head[:10], "--json").out)
    assert told["commit"] == one.head


def test_a_repository_without_commits(desk: Desk, sandbox_world: World, tmp_path: Path) -> None:
    empty = next(one for one in sandbox_world.repositories if not one.head)
    done = desk.run("signals", str(empty.path))
    assert done.code == 1 and "has no commits" in one_line_error(done)
    assert desk.run("signals", str(tmp_path)).code == 1
