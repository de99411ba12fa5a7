"""Continuous integration that builds, tests, lints or types the code.

Unit: files. What counts: a pipeline one of whose steps does so, of any system that `sourcing.pipelines.workflows` reads. Steps are
read by the format and followed: a make target, an npm script, tox, nox, pre-commit, a script or a reusable workflow
does what the commands in it do. Traps: a step that is commented out or switched off; a linter that cannot fail; a stale bot, a label bot, a
greeting or an issue tracker bridge is automation; installing a tool is not running it; a pipeline that builds only to
publish (an image, a package, the documentation) or deploys has its own kind; built documentation checks no code.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from sourcing.evidence.pipelines.follow import Pipeline, Work, pipelines, read_pipeline
from sourcing.evidence.pipelines.recipes import recipes
from sourcing.evidence.pipelines.tools import BUILDS, DEPLOYS, DOCUMENTS, LINTS, PUBLISHES, RUNS, TESTS, TYPES, by_name
from sourcing.evidence.pipelines.workflows import GITHUB, system
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.places import Place
from sourcing.records import Archetype, Contributions

# What a pipeline does, most telling first: how it is said, and whether it checks the code.
_SAID = {
    TESTS: "runs tests",
    TYPES: "checks types",
    LINTS: "lints",
    RUNS: "runs the code",
    BUILDS: "builds",
    DEPLOYS: "deploys",
    PUBLISHES: "publishes",
}
_CHECKS = (TESTS, TYPES, LINTS)
MOST_TOOLS = 3  # named of each thing that a pipeline does


def _kind(pipeline: Pipeline, whats: set[str]) -> str | None:
    """`checks`, `publishes`, or None for automation.

    What is built only to be published is published; so is what a pipeline builds whose name says that it deploys. What is
    built beside the documentation serves it. Running the product's own programs checks them where the name says so.
    """
    if whats.intersection(_CHECKS):
        return "checks"
    named = by_name(PurePosixPath(pipeline.path).stem)
    if whats & {PUBLISHES, DEPLOYS} or (BUILDS in whats and named in (PUBLISHES, DEPLOYS)):
        return "publishes"
    if RUNS in whats and named == TESTS:
        return "checks"
    return "checks" if BUILDS in whats and DOCUMENTS not in whats and named != DOCUMENTS else None


def _tools(works: list[Work]) -> str:
    """The tools, or the recipes by way of which they run, as a reader finds them in the file."""
    names = list(dict.fromkeys(work.via or work.tool for work in works))
    return f" ({', '.join(names[:MOST_TOOLS])}{', …' if len(names) > MOST_TOOLS else ''})" if names != [""] else ""


def _finding(view: View, pipeline: Pipeline) -> Finding | None:
    done = [work for work in pipeline.works if not (work.is_toothless and work.what in (LINTS, TYPES))]
    kind = _kind(pipeline, {work.what for work in done})
    if kind is None:
        return None
    whats = {work.what for work in done if work.what in _SAID}
    if len(whats) > 1:
        whats.discard(RUNS)  # worth saying only where it is all that checks
    works = [work for work in done if work.what in whats]
    order = [what for what in _SAID if what in whats]
    said = [_SAID[what] + _tools([work for work in works if work.what == what]) for what in order]
    only = "only " if whats <= {TYPES, LINTS} or kind == "publishes" else ""
    if kind == "publishes" and whats == {BUILDS}:
        said.append("for what its name says it deploys")
    shown = order[0] if kind == "checks" else order[-1]
    what = "composite action" if pipeline.system == GITHUB and "/actions/" in pipeline.path else "pipeline"
    return Finding(
        kind="course" if kind == "checks" and (view.is_course or view.place(pipeline.path) is Place.COURSE) else kind,
        detail=f"{pipeline.system} {what} {pipeline.path} {only}{', '.join(said)}",
        path=pipeline.path,
        line=next(work.line for work in works if work.what == shown),
        skills=("CI/CD",),
    )


def look(view: View, _: Contributions) -> Answer:
    """The pipelines that check or publish, with the line of the first step that does."""
    known = view.once(pipelines)
    found = [finding for pipeline in known if (finding := _finding(view, pipeline))]
    nothing = "pipelines there are, but none builds, tests or publishes" if known else "no pipeline"
    return answer(found, view=view, needed=lambda path: system(path) is not None, nothing=nothing)


SIGNAL = Signal(
    question="Which pipelines build or test the code?",
    unit="files",
    version=2,
    kinds={
        "checks": "builds, tests, lints or types the code",
        "publishes": "only publishes or deploys: an image, a package, documentation, a release",
        "course": "builds, tests or lints course material",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer lets a machine build and test every change before it reaches users.",
        Archetype.OPERATOR: "An operator automates the way from a change to production.",
    },
    reads=(read_pipeline, recipes),
)
