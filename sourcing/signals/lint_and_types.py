"""Linters, formatters and type checkers that the repository configures or runs on its code.

Unit: tools per file. What counts: a section of the tool in `pyproject.toml`, `setup.cfg` or `tox.ini`, a file of its
own, hooks of pre-commit that name such a tool, a step of a pipeline, a make target, a tox or nox environment, an npm
script or a task that runs it, `py.typed`. Traps: manifests without such a section; a tool that is only installed;
annotations without a checker; hooks that only tidy white space; a run that cannot fail (`--exit-zero`, `|| true`, or
only the syntax errors that GitHub's starter pipeline selects); configuration of tests, examples and documentation, or
of the home folder that an image hands to its users; spelling and prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.evidence.findings import MOST
from sourcing.evidence.pipelines.deeds import HOOKS
from sourcing.evidence.pipelines.follow import known_hook, pipelines, read_pipeline
from sourcing.evidence.pipelines.recipes import HOOK_FILE, recipes
from sourcing.evidence.pipelines.tools import LINTS, TYPES
from sourcing.evidence.pipelines.workflows import system
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.formats import ini_sections, json_value, line_of, table, toml_table
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

KINDS = {
    tool: kind
    for kind, tools in {
        "linter": "ruff flake8 pflake8 pylint pydocstyle pycodestyle bandit golangci-lint eslint tslint checkstyle biome clang-tidy darglint "
        "clippy staticcheck revive golint standard xo oxlint stylelint ktlint detekt scalafix rubocop swiftlint cppcheck cpplint semgrep "
        "sqlfluff vulture interrogate pydoclint lint-imports importlinter deptry super-linter megalinter",
        "formatter": "black isort yapf autopep8 prettier clang-format rustfmt scalafmt gofmt gofumpt goimports docformatter autoflake pyupgrade "
        "blue cmake-format ssort",
        "types": "mypy dmypy pyright basedpyright pytype pyre ty pyrefly flow",
    }.items()
    for tool in tools.split()
} | {"go vet": "linter", "go fmt": "formatter", "cargo fmt": "formatter"}
_FILES = {
    "ruff.toml": "ruff", ".ruff.toml": "ruff", ".flake8": "flake8", "pylintrc": "pylint", ".pylintrc": "pylint", ".isort.cfg": "isort",
    ".style.yapf": "yapf", "mypy.ini": "mypy", ".mypy.ini": "mypy", "pyrightconfig.json": "pyright", "tslint.json": "tslint",
    ".clang-format": "clang-format", ".clang-tidy": "clang-tidy", "rustfmt.toml": "rustfmt", ".rustfmt.toml": "rustfmt",
    "clippy.toml": "clippy", ".scalafmt.conf": "scalafmt", "biome.json": "biome", "biome.jsonc": "biome", "ty.toml": "ty",
    "pyrefly.toml": "pyrefly", ".sqlfluff": "sqlfluff", ".rubocop.yml": "rubocop", ".swiftlint.yml": "swiftlint", "detekt.yml": "detekt",
    ".importlinter": "importlinter", ".pydocstyle": "pydocstyle", ".bandit": "bandit", "bandit.yaml": "bandit",
}  # fmt: skip
_NAMED = re.compile(
    r"^(?:(\.eslintrc(?:\.\w+)?|eslint\.config\.\w+)|(\.prettierrc(?:\.\w+)?|prettier\.config\.\w+)|(checkstyle[^/]*\.xml)|"
    r"(\.golangci\.(?:ya?ml|toml|json))|(\.stylelintrc(?:\.\w+)?))$"
)
_BY_GROUP = ("eslint", "prettier", "checkstyle", "golangci-lint", "stylelint")
_INI_TOOLS = {
    "flake8": "flake8", "mypy": "mypy", "isort": "isort", "tool:isort": "isort", "pylint": "pylint", "yapf": "yapf",
    "pycodestyle": "pycodestyle", "pep8": "pycodestyle", "pydocstyle": "pydocstyle", "bandit": "bandit",
    "darglint": "darglint", "importlinter": "importlinter",
}  # fmt: skip
_PACKAGE = {"eslintConfig": "eslint", "prettier": "prettier", "standard": "standard", "xo": "xo"}
_FOR_USERS = re.compile(r"(^|/)(home|skel|dotfiles|etc)/")  # what an image puts into its users' home folders
_QUALITY = ("code quality",)
_SKILLS = {"types": ("type checking",)}
Said = tuple[str, str, int]  # kind, detail, line


def _configured(view: View, path: str) -> tuple[Said, ...]:
    """What one shared configuration file says of tools."""
    name = base_name(path)
    if name == "pyproject.toml":
        return tuple(_pyproject(view, path))
    if name in ("setup.cfg", "tox.ini"):
        return tuple(_ini(view, path))
    if name == "package.json":
        manifest, text = view.value(path, json_value), view.texts.get(path, "")
        keys = [key for key in _PACKAGE if isinstance(manifest, dict) and key in manifest]
        return tuple(_said(_PACKAGE[key], "configured", path, line_of(text, rf'^\s*"{key}"\s*:')) for key in keys)
    if HOOK_FILE.search(path):
        return tuple(_hooks(view, path))
    return ()


def _said(tool: str, doing: str, path: str, line: int) -> Said:
    return KINDS[tool], f"{tool} {doing} in {path}", line


def _pyproject(view: View, path: str) -> Iterator[Said]:
    text = view.texts.get(path, "")
    for tool in table(view.value(path, toml_table), "tool"):
        if tool in KINDS:
            yield _said(tool, "configured", path, line_of(text, rf"^\s*\[+\s*tool\s*\.\s*[\"']?{re.escape(tool)}\b"))


def _ini(view: View, path: str) -> Iterator[Said]:
    seen = set()
    for section, start in ini_sections(view.texts.get(path, "")).items():
        tool = _INI_TOOLS.get(section.split(".")[0], _INI_TOOLS.get(section.split("-")[0].split(":")[0], ""))
        tool = tool or _INI_TOOLS.get(section, "")
        if tool and tool not in seen:
            seen.add(tool)
            yield _said(tool, "configured", path, start)


def _hooks(view: View, path: str) -> Iterator[Said]:
    """The hooks of pre-commit, named, at the line of the first that is a tool for code."""
    lines = [line for recipe in view.of(recipes, path) for line in recipe.lines]
    named = [(deed.tool, line.line) for line in lines if (deed := known_hook(line.deed.tool)) and deed.tool in KINDS]
    if named:
        tools = list(dict.fromkeys(tool for tool, _ in named))
        yield "hooks", f"pre-commit hooks in {path}: {', '.join(tools)}", named[0][1]


def _own_file(path: str) -> Iterator[Said]:
    """What the name of a file says."""
    name = path.rpartition("/")[2]
    tool = _FILES.get(name)
    if tool is None and (match := _NAMED.match(name)):
        tool = _BY_GROUP[(match.lastindex or 1) - 1]
    if tool:
        yield _said(tool, "configured", path, 1)
    if name == "py.typed":
        yield "types", f"typed package: {path}", 1


def _runs(view: View, path: str) -> Iterator[Said]:
    """The tools that a file of recipes runs, each once."""
    seen = set()
    for recipe in view.of(recipes, path):
        for line, deed in recipe.lines:
            tool = "pre-commit" if deed.what == HOOKS and recipe.what != HOOKS else deed.tool
            if (
                (tool in KINDS or tool == "pre-commit")
                and recipe.what != HOOKS
                and not deed.is_toothless
                and tool not in seen
            ):
                seen.add(tool)
                yield "runs", f"{tool} runs in {path}", line


def _pipeline_runs(view: View) -> Iterator[tuple[str, Said]]:
    """The tools that pipelines run, each once a file: by themselves, or by way of a recipe, which is what the line shows."""
    for pipeline in view.once(pipelines):
        by_name: dict[str, tuple[int, list[str]]] = {}
        for work in pipeline.works:
            if work.what in (LINTS, TYPES) and not work.is_toothless and (work.tool in KINDS or work.via):
                by_name.setdefault(work.via or work.tool, (work.line, []))[1].append(work.tool if work.via else "")
        for name, (line, tools) in by_name.items():
            known = [tool for tool in dict.fromkeys(tools) if tool in KINDS]
            by = f" ({', '.join(known)})" if known else ""
            yield pipeline.path, ("runs", f"{name}{by} runs in {pipeline.path}", line)


def look(view: View, _: Contributions) -> Answer:
    """The configured and run tools by path and line."""
    said: list[tuple[str, Said]] = []
    for path in view.own_paths:
        if view.place(path) in (Place.PRODUCT, Place.CI, Place.COURSE) and not _FOR_USERS.search(path):
            said.extend((path, each) for each in _own_file(path))
            if path in view.texts:
                said.extend((path, each) for each in view.of(_configured, path))
                said.extend((path, each) for each in _runs(view, path))
    said.extend(_pipeline_runs(view))
    found = [
        Finding(kind=kind, detail=detail, path=path, line=line, skills=_SKILLS.get(kind, _QUALITY))
        for path, (kind, detail, line) in said
    ]
    found.sort(key=lambda finding: (finding.kind == "runs", finding.path or "", finding.line, finding.detail))
    return answer(
        found[:MOST], view=view, needed=_is_needed, nothing="no linter, formatter or type checker is configured or run"
    )


def _is_needed(path: str) -> bool:
    name = base_name(path)
    return (
        system(path) is not None
        or bool(HOOK_FILE.search(path))
        or name in ("pyproject.toml", "setup.cfg", "tox.ini", "Makefile")
    )


SIGNAL = Signal(
    question="Which linters, formatters and type checkers guard the code?",
    unit="tools per file",
    version=2,
    kinds={
        "linter": "a linter is configured",
        "formatter": "a formatter is configured",
        "types": "a type checker is configured, or the package says that it is typed",
        "hooks": "hooks run before each commit",
        "runs": "CI or a build script runs such a tool",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "Linters and type checkers keep code readable for the next developer.",
    },
    reads=(read_pipeline, recipes, _configured),
)
