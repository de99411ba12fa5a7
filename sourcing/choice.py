"""Which files of a repository are worth reading, most telling first: a pure function of its tree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from sourcing.places import Place, base_name, place
from sourcing.records import FileEntry

MOST_FILES = 300_000  # of a tree; what lies beyond, in the order of paths, is not looked at
MAX_FILES = 5_000
MAX_TEXT = 64_000_000  # bytes of all chosen files together
MAX_BYTES = 1_000_000  # of one file; a larger one is data, generated or a notebook full of pictures
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
    "prefect.yaml", "metaflow.yaml", ".gitattributes", "uv.toml", "hatch.toml", "pixi.toml", "dbt_project.yml",
    "fly.toml", "render.yaml", "railway.toml", "vercel.json", "netlify.toml", "heroku.yml", "app.json", "serverless.yml",
    "modal.toml", "cog.yaml", "truss.yaml", "dependabot.yml", "renovate.json", "mkdocs.yml", "_quarto.yml", "workspace.yaml",
    "pre-commit-config.yaml", ".drone.yml", ".cirrus.yml", "appveyor.yml", ".appveyor.yml", "bitbucket-pipelines.yml",
    "cloudbuild.yaml", "buildspec.yml", "pytest.ini", "pulumi.yaml", "cdk.json", "samconfig.toml", "template.yaml",
    "template.yml", "serverless.yaml", "helmfile.yaml", "great_expectations.yml", "snakefile", "railway.json", "app.yml",
    "citation.cff", "biome.json", ".bandit", "bandit.yaml", ".yamllint",
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
WORKFLOW = re.compile(
    r"^(\.github/workflows|\.circleci|\.woodpecker|\.semaphore)/[^/]+\.ya?ml$|^\.(buildkite|azure-pipelines|gitlab|gitlab-ci)/.{1,200}\.ya?ml$|"
    r"^\.woodpecker\.ya?ml$|(^|/)azure-pipelines[^/]*\.ya?ml$"
)
ACTION = re.compile(r"^\.github/.{1,200}/action\.ya?ml$")
SCRIPT = re.compile(r"\.(sh|bash)$|(^|/)scripts?/[^/.]+$")
SECRET = re.compile(r"(^|/)(\.env(\.(local|production|prod))?|id_rsa|\.npmrc|\.pypirc)$")
LINT_SCRIPT = re.compile(r"(^|/)[^/]*lint[^/]*\.sh$", re.I)
OPERATIONS = re.compile(
    r"(^|/)(k8s|kubernetes|helm|charts?|deploy(ments?)?|infra|terraform|manifests|monitoring|alerts?|dashboards|"
    r"grafana|prometheus|ops|rollouts?)/"
    r".*\.(ya?ml|tf|json)$|\.(tf|tofu)$|(^|/)templates/.*\.ya?ml$|(^|/)[^/]*(deployment|statefulset|daemonset|ingress|cronjob|configmap|kustomiz|"
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
LICENCE = re.compile(r"(^|/)(licen[cs]e|copying)([._-](md|txt|rst|mit|apache|bsd))?$", re.I)
DOCUMENT = re.compile(r"\.(md|rst|mdx|adoc|qmd|rmd)$", re.I)
QUERY = re.compile(r"\.(sql|prisma)$|(^|/)models/[^.]*\.ya?ml$", re.I)
CODE = (".py", ".go", ".java", ".ts", ".tsx", ".js", ".jsx", ".mjs")
PROSE = re.compile(r"(^|/)(change(log|s)|history|releases?|news)(\.(md|rst|txt))?$|\.proto$", re.I)


def tier(path: str) -> int | None:
    """How soon a file is worth reading, 0 first; None where it is not read at all."""
    where = place(path)
    name = base_name(path).lower()
    if where in (Place.VENDORED, Place.GENERATED):
        return None
    if path.endswith(CODE) and name not in MANIFESTS:
        return _code_tier(path, where)
    if WORKFLOW.search(path) or CONTAINER.search(path) or name in MANIFESTS or (README.match(name) and "/" not in path):
        return 0
    if REQUIREMENTS.search(path) or PROSE.search(path) or LINT_SCRIPT.search(path) or ACTION.search(path):
        return 0
    if OPERATIONS.search(path):
        return 2
    if path.endswith(".ipynb"):
        return 7
    if (EXPERIMENT.search(path) and where is not Place.TEST) or SECRET.search(path):
        return 8
    if QUERY.search(path) or SCRIPT.search(path) or path.endswith((".rs", ".scala")):
        return 9
    return 10 if DOCUMENT.search(path) or LICENCE.search(path) else None


def _code_tier(path: str, where: Place) -> int | None:
    if where is Place.PRODUCT:
        return (1 if ENTRY.search(path) else 3) if path.endswith(".py") else (4 if ENTRY.search(path) else 6)
    if where is Place.TEST:
        return 5
    if path.endswith((".py", ".go")):
        return 6
    return 9 if SCRIPT.search(path) else None


# By tier: at most so many, because a part of these tells what all of them would.
_ROOM = {2: 400, 5: 1_500, 7: 200, 8: 100, 9: 300, 10: 200}
# By tier: its part of a sample, before what is left is filled.
_SAMPLE = {0: 0.4, 1: 0.25, 2: 0.1, 3: 0.15, 5: 0.1}


def choose(files: Iterable[FileEntry], *, most: int = MAX_FILES, prefer: Iterable[str] = ()) -> list[FileEntry]:
    """The files worth reading, most telling first, at most `most`: a pure function of the tree.

    Order: manifests, CI, containers, README; entry points; operations; modules; tests; notebooks; experiment
    configurations; queries and models of data; documents. Within a tier the shallower path first, then by name, so that
    the choice is the same on every machine. Where there are more than `most`, the sample has something of every tier, and
    up to half of it are paths of `prefer`.
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
    if len(worth) <= most:
        return [entry for _, entry in worth]
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
