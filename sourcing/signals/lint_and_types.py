"""Linters, formatters and type checkers that the repository configures or runs.

Unit: tools per file. What counts: a configuration section of the tool (in `pyproject.toml`, `setup.cfg`, `tox.ini` or
its own file), hooks of pre-commit, a CI step, Makefile target or tox command that runs it, `py.typed`. Traps: a
`setup.cfg` or `pyproject.toml` without such a section; annotations without a checker; a run that cannot fail
(`--exit-zero`, or only the syntax errors that GitHub's starter pipeline selects).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sourcing.findings import MOST
from sourcing.formats import ini_sections, line_of, table, toml_table
from sourcing.places import Place
from sourcing.reading import LINT_SCRIPT, WORKFLOW, View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer

KINDS = {
    "ruff": "linter", "flake8": "linter", "pylint": "linter", "pydocstyle": "linter", "pycodestyle": "linter",
    "bandit": "linter",
    "black": "formatter", "isort": "formatter", "yapf": "formatter", "autopep8": "formatter", "mypy": "types",
    "pyright": "types",
    "basedpyright": "types", "pytype": "types", "pyre": "types", "golangci-lint": "linter", "eslint": "linter",
    "tslint": "linter",
    "prettier": "formatter", "checkstyle": "linter", "clang-format": "formatter", "rustfmt": "formatter",
    "scalafmt": "formatter", "biome": "linter", "clang-tidy": "linter", "ty": "types",
    "darglint": "linter",
}  # fmt: skip
_FILES = (
    (re.compile(r"(^|/)\.?ruff\.toml$"), "ruff"),
    (re.compile(r"(^|/)\.flake8$"), "flake8"),
    (re.compile(r"(^|/)\.?pylintrc$"), "pylint"),
    (re.compile(r"(^|/)\.isort\.cfg$"), "isort"),
    (re.compile(r"(^|/)\.style\.yapf$"), "yapf"),
    (re.compile(r"(^|/)\.?mypy\.ini$"), "mypy"),
    (re.compile(r"(^|/)pyrightconfig\.json$"), "pyright"),
    (re.compile(r"(^|/)\.golangci\.(ya?ml|toml|json)$"), "golangci-lint"),
    (re.compile(r"(^|/)\.eslintrc(\.\w+)?$|(^|/)eslint\.config\.\w+$"), "eslint"),
    (re.compile(r"(^|/)tslint\.json$"), "tslint"),
    (re.compile(r"(^|/)\.prettierrc(\.\w+)?$"), "prettier"),
    (re.compile(r"(^|/)checkstyle[^/]*\.xml$"), "checkstyle"),
    (re.compile(r"(^|/)\.clang-format$"), "clang-format"),
    (re.compile(r"(^|/)\.clang-tidy$"), "clang-tidy"),
    (re.compile(r"(^|/)\.?rustfmt\.toml$"), "rustfmt"),
    (re.compile(r"(^|/)\.scalafmt\.conf$"), "scalafmt"),
    (re.compile(r"(^|/)biome\.json$"), "biome"),
)
_HOOKS = re.compile(r"(^|/)\.pre-commit-config\.ya?ml$")
_TYPED = re.compile(r"(^|/)py\.typed$")
_INI_TOOLS = {
    "flake8": "flake8", "mypy": "mypy", "isort": "isort", "tool:isort": "isort", "pylint": "pylint", "yapf": "yapf",
    "pycodestyle": "pycodestyle", "pep8": "pycodestyle", "pydocstyle": "pydocstyle", "bandit": "bandit",
    "darglint": "darglint",
}  # fmt: skip
_RUNS = re.compile(
    r"(?:^|[\s;&|:\"'(]|-m )(?P<tool>ruff|flake8|pylint|black|isort|mypy|pyright|golangci-lint|eslint|yapf|"
    r"pydocstyle|pycodestyle|checkstyle)"
    r"(?=\s+[^\s=<>\]]|\s*$)|golangci/(?P<action>golangci-lint-action)|(?P<lint>npm run lint|pre-commit run)"
)
_TOOTHLESS = re.compile(
    r"--exit-zero|\|\|\s*(true|:)|--select[= ]E9\b"
)  # never fails, or only on what Python refuses anyway
_INSTALLS = re.compile(
    r"\b(pip|conda|poetry|uv|npm|apt-get|brew)\b.*\b(install|add)\b|^\s*#|^\s*-?\s*name:|^\s*(id|uses|"
    r"pip)\s*:\s*(?!golangci)"
)


def _finding(path: str, line: int, tool: str, doing: str) -> Finding:
    kind = KINDS.get(tool, "linter")
    return Finding(kind=kind, detail=f"{tool} {doing} in {path}", path=path, line=line, skills=("code quality",))


def _own_file(view: View, path: str) -> Iterator[Finding]:
    for pattern, tool in _FILES:
        if pattern.search(path):
            yield _finding(path, 1, tool, "configured")
    if _HOOKS.search(path):
        line = view.first_line(path, re.compile(r"^\s*-\s*(repo|id)\s*:"))
        if line:
            yield Finding(
                kind="hooks", detail=f"pre-commit hooks in {path}", path=path, line=line, skills=("code quality",)
            )
    if _TYPED.search(path):
        yield Finding(kind="types", detail=f"typed package: {path}", path=path, skills=("type checking",))


def _sections(view: View, path: str) -> Iterator[Finding]:
    """Sections of shared configuration files."""
    name, text = PurePosixPath(path).name, view.texts.get(path, "")
    if name == "pyproject.toml":
        for tool in table(toml_table(text), "tool"):
            if tool in KINDS:
                line = line_of(text, rf"^\s*\[+\s*tool\s*\.\s*[\"']?{re.escape(tool)}\b")
                yield _finding(path, line, tool, "configured")
    elif name in ("setup.cfg", "tox.ini"):
        seen = set()
        for section, start in ini_sections(text).items():
            tool = _INI_TOOLS.get(section.split(".")[0], _INI_TOOLS.get(section.split("-")[0], ""))
            if tool and tool not in seen:
                seen.add(tool)
                yield _finding(path, start, tool, "configured")
    elif name == "package.json" and (found := view.first_line(path, re.compile(r'^\s*"eslintConfig"\s*:'))):
        yield _finding(path, found, "eslint", "configured")


def _runs(view: View, path: str) -> Iterator[Finding]:
    """The steps of CI, Makefiles, tox and nox that run a tool, each tool once per file."""
    seen = set()
    for number, line in enumerate(view.lines(path), 1):
        match = _RUNS.search(line)
        if match is None or _INSTALLS.search(line) or _TOOTHLESS.search(line):
            continue
        tool = match["tool"] or (
            "golangci-lint" if match["action"] else "eslint" if "npm" in match["lint"] else "pre-commit"
        )
        if tool not in seen:
            seen.add(tool)
            yield Finding(
                kind="runs", detail=f"{tool} runs in {path}", path=path, line=number, skills=("code quality",)
            )


def _is_script(path: str) -> bool:
    name = PurePosixPath(path).name
    return bool(WORKFLOW.search(path) or LINT_SCRIPT.search(path)) or name in (
        ".travis.yml",
        ".gitlab-ci.yml",
        "Makefile",
        "tox.ini",
        "noxfile.py",
        "azure-pipelines.yml",
    )


def look(view: View, _: Contributions) -> Answer:
    """The configured and run tools by path and line."""
    found: list[Finding] = []
    for path in view.own_paths:
        if view.place(path) not in (Place.PRODUCT, Place.CI, Place.COURSE):
            continue
        found.extend(_own_file(view, path))
        found.extend(_sections(view, path))
        if _is_script(path):
            found.extend(_runs(view, path))
    found.sort(key=lambda finding: (finding.kind == "runs", finding.path or "", finding.line, finding.detail))
    return answer(
        found[:MOST], view=view, needed=_is_script, nothing="no linter, formatter or type checker is configured or run"
    )


SIGNAL = Signal(
    question="Which linters, formatters and type checkers guard the code?",
    unit="tools per file",
    version=1,
    kinds={
        "linter": "a linter is configured",
        "formatter": "a formatter is configured",
        "types": "a type checker is configured, or the package says that it is typed",
        "hooks": "hooks run before each commit",
        "runs": "CI or a build script runs such a tool",
    },
    look=look,
)
