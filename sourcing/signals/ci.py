"""Continuous integration that builds or tests the code.

Unit: files. What counts: a pipeline of GitHub Actions, GitLab, CircleCI, Travis, Azure, Jenkins, AppVeyor or Cirrus
one of whose steps runs tests, lint, types or a build. Traps: a stale bot, a label bot, a greeting or an issue tracker
bridge is automation, not CI; a pipeline that only publishes has its own kind.
"""

from __future__ import annotations

import re

from sourcing.reading import View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer

_SYSTEMS = (
    (re.compile(r"^\.github/workflows/[^/]+\.ya?ml$"), "GitHub Actions"),
    (re.compile(r"^\.circleci/[^/]+\.ya?ml$"), "CircleCI"),
    (re.compile(r"^\.gitlab-ci\.ya?ml$"), "GitLab CI"),
    (re.compile(r"^\.travis\.ya?ml$"), "Travis CI"),
    (re.compile(r"^(\.azure-pipelines/[^/]+|azure-pipelines[^/]*)\.ya?ml$"), "Azure Pipelines"),
    (re.compile(r"^(\.?(ci|jenkins)/)?jenkinsfile[^/]*$", re.I), "Jenkins"),
    (re.compile(r"^\.buildkite/[^/]+\.ya?ml$"), "Buildkite"),
    (re.compile(r"^\.woodpecker(\.ya?ml|/[^/]+\.ya?ml)$"), "Woodpecker"),
    (re.compile(r"^\.drone\.ya?ml$"), "Drone"),
    (re.compile(r"^bitbucket-pipelines\.ya?ml$"), "Bitbucket Pipelines"),
    (re.compile(r"^cloudbuild\.ya?ml$"), "Google Cloud Build"),
    (re.compile(r"^buildspec\.ya?ml$"), "AWS CodeBuild"),
    (re.compile(r"^\.?appveyor\.ya?ml$"), "AppVeyor"),
    (re.compile(r"^\.cirrus\.ya?ml$"), "Cirrus CI"),
)
_CHECK = re.compile(
    r"\b(pytest|unittest|tox|nox|py\.test|make [\w-]*(test|check|lint|ci|build)[\w-]*|(go|cargo|npm|yarn|pnpm|mvn|"
    r"mvnw|gradle|gradlew|dotnet|"
    r"bazel|swift|sbt)\S{0,40}( run| -\S{1,40}){0,9} (test|build|check|"
    r"verify|vet|package|ci)|ctest|ruff|flake8|mypy|pylint|pre-commit|golangci|nosetests|python setup\.py (test|build)|"
    r"\.github/actions/\S*test|hatch run|poetry run|uv run|run[_-]?tests?|runtests|cibuildwheel|python -m build|"
    r"cmake --build|jest|vitest|"
    r"black|isort|test_suite|codecov|coverage|julia-runtest|cmd check|clippy|[\w./-]{0,80}tests?\.(sh|py)|"
    r"workflows/[\w-]*(tests?|ci|lint|check|build)[\w-]*\.ya?ml)\b",
    re.I,
)
_PUBLISH = re.compile(
    r"\b(docker/build-push-action|docker (build|push)|twine upload|gh-action-pypi-publish|helm (push|package)|"
    r"npm publish)\b",
    re.I,
)


def system(path: str) -> str | None:
    """The CI system a path configures, None where it is none."""
    return next((name for pattern, name in _SYSTEMS if pattern.search(path)), None)


def _finding(view: View, path: str, name: str) -> Finding | None:
    for kind, pattern in (("checks", _CHECK), ("publishes", _PUBLISH)):
        for number, line in enumerate(view.lines(path), 1):
            if not line.lstrip().startswith("#") and pattern.search(line):
                doing = "builds or tests" if kind == "checks" else "publishes"
                kind = "course" if view.is_course else kind
                return Finding(
                    kind=kind, detail=f"{name} pipeline {path} {doing}", path=path, line=number, skills=("CI/CD",)
                )
    return None


def look(view: View, _: Contributions) -> Answer:
    """The pipelines that check or publish, with the line of the first step that does."""
    named = [(path, name) for path in view.own if (name := system(path))]
    found = [finding for path, name in named if (finding := _finding(view, path, name))]
    nothing = "pipelines there are, but none builds, tests or publishes" if named else "no pipeline"
    return answer(found, view=view, needed=lambda path: system(path) is not None, nothing=nothing)


SIGNAL = Signal(
    question="Which pipelines build or test the code?",
    unit="files",
    version=1,
    kinds={
        "checks": "builds, tests or lints the code",
        "publishes": "only publishes an image or a package",
        "course": "a pipeline of course material",
    },
    look=look,
)
