"""Why a file cannot be read: the line and the reason, and what is no problem at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.evidence.signal import Found, NotFound
from sourcing.parsing.problems import Problem, problem
from sourcing.signals import unreadable
from tests.sourcing.views import contributions, view


@pytest.mark.parametrize(
    ("path", "text", "line", "reason"),
    [
        ("a.py", "x = 1\nprint 'x'\n", 2, "Python 2"),
        ("a.py", "try:\n    pass\nexcept A, b:\n    pass\n", 3, "Python 2"),
        ("a.py", "raise ValueError, 'x'\n", 1, "Python 2"),
        ("a.py", "x = 0777\n", 1, "Python 2"),
        ("a.py", "if 1 <> 2: pass\n", 1, "Python 2"),
        ("a.py", "def f():\n\tif 1:\n        print 'x'\n", 3, "Python 2"),
        ("a.py", "x = 1\n!pip install torch\n", 2, "commands of a notebook"),
        ("a.py", "def f(:\n    pass\n", 1, "invalid syntax"),
        ("a.py", "x = [\n", 1, "'[' was never closed"),
        ("a.py", "<<<<<<< HEAD\nx = 1\n=======\n>>>>>>> b\n", 1, "a merge conflict was left in it"),
        ("a.py", "x = " + "-" * 50_000 + "1", 1, ""),
        ("a.toml", "a = 1\nb =\n", 2, "invalid value"),
        ("a.toml", "a = " + "[" * 50_000, 1, "nested too deeply"),
        ("a.yaml", "a: 1\nb: c: d\n", 2, "mapping values are not allowed"),
        ("a.yml", "a:\n\t- b\n", 2, "cannot start any token"),
        ("a.yml", "[" * 100_000, 1, "nested too deeply"),
        ("a.json", '{\n"a": 1\n"b": 2}', 3, "expecting ',' delimiter"),
        ("a.json", "[" * 100_000, 1, "nested too deeply"),
        ("a.json", "version https://git-lfs.github.com/spec/v1\noid", 1, "only a Git LFS pointer is there"),
        ("a.ipynb", "{}", 1, "no cells"),
        ("a.ipynb", '{"cells": [\n1,', 2, "expecting value"),
    ],
)
def test_the_line_and_the_reason_are_told(path: str, text: str, line: int, reason: str) -> None:
    found = problem(path, text)
    assert found is not None
    assert (found.line, reason in found.reason) == (line, True), found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "print('x')\n"),
        ("a.py", ""),
        ("a.py", "{% if x %}\nimport a\n{% endif %}\n"),
        ("{{ cookiecutter.name }}/a.py", "import {{\n"),
        ("a.txt", "print 'x'"),
        ("a.toml", "name = {{ name }}\n"),
        ("a.yaml", "a: {{ .Values.b }}: c\n"),
        ("a.yaml", "{{- if .Values.b }}\na: 1\n{{- end }}\n"),
        ("a.yaml", "a: !Ref b\nc: !GetAtt d.e\nf: !!python/name:g.h\ni: !reference [j, k]\n"),
        ("a.yaml", "a: &x [1]\nb: *x\n---\nc: 1\n...\n"),
        ("a.yaml", "a: %VALUE%\n"),
        ("a.yaml", "x: y: z\n" * 40_000),
        ("a.json", '{"a": 1, // one\n "b": "http://c", /* two */ }'),
        ("a.json", "{a: 'b'}"),
        ("a.json", '{"a": 1}\n{"a": 2}\n'),
        ("a.json", '{"a": NaN}'),
        ("a.json", '{"a": {{ b }} }'),
        ("a.ipynb", '{"cells": []}'),
        ("a.ipynb", '{"worksheets": []}'),
    ],
)
def test_what_others_read_or_fill_in_is_no_problem(path: str, text: str) -> None:
    assert problem(path, text) is None


@given(
    st.sampled_from(["a.py", "a.toml", "a.yaml", "a.json", "a.ipynb"]),
    st.text(alphabet="[]{}:,'\"\\/*- \n\t#&*!|>%@`abc01print<=()\u2028\x0c", max_size=200),
)
def test_any_text_has_a_line_of_its_own_or_no_problem(path: str, text: str) -> None:
    found = problem(path, text)
    assert found is None or (isinstance(found, Problem) and 1 <= found.line <= max(1, len(text.splitlines())))


@pytest.mark.parametrize(
    "piece", ['{"a', "/*", "{,", '"\\', "/", '\\"', "{ ", "{a ", ", '", "<", "%A", "{{", "[1,", "a: ", "- "]
)
@pytest.mark.parametrize("path", ["a.py", "a.toml", "a.yaml", "a.json", "a.ipynb"])
def test_a_long_hostile_text_costs_no_more_than_a_moment(path: str, piece: str) -> None:
    text = piece * (190_000 // len(piece))
    start = time.process_time()
    problem(path, text)
    assert time.process_time() - start < 5.0


def test_a_tree_that_goes_on_behind_the_last_file_looked_at_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable, "MOST_FILES", 2)
    found = unreadable.SIGNAL.look(view({"a.py": "", "b.py": ""}), contributions())
    assert isinstance(found, Found)
    (only,) = found.findings
    assert (only.kind, only.path) == ("beyond", "b.py") and "after b.py was not looked at" in only.detail
    assert isinstance(unreadable.SIGNAL.look(view({"a.py": ""}), contributions()), NotFound)
