"""What to read in a repository, and how it is read: each chosen file parsed at most once for all signals."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeVar, cast

from sourcing.places import Place, is_course, place
from sourcing.records import FileEntry, Held, Snapshot
from sourcing.syntax import Imported, imported, imported_by_line, parse

_T = TypeVar("_T")

MAX_FILES = 900
MAX_BYTES = 1_000_000  # of one file; a larger one is data, generated or a notebook full of pictures
MAX_LINE = 2_000  # characters; patterns are tried on lines, and a hostile line must not cost more than a moment
SUBMODULE, SYMLINK = "160000", "120000"

README = re.compile(r"^readme(\.(md|rst|txt|markdown))?$", re.I)
# fmt: off
MANIFESTS = frozenset({
    "pyproject.toml", "setup.py", "setup.cfg", "pipfile", "environment.yml", "environment.yaml", "conda.yaml",
    "go.mod", "package.json", "cargo.toml", "pom.xml", "build.gradle", "build.sbt", "procfile", "makefile", "tox.ini",
    "noxfile.py", "mypy.ini", "pyrightconfig.json", ".flake8", ".pylintrc", "pylintrc", "ruff.toml", ".ruff.toml",
    ".pre-commit-config.yaml", ".golangci.yml", ".golangci.yaml", ".mailmap", "dvc.yaml", "mlproject", "chart.yaml",
    "bentofile.yaml", "config.pbtxt", "app.yaml", "jenkinsfile", "azure-pipelines.yml", ".gitlab-ci.yml",
    ".travis.yml", ".eslintrc.json", ".style.yapf", "kustomization.yaml", "prometheus.yml", "feature_store.yaml",
    "checkstyle.xml", "py.typed", "model-settings.json", "service.yaml", "skaffold.yaml", "dagster.yaml",
    "prefect.yaml", "metaflow.yaml",
})
# fmt: on
REQUIREMENTS = re.compile(
    r"(^|/)(requirements?[^/]*|[^/]*requirements|deps[^/]*)\.(txt|in)$|(^|/)requirements/[^/]+\.(txt|in)$", re.I
)
CONTAINER = re.compile(
    r"(^|/)((dockerfile|containerfile)([._-](?![^/]*\.(md|rst|py|sh|go|json|ya?ml)$)(?!(md|rst|py|sh|go|json|ya?ml)$)[^/]*)?|[^/]*\.dockerfile|"
    r"(docker-)?compose[^/]*\.ya?ml)$",
    re.I,
)
WORKFLOW = re.compile(r"^(\.github/workflows|\.circleci|\.buildkite|\.azure-pipelines|\.woodpecker)/[^/]+\.ya?ml$")
LINT_SCRIPT = re.compile(r"(^|/)[^/]*lint[^/]*\.sh$", re.I)
OPERATIONS = re.compile(
    r"(^|/)(k8s|kubernetes|helm|charts?|deploy(ments?)?|infra|terraform|manifests|monitoring|alerts?|dashboards|"
    r"grafana|prometheus|ops|rollouts?)/"
    r".*\.(ya?ml|tf|json)$|\.tf$|(^|/)[^/]*(deployment|statefulset|daemonset|ingress|cronjob|configmap|kustomiz|"
    r"alert|prometheus|workflow)[^/]*\.ya?ml$",
    re.I,
)
EXPERIMENT = re.compile(
    r"(^|/)(configs?|conf|experiments?|hparams|hyper_?params?|params|recipes)/.*\.(ya?ml|json|toml|gin)$|(^|"
    r"/)(params|hparams|hyperparameters)\.ya?ml$",
    re.I,
)
ENTRY = re.compile(
    r"(^|/)([^/]*(app|main|server|serve|serving|api|routes?|router|service|endpoint|predict|inference|handler|"
    r"pipeline|dag|train|evaluat|monitor)[^/]*)\.(py|go)$|"
    r"(^|/)(api|serving|server|service|routers?|endpoints|pipelines?|dags)/[^/]+\.(py|go)$",
    re.I,
)
CODE = (".py", ".go", ".java", ".ts", ".tsx", ".js", ".jsx", ".mjs")
PROSE = re.compile(r"(^|/)(change(log|s)|history|releases?|news)(\.(md|rst|txt))?$|\.proto$", re.I)


def tier(path: str) -> int | None:
    """How soon a file is worth reading, 0 first; None where it is not read at all."""
    where = place(path)
    name = PurePosixPath(path).name.lower()
    if where in (Place.VENDORED, Place.GENERATED):
        return None
    if WORKFLOW.search(path) or CONTAINER.search(path) or name in MANIFESTS or (README.match(name) and "/" not in path):
        return 0
    if REQUIREMENTS.search(path) or PROSE.search(path) or LINT_SCRIPT.search(path):
        return 0
    if path.endswith(CODE) and where is Place.PRODUCT:
        return (1 if ENTRY.search(path) else 3) if path.endswith(".py") else (4 if ENTRY.search(path) else 6)
    if OPERATIONS.search(path):
        return 2
    if where is Place.TEST and path.endswith(CODE):
        return 5
    if path.endswith((".py", ".go")):
        return 6
    if path.endswith(".ipynb"):
        return 7
    return 8 if EXPERIMENT.search(path) and where is not Place.TEST else None


_ROOM = {2: 250, 5: 150, 7: 60, 8: 60}  # by tier: a sample of these tells what all of them would


_SAMPLE = {
    0: 0.4,
    1: 0.25,
    2: 0.1,
    3: 0.15,
    5: 0.1,
}  # by tier: its part of a small sample, before what is left is filled


def choose(files: Iterable[FileEntry], *, most: int = MAX_FILES, prefer: Iterable[str] = ()) -> list[FileEntry]:
    """The files worth reading, most telling first, at most `most`: a pure function of the tree.

    Order: manifests, CI, containers, README; entry points; operations; modules; tests; notebooks; experiment
    configurations. Within a tier the shallower path first, then by name, so that the choice is the same on
    every machine. Where `most` asks for a sample, it has something of every tier, and up to half of it are paths of `prefer`.
    """
    ranked = []
    for entry in files:
        if entry.mode in (SUBMODULE, SYMLINK):
            continue
        level = tier(entry.path)
        if level is not None:
            ranked.append((level, entry.path.count("/"), entry.path, entry))
    ranked.sort(key=lambda item: item[:3])
    worth: list[tuple[int, FileEntry]] = []
    room = dict(_ROOM)
    for level, _, _, entry in ranked:
        if room.get(level, 1) > 0:
            room[level] = room.get(level, len(ranked)) - 1
            worth.append((level, entry))
    if len(worth) <= most or most >= MAX_FILES:
        return [entry for _, entry in worth[:most]]
    return _sample(worth, most=most, prefer=list(prefer))


def _sample(worth: list[tuple[int, FileEntry]], *, most: int, prefer: list[str]) -> list[FileEntry]:
    """A sample with something of every tier, in the order of `worth`."""
    by_path = {entry.path: number for number, (_, entry) in enumerate(worth)}
    taken = dict.fromkeys(by_path[path] for path in prefer if path in by_path)
    chosen = set(list(taken)[: most // 2])
    left = {level: math.ceil(part * (most - len(chosen))) for level, part in _SAMPLE.items()}
    for is_filling in (False, True):
        for number, (level, _) in enumerate(worth):
            if len(chosen) < most and number not in chosen and (is_filling or left.get(level, 0) > 0):
                left[level] = left.get(level, 0) - 1
                chosen.add(number)
    return [worth[number][1] for number in sorted(chosen)]


class View:
    """A snapshot as signals read it: every parse is done once and shared."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.paths = [entry.path for entry in snapshot.files]
        self.texts: Mapping[str, str] = snapshot.texts
        self.unheld = {path: state for path, state in snapshot.held.items() if state is not Held.HELD}
        self._modules: dict[str, ast.Module | None] = {}
        self._nodes: dict[str, tuple[ast.AST, ...]] = {}
        self._imported: dict[str, tuple[Imported, ...]] = {}
        self._lines: dict[str, list[str]] = {}
        self._answers: dict[Callable[[View], Any], Any] = {}

    def once(self, question: Callable[[View], _T]) -> _T:
        """`question(self)`, worked out the first time only: for what several signals ask of the same snapshot."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast(_T, self._answers[question])

    @cached_property
    def own_paths(self) -> list[str]:
        """The paths that are the repository's own work: neither vendored nor generated."""
        return [path for path in self.paths if self._where(path) not in (Place.VENDORED, Place.GENERATED)]

    @cached_property
    def readme(self) -> str:
        """The text of the root README, empty where there is none; Markdown before other formats."""
        names = sorted(
            (path for path in self.texts if README.match(path)), key=lambda p: (not p.lower().endswith(".md"), p)
        )
        return self.texts[names[0]] if names else ""

    @cached_property
    def is_course(self) -> bool:
        """Whether the whole repository is teaching material."""
        return is_course(self.own_paths, self.readme)

    @cached_property
    def python(self) -> list[str]:
        """The held Python files that are the repository's own, by path."""
        return sorted(path for path in self.texts if path.endswith(".py") and self._where(path) not in _FOREIGN)

    @cached_property
    def own(self) -> list[str]:
        """The held files that are the repository's own, by path."""
        return sorted(path for path in self.texts if self._where(path) not in _FOREIGN)

    @cached_property
    def _copied(self) -> tuple[str, ...]:
        """The folders whose own manifest names another repository as its home: copies of other people's work."""
        host, _, rest = self.snapshot.repository.key.partition("/")
        if host == "local":
            return ()
        folders = []
        for path in sorted(self.texts):
            folder, _, name = path.rpartition("/")
            if folder and name in ("setup.py", "setup.cfg", "pyproject.toml", "package.json"):
                home = _HOME.search(self.texts[path])
                if home and _is_other(home.group(1), rest):
                    folders.append(folder + "/")
        return tuple(folders)

    def _where(self, path: str) -> Place:
        return Place.VENDORED if self._copied and path.startswith(self._copied) else place(path)

    def place(self, path: str) -> Place:
        """The place of a path; a folder that is a copy of another repository is vendored; a course is course work."""
        where = self._where(path)
        return Place.COURSE if self.is_course and where is Place.PRODUCT else where

    def lines(self, path: str) -> list[str]:
        """The lines of a held file, empty where it is not held; of a very long line (data) only the beginning."""
        if path not in self._lines:
            self._lines[path] = [line[:MAX_LINE] for line in self.texts.get(path, "").splitlines()]
        return self._lines[path]

    def first_line(self, path: str, pattern: re.Pattern[str]) -> int | None:
        """The 1-based number of the first line of a held file that `pattern` is found in."""
        return next((number for number, line in enumerate(self.lines(path), 1) if pattern.search(line)), None)

    def module(self, path: str) -> ast.Module | None:
        """The syntax tree of a held Python file, None where it is not Python 3 or too deep to parse."""
        if path not in self._modules:
            text = self.texts.get(path)
            self._modules[path] = None if text is None else parse(text)
        return self._modules[path]

    def nodes(self, path: str) -> tuple[ast.AST, ...]:
        """All nodes of a held Python file's syntax tree, outer before inner; none where it does not parse."""
        if path not in self._nodes:
            tree = self.module(path)
            self._nodes[path] = tuple(ast.walk(tree)) if tree else ()
        return self._nodes[path]

    def imported(self, path: str) -> tuple[Imported, ...]:
        """What a held Python file imports from elsewhere, by line; its own repository's modules are left out."""
        if path not in self._imported:
            tree = self.module(path)
            found = imported(tree) if tree else imported_by_line(self.lines(path))
            self._imported[path] = tuple(item for item in found if not self._is_own(path, item.name.split(".")[0]))
        return self._imported[path]

    def imports(self, path: str) -> dict[str, int]:
        """The dotted names a held Python file imports from elsewhere, each with its first line: `a` and `a.b` for
        `from a import b`."""
        found: dict[str, int] = {}
        for item in self.imported(path):
            found.setdefault(item.name, item.line)
            found.setdefault(item.name.rpartition(".")[0] or item.name, item.line)
        return found

    @cached_property
    def _roots(self) -> dict[str, set[str]]:
        """The modules and packages that each folder offers to import: name of the folder, top-level names in it."""
        offered: dict[str, set[str]] = {}
        for path in self.paths:
            if path.endswith(".py"):
                folder, _, name = path.rpartition("/")
                offered.setdefault(folder, set()).add(name.removesuffix(".py"))
                if name == "__init__.py":
                    above, _, package = folder.rpartition("/")
                    offered.setdefault(above, set()).add(package)
        return offered

    def _is_own(self, path: str, name: str) -> bool:
        """Whether a top-level name is a module of this repository: `evaluate.py` next to a script is not the library.

        Only folders without `__init__.py`, or with a manifest, are import roots: in a package `docker.py` does not hide
        the library.
        """
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            names = self._roots.get(folder, set())
            if name in names and ("__init__" not in names or self._has_manifest(folder)):
                return True
        return name in self._roots.get("src", ())

    def _has_manifest(self, folder: str) -> bool:
        base = f"{folder}/" if folder else ""
        return f"{base}pyproject.toml" in self.texts or f"{base}setup.py" in self.texts


_FOREIGN = (Place.VENDORED, Place.GENERATED)
_HOME = re.compile(
    r"""(?im)(?:\burl|home-?page|repository|source(?:[ _]code)?)["']?\s*[=:]\s*["']?(?:git\+)?https?://(?:www\.)?github\.com/([\w.-]+/[\w.-]+?)"""
    r"""(?:\.git)?(?=["'/#\s]|$)"""
)


def _is_other(home: str, this: str) -> bool:
    """Whether `owner/name` is neither this repository, nor of its owner, nor a fork or former place of it."""
    (owner, _, name), (my_owner, _, my_name) = home.lower().partition("/"), this.lower().partition("/")
    return owner != my_owner and name != my_name


def notebook_cells(text: str) -> list[str]:
    """The sources of a notebook's code cells; ValueError where the text is no notebook."""
    try:
        loaded: Any = json.loads(text)
    except RecursionError as cause:
        raise ValueError("nested too deeply") from cause
    cells = loaded.get("cells") if isinstance(loaded, dict) else None
    if not isinstance(cells, list):
        raise ValueError("no cells")
    sources = [cell.get("source", "") for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    return ["".join(map(str, source)) if isinstance(source, list) else str(source) for source in sources]
