"""Every signal against its cases: a folder that stands for a repository, and what must be found there."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing import signals
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Found
from sourcing.skills import catalogue
from tests.signals.support import CASES, contributions, load, shown, snapshot

SIGNALS = signals.catalogue()
ALL_CASES = sorted(path.parent for path in CASES.glob("*/*/expected.json"))


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_has_a_positive_case_and_a_trap(name: str) -> None:
    cases = [case for case in ALL_CASES if case.parent.name == name]
    assert len(cases) >= 2, f"sourcing/signals/{name}.py has {len(cases)} cases in tests/signals/cases/{name}/, needs 2"


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_case(case: Path) -> None:
    read, made = load(case)
    view, signal = View(read), SIGNALS[case.parent.name]
    answer = signal.look(view, made)
    unread = sorted(set(view.paths) - read.held.keys())
    assert shown(answer) == json.loads((case / "expected.json").read_text("utf-8")), (
        f"not read, because `tier` in sourcing/choice.py does not choose it: {', '.join(unread) or 'nothing'}"
    )
    for finding in answer.findings if isinstance(answer, Found) else ():
        assert finding.kind in signal.kinds
        assert set(finding.skills) <= catalogue().keys()
        assert finding.path is None or finding.path in view.paths
        assert finding.path not in view.texts or finding.line <= max(1, len(view.lines(finding.path or "")))


def test_the_evidence_of_the_catalogue_names_signals_and_kinds_that_exist() -> None:
    known = {f"{name}/{kind}" for name, signal in SIGNALS.items() for kind in signal.kinds} | SIGNALS.keys()
    named = {(skill.name, signal) for skill in catalogue().values() for signal in skill.signals}
    assert {(skill, signal) for skill, signal in named if signal not in known} == set()


@pytest.mark.parametrize("name", SIGNALS)
def test_the_skills_written_in_a_signal_are_in_the_catalogue(name: str) -> None:
    tree = ast.parse((Path(signals.__path__[0]) / f"{name}.py").read_text("utf-8"))
    written = {
        constant.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "skills"
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    }
    assert written <= catalogue().keys()


def test_the_tables_of_tools_name_skills_of_the_catalogue() -> None:
    from sourcing.evidence.routes import go, java, javascript, python
    from sourcing.signals import mlops_tooling, model_serving

    tables = [*python.FRAMEWORKS.values(), *mlops_tooling.TOOLS.values(), *mlops_tooling.PACKAGES.values()]
    tables += [*model_serving.SKILLS, *go.FRAMEWORKS, *java.FRAMEWORKS, *javascript.FRAMEWORKS]
    assert set(tables) <= catalogue().keys()


TELLING = [
    "README.md", "Dockerfile", "docker-compose.yml", "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "go.mod",
    "package.json", "pom.xml", "Chart.yaml", "charts/web/Chart.yaml", "charts/web/templates/web.yaml", "k8s/web.yaml",
    "infra/main.tf", "app/main.py", "tests/test_app.py", "serving/handler.py", "train.py", "evaluate.py", "api.go",
    "src/PetController.java", "server.js", "pets.proto", "notebooks/look.ipynb", "dvc.yaml", "configs/base.yaml",
    ".github/workflows/ci.yml", "CHANGELOG.md", "grafana/dashboard.json", "model-settings.json", "config.pbtxt",
    ".pre-commit-config.yaml", "requirements.txt", "Makefile",
]  # fmt: skip
FRAGMENTS = st.sampled_from([
    "import torch\n", "from fastapi import FastAPI\n", "@app.get(", "'/x')\n", "def f(): pass\n", "class AServicer(x):\n",
    "[project]\n", "[tool.poetry]\n", "name = 'x'\n", "name: x\n", "&a [*a, *a]\n", "apiVersion: v1\nkind: Pod\n",
    "{{ .x }}\n", '{"cells": [', '{"cell_type": "code", "source": ', '"panels": [', "[" * 300, "(" * 300, "{" * 300,
    "- " * 300, "\x00", "\r", "service A {\n rpc B(C) returns (D);\n", "@GetMapping(", "ws.Route(ws.GET(", "1.2.0\n",
    "groups: [{rules: 1}]\n", "x" * 2000, "setup(**x)\n", "a" + ".b" * 400 + "()\n", "a" + "+a" * 3000 + "\n", "]", "}",
    '"', "'", "\ud7ff", "🦊", "\\", "\n" * 500, "[tool]\npoetry = 1\n", "[project]\ndependencies = 1\n",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=8).map("".join))


@settings(max_examples=150)
@given(
    texts=st.dictionaries(st.sampled_from(TELLING), TEXTS, max_size=6),
    subjects=st.lists(st.text(max_size=90), max_size=8),
)
def test_no_signal_raises_on_any_text(texts: dict[str, str], subjects: list[str]) -> None:
    made = contributions([{"account": "0123456789abcdef", "subject": subject} for subject in subjects])
    view = View(snapshot(texts))
    for name, signal in SIGNALS.items():
        answer = signal.look(view, made)
        for finding in answer.findings if isinstance(answer, Found) else ():
            assert finding.kind in signal.kinds, name
