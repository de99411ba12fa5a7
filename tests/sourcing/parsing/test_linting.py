"""ruff's verdict: what it counts, what a repository cannot change of it, and what hostile source costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sourcing.errors import EnvironmentFault
from sourcing.parsing import linting
from sourcing.parsing.linting import Verdict, lint
from tests.sourcing.views import view

UNTIDY = "import os\nx = 1; y = 2\n"
DEEP = "a" + ".b" * 20_000  # ruff overflows its stack on it
HUNGRY = "l = 1;l == None\n" * 12_000  # ruff takes more than its memory for it


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("import os\n\nprint(os.name)\n", {}),
        (UNTIDY, {"E702": 1, "F401": 1}),
        ("def f(X):\n    W = X\n    return W\n", {}),
        ("import torch.nn.functional as F\n\nF.relu(1)\n", {}),
        ("class lower:\n    pass\n", {"N801": 1}),
        (f"x = '{'y' * 130}'\n", {"E501": 1}),
        ("import os  # noqa: F401\n", {}),
        ("# ruff: noqa\nimport os\n", {"F401": 1}),
        ("#flake8:noqa\nimport os\n", {"F401": 1}),
        ("# ruff: file-ignore[F401]\nimport os\n", {"F401": 1}),
        ("# ruff: disable[F401]\nimport os\n", {"F401": 1}),
        ("", {}),
    ],
)
def test_the_rules_are_counted_by_code(text: str, rules: Mapping[str, int]) -> None:
    assert lint({"a.py": text})["a.py"].rules == rules


def test_a_package_may_hand_names_on() -> None:
    found = lint({"pkg/__init__.py": "from os import *\nfrom sys import path\n", "pkg/a.py": "from sys import path\n"})
    assert (found["pkg/__init__.py"].violations, found["pkg/a.py"].violations) == (0, 1)


def test_lines_are_neither_blank_nor_comments_and_the_rate_is_per_thousand() -> None:
    found = lint({"a.py": "# a comment\n\nimport os\n\n   # another\nx = 1\n"})
    assert found == {"a.py": Verdict(lines=2, violations=1, rules={"F401": 1})}
    assert found["a.py"].rate == 500.0


@pytest.mark.parametrize(
    "text",
    ["def f(:\n", "print 'x'\n", "try:\n    pass\nexcept A, b:\n    pass\n", "x" * 300_000, "a = " * 2_000 + "1\n"],
)
def test_what_does_not_parse_or_is_too_long_has_no_verdict(text: str) -> None:
    assert list(lint({"a.py": text, "b.py": "x = 1\n"})) == ["b.py"]


def test_newer_syntax_than_that_of_this_python_has_a_verdict() -> None:
    assert lint({"a.py": "def f[T](x: T) -> T:\n    return x\n"})["a.py"].violations == 0


def test_the_configuration_of_a_repository_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("[lint]\nselect = []\nexclude = ['*']\n")
    (tmp_path / ".gitignore").write_text("*\n")
    (tmp_path / "build").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "build"))
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "json")
    assert lint({"ruff.toml": "", "venv/a.py": UNTIDY})["venv/a.py"].violations == 2
    assert list((tmp_path / "build").iterdir()) == []


@pytest.mark.parametrize("hostile", [DEEP, HUNGRY, "{\n" * 100_000], ids=["stack", "memory", "brackets"])
def test_a_hostile_file_takes_no_other_files_verdict_with_it(monkeypatch: pytest.MonkeyPatch, hostile: str) -> None:
    monkeypatch.setattr(linting, "MEMORY", 300 << 20)
    texts = {f"m{number}.py": UNTIDY for number in range(6)}
    found = lint({**texts, "m3x.py": hostile})
    assert found == lint(texts)


def test_a_run_that_takes_too_long_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "SECONDS", 0.0)
    assert lint({"a.py": UNTIDY}) == {}


def test_runs_are_split_by_size_and_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"m{number}.py": UNTIDY * (number + 1) for number in range(5)}
    whole = lint(texts)
    monkeypatch.setattr(linting, "BATCH", 60)
    assert lint(texts) == whole
    assert list(whole) == sorted(texts)


def test_ruff_is_not_started_for_nothing_and_its_absence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(linting, "find_ruff_bin", absent)
    assert lint({}) == {}
    with pytest.raises(EnvironmentFault, match="ruff"):
        lint({"a.py": ""})


def test_a_view_asks_once_and_only_of_the_product_and_its_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def fake(texts: Mapping[str, str]) -> dict[str, Verdict]:
        asked.append(sorted(texts))
        return {}

    monkeypatch.setattr("sourcing.evidence.reading.lint", fake)
    found = view(
        {"a.py": "", "tests/test_a.py": "", "examples/b.py": "", "docs/c.py": "", "old.py": "print 1", "d.md": ""}
    )
    assert (found.style, found.style, asked) == ({}, {}, [["a.py", "old.py", "tests/test_a.py"]])
