"""Tests that a runner would collect, and their share of the code.

Unit: files. What counts, by the conventions of the runners: Python files named `test_*.py` or `*_test.py` (or as
`python_files` of the pytest configuration says) with a function `test*`, a class `Test*` without `__init__`, or a
subclass of a TestCase, each with tests in it; Go `*_test.go` with `func TestX(t *testing.T)`; JavaScript and TypeScript
`*.test.*`, `*.spec.*` and files below `__tests__`, `test` or `spec` with `describe`, `it` or `test`; Java `@Test`;
Rust `#[test]`; Scala suites. Traps: `test.py` that evaluates a model; `test_net.py` outside a test folder that asserts
nothing, or that calls its own `test_net` as a script; fixtures and helpers; `check_*.py` that grades homework; vendored
tests. Tests of examples and courses have kinds of their own; an integration test is one by its name, by a marker, or by
what it drives: containers, browsers, a service's client, programs run from outside.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from sourcing.evidence.findings import spread
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.numbers import counted
from sourcing.parsing.formats import ini_lines, table, toml_table
from sourcing.parsing.syntax import dotted
from sourcing.places import DOCS, EXAMPLE, STATISTICS, TEST, Place, base_name
from sourcing.records import Archetype, Contributions

_PYTHON = re.compile(r"^(test_.*|.*_test|tests)\.py$")
_CODE = (".py", ".go", ".java", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".rs", ".scala")
_JS_NAME = re.compile(
    r"\.(test|spec|cy|e2e|e2e-spec)\.(m?[jt]sx?)$|(^|/)(__tests__|tests?|specs?|e2e|cypress)/.*\.m?[jt]sx?$"
)
# By suffix: which names hold tests, and what a test looks like in them.
_OTHER = {
    ".go": (
        re.compile(r"_test\.go$"),
        re.compile(
            r"^func (\(\w{1,40} \*?\w{1,80}\) )?(Test|Fuzz)[A-Z_]\w*\(((\w+ )?\*testing\.[TF])?\)|^\s*(It|Specify)\("
        ),
    ),
    ".java": (
        re.compile(r"(Tests?|TestCase|IT)\.java$|(^|/)Test[A-Z]\w*\.java$|(^|/)src/(\w+)?[tT]est/"),
        re.compile(r"^\s*@(Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b|^\s*public void test[A-Z]\w*\("),
    ),
    ".rs": (re.compile(r"\.rs$"), re.compile(r"^\s*#\[(\w+::)?(test|rstest|test_case|quickcheck)\b")),
    ".scala": (
        re.compile(r"(Spec|Suite|Tests?)\.scala$|(^|/)src/test/"),
        re.compile(r"\bextends\s+\w*(Suite|Spec|Specification|FunSpec|PropSpec|TestSuite)\w*\b"),
    ),
}
_JS_TEST = re.compile(
    r"(?:^|[\s;({!])(?:describe|it|test|suite|specify|QUnit\.test|Deno\.test)(?:\.(?:only|each|concurrent|serial|describe))?\s{0,3}[(`]"
)
_FOLDER = re.compile(r"(^|/)(tests?|testing|unit_?tests?|integration_?tests?|e2e|spec)/", re.I)
_INTEGRATION = re.compile(
    r"(^|/|_|-|\.)(integ|integration|integrations|e2e|end_to_end|system|functional|acceptance|cypress|playwright)(_|-|/|\.|tests?\b|\b)|IT\.java$",
    re.I,
)
_DRIVES = {
    "testcontainers", "docker", "selenium", "playwright", "starlette.testclient", "fastapi.testclient", "pytest_docker",
    "django.test.client", "rest_framework.test", "grpc_testing", "localstack", "litestar.testing", "aiohttp.test_utils",
}  # fmt: skip
_MARKS = frozenset({"integration", "integration_test", "e2e", "end_to_end", "system", "functional", "acceptance"})


class Tests(NamedTuple):
    """The tests of one file: the 1-based line of the first, how many, whether they test parts together."""

    line: int
    number: int
    is_integration: bool


def _tests(view: View, path: str) -> Tests | None:
    """The tests that a runner would collect from one file by its usual names, None where there are none."""
    if path.endswith(".py"):
        return _python_tests(view, path) if _is_usual(path) else None
    suffix = path[path.rfind(".") :]
    pattern = _JS_TEST if _JS_NAME.search(path) else None
    if suffix in _OTHER:
        names, body = _OTHER[suffix]
        pattern = body if names.search(path) else None
    if pattern is None or (suffix == ".rs" and "test" not in view.texts.get(path, "")):
        return None
    lines = [number for number, line in enumerate(view.lines(path), 1) if pattern.search(line)]
    return Tests(lines[0], len(lines), False) if lines else None


def _python_tests(view: View, path: str) -> Tests | None:
    module = view.module(path)
    if module is None:
        return _by_line(view, path)
    found = list(_collected(module.body, is_top=True))
    if not found or (base_name(path) == "tests.py" and not _has_case(module)):
        return None
    imported = {item.name for item in view.imported(path)}
    asserts = _has_case(module) or any(
        name.split(".")[0] in ("pytest", "unittest", "hypothesis", "nose") for name in imported
    )
    asserts = asserts or bool(view.nodes(path, ast.Assert))
    asserts = asserts or any(_asserts(node) for node in view.nodes(path, ast.Call))
    if not asserts and (not _FOLDER.search(path) or _calls_itself(view, path, found)):
        return None
    drives = any(
        name in _DRIVES or name.rpartition(".")[0] in _DRIVES or name.split(".")[0] in _DRIVES for name in imported
    )
    return Tests(found[0].lineno, len(found), drives or _is_marked(module) or _runs_programs(found, imported))


def _by_line(view: View, path: str) -> Tests | None:
    """The tests of a file that does not parse, as Python 2."""
    lines = [number for number, line in enumerate(view.lines(path), 1) if re.match(r"\s{0,8}def test_\w+\(", line)]
    checks = "assert" in view.texts.get(path, "")
    return Tests(lines[0], len(lines), False) if lines and checks else None


def _collected(body: list[ast.stmt], *, is_top: bool) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The test functions of a module or class, in order, as pytest and unittest collect them."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test") and not any(_is_fixture(each) for each in node.decorator_list):
                yield node
        elif isinstance(node, ast.ClassDef) and is_top:
            has_init = any(isinstance(each, ast.FunctionDef) and each.name == "__init__" for each in node.body)
            if any("Test" in dotted(base) for base in node.bases) or (node.name.startswith("Test") and not has_init):
                yield from _collected(node.body, is_top=False)
        elif isinstance(node, ast.If | ast.Try) and is_top:
            yield from _collected(node.body, is_top=True)


def _is_fixture(decorator: ast.expr) -> bool:
    return dotted(decorator.func if isinstance(decorator, ast.Call) else decorator).endswith("fixture")


def _has_case(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ClassDef) and any("TestCase" in dotted(base) for base in node.bases)
        for node in module.body
    )


def _asserts(node: ast.Call) -> bool:
    return dotted(node.func).rpartition(".")[2].startswith("assert")


def _calls_itself(view: View, path: str, found: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> bool:
    """Whether a module calls its own tests, as a script that runs a model does."""
    names = {function.name for function in found if function.args.args}
    called = (node.func for node in view.nodes(path, ast.Call))
    return any(isinstance(each, ast.Name) and each.id in names for each in called)


def _is_marked(module: ast.Module) -> bool:
    """Whether the module, a class or a function in it has pytest's mark of an integration test."""
    marks = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and any(dotted(each) == "pytestmark" for each in node.targets)
    ]
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            marks += node.decorator_list
    flat = [each for mark in marks for each in (mark.elts if isinstance(mark, ast.List | ast.Tuple) else [mark])]
    named = (dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in flat)
    return any(name.startswith("pytest.mark.") and name[12:] in _MARKS for name in named)


def _runs_programs(found: list[ast.FunctionDef | ast.AsyncFunctionDef], imported: set[str]) -> bool:
    """Whether every test does its work by running a program from outside."""
    if not any(name.split(".")[0] == "subprocess" for name in imported):
        return False
    return all(
        any(isinstance(node, ast.Call) and dotted(node.func).startswith("subprocess.") for node in ast.walk(each))
        for each in found[:50]
    )


class Config(NamedTuple):
    """What a pytest configuration says: the patterns of file names, and the folders below which tests lie."""

    files: tuple[str, ...]
    paths: tuple[str, ...]


def _config(view: View, path: str) -> Config | None:
    """What one file configures of pytest, None where nothing."""
    name = base_name(path)
    folder = path.removesuffix(name)
    said: dict[str, list[str]] = {}
    if name == "pyproject.toml":
        options = table(view.value(path, toml_table), "tool", "pytest", "ini_options")
        for key in ("python_files", "testpaths"):
            value = options.get(key)
            said[key] = (
                value.split()
                if isinstance(value, str)
                else [str(each) for each in value]
                if isinstance(value, list)
                else []
            )
    elif name in ("setup.cfg", "pytest.ini", "tox.ini"):
        for line in ini_lines(view.texts.get(path, "")):
            if line.section in ("tool:pytest", "pytest") and line.key in ("python_files", "testpaths"):
                said.setdefault(line.key, []).extend(line.value.split())
    if not any(said.values()):
        return None
    paths = tuple(f"{folder}{each.strip('./')}/" for each in said.get("testpaths", []))
    return Config(tuple(said.get("python_files", []))[:20], paths[:20])


def _is_named(path: str, configs: list[Config]) -> bool:
    """Whether the configuration of pytest makes a file one of tests that its name alone would not."""
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(name, pattern if pattern.endswith(".py") else f"{pattern}.py")
        for config in configs
        for pattern in config.files
    ) and (any(path.startswith(each) for config in configs for each in config.paths) or bool(_FOLDER.search(path)))


def _kind(view: View, path: str, tests: Tests) -> str:
    if view.is_course or view.place(path) is Place.COURSE:
        return "course"
    tested = TEST.search(path)
    shown = [match.start() for pattern in (EXAMPLE, DOCS) if (match := pattern.search(path))]
    if shown and (tested is None or min(shown) < tested.start()):
        return "example"
    return "integration" if tests.is_integration or _INTEGRATION.search(path) else "unit"


def _is_usual(path: str) -> bool:
    """Whether a Python file is called as tests are; `ab_test.py` in the product is called as a statistic is."""
    return bool(_PYTHON.match(base_name(path))) and not (STATISTICS.search(path) and not TEST.search(path))


def _could_be(path: str) -> bool:
    """Whether a file must be read to say that there are no tests."""
    return _is_usual(path) or path.endswith("_test.go") or bool(_JS_NAME.search(path))


def look(view: View, _: Contributions) -> Answer:
    """The test files that hold at least one test."""
    configs = [config for path in view.own if (config := view.of(_config, path))]
    found = []
    for path in view.own:
        if not path.endswith(_CODE):
            continue
        tests = view.of(_tests, path)
        if tests is None and path.endswith(".py") and configs and _is_named(path, configs):
            tests = view.of(_python_tests, path)
        if tests:
            kind = _kind(view, path, tests)
            what = "integration test" if kind == "integration" else "test"
            detail = f"{counted(tests.number, what)} in {path}"
            found.append(
                Finding(kind=kind, detail=detail, path=path, line=tests.line, size=tests.number, skills=("testing",))
            )
    found = spread(found, by=lambda finding: finding.kind)
    return answer(found, view=view, needed=_could_be, nothing="no file that a test runner would collect")


def _lines(view: View, path: str) -> int:
    """The lines of a file of code."""
    return view.texts[path].count("\n") + 1 if path.endswith(_CODE) and path in view.texts else 0


def test_share(view: View) -> float:
    """The lines of test code (helpers among them) as a share of those of test and product code, 0..1.

    Examples, documentation and courses count on neither side; without a product there is nothing to share.
    """
    counted = {Place.TEST: 0, Place.PRODUCT: 0}
    for path in view.own:
        place = view.place(path)
        if place in counted:
            counted[place] += view.of(_lines, path)
    product = counted[Place.PRODUCT]
    return round(counted[Place.TEST] / (counted[Place.TEST] + product), 4) if product else 0.0


SIGNAL = Signal(
    question="Which tests would a runner collect?",
    unit="files",
    version=3,
    kinds={
        "unit": "tests of single parts",
        "integration": "tests of parts together, by their name, by a marker, or by what they drive",
        "example": "tests of examples or documentation",
        "course": "tests in course work",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer proves with tests that the software does what it should, and goes on doing so.",
        Archetype.OPERATOR: "Tests are what lets an operator change a live system without fear.",
    },
    reads=(_tests, _config),
)
