"""How the Python is written: PEP 8, short functions, docstrings, annotations.

Unit: modules. What counts, each for a module of the product on its own, so that whoever wrote it has the credit:
`clean`: at least 30 lines of code and at most 5 of ruff's violations per 1,000 lines, one in 200, by the rules of
`sourcing.parsing.linting` (of the modules of fifty public projects six in ten have none, seven in ten are within the bound);
`modular`: at least 3 functions, nine in ten of at most 50 lines (a screen), none above 150, which hold at least half of the
code of a file of at most 1,000 lines;
`documented_code`: at least 3 public functions and classes, six in ten with a docstring of three words or more;
`annotated`: at least 3 functions, six in ten with every argument and the result annotated;
`clean_tests`: `clean` for tests, which need no docstrings and no annotations.
Lines of code are counted without blank lines, comments, docstrings and tables of constants, the length of a function without
its docstring. What is not there is not found; nothing is held against anybody. Traps: examples and documentation are short by
purpose and course material is handed out, so none of them is judged; a module of constants has no style to show, one of
fields or exceptions no modularity; a docstring nobody filled in; a file that excuses itself from linting; vendored and
generated code, migrations; a file that does not parse has no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from sourcing.evidence.findings import folder, spread
from sourcing.evidence.reading import View, parses
from sourcing.evidence.shape import Shape, shape
from sourcing.evidence.signal import Answer, CouldNotLook, Finding, NotLooked, Signal, answer
from sourcing.numbers import counted
from sourcing.parsing.linting import Verdict
from sourcing.places import Place
from sourcing.records import Archetype, Contributions

LEAST_CODE = 30  # lines from which a module shows a style
MOST_RATE = 5.0  # violations per 1,000 lines
FEW = 3  # functions, or public names, from which a share says something
SHORT, LONG = 50, 150  # lines of a function
MOSTLY = 0.9
LARGE = 1_000  # lines of a file
SHARE = 0.6


def _findings(view: View, path: str) -> Iterator[Finding]:
    found = view.of(shape, path)
    if found is None or not found.first:
        return
    verdict = view.style.get(path)
    is_test = view.place(path) is Place.TEST
    if verdict and found.code >= LEAST_CODE and verdict.rate <= MOST_RATE:
        yield _clean(path, found, verdict, is_test=is_test)
    if is_test:
        return
    if found.code >= LEAST_CODE and _is_modular(found):
        middle = f"{median(found.lengths):.0f}"
        detail = (
            f"{len(found.lengths)} functions, the median {middle} lines, none above {max(found.lengths)}, in {path}"
        )
        size = len(found.lengths)
        yield Finding(kind="modular", detail=detail, path=path, line=found.first, size=size, skills=("code quality",))
    if found.public >= FEW and found.documented >= SHARE * found.public:
        detail = f"{found.documented} of {found.public} public functions and classes have docstrings in {path}"
        line, size = found.first_documented, found.documented
        yield Finding(kind="documented_code", detail=detail, path=path, line=line, size=size, skills=("documentation",))
    if len(found.lengths) >= FEW and found.annotated >= SHARE * len(found.lengths):
        detail = f"{found.annotated} of {len(found.lengths)} functions are fully annotated in {path}"
        line, size = found.first_annotated, found.annotated
        yield Finding(kind="annotated", detail=detail, path=path, line=line, size=size, skills=("type checking",))


def _clean(path: str, found: Shape, verdict: Verdict, *, is_test: bool) -> Finding:
    count = verdict.violations
    what = "nothing" if not count else f"{counted(count, 'violation')} of PEP 8"
    detail = f"ruff finds {what} in the {verdict.lines} lines of {path}"
    kind = "clean_tests" if is_test else "clean"
    size, line = verdict.lines, found.first
    return Finding(kind=kind, detail=detail, path=path, line=line, size=size, skills=("code quality",))


def _is_modular(found: Shape) -> bool:
    lengths = found.lengths
    if len(lengths) < FEW or found.lines > LARGE or max(lengths) > LONG or 2 * sum(lengths) < found.code:
        return False
    return sum(1 for length in lengths if length <= SHORT) >= MOSTLY * len(lengths)


def look(view: View, _: Contributions) -> Answer:
    """The modules of each kind, in turn from each folder, so that every part of a large repository is there."""
    judged = [path for path in view.python if view.place(path) in (Place.PRODUCT, Place.TEST)]
    if view.is_course or (not judged and view.python):
        return NotLooked(reason="no Python but that of examples, documentation or a course")
    readable = [path for path in judged if view.of(parses, path)]
    found: dict[str, list[Finding]] = {kind: [] for kind in SIGNAL.kinds}
    for path in readable:
        for finding in _findings(view, path):
            found[finding.kind].append(finding)
    chosen = [finding for group in found.values() for finding in spread(group, by=folder)]
    if readable and not chosen and not view.style:
        return CouldNotLook(reason=f"ruff gave no verdict on {readable[0]}")
    nothing = "no module is clean, modular, documented or annotated by these measures" if judged else "no Python"
    return answer(chosen, view=view, needed=lambda path: path.endswith(".py"), nothing=nothing)


SIGNAL = Signal(
    question="Is the Python clean, modular, documented and annotated?",
    unit="modules",
    version=1,
    kinds={
        "clean": "a module that keeps to PEP 8",
        "modular": "a module of short functions",
        "documented_code": "a module whose public functions and classes have docstrings",
        "annotated": "a module whose functions say the types they take and return",
        "clean_tests": "a test module that keeps to PEP 8",
    },
    look=look,
    reads=(shape, parses),
    why={
        Archetype.DEVELOPER: "A developer writes code in small, documented parts, so that the next person can change it safely.",
        Archetype.RESEARCHER: "Clean research code is what lets a team take a model over instead of writing it anew.",
    },
)
