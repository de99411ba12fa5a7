"""Packages that can be installed, and releases that are written down.

Unit: files. What counts: a manifest that defines an installable package (`pyproject.toml`, `setup.py`, `setup.cfg`,
`go.mod`, `package.json` with a version, `pom.xml`, `Cargo.toml`), a changelog that lists versions, a pipeline that
publishes. Traps: a `pyproject.toml` that only configures tools; a private `package.json`; a changelog without a
version; manifests of examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.choice import WORKFLOW
from sourcing.evidence.findings import MOST
from sourcing.evidence.packages import MANIFESTS, defined, packages
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.numbers import counted
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_CHANGELOG = re.compile(r"^(change[_-]?(log|s)|history|releases?|news|release[_-]?notes)(\.(md|rst|txt))?$", re.I)
_VERSION = re.compile(r"^\W*(?:version\s+|release\s+)?v?\d+\.\d+(\.\d+)?\b", re.I)
_RELEASE = re.compile(
    r"pypa/gh-action-pypi-publish|\btwine upload\b|\b(poetry|uv|flit|hatch) publish\b|\b(npm|cargo|pnpm|"
    r"yarn) publish\b|goreleaser|semantic-release|"
    r"\bmvn\b.*\bdeploy\b"
)


def _packages(view: View) -> Iterator[Finding]:
    """One finding per folder: a `setup.py` beside a `pyproject.toml` defines the same package."""
    folders = set()
    for package in view.once(packages):
        folder = (package.path.rpartition("/")[0], package.language)
        if package.is_installable and folder not in folders:
            folders.add(folder)
            name = f" {package.name}" if package.name else ""
            detail = f"{package.language} package{name} defined in {package.path}"
            yield Finding(kind="package", detail=detail, path=package.path, line=package.line, skills=("packaging",))


def _others(view: View) -> Iterator[Finding]:
    for path in view.own:
        name = base_name(path)
        if _CHANGELOG.match(name) and view.place(path) in (Place.PRODUCT, Place.DOCS):
            if line := view.first_line(path, _VERSION):
                versions = sum(1 for text in view.lines(path) if _VERSION.match(text))
                detail = f"changelog {path} with {counted(versions, 'version')}"
                yield Finding(
                    kind="changelog", detail=detail, path=path, line=line, value=versions, skills=("packaging",)
                )
        elif WORKFLOW.search(path):
            for number, text in enumerate(view.lines(path), 1):
                if _RELEASE.search(text) and not text.lstrip().startswith("#"):
                    yield Finding(
                        kind="release",
                        detail=f"{path} publishes releases",
                        path=path,
                        line=number,
                        skills=("packaging",),
                    )
                    break


def look(view: View, _: Contributions) -> Answer:
    """The packages, then changelogs and releasing pipelines, by depth and path."""
    found = [*_packages(view), *_others(view)]
    return answer(
        found[:MOST],
        view=view,
        needed=lambda path: base_name(path).lower() in MANIFESTS,
        nothing="no installable package, changelog or release",
    )


SIGNAL = Signal(
    question="Can the work be installed, and are its releases written down?",
    unit="files",
    version=1,
    kinds={
        "package": "a manifest that defines an installable package",
        "changelog": "a changelog that lists versions",
        "release": "a pipeline that publishes releases",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer hands over software that others can install, with releases written down.",
    },
    reads=(defined,),
)
