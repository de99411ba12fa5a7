"""Malformed templates and steps that find nothing are refused with their name."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from sourcing.sandbox.steps import Step, apply, notebook
from sourcing.sandbox.templates import FOLDER, fill, load_template

_HEAD = "@path a.py\n@area model\n@phase 1\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("@path a.py\n@area model\n%% add\nx\n", "no @phase line"),
        (f"{_HEAD}stray\n%% add\nx\n", "text before the first stage"),
        (f"{_HEAD}%? maybe\nx\n", "the first stage"),
        (f"{_HEAD}%% add\nx\n%~ change without an arrow\n", "lacks"),
    ],
)
def test_malformed_templates_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "bad.tmpl").write_text(text)
    with pytest.raises(ValueError, match=complaint):
        load_template(str(tmp_path / "bad"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.tmpl")), ids=lambda path: path.stem)
def test_every_template_loads(path: Path) -> None:
    template = load_template(path.relative_to(FOLDER).with_suffix("").as_posix())
    assert template.stages[0].text.strip()


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        fill("<<colour>>", {"noun": "leaf"})


@pytest.mark.parametrize("kind", ["edit", "move"])
def test_a_step_needs_what_it_changes(kind: str) -> None:
    step = Step(key=0, kind=kind, area="model", path="gone.py", old="a", text="b")
    with pytest.raises(ValueError, match=r"gone\.py"):
        apply(step, {}, random.Random(1), notes=[], today=date(2024, 1, 1))


def test_a_notebook_has_prose_and_code() -> None:
    held = notebook("# md\n# Title\n# ---\nprint(1)\n", random.Random(1))
    assert '"markdown"' in held and '"code"' in held
