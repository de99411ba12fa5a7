"""Where in a repository a path lies: product code, tests, examples, documentation, vendored, course work, generated."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Place(StrEnum):
    """What the folder a file lies in says about it."""

    PRODUCT = "product"
    TEST = "test"
    EXAMPLE = "example"
    DOCS = "docs"
    CI = "ci"
    COURSE = "course"
    VENDORED = "vendored"
    GENERATED = "generated"


# A folder `external` holds others' work where it is of C or C++, whose libraries are copied so; else only where a licence or a
# manifest says so: `sourcing.evidence.foreign`.
VENDORED = re.compile(
    r"(^|/)(vendor|vendored|_vendor|third[_-]?party|3rdparty|node_modules|site-packages|bower_components"
    r"|dist-packages|\.venv|venv|deps|eigen3?|jquery)/|(^|/)externals?/.*\.(c|h|cc|hh|cpp|hpp|cxx|hxx|ipp|inl|cu|cuh)$",
    re.I,
)
GENERATED = re.compile(
    r"(_pb2(_grpc)?\.pyi?$|\.pb\.go$|\.min\.(js|css)$|(^|/)(generated|__generated__|_generated)/|_generated\.)", re.I
)
# What course work is called: as a whole folder (`labs/`), with a number (`assignment_3.py`, `week1_intro/`) or with another such
# word (`lecture_notes/`). A part of a longer name says nothing: `assignment_solver`, `lab_results`, `solution_service`.
_WORK = "home-?works?|assignments?|exercises?|lectures?|lessons?|labs?|seminars?|solutions?|practicals?"
COURSE = re.compile(
    rf"(^|/)((({_WORK}|cohorts|syllabus)|({_WORK})[_-]?\d[^/]*|({_WORK})[_-]({_WORK}|notes|slides|materials?))/|"
    rf"({_WORK})[_-]\d+([_.-]|$)|(hw[_-]?\d+|week[_-]?\d+\w*|module[_-]?\d+)(/|[_-])|"
    r"\d\d-[a-z-]*(intro|basics|homework)[a-z-]*(/|[_-]))",
    re.I,
)
# Statistics of the product, not tests of it, wherever no folder says otherwise.
_STATISTICS = r"(a_?b|t|z|ks|chi2|chi_square)_test\.py$"
# Java's convention has a capital T: `Latest.java` and `Contest.java` are no tests.
TEST = re.compile(
    r"(^|/)(tests?|testing|testdata|mocks?|unit_?tests?|integration_?tests?|e2e|spec|__tests__)/|(^|/)(test_[^/]*|"
    rf"(?!{_STATISTICS})[^/]*_test|conftest)\.(py|go)$|\.(test|spec)\.[jt]sx?$|"
    r"(?-i:Tests?\.java$)",
    re.I,
)
EXAMPLE = re.compile(
    r"(^|/)(([\w.]{1,40}[-_])?examples?|samples?|demos?|tutorials?|quickstarts?|cookbook|recipes|getting_?started|showcases?|"
    r"playground|templates?)/",
    re.I,
)
STATISTICS = re.compile(rf"(^|/){_STATISTICS}", re.I)
DOCS = re.compile(r"(^|/)(docs?|documentation|website|site|wiki)/", re.I)
CI = re.compile(
    r"(^|/)(\.github|\.circleci|\.gitlab|\.devcontainer|\.buildkite|\.gitpod|\.azure-pipelines|\.woodpecker|\.?jenkins|\.?ci)/|^\.(gitlab-ci|travis|appveyor|"
    r"cirrus)\.ya?ml$|(^|/)\.gitpod\.|^(azure-pipelines\.ya?ml|Jenkinsfile)$",
    re.I,
)

_ORDER = (
    (VENDORED, Place.VENDORED),
    (GENERATED, Place.GENERATED),
    (COURSE, Place.COURSE),
    (TEST, Place.TEST),
    (EXAMPLE, Place.EXAMPLE),
    (DOCS, Place.DOCS),
    (CI, Place.CI),
)


@lru_cache(maxsize=200_000)
def place(path: str) -> Place:
    """The place of one path; where several match, the first of vendored, generated, course, test, example, docs, CI."""
    for pattern, where in _ORDER:
        if pattern.search(path):
            return where
    return Place.PRODUCT


_COURSE_README = re.compile(
    r"\b(zoomcamp|bootcamp|nanodegree|this (course|repo(sitory)? contains the (notebooks|exercises|assignments))|"
    r"course (materials?|notes|repo)|"
    r"lecture (notes|slides)|homework|syllabus|companion (to|notebooks)|notebooks? (implementing|for) the (code|"
    r"book)|enrol+(ed|ment)?|"
    r"students?|exercises and solutions|week \d+)\b",
    re.I,
)


_COURSE_TITLE = re.compile(
    r"\b(nanodegree|zoomcamp|bootcamp|mooc|course (materials?|notes|repo(sitory)?)|lecture notes)\b", re.I
)


def is_course(paths: list[str], readme: str) -> bool:
    """Whether the whole repository is teaching material: course folders hold much of it, or the README says so.

    One plain word in a heading is enough; elsewhere it takes two different ones, or one and many notebooks.
    """
    code = [path for path in paths if path.endswith((".py", ".ipynb", ".md"))]
    in_course = sum(1 for path in code if COURSE.search(path))
    notebooks = sum(1 for path in code if path.endswith(".ipynb"))
    words = {match.group(0).lower() for match in _COURSE_README.finditer(readme[:6000])}
    if code and in_course >= 0.3 * len(code) and in_course >= 3:
        return bool(words) or notebooks > 0
    if any(_COURSE_TITLE.search(line) for line in readme[:3000].splitlines() if line.startswith("#")):
        return True
    return len(words) >= 2 or (len(words) == 1 and notebooks > 0.3 * max(1, len(code)))


def base_name(path: str) -> str:
    """The last part of a path; a path object would take twenty times as long."""
    return path.rpartition("/")[2]


def language(path: str) -> str | None:
    """The programming language a file name stands for, None where it is no code."""
    stem, dot, suffix = base_name(path).rpartition(".")
    return LANGUAGES.get(f".{suffix.lower()}") if dot and stem else None


LANGUAGES = {
    ".py": "Python",
    ".pyx": "Cython",
    ".ipynb": "Jupyter",
    ".go": "Go",
    ".java": "Java",
    ".scala": "Scala",
    ".kt": "Kotlin",
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".rs": "Rust",
    ".c": "C",
    ".h": "C",
    ".cc": "C++",
    ".cpp": "C++",
    ".hpp": "C++",
    ".cu": "CUDA",
    ".cuh": "CUDA",
    ".r": "R",
    ".jl": "Julia",
    ".lua": "Lua",
    ".sql": "SQL",
    ".sh": "Shell",
    ".tf": "Terraform",
    ".tofu": "Terraform",
    ".cs": "C#",
    ".rb": "Ruby",
    ".swift": "Swift",
    ".m": "MATLAB",
}
