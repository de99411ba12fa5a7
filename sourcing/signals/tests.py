"""Tests that a runner would collect, and their share of the code.

Unit: files. What counts: Python files named `test_*.py` or `*_test.py` that hold a test function or a TestCase, Go
`*_test.go` with a `func Test`, JavaScript `*.test.js`/`*.spec.ts`, Java `*Test.java`. Traps: `test.py` that evaluates
a model, `test_net.py` outside a test folder that asserts nothing, `check_*.py` that grades homework, fixtures,
vendored tests: none of them counts. Tests of examples and courses have a kind of their own.
"""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from sourcing.places import Place
from sourcing.reading import View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer
from sourcing.syntax import dotted

_PYTHON = re.compile(r"^(test_.*|.*_test|tests)\.py$")
_OTHER = {
    re.compile(r".*_test\.go$"): re.compile(r"^func (Test|Benchmark|Fuzz)\w*\("),
    re.compile(r".*\.(test|spec)\.[jt]sx?$"): re.compile(r"\b(it|test|describe)\s*\("),
    re.compile(r".*Tests?\.java$"): re.compile(r"@(Test|ParameterizedTest)\b"),
}
_FOLDER = re.compile(r"(^|/)(tests?|testing|unit_?tests?|integration_?tests?|e2e|spec)/", re.I)
_INTEGRATION = re.compile(r"(^|/|_)(integration|e2e|end_to_end|system|functional|acceptance)(_|/|\b)", re.I)


def _is_test_file(path: str) -> bool:
    name = PurePosixPath(path).name
    return bool(_PYTHON.match(name)) or any(pattern.match(name) for pattern in _OTHER)


def _first_test(view: View, path: str) -> int | None:
    """The line of the first test in a file, None where a runner would collect nothing."""
    if not path.endswith(".py"):
        name = PurePosixPath(path).name
        return next((view.first_line(path, body) for file, body in _OTHER.items() if file.match(name)), None)
    if not (_FOLDER.search(path) or _asserts(view, path)):
        return None
    for node in view.nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            return node.lineno
        if isinstance(node, ast.ClassDef) and any("TestCase" in dotted(base) for base in node.bases):
            return node.lineno
    return None


def _asserts(view: View, path: str) -> bool:
    """Whether a Python file checks anything: `test_net.py` beside the code may be the script that runs a model."""
    if any(item.name.split(".")[0] in ("pytest", "unittest") for item in view.imported(path)):
        return True
    return any(isinstance(node, ast.Assert) for node in view.nodes(path))


def _finding(view: View, path: str, line: int) -> Finding:
    where = view.place(path)
    folder = path.split("/", 1)[0]
    if where is Place.COURSE or view.is_course:
        kind = "course"
    elif where is Place.EXAMPLE or folder in ("examples", "docs"):
        kind = "example"
    else:
        kind = "integration" if _INTEGRATION.search(path) else "unit"
    label = "Integration tests" if kind == "integration" else "Tests"
    return Finding(kind=kind, detail=f"{label} in {path}", path=path, line=line, skills=("testing",))


def look(view: View, _: Contributions) -> Answer:
    """The test files that hold at least one test."""
    found = []
    for path in view.own:
        if _is_test_file(path) and (line := _first_test(view, path)):
            found.append(_finding(view, path, line))
    return answer(found, view=view, needed=_is_test_file, nothing="no file that a test runner would collect")


SIGNAL = Signal(
    question="Which tests would a runner collect?",
    unit="files",
    version=1,
    kinds={
        "unit": "tests of single parts",
        "integration": "tests of parts together, by the name of their folder or file",
        "example": "tests of examples or documentation",
        "course": "tests in course work",
    },
    look=look,
)
